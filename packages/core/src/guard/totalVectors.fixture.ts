// One idea: the total the law counts with, over a course of events: one asset of 18 decimals, idle and as the shares
// of one venue.
import { WAD, bps, min, mulDivDown, raw, valueDown, wad, type Wad } from '../units/amounts.ts';
import { NO_ANCHOR, countedOf, dayAnchor, type Anchor } from './grownValue.ts';
import { countedInVenue, noteFlow, refreshTotal, seenTotal } from './seenTotal.ts';
import { dice, text } from './vectorDice.fixture.ts';
import { NOW } from './vectors.fixture.ts';

/** What is done at a step; `value` and `second` say how much. */
export const TOTAL_KINDS = [
  'total',
  'poke',
  'note',
  'receive',
  'send',
  'share price',
  'receive shares',
  'asset price',
  'venue breaks',
  'venue mends',
] as const;

/** One step, and what is counted right after it. */
export interface TotalStep {
  readonly at: number;
  readonly kind: number;
  readonly value: string;
  readonly second: string;
  readonly anchorWad: string;
  readonly anchorAt: number;
  readonly floorWad: string;
  readonly isReadable: boolean;
  readonly countedRaw: string;
}

export interface TotalCase {
  readonly name: string;
  readonly maxGrowthPerDayBps: number;
  readonly anchorMaxAgeSeconds: number;
  readonly shareGrowthPerDayBps: number;
  readonly steps: readonly TotalStep[];
}

type AskedStep = Pick<TotalStep, 'at' | 'kind' | 'value' | 'second'>;
type AskedTotal = Omit<TotalCase, 'steps'> & { readonly steps: readonly AskedStep[] };

interface Held {
  readonly idle: bigint;
  readonly shares: bigint;
  readonly sharePrice: bigint;
  /** Of the asset, eighteen decimals; zero where its feeds answer nothing. */
  readonly priceWad: Wad;
  readonly isBroken: boolean;
  readonly anchor: Anchor;
  readonly shareAnchor: Anchor;
}

/** What the twin counts at each step of a case. */
function answerTotal(asked: AskedTotal): TotalCase {
  let held: Held = {
    idle: 0n,
    shares: 0n,
    sharePrice: WAD,
    priceWad: WAD,
    isBroken: false,
    anchor: NO_ANCHOR,
    shareAnchor: NO_ANCHOR,
  };
  const steps = asked.steps.map((step): TotalStep => {
    held = takeStep(asked, held, step);
    return {
      ...step,
      anchorWad: text(held.anchor.valueWad),
      anchorAt: held.anchor.atSeconds,
      floorWad: text(floorOf(asked, held, step.at)),
      isReadable: !held.isBroken,
      countedRaw: text(countedRaw(asked, held, step.at)),
    };
  });
  return { ...asked, steps };
}

function countedRaw(asked: AskedTotal, held: Held, now: number): bigint {
  if (held.isBroken) return 0n;
  const deployedRaw = raw(mulDivDown(held.shares, held.sharePrice, WAD));
  const { shareAnchor } = held;
  const maxGrowthPerDayBps = bps(asked.shareGrowthPerDayBps);
  return countedInVenue({ deployedRaw, receiptsRaw: raw(held.shares), shareAnchor, maxGrowthPerDayBps }, now);
}

const floorOf = (asked: AskedTotal, held: Held, now: number): Wad =>
  valueDown(raw(held.idle + countedRaw(asked, held, now)), 18, held.priceWad);

function takeStep(asked: AskedTotal, held: Held, step: AskedStep): Held {
  const terms = { ...asked, maxGrowthPerDayBps: bps(asked.maxGrowthPerDayBps) };
  const value = BigInt(step.value);
  switch (TOTAL_KINDS[step.kind]) {
    case 'poke': {
      const price = countedOf(wad(held.sharePrice), held.shareAnchor, bps(asked.shareGrowthPerDayBps), step.at);
      const shareAnchor = held.isBroken ? held.shareAnchor : dayAnchor(held.shareAnchor, price, step.at);
      const seen = { ...held, shareAnchor };
      return { ...seen, anchor: refreshTotal(seen.anchor, floorOf(asked, seen, step.at), terms, step.at) };
    }
    case 'note':
      return { ...held, anchor: noteFlow(held.anchor, wad(value), wad(BigInt(step.second))) };
    case 'receive':
      return { ...held, idle: held.idle + value };
    case 'send':
      return { ...held, idle: held.idle - min(held.idle, value) };
    case 'share price':
      return { ...held, sharePrice: value };
    case 'receive shares':
      return { ...held, shares: held.shares + value };
    case 'asset price':
      return { ...held, priceWad: wad(value) };
    case 'venue breaks':
      return { ...held, isBroken: true };
    case 'venue mends':
      return { ...held, isBroken: false };
    default:
      return { ...held, anchor: seenTotal(held.anchor, floorOf(asked, held, step.at), terms, step.at) };
  }
}

