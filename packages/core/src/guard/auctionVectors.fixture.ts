// One idea: auctions over a course of events: how each is opened, and what it asks as time goes by.
import { WAD, bps, raw, type Raw } from '../units/amounts.ts';
import { auctionPrice, type AuctionLot } from './auctionPrice.ts';
import { guardFillAuction, guardOpenAuction } from './guardAuction.ts';
import type { GuardState, GuardVerdict } from './guardState.ts';
import { blind, lookOfSold, stateOf, type AskedTerms, type TermsCase } from './termsVectors.fixture.ts';
import { dice, seededSide, text } from './vectorDice.fixture.ts';
import { NOW, type AssetCase } from './vectors.fixture.ts';

/** What is done at a step: `amountRaw` and `mostRaw` say how much. */
export const AUCTION_KINDS = [
  'price',
  'keeper opens',
  'anybody opens',
  'keeper opens an exit',
  'exit',
  'fill',
] as const;

/** One step so many seconds after the first; both feeds answer again what they did. `priceRaw`: asked, or paid. */
export interface AuctionStep {
  readonly afterSeconds: number;
  readonly kind: number;
  readonly amountRaw: string;
  readonly mostRaw: string;
  readonly code: string;
  readonly priceRaw: string;
  readonly leftRaw: string;
}

export interface AuctionCase extends Pick<
  TermsCase,
  'name' | 'sold' | 'bought' | 'soldParWad' | 'exitFloorWad' | 'isIntoBase' | 'isOpened' | 'mode'
> {
  readonly auctionSeconds: number;
  readonly premiumBps: number;
  readonly steps: readonly AuctionStep[];
}

type AskedStep = Omit<AuctionStep, 'code' | 'priceRaw' | 'leftRaw'>;
type AskedAuction = Omit<AuctionCase, 'steps'> & { readonly steps: readonly AskedStep[] };

const DAY = 86_400;
const HOUR = 3_600;

/** How long the exit of a case stays open once the guardian opened it. */
const EXIT_WINDOW = DAY;

interface Course {
  readonly lot: AuctionLot | null;
  readonly soldRaw: bigint;
}

/** The case as the twin sees it after so many seconds: prices as at first, what was sold gone, the exit closed in time. */
function stateAt(asked: AskedTerms, { soldRaw }: Course, after: number): GuardState {
  const state = stateOf(asked, lookOfSold(asked));
  return {
    ...state,
    nowSeconds: NOW + after,
    holdings: state.holdings.map((holding) =>
      holding.assetId === 'sold' ? { ...holding, amountRaw: raw((holding.amountRaw ?? 0n) - soldRaw) } : holding,
    ),
    vault: {
      ...state.vault,
      assets: state.vault.assets.map((asset) => ({
        ...asset,
        isExitOpen: asset.isExitOpen && after < EXIT_WINDOW,
      })),
    },
  };
}

function answerAuction(asked: AskedAuction): AuctionCase {
  const terms: AskedTerms = { ...asked, isExit: true, isAuction: true, amountInRaw: '0' };
  let course: Course = { lot: null, soldRaw: 0n };
  const steps = asked.steps.map((step): AuctionStep => {
    const { next, verdict } = takeStep(asked, course, stateAt(terms, course, step.afterSeconds), step);
    course = next;
    return {
      ...step,
      code: verdict.ok ? '' : verdict.code,
      priceRaw: text(verdict.ok ? (verdict.priceRaw ?? 0n) : 0n),
      leftRaw: text(course.lot?.leftRaw ?? 0n),
    };
  });
  return { ...asked, steps };
}

type Answer = GuardVerdict<{ readonly priceRaw?: Raw }>;

function takeStep(
  asked: AskedAuction,
  course: Course,
  state: GuardState,
  step: AskedStep,
): { readonly next: Course; readonly verdict: Answer } {
  const [amountRaw, mostRaw] = [raw(BigInt(step.amountRaw)), raw(BigInt(step.mostRaw))];
  const premium = bps(asked.premiumBps);
  const kind = AUCTION_KINDS[step.kind];
  // Before the first auction there is none of anything.
  const lot = course.lot ?? {
    soldAssetId: 'sold',
    boughtAssetId: 'bought',
    isExit: false,
    startedAtSeconds: 0,
    endsAtSeconds: 0,
    leftRaw: raw(0n),
  };
  if (kind === 'price') return { next: course, verdict: auctionPrice(state, lot, amountRaw, premium) };
  if (kind === 'fill') {
    const verdict = guardFillAuction(state, lot, { amountRaw, mostRaw }, premium);
    if (!verdict.ok) return { next: course, verdict };
    const next = { lot: verdict.lot, soldRaw: course.soldRaw + amountRaw };
    return { next, verdict: { ok: true, priceRaw: verdict.paidRaw } };
  }
  const verdict = guardOpenAuction(
    state,
    {
      soldAssetId: 'sold',
      boughtAssetId: 'bought',
      amountRaw,
      isExit: kind === 'exit' || kind === 'keeper opens an exit',
      isKeeper: kind === 'keeper opens' || kind === 'keeper opens an exit',
    },
    course.lot,
    asked.auctionSeconds === 0 ? null : asked.auctionSeconds,
  );
  return verdict.ok ? { next: { ...course, lot: verdict.lot }, verdict: { ok: true } } : { next: course, verdict };
}

