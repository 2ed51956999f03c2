import { toFunctionSelector, type ContractFunctionReturnType } from 'viem';
import { formatAbiItem } from 'viem/utils';
import {
  bps,
  raw,
  wad,
  type Address,
  type Hex,
  type Policy,
  type Unknown,
  type VaultAsset,
  type VaultGates,
  type VaultState,
} from '@ballast/core';
import { ask, askAll } from '../ask.ts';
import { readOnce, type VenueRead } from '../venueRead.ts';
import { lawAddress } from './lawAddress.ts';
import { lawAbi, vaultAbi } from './vaultAbi.ts';

const MODES = ['run', 'exitOnly', 'frozen'] as const;

/** The vault of a policy and its law at one block, in one round of two calls; Unknown when either does not answer. */
export function readVault(policy: Policy): VenueRead<VaultState | Unknown> {
  const vault = policy.execution.vault;
  if (vault === null) return readOnce([], () => unknownVault('this policy names no vault'));
  const asked = askAll({
    vault: ask(vault.address, vaultAbi, 'state', []),
    law: ask(lawAddress(vault.address), lawAbi, 'state', []),
  });
  return readOnce(asked.calls, (results) => {
    const { vault: view, law } = asked.read(results);
    if (!view.ok) return unknownVault(`${vault.address} does not answer as a reserve vault: ${view.reason}`);
    if (!law.ok) return unknownVault(`the law of ${vault.address} cannot be read: ${law.reason}`);
    return vaultState(policy, vault, view.value, law.value);
  });
}

const unknownVault = (reason: string): Unknown => ({ what: 'vault', code: 'VAULT_UNREADABLE', reason });

const lower = (address: string): Address => address.toLowerCase() as Address;

type VaultView = ContractFunctionReturnType<typeof vaultAbi, 'view', 'state'>;
type LawView = ContractFunctionReturnType<typeof lawAbi, 'view', 'state'>;

function vaultState(
  policy: Policy,
  vault: { readonly chain: string; readonly address: Address },
  view: VaultView,
  law: LawView,
): VaultState | Unknown {
  const mode = MODES[view.mode];
  const [base] = law.assets;
  if (mode === undefined) return unknownVault(`mode ${view.mode} is not known`);
  if (base === undefined) return unknownVault('the vault has adopted no policy yet');
  const idOf = (token: string): string => assetIdOf(policy, vault.chain, lower(token));
  return {
    chain: vault.chain,
    address: vault.address,
    mode,
    policyDocumentHash: law.documentHash,
    policyParametersHash: law.parametersHash,
    owner: lower(view.owner),
    keeper: lower(view.keeper),
    guardian: lower(view.guardian),
    executor: lower(view.executor),
    router: lower(view.router),
    liability: lower(view.liability),
    isMintPaused: view.mintPaused,
    baseAssetId: idOf(base.params.token),
    lossBurstWad: wad(law.limits.lossBurstWad),
    lossRefillPerDayWad: wad(law.limits.lossRefillPerDayWad),
    lossUsedWad: wad(view.lossUsedWad),
    turnoverBurstWad: wad(law.limits.turnoverBurstWad),
    turnoverRefillPerDayWad: wad(law.limits.turnoverRefillPerDayWad),
    turnoverUsedWad: wad(view.turnoverUsedWad),
    minBackingWad: wad(law.limits.minBackingWad),
    maxVaultValueWad: wad(law.limits.maxVaultValueWad),
    mintCapPerDayWad: wad(law.limits.mintCapPerDayWad),
    mintUsedWad: wad(view.mintUsedWad),
    redemption: {
      payoutAssetId: idOf(law.redemption.payoutAsset),
      owed: law.redemption.payoutPar ? 'payoutAsset' : 'numeraire',
      feeBps: bps(law.redemption.feeBps),
      capPerDayWad: law.redemption.capPerDayWad === 0n ? null : wad(law.redemption.capPerDayWad),
      usedWad: wad(view.redeemUsedWad),
      delaySeconds: law.redemption.delaySeconds,
    },
    assets: law.assets.map((asset) => vaultAsset(idOf(asset.params.token), asset)),
    venues: law.venues.map((venue, index) => ({
      venueId: venueIdOf(policy, vault.chain, lower(venue.target), idOf(venue.asset)),
      index,
      assetId: idOf(venue.asset),
      maxBps: bps(venue.maxBps),
      isEntryAllowed: venue.entryAllowed,
    })),
    gates: vaultGates(view, law, idOf, (venue) =>
      venueIdOf(policy, vault.chain, lower(venue.target), idOf(venue.asset)),
    ),
  };
}

