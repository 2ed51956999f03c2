// One file, one idea: which cases the vectors hold. Edges first, by name; then seeded ones.
import { WAD, mulDivUp, pow10 } from '../units/amounts.ts';
import { makeAuctions, type AuctionCase } from './auctionVectors.fixture.ts';
import { makeTransits, type TransitCase } from './transitVectors.fixture.ts';
import { makeTerms, type TermsCase } from './termsVectors.fixture.ts';
import { makeTotals, type TotalCase } from './totalVectors.fixture.ts';
import { makeWatches } from './makeWatches.fixture.ts';
import type { WatchCase } from './watchVectors.fixture.ts';
import { dice, plain, seededSide, text } from './vectorDice.fixture.ts';
import {
  NOW,
  PLAIN,
  answerBucket,
  answerDeposit,
  answerQuote,
  answerRedemption,
  answerSwap,
  answerTargets,
  answerWithdraw,
  type AssetCase,
  type BucketCase,
  type DepositCase,
  type GateCase,
  type QuoteCase,
  type RedemptionCase,
  type SwapCase,
  type TargetCase,
  type WithdrawCase,
} from './vectors.fixture.ts';

/** Every vector file by name. */
export interface Vectors {
  readonly quotes: readonly QuoteCase[];
  readonly swaps: readonly SwapCase[];
  readonly deposits: readonly DepositCase[];
  readonly withdrawals: readonly WithdrawCase[];
  readonly redemptions: readonly RedemptionCase[];
  readonly targets: readonly TargetCase[];
  readonly buckets: readonly BucketCase[];
  readonly terms: readonly TermsCase[];
  readonly watches: readonly WatchCase[];
  readonly totals: readonly TotalCase[];
  readonly auctions: readonly AuctionCase[];
  readonly transits: readonly TransitCase[];
}

/** All cases; the same on every machine. */
export const makeVectors = (): Vectors => ({
  quotes: makeQuotes(),
  swaps: makeSwaps(),
  deposits: makeDeposits(),
  withdrawals: makeWithdrawals(),
  redemptions: makeRedemptions(),
  targets: makeTargets(),
  buckets: makeBuckets(),
  terms: makeTerms(),
  watches: makeWatches(),
  totals: makeTotals(),
  auctions: makeAuctions(),
  transits: makeTransits(),
});

function makeQuotes(): QuoteCase[] {
  const named: readonly (readonly [string, Partial<AssetCase>])[] = [
    ['fresh', {}],
    ['fresh to the last second', { updatedAtA: NOW - 3600, updatedAtB: NOW - 3600 }],
    ['first stale by one second', { updatedAtA: NOW - 3601 }],
    ['second stale by one second', { updatedAtB: NOW - 3601 }],
    ['second stale but not there', { updatedAtB: NOW - 3601, feedCount: 1 }],
    ['answer from the future', { updatedAtA: NOW + 1 }],
    ['never answered', { answerA: '0', updatedAtA: 0 }],
    ['zero', { answerA: '0' }],
    ['negative', { answerB: '-1' }],
    ['wider than 192 bits', { answerA: text(1n << 191n) }],
    ['as wide as 192 bits', { answerA: text((1n << 191n) - 1n) }],
    ['at the lower bound', { answerA: '10000000' }],
    ['one unit below the lower bound', { answerA: '9999999' }],
    ['at the upper bound', { answerB: '1000000000' }],
    ['one unit above the upper bound', { answerB: '1000000001' }],
    ['1.7 million times the price', { answerA: '170000000000000' }],
    ['feed of 0 decimals', { feedDecimals: 0, answerA: '1', answerB: '2' }],
    ['feed of 18 decimals', { feedDecimals: 18, answerA: text(WAD), answerB: text(WAD + 1n) }],
    [
      'feed of 19 decimals rounds both ways',
      { feedDecimals: 19, answerA: text(WAD * 10n + 1n), answerB: text(WAD * 10n + 9n) },
    ],
    ['feed of 27 decimals', { feedDecimals: 27, answerA: text(pow10(27) + 1n), answerB: text(pow10(27)) }],
    ['feed of 36 decimals', { feedDecimals: 36, answerA: text(pow10(36) + 1n), answerB: text(pow10(36) - 1n) }],
    ['feed of 37 decimals', { feedDecimals: 37, answerA: text(pow10(37)), answerB: text(pow10(37)) }],
    ['rounded up past the upper bound', { feedDecimals: 27, answerA: text(pow10(28) + 1n), answerB: text(pow10(27)) }],
    ['both below the depeg price', { answerA: '94999999', answerB: '94000000' }],
    ['one at the depeg price', { answerA: '95000000', answerB: '94000000' }],
    ['both at the depeg price', { answerA: '95000000', answerB: '95000000' }],
    ['one below the depeg price', { answerA: '100000000', answerB: '90000000' }],
    ['below the depeg price, one stale', { answerA: '90000000', answerB: '90000000', updatedAtB: NOW - 3601 }],
    ['below the depeg price by its only feed', { answerA: '90000000', feedCount: 1 }],
    ['below par without a depeg price', { answerA: '50000000', answerB: '50000000', depegPriceWad: '0' }],
    ['disabled', { isDisabled: true }],
    ['disabled and stale', { isDisabled: true, updatedAtA: NOW - 3601 }],
  ];
  const roll = dice('quotes');
  const seeded = Array.from({ length: 400 }, (_, index): readonly [string, Partial<AssetCase>] => {
    const feedDecimals = Number(roll(37n));
    const around = (): string => text((pow10(feedDecimals) * (9_000n + roll(2_000n))) / 10_000n);
    return [
      `seeded ${index}`,
      { feedDecimals, answerA: around(), answerB: around(), updatedAtA: NOW - Number(roll(4_000n)) },
    ];
  });
  return [...named, ...seeded].map(([name, change]) => answerQuote({ name, asset: plain(change) }));
}

