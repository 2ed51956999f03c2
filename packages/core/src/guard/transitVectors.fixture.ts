// One idea: a route to another chain over a course of transfers, settlements and days.
import { bps, raw, type Raw } from '../units/amounts.ts';
import type { GuardVerdict } from './guardState.ts';
import {
  NO_TRANSIT,
  guardSend,
  guardSettle,
  guardTakeBack,
  transitCounted,
  transitRoom,
  type TransitRoute,
  type TransitState,
} from './transitLedger.ts';
import { dice, text } from './vectorDice.fixture.ts';
import { NOW } from './vectors.fixture.ts';

/** What is done at a step: `amountRaw` says how much, `id` to which transfer. The largest amount takes back all. */
export const TRANSIT_KINDS = ['look', 'send', 'arrives', 'returns', 'take back'] as const;

/** One step, and what the ledger says right after it. */
export interface TransitStep {
  readonly at: number;
  readonly kind: number;
  readonly amountRaw: string;
  readonly id: number;
  readonly code: string;
  /** What it had taken of a send that it refused, else zero. */
  readonly roomRaw: string;
  readonly countedRaw: string;
  readonly returnedRaw: string;
  readonly openCount: number;
}

export interface TransitCase {
  readonly name: string;
  readonly decimals: number;
  readonly capRaw: string;
  readonly maxAgeSeconds: number;
  readonly haircutPerDayBps: number;
  readonly steps: readonly TransitStep[];
}

type AskedStep = Pick<TransitStep, 'at' | 'kind' | 'amountRaw' | 'id'>;
type AskedTransit = Omit<TransitCase, 'steps'> & { readonly steps: readonly AskedStep[] };

const DAY = 86_400;
const HOUR = 3_600;
const ALL = (1n << 256n) - 1n;

/** What the twin says at each step of a case. */
function answerTransit(asked: AskedTransit): TransitCase {
  const route: TransitRoute = {
    assetId: 'token',
    decimals: asked.decimals,
    capRaw: raw(BigInt(asked.capRaw)),
    maxAgeSeconds: asked.maxAgeSeconds,
    haircutPerDayBps: bps(asked.haircutPerDayBps),
  };
  let state = NO_TRANSIT;
  const steps = asked.steps.map((step): TransitStep => {
    const verdict = takeStep(route, state, step);
    const isFull = !verdict.ok && verdict.code === 'RouteFull';
    const roomRaw = isFull ? transitRoom(route, state, step.at) : raw(0n);
    if (verdict.ok) state = verdict.state;
    return {
      ...step,
      code: verdict.ok ? '' : verdict.code,
      roomRaw: text(roomRaw),
      countedRaw: text(transitCounted(route, state, step.at)),
      returnedRaw: text(state.returnedRaw),
      openCount: state.open.length,
    };
  });
  return { ...asked, steps };
}

function takeStep(
  route: TransitRoute,
  state: TransitState,
  { at, kind, amountRaw, id }: AskedStep,
): GuardVerdict<{ readonly state: TransitState }> {
  const amount: Raw = raw(BigInt(amountRaw));
  switch (TRANSIT_KINDS[kind]) {
    case 'send':
      return guardSend(route, state, amount, at);
    case 'arrives':
    case 'returns':
      return guardSettle(state, id, TRANSIT_KINDS[kind] === 'arrives');
    case 'take back':
      return guardTakeBack(route, state, amount === ALL ? null : amount);
    default:
      return { ok: true, state };
  }
}

const step = (seconds: number, kind: (typeof TRANSIT_KINDS)[number], amount = 0n, id = 0): AskedStep => ({
  at: NOW + seconds,
  kind: TRANSIT_KINDS.indexOf(kind),
  amountRaw: text(amount),
  id,
});
const send = (seconds: number, tokens: bigint): AskedStep => step(seconds, 'send', tokens * 1_000_000n);
const look = (seconds: number): AskedStep => step(seconds, 'look');
const settles = (seconds: number, kind: 'arrives' | 'returns', id: number): AskedStep => step(seconds, kind, 0n, id);

/** A route of 150,000 tokens and four days, at 2 % a day. */
const route = (name: string, steps: readonly AskedStep[], change: Partial<AskedTransit> = {}): AskedTransit => ({
  name,
  decimals: 6,
  capRaw: text(150_000n * 1_000_000n),
  maxAgeSeconds: 4 * DAY,
  haircutPerDayBps: 200,
  ...change,
  steps,
});

/** Every case; edges first. */
export const makeTransits = (): TransitCase[] =>
  [...bucket(), ...ages(), ...settlements(), ...seeded()].map(answerTransit);

