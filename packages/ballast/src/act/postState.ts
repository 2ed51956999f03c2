import {
  WAD,
  abs,
  formatWad,
  pow10,
  mulDivUp,
  tokensOf,
  valueUp,
  raw,
  type Action,
  type Raw,
  type VaultAsset,
  type VaultState,
  type Wad,
} from '@ballast/core';
import type { Now } from './readNow.ts';

/** What a simulated action really moved, or the first thing it moved that nobody meant. */
export type PostState =
  | { readonly ok: true; readonly amountInRaw: Raw | null; readonly amountOutRaw: Raw | null }
  | { readonly ok: false; readonly code: string; readonly reason: string };

/** Each asset's change of idle tokens and each venue's change of deployed tokens that the action may show. */
interface Meant {
  readonly idle: ReadonlyMap<string, (change: bigint) => boolean>;
  readonly deployed: ReadonlyMap<string, (change: bigint) => boolean>;
}

/**
 * Compares the vault before and after a simulated action. Pure. Balances moved only as meant; nothing stayed in the
 * executor; every approval is zero; no claim but a paid one changed; roles, mode and law stand; and the value at the
 * lower feeds fell by no more than what was charged to the loss budget (or paid out), less rounding.
 */
export function checkPostState(action: Action, before: Now, after: Now): PostState {
  const meant = meantBy(action);
  const moved =
    unmeant(before, 'idle', after.idleRaw, meant.idle) ??
    unmeant(before, 'deployed', after.deployedRaw, meant.deployed);
  if (moved !== null) return fault('ACT_POST_BALANCE', moved);
  for (const [assetId, balance] of after.executorRaw)
    if (balance > (before.executorRaw.get(assetId) ?? 0n))
      return fault('ACT_POST_EXECUTOR', `${assetId} would stay in the executor`);
  for (const [name, allowance] of after.approvalsRaw)
    if (allowance !== 0n) {
      const [assetId = name] = name.split(' to ');
      const left = tokensOf(allowance, assetOf(before, assetId));
      return fault('ACT_POST_APPROVAL', `an approval of ${name} would stay at ${left}`);
    }
  const standing = standingFault(action, before, after);
  if (standing !== null) return fault('ACT_POST_STANDING', standing);
  const loss = lossFault(action, before, after);
  if (loss !== null) return fault('ACT_POST_VALUE', loss);
  return { ok: true, ...amountsOf(action, before, after) };
}

const fault = (code: string, reason: string): PostState => ({ ok: false, code, reason });
const changeOf = (key: string, before: ReadonlyMap<string, Raw>, after: ReadonlyMap<string, Raw>): bigint =>
  (after.get(key) ?? 0n) - (before.get(key) ?? 0n);

function meantBy(action: Action): Meant {
  const none = new Map<string, (change: bigint) => boolean>();
  switch (action.kind) {
    case 'swap':
      return {
        idle: new Map([
          [action.fromAssetId, (change: bigint) => change === -action.amountInRaw],
          [action.toAssetId, (change: bigint) => change >= action.floorOutRaw],
        ]),
        deployed: none,
      };
    case 'deposit':
      return {
        idle: new Map([[action.assetId, (change: bigint) => change === -action.amountRaw]]),
        deployed: new Map([[action.venueId, (change: bigint) => change > 0n && change <= action.amountRaw + 1n]]),
      };
    case 'withdraw':
      return {
        idle: new Map([[action.assetId, (change: bigint) => change >= action.amountRaw]]),
        deployed: new Map([[action.venueId, (change: bigint) => change < 0n]]),
      };
    case 'payRedemptions':
      return { idle: new Map([[action.payoutAssetId, (change: bigint) => change <= 0n]]), deployed: none };
    case 'setIntake':
      return { idle: none, deployed: none };
  }
}

function unmeant(
  then: Now,
  where: 'idle' | 'deployed',
  after: ReadonlyMap<string, Raw>,
  meant: ReadonlyMap<string, (change: bigint) => boolean>,
): string | null {
  const before = where === 'idle' ? then.idleRaw : then.deployedRaw;
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    const change = changeOf(key, before, after);
    const isMeant = meant.get(key) ?? ((amount: bigint): boolean => amount === 0n);
    if (isMeant(change)) continue;
    const assetId = where === 'idle' ? key : then.vault.venues.find(({ venueId }) => venueId === key)?.assetId;
    const amount = tokensOf(abs(raw(change)), assetOf(then, assetId ?? key));
    const moved = change === 0n ? 'not change' : `${change > 0n ? 'rise' : 'fall'} by ${amount}`;
    return `${where === 'idle' ? `idle ${key}` : `what is deployed in ${key}`} would ${moved}`;
  }
  return null;
}

