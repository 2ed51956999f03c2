// One idea: the courses of events the oracle is put through. Edges first, by name; then seeded ones.
import { WAD } from '../units/amounts.ts';
import { dice, plain, text } from './vectorDice.fixture.ts';
import { NOW } from './vectors.fixture.ts';
import { STEP_KINDS, answerWatch, type AskedStep, type AskedWatch, type WatchCase } from './watchVectors.fixture.ts';

type Kind = (typeof STEP_KINDS)[number];

const HOUR = 3_600;
const DAY = 86_400;

/** A step so many seconds after the law was adopted, both feeds fresh at a price in cents unless told. */
const at = (seconds: number, kind: Kind, cents = 100, change: Partial<AskedStep> = {}): AskedStep => ({
  at: NOW + seconds,
  kind: STEP_KINDS.indexOf(kind),
  value: 0,
  answerA: text(BigInt(cents) * 1_000_000n),
  answerB: text(BigInt(cents) * 1_000_000n),
  updatedAtA: NOW + seconds,
  updatedAtB: NOW + seconds,
  ...change,
});
const push = (seconds: number, value: number): AskedStep => at(seconds, 'push haircut', 100, { value });
/** A look while the first feed is silent. */
const silent = (seconds: number, kind: Kind, change: Partial<AskedStep> = {}): AskedStep =>
  at(seconds, kind, 100, { updatedAtA: NOW + seconds - HOUR - 1, ...change });

const course = (name: string, steps: readonly AskedStep[], change: Partial<AskedWatch> = {}): AskedWatch => ({
  name,
  asset: plain(),
  parWad: text(WAD),
  exitFloorWad: '0',
  haircutBps: 500,
  maxGrowthPerDayBps: 0,
  exitDelaySeconds: HOUR,
  exitWindowSeconds: DAY,
  maxPushBps: 2_000,
  decayPerDayBps: 1_000,
  entryHaircutBps: 0,
  hasSequencer: false,
  graceSeconds: HOUR,
  ...change,
  steps,
});

/** Every course. */
export const makeWatches = (): WatchCase[] =>
  [...growth(), ...haircuts(), ...exits(), ...blind(), ...sequencers(), ...seeded()].map(answerWatch);

function growth(): AskedWatch[] {
  const capped = (name: string, steps: readonly AskedStep[], bps = 1_000): AskedWatch =>
    course(`growth: ${name}`, steps, { maxGrowthPerDayBps: bps });
  return [
    capped('none counted before the first poke', [at(0, 'look', 100), at(DAY, 'look', 200)]),
    capped('counted from the first poke', [
      at(0, 'poke', 100),
      at(0, 'look', 200),
      at(1, 'look', 200),
      at(DAY, 'look', 200),
      at(10 * DAY, 'look', 200),
      at(10 * DAY, 'look', 201),
    ]),
    capped('a second short of a day adds nothing', [
      at(0, 'poke', 100),
      at(DAY - 1, 'poke', 200),
      at(DAY, 'look', 200),
      at(2 * DAY, 'look', 200),
    ]),
    capped('a day adds what one day may', [
      at(0, 'poke', 100),
      at(DAY, 'poke', 200),
      at(DAY, 'look', 200),
      at(2 * DAY, 'poke', 200),
      at(2 * DAY, 'look', 200),
    ]),
    capped('a hundred looks add as much as none', [
      ...Array.from({ length: 24 }, (_, hour) => at(hour * HOUR, 'poke', 100 + 10 * hour)),
      at(DAY, 'look', 500),
    ]),
    capped('down at once, up slowly', [
      at(0, 'poke', 100),
      at(HOUR, 'poke', 50),
      at(HOUR, 'look', 100),
      at(HOUR + DAY, 'look', 100),
    ]),
    capped('the higher end is not capped', [at(0, 'poke', 100), at(1, 'look', 100, { answerB: '150000000' })]),
    capped('the lower feed counts where it is below the cap', [
      at(0, 'poke', 100),
      at(1, 'look', 100, { answerA: '99000000', answerB: '150000000' }),
    ]),
    capped('a silent feed moves no anchor', [
      at(0, 'poke', 100),
      silent(DAY, 'poke', { answerB: '200000000' }),
      at(DAY, 'look', 200),
    ]),
    capped('out of bounds moves no anchor', [at(0, 'poke', 100), at(DAY, 'poke', 2_000), at(DAY, 'look', 900)]),
    capped('one basis point a day', [at(0, 'poke', 100), at(1, 'look', 200), at(DAY, 'look', 200)], 1),
    capped('no cap', [at(0, 'poke', 100), at(1, 'look', 900)], 0),
    capped('the widest cap', [at(0, 'poke', 100), at(HOUR, 'look', 900), at(7 * DAY, 'look', 900)], 65_535),
    course('growth: a capped price can be depegged by its higher end alone', [at(0, 'poke', 94), at(1, 'look', 96)], {
      maxGrowthPerDayBps: 1,
    }),
  ];
}