type AskedSwap = Parameters<typeof answerSwap>[0];

const million = (decimals: number): string => text(1_000_000n * pow10(decimals));
const swap = (name: string, change: Partial<AskedSwap>): AskedSwap => ({
  name,
  sold: plain({ idleRaw: million(18) }),
  bought: plain({ idleRaw: million(18) }),
  isIntoBase: false,
  mode: 0,
  isExit: false,
  amountInRaw: text(1_000n * WAD),
  amountOutRaw: text(1_000n * WAD),
  lossBurstWad: text(100_000n * WAD),
  lossUsedWad: '0',
  turnoverBurstWad: text(1_000_000n * WAD),
  turnoverUsedWad: '0',
  ...change,
  gate: change.gate ?? { ...OPEN, boughtTargetBps: Number(change.bought?.maxBps ?? PLAIN.maxBps) },
});

/** Gates that stop nothing. */
const OPEN: GateCase = {
  soldTargetBps: 0,
  boughtTargetBps: 0,
  soldHaircutBps: 0,
  boughtHaircutBps: 0,
  soldMaturity: 0,
  boughtMaturity: 0,
  claimsWad: '0',
  minCoverageWad: '0',
  minLiquidBps: 0,
  riskBps: 0,
};

function makeSwaps(): SwapCase[] {
  return [...swapRefusals(), ...swapEdges(), ...swapExits(), ...swapGates(), ...swapDecimals(), ...swapsSeeded()].map(
    answerSwap,
  );
}

/** Each gate at its edge: sold 1,000 of a million of 18 decimals, bought the same, at par. */
function swapGates(): AskedSwap[] {
  const gated = (name: string, gate: Partial<GateCase>, change: Partial<AskedSwap> = {}): AskedSwap =>
    swap(name, { ...change, gate: { ...OPEN, boughtTargetBps: 6_000, ...gate } });
  const raw = (units: bigint): string => text(units);
  // Half of the two million each is sold down from a million, or bought up to one.
  const exactly = { amountInRaw: raw(1_000n * WAD), amountOutRaw: raw(1_000n * WAD) };
  const sold = plain({ idleRaw: text(1_001_000n * WAD) });
  const bought = plain({ idleRaw: text(999_000n * WAD) });
  const sides = { ...exactly, sold, bought };
  const poor = { claimsWad: text(2_000_000n * WAD), minCoverageWad: text(WAD) };
  return [
    gated('sold down to its target', { soldTargetBps: 5_000, boughtTargetBps: 5_000 }, sides),
    gated(
      'sold past its target by one unit',
      { soldTargetBps: 5_000, boughtTargetBps: 5_000 },
      { ...sides, amountInRaw: raw(1_000n * WAD + 1n), amountOutRaw: raw(1_000n * WAD + 1n) },
    ),
    gated('bought up to its target', { boughtTargetBps: 5_000 }, sides),
    gated(
      'bought past its target by one unit',
      { boughtTargetBps: 5_000 },
      { ...sides, amountInRaw: raw(1_000n * WAD + 1n), amountOutRaw: raw(1_000n * WAD + 1n) },
    ),
    gated('bought into nothing', { boughtTargetBps: 0 }),
    gated('a counterparty at its cap', { riskBps: 5_000 }, sides),
    gated(
      'a counterparty past its cap by one unit',
      { riskBps: 5_000 },
      { ...sides, amountInRaw: raw(1_000n * WAD + 1n), amountOutRaw: raw(1_000n * WAD + 1n) },
    ),
    gated('into a larger haircut, covered', {
      boughtHaircutBps: 1_000,
      claimsWad: text(WAD),
      minCoverageWad: text(WAD),
    }),
    gated('into a larger haircut, not covered', { boughtHaircutBps: 1_000, ...poor }),
    gated('out of a larger haircut, not covered', { soldHaircutBps: 1_000, ...poor }),
    gated('between equal haircuts, not covered', { soldHaircutBps: 1_000, boughtHaircutBps: 1_000, ...poor }),
    gated('into a slower class, liquid', { boughtMaturity: 1, claimsWad: text(999_000n * WAD), minLiquidBps: 10_000 }),
    gated('into a slower class, one unit short', {
      boughtMaturity: 1,
      claimsWad: text(999_000n * WAD + 1n),
      minLiquidBps: 10_000,
    }),
    gated('into a faster class, not liquid', {
      soldMaturity: 1,
      claimsWad: text(9_000_000n * WAD),
      minLiquidBps: 10_000,
    }),
    gated('past its target while only exits are left', { soldTargetBps: 6_000 }, { isIntoBase: true, mode: 1 }),
    gated('into the base, past the target of what is sold', { soldTargetBps: 6_000 }, { isIntoBase: true }),
    ...gatesSeeded(gated),
  ];
}

