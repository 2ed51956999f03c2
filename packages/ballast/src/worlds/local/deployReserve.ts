import { getContractAddress } from 'viem';
import type { Address } from '@ballast/core';
import type { Cast } from './openWorld.ts';
import type { Site } from './site.ts';

/** The reserve's own contracts. */
export interface ReserveSet {
  readonly vault: Address;
  /** Assets and prices: the first contract the vault's book creates. */
  readonly oracle: Address;
  readonly liability: Address;
}

/** Deploys the vault and its liability token; the law is adopted later, when every feed has answered. */
export function deployReserve(site: Site, cast: Cast, router: Address): ReserveSet {
  const { deployer } = site;
  const token = site.contract('LiabilityToken');
  const liability = deployer.deploy('LiabilityToken', token, ['Harbor dollar', 'hUSD']);
  const [book, auction, attestor] = (['Book', 'Auction', 'Attestor'] as const).map((name) =>
    deployer.deploy(name, site.contract(name), []),
  ) as [Address, Address, Address];
  const vault = deployer.deploy('ReserveVault', site.contract('ReserveVault'), [
    cast.owner,
    cast.guardian,
    cast.keeper,
    liability,
    router,
    book,
    auction,
    attestor,
  ]);
  deployer.send(deployer.admin, 'bind the liability token', liability, token.abi, 'setVault', [vault]);
  const oracle = getContractAddress({ from: book, nonce: 1n }).toLowerCase() as Address;
  return { vault, oracle, liability };
}