function haircuts(): AskedWatch[] {
  const pushed = (name: string, steps: readonly AskedStep[], change: Partial<AskedWatch> = {}): AskedWatch =>
    course(`haircut: ${name}`, steps, change);
  return [
    pushed('decays to its floor', [
      push(0, 2_500),
      at(86, 'look'),
      at(87, 'look'),
      at(DAY / 2, 'look'),
      at(DAY, 'look'),
      at(2 * DAY - 87, 'look'),
      at(2 * DAY, 'look'),
      at(30 * DAY, 'look'),
    ]),
    pushed('as far as it may', [push(0, 2_500)]),
    pushed('one basis point too far', [push(0, 2_501)]),
    pushed('not to where it stands', [push(0, 500), push(0, 501), push(0, 501)]),
    pushed('not down', [push(0, 2_000), push(1, 1_999), push(DAY, 1_000), push(DAY, 1_001)]),
    pushed('again while it decays', [push(0, 2_000), push(HOUR, 2_100), at(DAY, 'look')]),
    pushed('never decays', [push(0, 2_000), at(365 * DAY, 'look')], { decayPerDayBps: 0 }),
    pushed('decays at once', [push(0, 2_000), at(1, 'look'), at(HOUR, 'look')], { decayPerDayBps: 65_535 }),
    pushed('no push allowed', [push(0, 501)], { maxPushBps: 0 }),
    pushed('never above the whole', [push(0, 10_001), push(0, 10_000)], { haircutBps: 9_000 }),
    pushed('stops entry above its bound, not at it', [push(0, 1_500), push(0, 1_501), at(87, 'look')], {
      entryHaircutBps: 1_500,
    }),
    pushed('stops entry by its floor', [at(0, 'look')], { entryHaircutBps: 499 }),
    pushed('no bound never stops entry', [push(0, 2_500)], { entryHaircutBps: 0 }),
  ];
}

function exits(): AskedWatch[] {
  const exit = (name: string, steps: readonly AskedStep[], change: Partial<AskedWatch> = {}): AskedWatch =>
    course(`exit: ${name}`, steps, change);
  return [
    exit('by anybody after the delay', [at(0, 'poke', 94), at(HOUR, 'anybody opens', 94)]),
    exit('by anybody a second early', [at(0, 'poke', 94), at(HOUR - 1, 'anybody opens', 94)]),
    exit('by anybody unseen', [at(HOUR, 'anybody opens', 94)]),
    exit('by anybody, last seen a second too long ago', [at(0, 'poke', 94), at(HOUR + 1, 'anybody opens', 94)]),
    exit('a refused try leaves no sight behind', [
      at(0, 'anybody opens', 94),
      at(HOUR, 'anybody opens', 94),
      at(2 * HOUR, 'anybody opens', 94),
    ]),
    exit('by the guardian at once', [at(0, 'guardian opens', 94)]),
    exit('by the guardian, not armed', [at(0, 'guardian opens', 95), at(0, 'guardian opens', 100)]),
    exit('recovered in between begins anew', [
      at(0, 'poke', 94),
      at(HOUR / 2, 'poke', 96),
      at(HOUR, 'poke', 94),
      at(HOUR + 1, 'anybody opens', 94),
      at(2 * HOUR, 'anybody opens', 94),
    ]),
    exit('recovered unseen goes on', [at(0, 'poke', 94), at(HOUR, 'anybody opens', 94)]),
    exit('recovered when asked', [at(0, 'poke', 94), at(HOUR, 'anybody opens', 100)]),
    exit(
      'a gap of half the delay is allowed',
      [at(0, 'poke', 94), at(2 * HOUR, 'poke', 94), at(4 * HOUR, 'anybody opens', 94)],
      { exitDelaySeconds: 4 * HOUR },
    ),
    exit(
      'a gap one second longer is not',
      [at(0, 'poke', 94), at(2 * HOUR + 1, 'poke', 94), at(4 * HOUR + 1, 'anybody opens', 94)],
      { exitDelaySeconds: 4 * HOUR },
    ),
    exit('closes with its window', [
      at(0, 'guardian opens', 94),
      at(DAY - 1, 'look', 94),
      at(DAY, 'look', 94),
      at(DAY, 'guardian opens', 94),
    ]),
    exit('stays open while it recovers', [at(0, 'guardian opens', 94), at(HOUR, 'look', 100)]),
    exit('no window', [at(0, 'guardian opens', 94)], { exitWindowSeconds: 0 }),
    exit('no delay', [at(0, 'anybody opens', 94)], { exitDelaySeconds: 0 }),
    exit('one feed opens nothing', [at(0, 'guardian opens', 50)], { asset: plain({ feedCount: 1 }) }),
    exit('one feed above opens nothing', [at(0, 'guardian opens', 94, { answerB: '95000000' })]),
    exit('no depeg price opens nothing', [at(0, 'guardian opens', 50)], { asset: plain({ depegPriceWad: '0' }) }),
    exit('disabled is armed', [at(0, 'disable'), at(1, 'poke'), at(1 + HOUR, 'anybody opens')]),
    exit('disabled without a price is armed', [at(0, 'disable'), silent(1, 'guardian opens')]),
    exit('enabled again is not', [at(0, 'disable'), at(1, 'enable'), at(2, 'guardian opens')]),
  ];
}