/** How amounts of an asset are read; whole raw units where the vault does not list it. */
const assetOf = ({ vault }: Now, assetId: string): Pick<VaultAsset, 'assetId' | 'decimals'> =>
  vault.assets.find((asset) => asset.assetId === assetId) ?? { assetId, decimals: 0 };

function standingFault(action: Action, before: Now, after: Now): string | null {
  const [then, now] = [before.vault, after.vault];
  if (then.policyParametersHash !== now.policyParametersHash || then.policyDocumentHash !== now.policyDocumentHash)
    return 'the law would change';
  if (then.owner !== now.owner || then.guardian !== now.guardian || then.keeper !== now.keeper)
    return 'a role would change';
  if (then.mode !== now.mode) return 'the mode would change';
  if (before.supplyRaw !== after.supplyRaw) return 'the supply of the liability would change';
  if (action.kind === 'setIntake') return now.isMintPaused || !action.isPaused ? null : 'intake would stay open';
  if (then.isMintPaused !== now.isMintPaused) return 'the intake pause would change';
  if (action.kind === 'payRedemptions') return after.owedWad < before.owedWad ? null : 'no claim would become smaller';
  return before.owedWad === after.owedWad ? null : 'what is owed would change';
}

function lossFault(action: Action, before: Now, after: Now): string | null {
  if (action.kind === 'payRedemptions') return overpaid(action.payoutAssetId, before, after);
  const charged = spentOf(after.vault) - spentOf(before.vault);
  const fell = before.valueFloorWad - after.valueFloorWad;
  const allowed = charged + roundingWad(before);
  return fell > allowed
    ? `the reserve would lose $${formatWad(fell)}, and only $${formatWad(charged)} would be charged`
    : null;
}

/** Holders must not receive more than their claims shrank by. */
function overpaid(payoutAssetId: string, before: Now, after: Now): string | null {
  const asset = before.vault.assets.find((item) => item.assetId === payoutAssetId);
  const paid = raw(-changeOf(payoutAssetId, before.idleRaw, after.idleRaw));
  const settled = before.owedWad - after.owedWad;
  const price = asset === undefined ? null : payoutPrice(before, asset);
  if (asset === undefined || price === null) return `${payoutAssetId} has no price to pay claims at`;
  const most = raw(mulDivUp(settled, pow10(asset.decimals), price));
  return paid > most ? `${tokensOf(paid, asset)} would be paid for claims worth ${tokensOf(most, asset)}` : null;
}

const payoutPrice = (now: Now, asset: VaultAsset): Wad | null =>
  now.vault.redemption.owed === 'payoutAsset' ? WAD : asset.highWad;

/** Two raw units of each asset: what venues and exact divisions may round away. */
const roundingWad = (now: Now): bigint =>
  now.vault.assets.reduce(
    (total, asset) => total + (asset.highWad === null ? 0n : valueUp(raw(2n), asset.decimals, asset.highWad)),
    BigInt(now.vault.assets.length),
  );

function amountsOf(
  action: Action,
  before: Now,
  after: Now,
): { readonly amountInRaw: Raw | null; readonly amountOutRaw: Raw | null } {
  const idle = (assetId: string): Raw => raw(changeOf(assetId, before.idleRaw, after.idleRaw));
  switch (action.kind) {
    case 'swap':
      return { amountInRaw: action.amountInRaw, amountOutRaw: idle(action.toAssetId) };
    case 'deposit':
      return { amountInRaw: action.amountRaw, amountOutRaw: null };
    case 'withdraw':
      return { amountInRaw: null, amountOutRaw: idle(action.assetId) };
    case 'payRedemptions':
      return { amountInRaw: raw(-idle(action.payoutAssetId)), amountOutRaw: null };
    case 'setIntake':
      return { amountInRaw: null, amountOutRaw: null };
  }
}

/** What counts as lost: of the loss budget, and of the exits' own. */
const spentOf = (vault: VaultState): bigint => vault.lossUsedWad + (vault.gates?.depegUsedWad ?? 0n);
