// One idea: cases of the terms of a trade, blind exits above all.
import { WAD, bps, raw, wad } from '../units/amounts.ts';
import { guardTerms } from './guardTerms.ts';
import { NO_ANCHOR } from './grownValue.ts';
import type { GuardState } from './guardState.ts';
import { lookAsset, type AssetLook } from './lookAsset.ts';
import { dice, plain, seededSide, text } from './vectorDice.fixture.ts';
import { NOW, feedsOf, guardStateOf, type AssetCase } from './vectors.fixture.ts';

/** What tradeTerms is asked, and must answer. `isOpened`: the guardian tried to open the exit. */
export interface TermsCase {
  readonly name: string;
  readonly sold: AssetCase;
  readonly bought: AssetCase;
  readonly soldParWad: string;
  readonly exitFloorWad: string;
  readonly isIntoBase: boolean;
  readonly isOpened: boolean;
  readonly isExit: boolean;
  readonly isAuction: boolean;
  readonly mode: number;
  readonly amountInRaw: string;
  readonly code: string;
  readonly floorOutRaw: string;
  readonly valueWad: string;
  readonly blindWad: string;
}

export type AskedTerms = Omit<TermsCase, 'code' | 'floorOutRaw' | 'valueWad' | 'blindWad'>;

function answerTerms(asked: AskedTerms): TermsCase {
  const look = lookOfSold(asked);
  const verdict = guardTerms(stateOf(asked, look), {
    fromAssetId: 'sold',
    toAssetId: 'bought',
    amountInRaw: raw(BigInt(asked.amountInRaw)),
    isExit: asked.isExit,
    isAuction: asked.isAuction,
  });
  return {
    ...asked,
    code: verdict.ok ? '' : verdict.code,
    floorOutRaw: text(verdict.ok ? verdict.floorOutRaw : 0n),
    valueWad: text(verdict.ok ? verdict.valueWad : 0n),
    blindWad: text(look.blindWad),
  };
}

export const lookOfSold = ({ sold, soldParWad, exitFloorWad }: AskedTerms): AssetLook =>
  lookAsset(
    {
      assetId: 'sold',
      feeds: feedsOf(sold),
      bounds: { minPriceWad: wad(BigInt(sold.minPriceWad)), maxPriceWad: wad(BigInt(sold.maxPriceWad)) },
      pegWad: soldParWad === '0' ? null : wad(BigInt(soldParWad)),
      depegPriceWad: sold.depegPriceWad === '0' ? null : wad(BigInt(sold.depegPriceWad)),
      exitFloorWad: exitFloorWad === '0' ? null : wad(BigInt(exitFloorWad)),
      haircutFloorBps: bps(0),
      maxGrowthPerDayBps: bps(0),
      isDisabled: sold.isDisabled,
    },
    {
      armed: { sinceSeconds: 0, lastSeconds: 0 },
      exitOpenUntilSeconds: 0,
      anchor: NO_ANCHOR,
      pushedBps: bps(0),
      pushedAtSeconds: 0,
    },
    { haircutDecayPerDayBps: bps(0), entryHaircutBps: bps(0), sequencerGraceSeconds: 0 },
    null,
    NOW,
  );

/** The vault as read, the exit open where it was armed when the guardian tried. */
export function stateOf(
  { sold, bought, isIntoBase, isOpened, mode, exitFloorWad }: AskedTerms,
  look: AssetLook,
): GuardState {
  const pair = [
    ['bought', bought],
    ['sold', sold],
  ] as const;
  const state = guardStateOf({ assets: isIntoBase ? pair : [['base', plain({ decimals: 6 })], ...pair], mode });
  const { gates } = state.vault;
  if (gates === undefined) return state;
  return {
    ...state,
    vault: {
      ...state.vault,
      assets: state.vault.assets.map((asset) =>
        asset.assetId === 'sold' ? { ...asset, isExitOpen: isOpened && look.isArmed } : asset,
      ),
      gates: {
        ...gates,
        assets: gates.assets.map((gate) =>
          gate.assetId === 'sold'
            ? {
                ...gate,
                exitFloorWad: exitFloorWad === '0' ? null : wad(BigInt(exitFloorWad)),
                blindWad: look.blindWad === 0n ? null : look.blindWad,
              }
            : gate,
        ),
      },
    },
  };
}