/** Sizes around the target and the cap by a unit or a part in ten thousand, over all decimals and prices. */
function gatesSeeded(
  gated: (name: string, gate: Partial<GateCase>, change: Partial<AskedSwap>) => AskedSwap,
): AskedSwap[] {
  const roll = dice('gates');
  return Array.from({ length: 700 }, (_, index) => {
    const sides = [seededSide(roll), seededSide(roll)] as const;
    const [sold, bought] = sides.map((side) =>
      plain({ ...side.asset, idleRaw: text((1_000_000n * WAD * side.unit) / side.priceWad + 1n), maxBps: '10000' }),
    );
    if (sold === undefined || bought === undefined) throw new RangeError('two sides are seeded');
    const amountIn = (roll(900_000n * WAD) * sides[0].unit) / sides[0].priceWad + 1n;
    const fair = (amountIn * sides[0].priceWad * sides[1].unit) / (sides[0].unit * sides[1].priceWad);
    const soldTargetBps = Number(roll(6_000n));
    const riskBps = roll(3n) === 0n ? 1 + Number(roll(9_000n)) : 0;
    const claimsWad = text(roll(2_400_000n * WAD));
    return gated(
      `gates seeded ${index}`,
      {
        soldTargetBps,
        boughtTargetBps: Math.min(10_000 - soldTargetBps, Number(roll(10_001n))),
        soldHaircutBps: Number(roll(3_000n)),
        boughtHaircutBps: Number(roll(3_000n)),
        soldMaturity: Number(roll(4n)),
        boughtMaturity: Number(roll(4n)),
        claimsWad,
        minCoverageWad: text(WAD / 2n + roll(WAD)),
        minLiquidBps: Number(roll(6_000n)),
        riskBps,
      },
      {
        sold,
        bought,
        isIntoBase: roll(4n) === 0n,
        amountInRaw: text(amountIn),
        amountOutRaw: text((fair * (10_000n + roll(120n))) / 10_000n + 1n),
        lossBurstWad: text(1_000_000n * WAD),
        turnoverBurstWad: text(2_000_000n * WAD),
      },
    );
  });
}

function swapRefusals(): AskedSwap[] {
  const rich = { idleRaw: million(18) };
  return [
    swap('plain', {}),
    swap('nothing', { amountInRaw: '0' }),
    swap('nothing while frozen', { amountInRaw: '0', mode: 2 }),
    swap('frozen', { mode: 2 }),
    swap('exit only, not into base', { mode: 1 }),
    swap('exit only, into base', { mode: 1, isIntoBase: true }),
    swap('entry closed', { bought: plain({ ...rich, isEntryAllowed: false }) }),
    swap('bought disabled', { bought: plain({ ...rich, isDisabled: true }) }),
    swap('bought depegged', { bought: plain({ ...rich, answerA: '94000000', answerB: '94000000' }) }),
    swap('bought depegged by one feed only', { bought: plain({ ...rich, answerA: '94500000', answerB: '95000000' }) }),
    swap('base closed to entry', { isIntoBase: true, bought: plain({ ...rich, isDisabled: true }) }),
    swap('sold disabled, no exit asked', { sold: plain({ ...rich, isDisabled: true }) }),
    swap('more than idle', { amountInRaw: text(1_000_000n * WAD + 1n) }),
    swap('all that is idle', {
      amountInRaw: million(18),
      amountOutRaw: million(18),
      bought: plain({ ...rich, maxBps: '10000' }),
    }),
    swap('one more than is not owed', {
      sold: plain({ ...rich, owedRaw: text(999_001n * WAD) }),
      amountInRaw: text(999n * WAD + 1n),
    }),
    swap('all that is not owed', { sold: plain({ ...rich, owedRaw: text(999_000n * WAD) }) }),
    swap('more owed than idle', { sold: plain({ idleRaw: text(WAD), owedRaw: text(2n * WAD) }), amountInRaw: '1' }),
    swap('sold stale by one second', { sold: plain({ ...rich, updatedAtA: NOW - 3601 }) }),
    swap('sold fresh to the last second', { sold: plain({ ...rich, updatedAtA: NOW - 3600 }) }),
    swap('bought stale by one second', { bought: plain({ ...rich, updatedAtB: NOW - 3601 }) }),
    swap('bought out of bounds', { bought: plain({ ...rich, answerA: '1000000001' }) }),
    swap('sold feeds apart at the limit', {
      sold: plain({ ...rich, answerB: '101000000' }),
      amountOutRaw: text(1_010n * WAD),
    }),
    swap('sold feeds apart past the limit', { sold: plain({ ...rich, answerB: '101000001' }) }),
    swap('bought feeds apart at the limit', { bought: plain({ ...rich, answerB: '101000000' }) }),
    swap('bought feeds apart past the limit', { bought: plain({ ...rich, answerB: '101000001' }) }),
    swap('one feed each', { sold: plain({ ...rich, feedCount: 1 }), bought: plain({ ...rich, feedCount: 1 }) }),
  ];
}