const bucket = (): AskedTransit[] => [
  route('bucket: to the cap, not one more', [send(0, 150_000n), step(0, 'send', 1n), send(0, 0n)]),
  route('bucket: above the cap at once', [step(0, 'send', 150_000_000_001n)]),
  route('bucket: arrived frees no room, time does', [
    send(0, 150_000n),
    settles(1, 'arrives', 0),
    step(1, 'send', 1_000_000n),
    // 37,500 tokens drain a day.
    step(DAY, 'send', 37_500_000_001n),
    step(DAY, 'send', 37_500_000_000n),
    step(4 * DAY, 'send', 112_500_000_001n),
    step(4 * DAY, 'send', 112_500_000_000n),
  ]),
  route('bucket: what is on its way keeps its room however old', [
    send(0, 150_000n),
    step(30 * DAY, 'send', 1n),
    settles(30 * DAY, 'arrives', 0),
    send(30 * DAY, 150_000n),
  ]),
  route('bucket: in the greatest age twice the cap at most', [
    send(0, 150_000n),
    settles(0, 'arrives', 0),
    ...[1, 2, 3, 4].flatMap((day) => [
      send(day * DAY, 37_500n),
      settles(day * DAY, 'arrives', day),
      step(day * DAY, 'send', 1n),
    ]),
  ]),
  route(
    'bucket: a drain that is no whole unit a second',
    [
      step(0, 'send', 10n),
      settles(0, 'arrives', 0),
      ...[25_919, 25_920, 51_840, 77_759, 86_400].map((seconds) => step(seconds, 'send', 1n)),
    ],
    { capRaw: '10', maxAgeSeconds: 3 * DAY - 1 },
  ),
  route('bucket: nothing may leave', [step(0, 'send', 0n), step(0, 'send', 1n)], { capRaw: '0' }),
  route('bucket: of one second', [send(0, 150_000n), settles(0, 'arrives', 0), send(1, 150_000n)], {
    maxAgeSeconds: 1,
  }),
  route('bucket: sixteen on their way, not seventeen', [
    ...Array.from({ length: 17 }, () => send(0, 1n)),
    settles(1, 'arrives', 3),
    send(1, 1n),
    send(1, 1n),
  ]),
];

const ages = (): AskedTransit[] => [
  route('age: less by two per cent each day, not at all beyond the greatest', [
    send(0, 100_000n),
    ...[1, HOUR, DAY, 4 * DAY, 4 * DAY + 1].map(look),
  ]),
  route('age: each on its own', [
    send(0, 10_000n),
    send(DAY, 10_000n),
    look(2 * DAY),
    look(4 * DAY + 1),
    look(5 * DAY + 1),
  ]),
  route('age: all of it in a day', [send(0, 1n), ...[DAY / 2, DAY - 1, DAY, DAY + 1].map(look)], {
    haircutPerDayBps: 10_000,
  }),
  route('age: more than all', [send(0, 1n), look(12_342), look(DAY)], { haircutPerDayBps: 65_535 }),
  route('age: no rate', [send(0, 1n), look(4 * DAY), look(4 * DAY + 1)], { haircutPerDayBps: 0 }),
  route('age: of one unit', [step(0, 'send', 1n), look(0), look(1)]),
];

const settlements = (): AskedTransit[] => [
  route('settle: arrived counts elsewhere', [
    send(0, 10n),
    settles(1, 'arrives', 0),
    settles(2, 'arrives', 0),
    settles(2, 'returns', 0),
  ]),
  route('settle: returned counts whole, whatever its age', [
    send(0, 10n),
    look(3 * DAY),
    settles(9 * DAY, 'returns', 0),
    look(40 * DAY),
  ]),
  route('settle: never sent', [settles(0, 'arrives', 0), send(0, 1n), settles(0, 'returns', 1)]),
  route('settle: out of order', [
    ...[1n, 2n, 3n, 4n].map((tokens) => send(0, tokens)),
    settles(1, 'returns', 1),
    settles(1, 'arrives', 3),
    settles(1, 'returns', 0),
    settles(1, 'returns', 2),
  ]),
  route('take back: some, the rest, and no more', [
    send(0, 10n),
    settles(1, 'returns', 0),
    step(2, 'take back', 4_000_000n),
    step(2, 'take back', 6_000_001n),
    step(2, 'take back', ALL),
    step(2, 'take back', 1n),
    step(2, 'take back', ALL),
  ]),
];

/** Twelve steps of any kind, hours apart. */
function seeded(): AskedTransit[] {
  const roll = dice('transits');
  return Array.from({ length: 120 }, (_, index) => {
    const cap = 1n + roll(roll(3n) === 0n ? 100n : 200_000_000_000n);
    let seconds = 0;
    const steps = Array.from({ length: 12 }, () => {
      seconds += Number(roll(3n) === 0n ? 0n : roll(50_000n));
      const kind = TRANSIT_KINDS[Number(roll(2n) === 0n ? 1n : roll(5n))] ?? 'look';
      const amount = kind === 'take back' && roll(2n) === 0n ? ALL : roll(cap / 2n + 2n);
      return step(seconds, kind, amount, Number(roll(5n)));
    });
    return route(`seeded ${index}`, steps, {
      capRaw: text(cap),
      maxAgeSeconds: 1 + Number(roll(400_000n)),
      haircutPerDayBps: Number(roll(roll(4n) === 0n ? 65_536n : 1_000n)),
    });
  });
}
