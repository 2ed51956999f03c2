import { erc20Abi } from 'viem';
import {
  raw,
  wad,
  BallastError,
  type Address,
  type GuardState,
  type Holding,
  type Policy,
  type Provenance,
  type Raw,
  type VaultState,
  type Wad,
} from '@ballast/core';
import { ask, type Ask, type Decoded } from '../venues/ask.ts';
import { readClaims, type OpenClaims } from '../venues/ballast-vault/readClaims.ts';
import { readVault } from '../venues/ballast-vault/readVault.ts';
import { bookAbi, vaultAbi } from '../venues/ballast-vault/vaultAbi.ts';
import type { Call, CallResult } from '../venues/venueRead.ts';
import type { SimulatedCall } from './actChain.ts';

/** The vault as it stands at one moment of one simulation: what the twin judges and what must not move by itself. */
export interface Now {
  readonly vault: VaultState;
  readonly claims: OpenClaims;
  readonly owedWad: Wad;
  readonly supplyRaw: Raw;
  readonly valueFloorWad: Wad;
  /** By asset id. */
  readonly idleRaw: ReadonlyMap<string, Raw>;
  readonly executorRaw: ReadonlyMap<string, Raw>;
  /** By venue id. */
  readonly deployedRaw: ReadonlyMap<string, Raw>;
  /** Every approval the vault or its executor could have left behind. */
  readonly approvalsRaw: ReadonlyMap<string, Raw>;
}

export class VaultUnreadable extends BallastError {
  constructor(reason: string) {
    super({
      code: 'ACT_VAULT_UNREADABLE',
      message: `the vault cannot be read before acting: ${reason}`,
      remedy: 'check the endpoint and the policy; nothing was signed',
      retryable: true,
    });
  }
}

/** The reads behind Now, and how their answers read. `known` names the assets and venues, which only a new policy changes. */
export function nowReads(
  policy: Policy,
  known: VaultState,
): { readonly calls: readonly Call[]; readonly read: (results: readonly SimulatedCall[]) => Now } {
  const vault = readVault(policy);
  const claims = readClaims(policy);
  const asks = [...singleAsks(known), ...assetAsks(known), ...venueAsks(policy, known)];
  const calls = [...vault.first, ...claims.first, ...asks.map(([, one]) => one.call)];
  return {
    calls,
    read: (simulated) => {
      const results = simulated.map(toCallResult);
      const state = vault.decode(results.slice(0, vault.first.length), [], []);
      if (!('mode' in state)) throw new VaultUnreadable(state.reason);
      const open = claims.decode(results.slice(vault.first.length, vault.first.length + claims.first.length), [], []);
      if (!('pending' in open)) throw new VaultUnreadable(open.reason);
      const rest = results.slice(vault.first.length + claims.first.length);
      const numbers = new Map(asks.map(([name, one], index) => [name, must(one.read(rest[index]))]));
      return collect(state, open, numbers);
    },
  };
}

function bookOf(known: VaultState): Address {
  if (known.gates === undefined) throw new VaultUnreadable('this snapshot does not name its book');
  return known.gates.book;
}

type NamedAsk = readonly [name: string, one: Ask<bigint>];

const singleAsks = (known: VaultState): NamedAsk[] => [
  ['owed', ask(known.address, vaultAbi, 'totalOwedWad', [])],
  ['supply', ask(known.liability, erc20Abi, 'totalSupply', [])],
  ['value', ask(bookOf(known), bookAbi, 'valueFloor', [])],
];

const assetAsks = (known: VaultState): NamedAsk[] =>
  known.assets.flatMap(({ assetId, token }): NamedAsk[] => [
    [`idle:${assetId}`, ask(token, erc20Abi, 'balanceOf', [known.address])],
    [`executor:${assetId}`, ask(token, erc20Abi, 'balanceOf', [known.executor])],
    [`approval:${assetId} to the router`, ask(token, erc20Abi, 'allowance', [known.executor, known.router])],
  ]);

const venueAsks = (policy: Policy, known: VaultState): NamedAsk[] =>
  known.venues.flatMap(({ venueId, index, assetId }): NamedAsk[] => {
    const target = policy.venues.find((venue) => venue.id === venueId)?.address;
    const token = known.assets.find((asset) => asset.assetId === assetId)?.token;
    const deployed: NamedAsk = [`deployed:${venueId}`, ask(bookOf(known), bookAbi, 'deployed', [BigInt(index)])];
    if (target === undefined || token === undefined) return [deployed];
    return [
      deployed,
      [`approval:${assetId} to ${venueId}`, ask(token, erc20Abi, 'allowance', [known.address, target])],
    ];
  });

const toCallResult = (result: SimulatedCall): CallResult =>
  result.isSuccess
    ? { ok: true, data: result.returnData }
    : { ok: false, code: 'CALL_FAILED', reason: 'the call reverted' };

function must(decoded: Decoded<bigint>): bigint {
  if (!decoded.ok) throw new VaultUnreadable(decoded.reason);
  return decoded.value;
}

function collect(vault: VaultState, claims: OpenClaims, numbers: ReadonlyMap<string, bigint>): Now {
  const group = (prefix: string): ReadonlyMap<string, Raw> =>
    new Map(
      [...numbers].flatMap(([name, value]): [string, Raw][] =>
        name.startsWith(`${prefix}:`) ? [[name.slice(prefix.length + 1), raw(value)]] : [],
      ),
    );
  return {
    vault,
    claims,
    owedWad: wad(numbers.get('owed') ?? 0n),
    supplyRaw: raw(numbers.get('supply') ?? 0n),
    valueFloorWad: wad(numbers.get('value') ?? 0n),
    idleRaw: group('idle'),
    executorRaw: group('executor'),
    deployedRaw: group('deployed'),
    approvalsRaw: group('approval'),
  };
}

/** What the guard twin judges: the vault as just read, its holdings in its own account. */
export function guardStateOf(now: Now, nowSeconds: number): GuardState {
  const holding = (assetId: string, venueId: string | null, amountRaw: Raw): Holding => ({
    id: venueId === null ? `now/${assetId}` : `now/${venueId}`,
    assetId,
    accountId: now.vault.address,
    chain: now.vault.chain,
    decimals: now.vault.assets.find((asset) => asset.assetId === assetId)?.decimals ?? 0,
    where: venueId === null ? 'idle' : 'deployed',
    venueId,
    amountRaw,
    // What the venue could return is left to the simulation, which asks the venue itself.
    withdrawableRaw: amountRaw,
    attestedId: null,
    provenance: provenanceOf(now.vault, nowSeconds),
  });
  return {
    vault: now.vault,
    holdings: [
      ...[...now.idleRaw].map(([assetId, amountRaw]) => holding(assetId, null, amountRaw)),
      ...now.vault.venues.map(({ venueId, assetId }) =>
        holding(assetId, venueId, now.deployedRaw.get(venueId) ?? raw(0n)),
      ),
    ],
    baseAssetId: now.vault.baseAssetId,
    nowSeconds,
    lossUsedWad: now.vault.lossUsedWad,
    turnoverUsedWad: now.vault.turnoverUsedWad,
  };
}

const provenanceOf = (
  vault: { readonly chain: string; readonly address: Address },
  timeSeconds: number,
): Provenance => ({
  kind: 'simulated',
  chain: vault.chain,
  block: null,
  contract: vault.address,
  method: 'eth_simulateV1',
  timeSeconds,
});