const step = (
  afterSeconds: number,
  kind: (typeof AUCTION_KINDS)[number],
  amountRaw: bigint = 1_000n * WAD,
  mostRaw: bigint = (1n << 256n) - 1n,
): AskedStep => ({
  afterSeconds,
  kind: AUCTION_KINDS.indexOf(kind),
  amountRaw: text(amountRaw),
  mostRaw: text(mostRaw),
});

/** An auction of an hour that begins 2 % above the price, of an asset that both feeds still price. */
const sale = (
  name: string,
  steps: readonly AskedStep[],
  change: Partial<Omit<AskedAuction, 'sold'>> = {},
  sold: Partial<AssetCase> = {},
): AskedAuction => {
  const { bought, ...terms } = blind(name, { updatedAtA: NOW, ...sold });
  return { ...terms, bought, auctionSeconds: HOUR, premiumBps: 200, ...change, steps };
};

/** The same under the exit regime: the first feed has been silent for a second too long. */
const exit = (
  name: string,
  steps: readonly AskedStep[],
  change: Partial<Omit<AskedAuction, 'sold'>> = {},
  sold: Partial<AssetCase> = {},
): AskedAuction => sale(name, steps, change, { updatedAtA: NOW - 3_601, ...sold });

const overTime = (kind: (typeof AUCTION_KINDS)[number], amount = 1_000n * WAD): AskedStep[] => [
  step(0, kind, amount),
  ...[0, 1, HOUR / 2, HOUR - 1, HOUR].map((after) => step(after, 'price', amount)),
];

/** Every case; edges first. */
export const makeAuctions = (): AuctionCase[] =>
  [...prices(), ...opening(), ...fills(), ...seeded()].map(answerAuction);

const prices = (): AskedAuction[] => [
  sale('price: of the keeper, to its floor', overTime('keeper opens')),
  exit('price: of a blind exit, to the floor voted before', overTime('exit')),
  sale('price: of an exit with a price', overTime('exit'), {}, { isDisabled: true }),
  sale('price: before the first auction', [step(0, 'price')]),
  sale('price: of nothing', [step(0, 'keeper opens'), step(0, 'price', 0n)]),
  sale('price: of one unit', overTime('keeper opens', 1n)),
  sale('price: more than is idle', [step(0, 'keeper opens'), step(1, 'price', 1_000_000n * WAD + 1n)]),
  sale('price: more than the auction has, but not than there is', [
    step(0, 'keeper opens'),
    step(1, 'price', 2_000n * WAD),
  ]),
  sale('price: no premium', overTime('keeper opens'), { premiumBps: 0 }),
  sale('price: twice', overTime('keeper opens'), { premiumBps: 10_000 }),
  exit('price: a floor above where it would begin', overTime('exit'), { exitFloorWad: text(2n * WAD) }),
  exit('price: no premium, floor at par', overTime('exit'), { premiumBps: 0, exitFloorWad: text(WAD) }),
  sale('price: of one second', [step(0, 'keeper opens'), step(0, 'price'), step(1, 'price')], { auctionSeconds: 1 }),
  exit(
    'price: the exit closes before the auction ends',
    [step(0, 'exit'), step(DAY - 1, 'price'), step(DAY, 'price')],
    { auctionSeconds: 2 * DAY },
  ),
  sale('price: not by the mode', overTime('keeper opens').slice(1), { mode: 2 }),
];