function swapEdges(): AskedSwap[] {
  const floor = 995n * WAD;
  const rich = { idleRaw: million(18) };
  // Half of everything may be in the bought asset: 600 000 sold of 1 000 000, out of 2 000 000 in all.
  const half = { sold: plain(rich), bought: plain({ idleRaw: text(600_000n * WAD), maxBps: '5000' }) };
  const toHalf = (out: bigint): Partial<AskedSwap> => ({
    ...half,
    amountInRaw: text(200_000n * WAD),
    amountOutRaw: text(200_000n * WAD + out),
    turnoverBurstWad: text(300_000n * WAD),
  });
  return [
    swap('at the floor', { amountOutRaw: text(floor) }),
    swap('one below the floor', { amountOutRaw: text(floor - 1n) }),
    swap('one above the floor', { amountOutRaw: text(floor + 1n) }),
    swap('nothing back', { amountOutRaw: '0' }),
    swap('slip of nothing, exact', { sold: plain({ ...rich, slipBps: '0' }) }),
    swap('slip of nothing, one short', {
      sold: plain({ ...rich, slipBps: '0' }),
      amountOutRaw: text(1_000n * WAD - 1n),
    }),
    swap('turnover exactly spent', { turnoverBurstWad: text(1_000n * WAD) }),
    swap('turnover one short', { turnoverBurstWad: text(1_000n * WAD - 1n) }),
    swap('turnover partly used, exactly spent', {
      turnoverBurstWad: text(1_500n * WAD),
      turnoverUsedWad: text(500n * WAD),
    }),
    swap('turnover partly used, one short', {
      turnoverBurstWad: text(1_500n * WAD),
      turnoverUsedWad: text(500n * WAD + 1n),
    }),
    swap('turnover overdrawn', { turnoverBurstWad: text(WAD), turnoverUsedWad: text(2n * WAD) }),
    swap('loss exactly spent', { amountOutRaw: text(996n * WAD), lossBurstWad: text(4n * WAD) }),
    swap('loss one short', { amountOutRaw: text(996n * WAD), lossBurstWad: text(4n * WAD - 1n) }),
    swap('loss partly used, exactly spent', {
      amountOutRaw: text(996n * WAD),
      lossBurstWad: text(9n * WAD),
      lossUsedWad: text(5n * WAD),
    }),
    swap('loss partly used, one short', {
      amountOutRaw: text(996n * WAD),
      lossBurstWad: text(9n * WAD),
      lossUsedWad: text(5n * WAD + 1n),
    }),
    swap('no loss, budget just spent', { lossBurstWad: text(WAD), lossUsedWad: text(WAD) }),
    swap('no loss, budget overdrawn', { lossBurstWad: text(WAD), lossUsedWad: text(WAD + 1n) }),
    swap('a gain is no loss', { amountOutRaw: text(1_100n * WAD), lossBurstWad: '0' }),
    swap('one wei lost, no budget', { amountOutRaw: text(1_000n * WAD - 1n), lossBurstWad: '0' }),
    swap('weight exactly at its cap', toHalf(0n)),
    swap('weight one above its cap', toHalf(1n)),
    swap('weight two above its cap', toHalf(2n)),
    swap('weight below its cap', toHalf(-1n)),
    swap('weight cap of nothing', { bought: plain({ ...rich, maxBps: '0' }) }),
    swap('weight cap in exit only mode', { mode: 1, isIntoBase: true, bought: plain({ ...rich, maxBps: '0' }) }),
    swap('weight cap of the base', { isIntoBase: true, bought: plain({ ...rich, maxBps: '1000' }) }),
    swap('base weight, sold at its lower feed', {
      isIntoBase: true,
      bought: plain({ ...rich, maxBps: '5000' }),
      sold: plain({ ...rich, answerB: '101000000' }),
      amountOutRaw: text(1_010n * WAD),
    }),
    swap('one raw unit', { amountInRaw: '1', amountOutRaw: '1' }),
    swap('one raw unit for nothing', { amountInRaw: '1', amountOutRaw: '0' }),
  ];
}