type Kind = (typeof TOTAL_KINDS)[number];

const DAY = 86_400;
const tokens = (count: number): bigint => BigInt(count) * WAD;
const at = (seconds: number, kind: Kind, value = 0n, second = 0n): AskedStep => ({
  at: NOW + seconds,
  kind: TOTAL_KINDS.indexOf(kind),
  value: text(value),
  second: text(second),
});
const course = (name: string, steps: readonly AskedStep[], change: Partial<AskedTotal> = {}): AskedTotal => ({
  name,
  maxGrowthPerDayBps: 2_000,
  anchorMaxAgeSeconds: 600,
  shareGrowthPerDayBps: 100,
  ...change,
  steps,
});

/** Every course; edges first. */
export const makeTotals = (): TotalCase[] => [...anchored(), ...shares(), ...seeded()].map(answerTotal);

const anchored = (): AskedTotal[] => [
  course('nothing held', [at(0, 'total'), at(0, 'poke'), at(601, 'total')]),
  course('first sight counts all', [at(0, 'receive', tokens(1_000)), at(0, 'total'), at(0, 'poke')]),
  course('used to its greatest age', [
    at(0, 'receive', tokens(1_000)),
    at(0, 'poke'),
    at(1, 'send', tokens(500)),
    at(600, 'total'),
    at(601, 'total'),
  ]),
  course('a donation grows by the cap', [
    at(0, 'receive', tokens(1_000)),
    at(0, 'poke'),
    at(1, 'receive', tokens(1_000_000)),
    at(1, 'poke'),
    at(601, 'poke'),
    at(DAY, 'total'),
    at(10 * DAY, 'total'),
  ]),
  course('many pokes compound, by less than a day more', [
    at(0, 'receive', tokens(1_000)),
    at(0, 'poke'),
    at(0, 'receive', tokens(1_000_000)),
    ...Array.from({ length: 24 }, (_, hour) => at((hour + 1) * 3_600, 'poke')),
  ]),
  course('falls at once', [
    at(0, 'receive', tokens(1_000)),
    at(0, 'poke'),
    at(1, 'send', tokens(999)),
    at(1, 'poke'),
    at(2, 'receive', tokens(999)),
    at(2, 'poke'),
  ]),
  course('fallen to nothing, the next sight counts all', [
    at(0, 'receive', tokens(1_000)),
    at(0, 'poke'),
    at(1, 'asset price', 0n),
    at(1, 'poke'),
    at(2, 'asset price', WAD),
    at(2, 'poke'),
  ]),
  course(
    'a total of age zero is seen each second',
    [at(0, 'receive', tokens(1_000)), at(0, 'total'), at(0, 'receive', tokens(1)), at(0, 'total'), at(1, 'total')],
    { anchorMaxAgeSeconds: 0 },
  ),
  course(
    'without a cap all counts',
    [at(0, 'receive', 1n), at(0, 'poke'), at(1, 'receive', tokens(1_000_000)), at(1, 'poke')],
    { maxGrowthPerDayBps: 0 },
  ),
  course('intake adds, payment takes, neither makes it younger', [
    at(0, 'note', tokens(5), 0n),
    at(0, 'receive', tokens(1_000)),
    at(0, 'poke'),
    at(100, 'note', tokens(5), 0n),
    at(200, 'note', 0n, tokens(7)),
    at(300, 'note', tokens(1), tokens(10_000)),
    at(600, 'total'),
    at(601, 'total'),
  ]),
  course('intake lets the next total grow with it', [
    at(0, 'receive', tokens(1_000)),
    at(0, 'poke'),
    at(1, 'receive', tokens(500)),
    at(1, 'note', tokens(500), 0n),
    at(601, 'total'),
  ]),
  course('wider than the field', [at(0, 'receive', 1n << 130n), at(0, 'poke'), at(1, 'poke'), at(700, 'total')]),
  course('wider than the field by intake', [
    at(0, 'receive', tokens(1)),
    at(0, 'poke'),
    at(1, 'note', (1n << 128n) - 1n, 0n),
  ]),
];