const opening = (): AskedAuction[] => [
  sale('open: by anybody, no exit', [step(0, 'anybody opens'), step(0, 'price')]),
  sale('open: an exit that is not', [step(0, 'exit'), step(0, 'price')]),
  exit('open: an exit by anybody, of all', [step(0, 'exit', 1n), step(0, 'price')]),
  exit('open: an exit of nothing asked', [step(0, 'exit', 0n)]),
  sale('open: nothing', [step(0, 'keeper opens', 0n)]),
  sale('open: more than is idle', [step(0, 'keeper opens', 1_000_000n * WAD + 1n)]),
  sale('open: all that is idle', [step(0, 'keeper opens', 1_000_000n * WAD)]),
  sale('open: no auctions', [step(0, 'keeper opens')], { auctionSeconds: 0 }),
  exit('open: no exit auctions', [step(0, 'exit')], { auctionSeconds: 0 }),
  sale('open: frozen', [step(0, 'keeper opens'), step(0, 'exit')], { mode: 2 }),
  sale('open: while only exits are left, into the base', [step(0, 'keeper opens')], { mode: 1 }),
  sale('open: while only exits are left, not into the base', [step(0, 'keeper opens')], { mode: 1, isIntoBase: false }),
  exit('open: an exit, not into the base', [step(0, 'exit')], { isIntoBase: false }),
  exit('open: blind, by the keeper without an exit', [step(0, 'keeper opens')]),
  sale('open: twice', [step(0, 'keeper opens'), step(HOUR - 1, 'keeper opens'), step(HOUR, 'keeper opens')]),
  exit('open: an exit twice', [step(0, 'exit'), step(HOUR - 1, 'keeper opens an exit'), step(HOUR, 'exit')]),
  sale(
    'open: an exit goes before the keeper’s own',
    [step(0, 'keeper opens'), step(1, 'exit'), step(2, 'keeper opens')],
    {},
    {
      isDisabled: true,
    },
  ),
];

const fills = (): AskedAuction[] => [
  sale('fill: in parts, to the last unit', [
    step(0, 'keeper opens'),
    step(1, 'fill', 400n * WAD),
    step(2, 'fill', 600n * WAD + 1n),
    step(2, 'fill', 600n * WAD),
    step(3, 'price', 1n),
    step(3, 'keeper opens', 1n),
  ]),
  sale('fill: nothing', [step(0, 'keeper opens'), step(1, 'fill', 0n)]),
  sale('fill: before the first auction', [step(0, 'fill')]),
  sale('fill: after the end', [step(0, 'keeper opens'), step(HOUR, 'fill')]),
  sale('fill: a unit below the price, and at it', [
    step(0, 'keeper opens'),
    step(0, 'fill', 1_000n * WAD, 1_020n * WAD - 1n),
    step(0, 'fill', 1_000n * WAD, 1_020n * WAD),
  ]),
  exit('fill: of an exit more than there is', [step(0, 'exit'), step(1, 'fill', 1_000_000n * WAD + 1n)]),
  exit('fill: of an exit all there is', [step(0, 'exit'), step(1, 'fill', 1_000_000n * WAD), step(2, 'price', 1n)]),
];

/** An auction of any two tokens, asked at any time and bought from now and then. */
function seeded(): AskedAuction[] {
  const roll = dice('auctions');
  return Array.from({ length: 200 }, (_, index) => {
    const [sold, bought] = [seededSide(roll), seededSide(roll)];
    const amount = (roll(900_000n * WAD) * sold.unit) / sold.priceWad + 8n;
    const lasts = 1 + Number(roll(BigInt(DAY)));
    const isExit = roll(2n) === 0n;
    let after = 0;
    const steps = Array.from({ length: 5 }, () => {
      after += Number(roll(BigInt(lasts) / 3n + 1n));
      return step(after, roll(3n) === 0n ? 'fill' : 'price', 1n + roll(amount / 2n));
    });
    return sale(
      `seeded ${index}`,
      [step(0, isExit ? 'exit' : 'keeper opens', amount), ...steps],
      {
        bought: { ...blind('').bought, ...bought.asset, maxDeviationBps: text(20n + roll(60n)) },
        soldParWad: text(sold.priceWad),
        exitFloorWad: text(1n + roll(sold.priceWad)),
        auctionSeconds: lasts,
        premiumBps: Number(roll(roll(4n) === 0n ? 10_001n : 500n)),
        isIntoBase: isExit || roll(3n) !== 0n,
        mode: 0,
      },
      {
        ...sold.asset,
        idleRaw: text(amount + roll(3n) - (roll(4n) === 0n ? 1n : 0n)),
        isDisabled: isExit && roll(2n) === 0n,
        updatedAtA: NOW - (isExit && roll(2n) === 0n ? 3_601 : 0),
        maxDeviationBps: text(20n + roll(60n)),
      },
    );
  });
}