const rich = { idleRaw: text(1_000_000n * WAD) };
const STALE = NOW - 3601;
/** A blind exit by auction: the first feed is silent, 90 cents were voted, par is a dollar. */
export const blind = (name: string, sold: Partial<AssetCase> = {}, change: Partial<AskedTerms> = {}): AskedTerms => ({
  name,
  // A depeg price stands below par, so without par there is none.
  sold: plain({ ...rich, updatedAtA: STALE, ...(change.soldParWad === '0' ? { depegPriceWad: '0' } : {}), ...sold }),
  bought: plain(rich),
  soldParWad: text(WAD),
  exitFloorWad: text((WAD * 9n) / 10n),
  isIntoBase: true,
  isOpened: true,
  isExit: true,
  isAuction: true,
  mode: 0,
  amountInRaw: text(1_000n * WAD),
  ...change,
});
const fresh = { updatedAtA: NOW };

/** Every case of trade terms; edges first. */
export const makeTerms = (): TermsCase[] =>
  [...blindExits(), ...refusals(), ...priced(), ...roundings(), ...seeded()].map(answerTerms);

const blindExits = (): AskedTerms[] => [
  blind('blind: first feed silent'),
  blind('blind: second feed silent', { ...fresh, updatedAtB: STALE }),
  blind('blind: both silent, charged at par', { updatedAtB: STALE }),
  blind('blind: silent by one second', { updatedAtA: NOW - 3601 }),
  blind('blind: last second of the heartbeat, so it has a price', { updatedAtA: NOW - 3600 }),
  blind('blind: answer from the future', { updatedAtA: NOW + 1 }),
  blind('blind: never answered', { answerA: '0', updatedAtA: 0 }),
  blind('blind: below the hard minimum', { ...fresh, answerA: '9999999' }),
  blind('blind: above the hard maximum', { ...fresh, answerA: '1000000001' }),
  blind('blind: zero', { ...fresh, answerB: '0' }),
  blind('blind: negative', { ...fresh, answerB: '-1' }),
  blind('blind: both out of bounds, charged at par', { ...fresh, answerA: '1', answerB: '1' }),
  blind('blind: no par, charged at the feed that lives', { answerB: '97000000' }, { soldParWad: '0' }),
  blind('blind: the feed that lives above par', { answerB: '102000000' }),
  blind('blind: the feed that lives below the floor', { answerB: '50000000' }),
  blind('blind: no par and nothing lives', { updatedAtB: STALE }, { soldParWad: '0' }),
  blind('blind: no par and nothing lives, disabled', { updatedAtB: STALE, isDisabled: true }, { soldParWad: '0' }),
  blind('blind: its only feed silent', { feedCount: 1 }),
  blind('blind: disabled as well', { isDisabled: true }),
  blind('blind: the feed that lives says depegged', { answerB: '50000000', depegPriceWad: text((WAD * 95n) / 100n) }),
  blind('blind: while only exits are left', {}, { mode: 1 }),
  blind('blind: nothing at all', {}, { amountInRaw: '0' }),
  blind('blind: all that is idle', {}, { amountInRaw: rich.idleRaw }),
  blind('blind: floor of one wei', {}, { exitFloorWad: '1' }),
  blind('blind: floor above par', {}, { exitFloorWad: text(2n * WAD) }),
  blind('blind: bought above par', {}, { bought: plain({ ...rich, answerA: '100500000', answerB: '100500000' }) }),
];