const shares = (): AskedTotal[] => [
  course('shares: before the first poke all counts', [
    at(0, 'receive shares', tokens(1_000)),
    at(0, 'share price', 2n * WAD),
    at(0, 'total'),
  ]),
  course('shares: a donation to the share counts by the cap', [
    at(0, 'receive shares', tokens(1_000)),
    at(0, 'poke'),
    at(1, 'share price', 2n * WAD),
    at(601, 'total'),
    at(DAY, 'poke'),
    at(DAY, 'total'),
    at(2 * DAY, 'poke'),
  ]),
  course('shares: poked within the day they stay where they were', [
    at(0, 'receive shares', tokens(1_000)),
    at(0, 'poke'),
    at(1, 'share price', 2n * WAD),
    at(DAY - 1, 'poke'),
    at(DAY, 'poke'),
    at(DAY + 1, 'poke'),
  ]),
  course('shares: a loss counts at once', [
    at(0, 'receive shares', tokens(1_000)),
    at(0, 'poke'),
    at(1, 'share price', WAD / 2n),
    at(1, 'total'),
    at(2, 'poke'),
    at(3, 'share price', WAD),
    at(DAY + 2, 'poke'),
  ]),
  course(
    'shares: no cap',
    [at(0, 'receive shares', tokens(1_000)), at(0, 'poke'), at(1, 'share price', 3n * WAD), at(1, 'poke')],
    { shareGrowthPerDayBps: 0 },
  ),
  course('shares: a venue that does not answer counts as nothing, and its price is kept', [
    at(0, 'receive', tokens(10)),
    at(0, 'receive shares', tokens(1_000)),
    at(0, 'poke'),
    at(1, 'venue breaks'),
    at(1, 'poke'),
    at(2, 'venue mends'),
    at(2, 'share price', 5n * WAD),
    at(DAY, 'poke'),
  ]),
  course('shares: rounded down, one wei at a time', [
    at(0, 'receive shares', 3n),
    at(0, 'share price', 1_333_333_333_333_333_333n),
    at(0, 'poke'),
    at(1, 'share price', 1_999_999_999_999_999_999n),
    at(1, 'poke'),
    at(DAY + 1, 'poke'),
  ]),
];

/** Fourteen steps of any kind, minutes to days apart. */
function seeded(): AskedTotal[] {
  const roll = dice('totals');
  const amountOf: Partial<Record<Kind, () => bigint>> = {
    note: () => roll(tokens(100)),
    receive: () => roll(tokens(roll(4n) === 0n ? 100_000 : 500)),
    send: () => roll(tokens(500)),
    'share price': () => WAD / 2n + roll(2n * WAD),
    'receive shares': () => roll(tokens(500)),
    'asset price': () => (roll(6n) === 0n ? 0n : WAD / 2n + roll(WAD)),
  };
  return Array.from({ length: 120 }, (_, index) => {
    let seconds = 0;
    const steps = Array.from({ length: 14 }, () => {
      seconds += Number(roll(4n) === 0n ? roll(100_000n) : roll(900n));
      const kind = TOTAL_KINDS[Number(roll(3n) === 0n ? roll(10n) : roll(8n))] ?? 'total';
      return at(seconds, kind, amountOf[kind]?.() ?? 0n, kind === 'note' ? roll(tokens(100)) : 0n);
    });
    return course(`seeded ${index}`, steps, {
      maxGrowthPerDayBps: Number(roll(4n) === 0n ? 0n : roll(5_000n)),
      anchorMaxAgeSeconds: Number(roll(2_000n)),
      shareGrowthPerDayBps: Number(roll(4n) === 0n ? 0n : roll(500n)),
    });
  });
}