function swapExits(): AskedSwap[] {
  const rich = { idleRaw: million(18) };
  const off = plain({ ...rich, isDisabled: true });
  const exit = (name: string, change: Partial<AskedSwap>): AskedSwap =>
    swap(name, { isExit: true, isIntoBase: true, amountOutRaw: text(900n * WAD), ...change });
  const fell = (a: string, b: string): AssetCase => plain({ ...rich, answerA: a, answerB: b });
  return [
    exit('exit not open', {}),
    exit('exit of a disabled asset at its floor', { sold: off }),
    exit('exit one below its floor', { sold: off, amountOutRaw: text(900n * WAD - 1n) }),
    exit('exit not into base', { sold: off, isIntoBase: false }),
    exit('exit not open and not into base', { isIntoBase: false }),
    exit('exit while frozen', { sold: off, mode: 2 }),
    exit('exit in exit only mode', { sold: off, mode: 1 }),
    exit('exit by both feeds below', { sold: fell('90000000', '94999999'), amountOutRaw: text(810n * WAD) }),
    exit('exit by both feeds below, one short', {
      sold: fell('90000000', '94999999'),
      amountOutRaw: text(810n * WAD - 1n),
    }),
    exit('exit with one feed at the depeg price', { sold: fell('90000000', '95000000') }),
    exit('exit with one feed below', { sold: fell('90000000', '100000000') }),
    exit('exit with a stale feed', {
      sold: plain({ ...rich, answerA: '90000000', answerB: '90000000', updatedAtB: NOW - 3601 }),
    }),
    exit('exit of a disabled asset without a price', {
      sold: plain({ ...rich, isDisabled: true, updatedAtA: NOW - 3601 }),
    }),
    exit('exit with feeds far apart', {
      sold: plain({ ...rich, isDisabled: true, answerA: '50000000' }),
      amountOutRaw: text(450n * WAD),
    }),
    exit('exit charged at the higher feed', {
      sold: plain({ ...rich, isDisabled: true, answerA: '50000000' }),
      amountOutRaw: text(450n * WAD),
      lossBurstWad: text(550n * WAD),
    }),
    exit('exit charged at the higher feed, one short', {
      sold: plain({ ...rich, isDisabled: true, answerA: '50000000' }),
      amountOutRaw: text(450n * WAD),
      lossBurstWad: text(550n * WAD - 1n),
    }),
    exit('exit into a base above its cap', { sold: off, bought: plain({ ...rich, maxBps: '0' }) }),
    exit('exit into a disabled base', { sold: off, bought: off }),
    exit('exit into a base whose feeds disagree', { sold: off, bought: plain({ ...rich, answerB: '102000000' }) }),
    exit('exit into a base closed to entry', { sold: off, bought: plain({ ...rich, isEntryAllowed: false }) }),
    exit('exit past the turnover', { sold: off, turnoverBurstWad: text(1_000n * WAD - 1n) }),
    exit('exit of what is owed', { sold: plain({ ...rich, isDisabled: true, owedRaw: million(18) }) }),
  ];
}

function swapDecimals(): AskedSwap[] {
  const asked: AskedSwap[] = [];
  for (const decimalsIn of [0, 2, 6, 8, 18, 27])
    for (const decimalsOut of [0, 6, 18, 27]) {
      const out = (1_000n * pow10(decimalsOut) * 9_950n) / 10_000n;
      for (const short of [0n, 1n])
        asked.push(
          swap(`${decimalsIn} to ${decimalsOut} decimals, ${short} short of the floor`, {
            sold: plain({ decimals: decimalsIn, idleRaw: million(decimalsIn) }),
            bought: plain({ decimals: decimalsOut, idleRaw: million(decimalsOut) }),
            amountInRaw: text(1_000n * pow10(decimalsIn)),
            amountOutRaw: text(out - short),
          }),
        );
    }
  return asked;
}

function swapsSeeded(): AskedSwap[] {
  const roll = dice('swaps');
  return Array.from({ length: 300 }, (_, index) => {
    const [decimalsIn, decimalsOut] = [Number(roll(28n)), Number(roll(28n))];
    const priced = (decimals: number): AssetCase => {
      const low = 90_000_000n + roll(20_000_000n);
      return plain({
        decimals,
        answerA: text(low),
        answerB: text(low + roll(low / 80n)),
        idleRaw: text(pow10(decimals) * (1_000n + roll(1_000_000n)) + roll(pow10(decimals))),
        isDisabled: roll(8n) === 0n,
        slipBps: text(roll(501n)),
        maxBps: text(3_000n + roll(7_001n)),
      });
    };
    const [sold, bought] = [priced(decimalsIn), priced(decimalsOut)];
    const amountIn = pow10(decimalsIn) * roll(1_000n) + roll(pow10(decimalsIn)) + 1n;
    const fair = mulDivUp(
      amountIn * BigInt(sold.answerA),
      pow10(decimalsOut),
      pow10(decimalsIn) * BigInt(bought.answerA),
    );
    return swap(`seeded ${index}`, {
      sold,
      bought,
      isIntoBase: roll(2n) === 0n,
      isExit: roll(4n) === 0n,
      amountInRaw: text(amountIn),
      amountOutRaw: text((fair * (9_800n + roll(300n))) / 10_000n),
      lossBurstWad: text(roll(20n * WAD)),
      lossUsedWad: text(roll(2n * WAD)),
      turnoverBurstWad: text(roll(2_000n * WAD)),
    });
  });
}