const refusals = (): AskedTerms[] => [
  blind('not opened', {}, { isOpened: false }),
  blind('no floor voted, so not armed', {}, { exitFloorWad: '0' }),
  blind('no floor voted, disabled', { isDisabled: true }, { exitFloorWad: '0' }),
  blind('by the router a price is needed', {}, { isAuction: false }),
  blind('an auction that is no exit needs a price', {}, { isExit: false }),
  blind('only into the base', {}, { isIntoBase: false }),
  blind('more than is idle by one', {}, { amountInRaw: text(1_000_000n * WAD + 1n) }),
  blind('more than is not owed by one', { owedRaw: text(999_000n * WAD) }, { amountInRaw: text(1_000n * WAD + 1n) }),
  blind('all that is not owed', { owedRaw: text(999_000n * WAD) }),
  blind('bought silent', {}, { bought: plain({ ...rich, updatedAtB: STALE }) }),
  blind('bought out of bounds', {}, { bought: plain({ ...rich, answerB: '1' }) }),
  blind('bought feeds apart', {}, { bought: plain({ ...rich, answerB: '101000001' }) }),
  blind('bought feeds apart at the limit', {}, { bought: plain({ ...rich, answerB: '101000000' }) }),
  blind('not armed: it has a price', fresh),
  blind(
    'sold apart is named before bought silent',
    { ...fresh, answerB: '110000000' },
    {
      isExit: false,
      bought: plain({ ...rich, updatedAtA: STALE }),
    },
  ),
  blind(
    'sold silent is named before bought apart',
    {},
    {
      isExit: false,
      bought: plain({ ...rich, answerB: '110000000' }),
    },
  ),
  blind('bought closed, no exit', fresh, { isExit: false, bought: plain({ ...rich, isEntryAllowed: false }) }),
  blind('bought closed does not stop an exit', {}, { bought: plain({ ...rich, isEntryAllowed: false }) }),
];

const priced = (): AskedTerms[] => [
  blind('an auction at a price', fresh, { isExit: false }),
  blind('an auction at a price, not into the base', fresh, { isExit: false, isIntoBase: false }),
  blind('an exit at a price, disabled', { ...fresh, isDisabled: true }),
  blind('an exit at a price, feeds far apart', { ...fresh, isDisabled: true, answerB: '150000000' }),
  blind('an exit at a price through the router', { ...fresh, isDisabled: true }, { isAuction: false }),
  blind('an exit below the voted floor, since there is a price', {
    ...fresh,
    isDisabled: true,
    answerA: '50000000',
    answerB: '50000000',
  }),
];

/** One unit of a token of any decimals for one of any other, at floors that do not divide. */
const roundings = (): AskedTerms[] =>
  [0, 1, 6, 8, 18, 24, 27].flatMap((soldDecimals) =>
    [0, 6, 18, 27].map((boughtDecimals) =>
      blind(
        `blind: one unit of ${soldDecimals} decimals for ${boughtDecimals}`,
        { decimals: soldDecimals, idleRaw: '3' },
        {
          bought: plain({ decimals: boughtDecimals, answerA: '33333333', answerB: '33333333', idleRaw: '0' }),
          exitFloorWad: text(777_777_777_777_777_777n),
          amountInRaw: '1',
        },
      ),
    ),
  );

function seeded(): AskedTerms[] {
  const roll = dice('terms');
  const faults: readonly Partial<AssetCase>[] = [
    { updatedAtA: STALE },
    { updatedAtB: STALE },
    { updatedAtA: STALE, updatedAtB: STALE },
    { answerA: '0' },
    { answerB: '-5' },
    { updatedAtA: NOW - 3600 },
  ];
  return Array.from({ length: 400 }, (_, index) => {
    const [sold, bought] = [seededSide(roll), seededSide(roll)];
    const amount = (roll(900_000n * WAD) * sold.unit) / sold.priceWad + 1n;
    return blind(
      `seeded ${index}`,
      {
        ...sold.asset,
        ...fresh,
        ...faults[Number(roll(6n))],
        idleRaw: text(amount + roll(3n) - 1n),
        isDisabled: roll(5n) === 0n,
        maxDeviationBps: text(roll(60n)),
      },
      {
        bought: plain({ ...bought.asset, maxDeviationBps: text(20n + roll(60n)) }),
        soldParWad: roll(3n) === 0n ? '0' : text(sold.priceWad),
        exitFloorWad: roll(8n) === 0n ? '0' : text(1n + roll(sold.priceWad)),
        isExit: roll(6n) !== 0n,
        isAuction: roll(6n) !== 0n,
        isIntoBase: roll(8n) !== 0n,
        isOpened: roll(8n) !== 0n,
        mode: Number(roll(2n)),
        amountInRaw: text(amount),
      },
    );
  });
}