function blind(): AskedWatch[] {
  const floored = (name: string, steps: readonly AskedStep[], change: Partial<AskedWatch> = {}): AskedWatch =>
    course(`blind: ${name}`, steps, { exitFloorWad: text((WAD * 9n) / 10n), ...change });
  return [
    floored('silence arms where a floor was voted', [silent(0, 'poke'), silent(HOUR, 'anybody opens')]),
    floored('without a floor it does not', [silent(0, 'guardian opens')], { exitFloorWad: '0' }),
    floored('a feed that spoke again disarms', [silent(0, 'poke'), at(1, 'poke'), silent(HOUR, 'anybody opens')]),
    floored('out of bounds arms', [at(0, 'guardian opens', 1), at(0, 'guardian opens', 2_000)]),
    floored('without par it is worth what a feed says', [silent(0, 'look', { answerB: '97000000' })], {
      parWad: '0',
      asset: plain({ depegPriceWad: '0' }),
    }),
    floored('without par it is worth the last answers of silent feeds', [silent(0, 'look', { updatedAtB: 0 })], {
      parWad: '0',
      asset: plain({ depegPriceWad: '0' }),
    }),
    floored(
      'without par and without an answer it stays',
      [silent(0, 'guardian opens', { answerA: '0', answerB: '0' })],
      {
        parWad: '0',
        asset: plain({ depegPriceWad: '0' }),
      },
    ),
    floored('with one feed', [silent(0, 'guardian opens')], { asset: plain({ feedCount: 1, depegPriceWad: '0' }) }),
  ];
}

function sequencers(): AskedWatch[] {
  const layer = (name: string, steps: readonly AskedStep[], change: Partial<AskedWatch> = {}): AskedWatch =>
    course(`sequencer: ${name}`, steps, { hasSequencer: true, exitFloorWad: text(WAD / 2n), ...change });
  return [
    layer('down gives no price and arms nothing', [at(0, 'sequencer down'), at(1, 'guardian opens')]),
    layer('back for less than its grace by a second', [
      at(0, 'sequencer down'),
      at(100, 'sequencer up'),
      at(100 + HOUR - 1, 'look'),
      at(100 + HOUR, 'look'),
    ]),
    layer('down, but a disabled asset may leave', [at(0, 'disable'), at(1, 'sequencer down'), at(2, 'guardian opens')]),
    layer(
      'down moves no anchor',
      [
        at(0, 'poke'),
        at(1, 'sequencer down', 200),
        at(DAY, 'poke', 200),
        at(DAY, 'sequencer up', 200),
        at(DAY + HOUR, 'look', 200),
      ],
      { maxGrowthPerDayBps: 1_000 },
    ),
    layer('no grace', [at(0, 'sequencer down'), at(1, 'sequencer up')], { graceSeconds: 0 }),
  ];
}

/** Ten steps of any kind at prices around the depeg price, hours apart, now and then silent or out of bounds. */
function seeded(): AskedWatch[] {
  const roll = dice('watches');
  const near = (): string => text(90_000_000n + roll(20_000_000n));
  return Array.from({ length: 160 }, (_, index) => {
    let seconds = 0;
    const steps = Array.from({ length: 10 }, () => {
      seconds += Number(roll(3n) === 0n ? roll(90_000n) : roll(5_000n));
      const kind = Number(roll(3n) === 0n ? roll(9n) : roll(5n));
      return at(seconds, STEP_KINDS[kind] ?? 'look', 100, {
        value: Number(roll(4_000n)),
        answerA: roll(12n) === 0n ? '1' : near(),
        answerB: near(),
        updatedAtB: NOW + seconds - (roll(6n) === 0n ? HOUR + Number(roll(2n)) : 0),
      });
    });
    return course(`seeded ${index}`, steps, {
      asset: plain({ depegPriceWad: roll(4n) === 0n ? '0' : text((WAD * 95n) / 100n) }),
      exitFloorWad: roll(2n) === 0n ? '0' : text(WAD / 2n),
      haircutBps: Number(roll(1_000n)),
      maxGrowthPerDayBps: Number(roll(3n) === 0n ? 0n : roll(2_000n)),
      exitDelaySeconds: Number(roll(8_000n)),
      exitWindowSeconds: Number(roll(100_000n)),
      entryHaircutBps: Number(roll(2_000n)),
      hasSequencer: roll(2n) === 0n,
      graceSeconds: Number(roll(4_000n)),
    });
  });
}