function makeDeposits(): DepositCase[] {
  type Asked = Parameters<typeof answerDeposit>[0];
  const rich = { idleRaw: million(18) };
  const deposit = (name: string, change: Partial<Asked>): Asked => ({
    name,
    asset: plain(rich),
    other: plain(rich),
    mode: 0,
    insideRaw: '0',
    amountRaw: text(1_000n * WAD),
    venueMaxBps: '2000',
    isEntryAllowed: true,
    lossBurstWad: text(WAD),
    lossUsedWad: '0',
    ...change,
  });
  const toCap = 400_000n * WAD;
  const roll = dice('deposits');
  return [
    deposit('plain', {}),
    deposit('nothing', { amountRaw: '0' }),
    deposit('exit only', { mode: 1 }),
    deposit('frozen', { mode: 2 }),
    deposit('venue closed', { isEntryAllowed: false }),
    deposit('asset disabled', { asset: plain({ ...rich, isDisabled: true }) }),
    deposit('asset depegged', { asset: plain({ ...rich, answerA: '94000000', answerB: '94000000' }) }),
    deposit('asset closed to entry may still be placed', { asset: plain({ ...rich, isEntryAllowed: false }) }),
    deposit('more than idle', { amountRaw: text(1_000_000n * WAD + 1n) }),
    deposit('what is owed', { asset: plain({ ...rich, owedRaw: text(999_500n * WAD) }) }),
    deposit('all that is not owed', { asset: plain({ ...rich, owedRaw: text(999_000n * WAD) }) }),
    deposit('stale by one second', { asset: plain({ ...rich, updatedAtB: NOW - 3601 }) }),
    deposit('fresh to the last second', { asset: plain({ ...rich, updatedAtB: NOW - 3600 }) }),
    deposit('feeds apart do not stop a deposit', { asset: plain({ ...rich, answerB: '110000000' }) }),
    deposit('exactly at the cap', { amountRaw: text(toCap) }),
    deposit('one above the cap', { amountRaw: text(toCap + 1n) }),
    deposit('one below the cap', { amountRaw: text(toCap - 1n) }),
    deposit('at the cap with what is inside', {
      insideRaw: text(200_000n * WAD),
      amountRaw: text(240_000n * WAD),
    }),
    deposit('one above the cap with what is inside', {
      insideRaw: text(200_000n * WAD),
      amountRaw: text(240_000n * WAD + 1n),
    }),
    deposit('cap of nothing', { venueMaxBps: '0' }),
    deposit('cap of everything', { venueMaxBps: '10000', amountRaw: million(18) }),
    deposit('placed at the higher feed', { asset: plain({ ...rich, answerB: '100500000' }), amountRaw: text(toCap) }),
    deposit('the rest without a price counts as nothing', {
      other: plain({ ...rich, updatedAtA: NOW - 3601 }),
      amountRaw: text(200_000n * WAD + 1n),
    }),
    deposit('the rest without a price, at the cap', {
      other: plain({ ...rich, updatedAtA: NOW - 3601 }),
      amountRaw: text(200_000n * WAD),
    }),
    deposit('loss budget spent', { lossUsedWad: text(WAD) }),
    deposit('loss budget overdrawn', { lossUsedWad: text(WAD + 1n) }),
    ...Array.from({ length: 20 }, (_, index) => {
      const decimals = Number(roll(28n));
      return deposit(`seeded ${index}`, {
        asset: plain({ decimals, idleRaw: million(decimals), answerB: text(99_500_000n + roll(1_000_000n)) }),
        insideRaw: text(roll(pow10(decimals) * 300_000n)),
        amountRaw: text(1n + roll(pow10(decimals) * 500_000n)),
        venueMaxBps: text(roll(6_000n)),
      });
    }),
  ].map(answerDeposit);
}