/** What the vault judges by besides prices and budgets. */
const vaultGates = (
  view: VaultView,
  law: LawView,
  idOf: (token: string) => string,
  venueOf: (venue: LawView['venues'][number]) => string,
): VaultGates => ({
  book: lower(law.book),
  oracle: lower(law.oracle),
  steward: lower(view.steward),
  isBootstrap: view.isBootstrap,
  depegBurstWad: wad(law.limits.depegBurstWad),
  depegRefillPerDayWad: wad(law.limits.depegRefillPerDayWad),
  depegUsedWad: wad(view.depegUsedWad),
  minCoverageWad: wad(law.limits.minCoverageWad),
  minLiquidBps: law.limits.minLiquidBps.map((share) => bps(share)),
  anchorWad: wad(law.anchor.valueWad),
  anchorAtSeconds: Number(law.anchor.at),
  anchorMaxAgeSeconds: law.regime.anchorMaxAgeSeconds,
  maxGrowthPerDayBps: bps(law.regime.maxGrowthPerDayBps),
  claimsWad: wad(law.claimsWad),
  owedWad: wad(law.owedWad),
  risks: law.risks.map((risk) => ({ id: risk.id, capWad: wad(risk.capWad), capBps: bps(risk.capBps) })),
  assets: law.assets.map(({ params, ...seen }) => ({
    assetId: idOf(params.token),
    haircutBps: bps(seen.haircutBps),
    isArmed: seen.isArmed,
    isShut: seen.isShut,
    armedSinceSeconds: Number(seen.armedSince),
    exitOpenUntilSeconds: Number(seen.exitOpenUntil),
    exitFloorWad: params.exitFloorWad === 0n ? null : wad(params.exitFloorWad),
    blindWad: seen.blindWad === 0n ? null : wad(seen.blindWad),
    risks: params.risks,
    maturity: params.maturity,
  })),
  venues: law.venues.map((venue) => ({ venueId: venueOf(venue), risks: venue.risks, maturity: venue.maturity })),
  upkeep: {
    auction: lower(view.auction),
    auctionSeconds: law.regime.auctionSeconds === 0 ? null : law.regime.auctionSeconds,
    attestor: lower(view.attestor),
    provenAtSeconds: Number(view.provenAt),
    maxProofAgeSeconds: law.limits.maxProofAgeSeconds === 0 ? null : law.limits.maxProofAgeSeconds,
    keeperAtSeconds: Number(view.keeperAt),
    isWoundDown: view.isWoundDown,
  },
});

function vaultAsset(assetId: string, { params, ...seen }: LawView['assets'][number]): VaultAsset {
  const priceRefusal = refusalName(seen.refusal);
  return {
    assetId,
    token: lower(params.token),
    decimals: params.decimals,
    maxDeviationBps: bps(params.maxDeviationBps),
    slipBps: bps(params.slipBps),
    exitSlipBps: bps(params.exitSlipBps),
    haircutBps: bps(params.haircutBps),
    targetBps: bps(params.targetBps),
    effectiveTargetBps: bps(seen.effectiveTargetBps),
    maxBps: bps(params.maxBps),
    isEndogenous: params.endogenous,
    isEntryAllowed: params.entryAllowed,
    isDisabled: params.disabled,
    isDepegged: seen.depegged,
    isExitOpen: seen.exitOpen,
    pegWad: params.parWad === 0n ? null : wad(params.parWad),
    depegPriceWad: params.depegWad === 0n ? null : wad(params.depegWad),
    lowWad: priceRefusal === null ? wad(seen.lowWad) : null,
    highWad: priceRefusal === null ? wad(seen.highWad) : null,
    priceRefusal,
    owedRaw: raw(seen.owedRaw),
  };
}

const ERROR_NAMES: ReadonlyMap<Hex, string> = new Map(
  lawAbi.flatMap((item) => (item.type === 'error' ? [[toFunctionSelector(formatAbiItem(item)), item.name]] : [])),
);

/** Name of the error behind a selector; a feed that fails in its own words counts as silent. */
const refusalName = (selector: Hex): string | null =>
  selector === '0x00000000' ? null : (ERROR_NAMES.get(selector) ?? 'StaleFeed');

/** The policy's asset behind a token; a token the policy does not know keeps its address as id. */
const assetIdOf = (policy: Policy, chain: string, token: Address): string =>
  policy.assets.find((asset) => asset.deployments.some((item) => item.chain === chain && item.address === token))?.id ??
  token;

const venueIdOf = (policy: Policy, chain: string, target: Address, assetId: string): string =>
  policy.venues.find((venue) => venue.chain === chain && venue.address === target && venue.assets.includes(assetId))
    ?.id ?? `${target}/${assetId}`;