function makeWithdrawals(): WithdrawCase[] {
  type Asked = Parameters<typeof answerWithdraw>[0];
  const withdraw = (name: string, change: Partial<Asked>): Asked => ({
    name,
    asset: plain(),
    mode: 0,
    insideRaw: text(1_000n * WAD),
    amountRaw: text(10n * WAD),
    ...change,
  });
  return [
    withdraw('plain', {}),
    withdraw('nothing', { amountRaw: '0' }),
    withdraw('exit only', { mode: 1 }),
    withdraw('frozen', { mode: 2 }),
    withdraw('everything', { amountRaw: text(1_000n * WAD) }),
    withdraw('one more than is inside', { amountRaw: text(1_000n * WAD + 1n) }),
    withdraw('from an empty venue', { insideRaw: '0', amountRaw: '1' }),
    withdraw('one raw unit', { amountRaw: '1' }),
    withdraw('with dead feeds', { asset: plain({ answerA: '0', updatedAtA: 0, updatedAtB: 0 }) }),
    withdraw('of a disabled asset', { asset: plain({ isDisabled: true }) }),
  ].map(answerWithdraw);
}

function makeRedemptions(): RedemptionCase[] {
  type Asked = Parameters<typeof answerRedemption>[0];
  const usd = (change: Partial<AssetCase> = {}): AssetCase => plain({ decimals: 6, idleRaw: million(6), ...change });
  const pay = (name: string, change: Partial<Asked>): Asked => {
    const claimWads = change.claimWads ?? [text(100n * WAD), text(200n * WAD)];
    return {
      name,
      asset: usd(),
      isPar: true,
      capPerDayWad: '0',
      usedWad: '0',
      maxCount: 10,
      dueAts: claimWads.map(() => NOW),
      ...change,
      claimWads,
    };
  };
  const roll = dice('redemptions');
  const dollars = { isPar: false } as const;
  return [
    pay('two par claims', {}),
    pay('no claims', { claimWads: [] }),
    pay('count of nothing', { maxCount: 0 }),
    pay('count of one', { maxCount: 1 }),
    pay('first due in one second', { dueAts: [NOW + 1, NOW] }),
    pay('second due in one second', { dueAts: [NOW, NOW + 1] }),
    pay('no cash', { asset: usd({ idleRaw: '0' }) }),
    pay('cash for the first alone', { asset: usd({ idleRaw: '100000000' }) }),
    pay('cash for part of the first', { asset: usd({ idleRaw: '99999999' }) }),
    pay('cash for one unit', { asset: usd({ idleRaw: '1' }) }),
    pay('cash for part of the second', { asset: usd({ idleRaw: '150000001' }) }),
    pay('cap exactly enough', { capPerDayWad: text(300n * WAD) }),
    pay('cap one short', { capPerDayWad: text(300n * WAD - 1n) }),
    pay('cap for part of the first', { capPerDayWad: text(40n * WAD) }),
    pay('cap spent', { capPerDayWad: text(40n * WAD), usedWad: text(40n * WAD) }),
    pay('cap overdrawn', { capPerDayWad: text(40n * WAD), usedWad: text(41n * WAD) }),
    pay('cap of one wei pays nothing but settles it', { capPerDayWad: '1' }),
    pay('par with dead feeds', { asset: usd({ answerA: '0', updatedAtA: 0 }) }),
    pay('dust of less than a unit is closed', { claimWads: ['999999999999', text(WAD)] }),
    pay('one unit exactly', { claimWads: ['1000000000000'] }),
    pay('dollars at par', dollars),
    pay('dollars at 0.8', { ...dollars, asset: usd({ answerA: '80000000', answerB: '80000000' }) }),
    pay('dollars at the higher feed', { ...dollars, asset: usd({ answerA: '99000000', answerB: '99900000' }) }),
    pay('dollars above par', { ...dollars, asset: usd({ answerA: '125000000', answerB: '125000000' }) }),
    pay('dollars wait for a stale feed', { ...dollars, asset: usd({ updatedAtB: NOW - 3601 }) }),
    pay('dollars wait for feeds apart', { ...dollars, asset: usd({ answerB: '101000001' }) }),
    pay('dollars with feeds apart at the limit', { ...dollars, asset: usd({ answerB: '101000000' }) }),
    pay('dollars with cash for a part', {
      ...dollars,
      asset: usd({ answerA: '99700000', answerB: '99700000', idleRaw: '50000001' }),
    }),
    pay('a payout asset of 18 decimals', { asset: plain({ idleRaw: text(150n * WAD + 1n) }) }),
    pay('a payout asset of 27 decimals', { asset: plain({ decimals: 27, idleRaw: million(27) }) }),
    pay('a payout asset of 0 decimals', {
      asset: plain({ decimals: 0, idleRaw: '1000' }),
      claimWads: ['1500000000000000000', text(WAD / 2n)],
    }),
    ...Array.from({ length: 20 }, (_, index) => {
      const decimals = Number(roll(28n));
      const answer = text(90_000_000n + roll(20_000_000n));
      return pay(`seeded ${index}`, {
        asset: plain({ decimals, answerA: answer, answerB: answer, idleRaw: text(roll(pow10(decimals) * 400n) + 1n) }),
        isPar: roll(2n) === 0n,
        capPerDayWad: roll(2n) === 0n ? '0' : text(roll(400n * WAD)),
        usedWad: text(roll(50n * WAD)),
        claimWads: [text(roll(100n * WAD) + 1n), text(roll(200n * WAD) + 1n), text(roll(300n * WAD) + 1n)],
      });
    }),
  ].map(answerRedemption);
}

function makeTargets(): TargetCase[] {
  const roll = dice('targets');
  const seeded = Array.from({ length: 60 }, (_, index) => {
    const count = 1 + Number(roll(6n));
    let left = 10_000n;
    const targetBps = Array.from({ length: count }, (_item, at) => {
      const share = at === count - 1 ? left : roll(left + 1n);
      left -= share;
      return text(share);
    });
    return { name: `seeded ${index}`, targetBps, disabled: targetBps.map(() => roll(3n) === 0n) };
  });
  return [
    { name: 'none disabled', targetBps: ['4000', '3000', '3000'], disabled: [false, false, false] },
    { name: 'one disabled', targetBps: ['4000', '3000', '3000'], disabled: [false, true, false] },
    { name: 'all others disabled', targetBps: ['4000', '3000', '3000'], disabled: [false, true, true] },
    { name: 'base disabled', targetBps: ['4000', '3000', '3000'], disabled: [true, false, false] },
    { name: 'all disabled', targetBps: ['4000', '3000', '3000'], disabled: [true, true, true] },
    { name: 'base alone', targetBps: ['10000'], disabled: [false] },
    { name: 'base aims at nothing', targetBps: ['0', '10000'], disabled: [false, true] },
    ...seeded,
  ].map(answerTargets);
}

function makeBuckets(): BucketCase[] {
  const midnight = (Math.floor(NOW / 86_400) + 1) * 86_400;
  const bucket = (
    name: string,
    [burst, refill, spent]: readonly [bigint, bigint, bigint],
    [spentAt, now]: readonly [number, number],
    amount: bigint,
  ) => ({
    name,
    burstWad: text(burst),
    refillPerDayWad: text(refill),
    spentWad: text(spent),
    spentAt,
    now,
    amountWad: text(amount),
  });
  const full = [100n * WAD, 100n * WAD, 100n * WAD] as const;
  const drip = (100n * WAD * 2n) / 86_400n;
  const roll = dice('buckets');
  return [
    bucket('empty, burst exactly', [100n, 50n, 0n], [NOW, NOW], 100n),
    bucket('empty, one more', [100n, 50n, 0n], [NOW, NOW], 101n),
    bucket('full, nothing', [100n, 50n, 100n], [NOW, NOW], 0n),
    bucket('full, one', [100n, 50n, 100n], [NOW, NOW], 1n),
    bucket('overdrawn, nothing', [100n, 50n, 101n], [NOW, NOW], 0n),
    bucket('across midnight, the burst again', full, [midnight - 1, midnight + 1], 100n * WAD),
    bucket('across midnight, what dripped', full, [midnight - 1, midnight + 1], drip),
    bucket('across midnight, one more than dripped', full, [midnight - 1, midnight + 1], drip + 1n),
    bucket('at midnight sharp', full, [midnight - 1, midnight], drip / 2n),
    bucket('a day later', full, [NOW, NOW + 86_400], 100n * WAD),
    bucket('a second less than a day later', full, [NOW, NOW + 86_399], 100n * WAD),
    bucket('a year later no more than the burst', full, [NOW, NOW + 31_536_000], 100n * WAD + 1n),
    bucket('less than a unit drained', [100n, 86_399n, 100n], [NOW, NOW + 1], 1n),
    bucket('a unit drained', [100n, 86_400n, 100n], [NOW, NOW + 1], 1n),
    bucket('no refill', [100n, 0n, 40n], [NOW, NOW + 864_000], 61n),
    bucket('no refill, exactly', [100n, 0n, 40n], [NOW, NOW + 864_000], 60n),
    bucket('no burst', [0n, 100n, 0n], [NOW, NOW + 86_400], 1n),
    bucket(
      'largest numbers',
      [(1n << 128n) - 1n, (1n << 128n) - 1n, (1n << 128n) - 1n],
      [NOW, NOW + 43_200],
      1n << 127n,
    ),
    ...Array.from({ length: 300 }, (_, index) => {
      const [burst, refill] = [roll(1_000_000n * WAD), roll(1_000_000n * WAD)];
      const spent = roll(burst + burst / 4n + 1n);
      const spentAt = midnight - Number(roll(86_400n));
      const now = spentAt + Number(roll(172_800n));
      const drainedSoFar = (refill * BigInt(now - spentAt)) / 86_400n;
      const used = drainedSoFar >= spent ? 0n : spent - drainedSoFar;
      const left = used >= burst ? 0n : burst - used;
      return bucket(`seeded ${index}`, [burst, refill, spent], [spentAt, now], left + roll(3n) - (left > 0n ? 1n : 0n));
    }),
  ].map(answerBucket);
}
