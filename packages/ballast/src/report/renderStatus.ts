import {
  formatWad,
  isoTime,
  mulDivUp,
  pow10,
  type ReserveLevel,
  type RunningAuction,
  type Seconds,
} from '@ballast/core';
import type { CycleFigures } from './cycleFigures.ts';
import { range } from './failuresTable.ts';
import { duration, percent, price, tokens } from './money.ts';
import { breakLines, padRight, type Paint } from './paint.ts';
import { paintLevel } from './renderHeadline.ts';

/** Where one reserve stands. */
export interface ReserveStatus {
  readonly reserve: string;
  /** The newest cycle known; null before the first. */
  readonly last: LastCycle | null;
  readonly stops: readonly { readonly kind: string; readonly reason: string; readonly atSeconds: Seconds }[];
  /** Actions signed or sent whose end is not known yet; null when another process owns the journal. */
  readonly inFlight: readonly InFlight[] | null;
  /** Of the vault on its live chain, as it stands now; null where none was looked at. */
  readonly auctions: AuctionsNow | null;
  /** When the next cycle is due; null where cycles follow no clock. */
  readonly nextSeconds: Seconds | null;
}

/** Auctions that run; null with the reason where they could not be read. */
export interface AuctionsNow {
  readonly running: readonly RunningAuction[] | null;
  readonly why: string;
}

export interface LastCycle {
  readonly cycle: number;
  readonly asOfSeconds: Seconds;
  readonly level: ReserveLevel;
  /** decided: written down, and its actions not finished. */
  readonly state: 'decided' | 'complete';
  /** Null where its artefacts cannot be read. */
  readonly figures: CycleFigures | null;
}

export interface InFlight {
  readonly cycle: number;
  readonly index: number;
  readonly state: string;
  readonly transactionHash: string | null;
}

export interface StatusView {
  readonly schema: 'ballast/status/1';
  readonly nowSeconds: Seconds;
  readonly world: string;
  readonly mode: string;
  readonly stateDir: string;
  /** Who has the store open; null when nobody has. */
  readonly owner: string | null;
  readonly areStopsDamaged: boolean;
  readonly reserves: readonly ReserveStatus[];
}

const NAME = 14;
const ROOM = 80 - 2 - NAME;

/** One page for whoever is called at night: what runs, what is stopped, what is under way, what comes next. Pure. */
export function renderStatus(view: StatusView, paint: Paint): string {
  const blocks = [
    [
      ...row('world', view.world),
      ...row('mode', `${view.mode}: ${MODES[view.mode] ?? ''}`),
      ...row('state', view.stateDir),
      ...row('store', view.owner ?? 'no other process has it open'),
      ...(view.areStopsDamaged
        ? row('stops', 'the list of stops is damaged: nothing is planned until `ballast resume`').map(paint.bad)
        : []),
    ],
    ...(view.reserves.length === 0 ? [['no reserve yet: run `ballast demo`, or `ballast run`']] : []),
    ...view.reserves.map((reserve) => reserveLines(reserve, view.nowSeconds, paint)),
  ];
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

const MODES: Readonly<Record<string, string>> = {
  dry: 'nothing is signed',
  propose: 'plans may become batches for a Safe',
  execute: 'the keeper may sign and send',
};

/** A name and what it says, broken under itself; a path or hash longer than the room is kept whole. */
const row = (name: string, text: string): string[] =>
  breakLines(text, ROOM).map((line, index) => `  ${padRight(index === 0 ? name : '', NAME)}${line}`);

function reserveLines(
  { reserve, last, stops, inFlight, auctions, nextSeconds }: ReserveStatus,
  nowSeconds: Seconds,
  paint: Paint,
): string[] {
  const ago = (seconds: Seconds): string => `${isoTime(seconds)}, ${duration(Math.max(0, nowSeconds - seconds))} ago`;
  const isLate = nextSeconds !== null && nextSeconds < nowSeconds;
  return [
    `${paint.bold(reserve)}${last === null ? '' : `  ${paintLevel(last.level, paint)}`}`,
    ...(last === null
      ? row('last cycle', 'none yet')
      : row('last cycle', `${last.cycle}, as of ${ago(last.asOfSeconds)}`)),
    ...(last?.figures == null ? [] : figureLines(last.figures)),
    ...(last?.state === 'decided'
      ? row('', 'decided and not finished: the next `ballast run` resumes it').map(paint.warn)
      : []),
    ...(stops.length === 0 ? row('stops', 'none') : []),
    ...stops.flatMap((stop) =>
      row('stops', `■ ${stop.kind} since ${isoTime(stop.atSeconds)}: ${stop.reason}`).map(paint.warn),
    ),
    ...(inFlight === null ? row('in flight', 'known to the process that owns the store') : []),
    ...(inFlight?.length === 0 ? row('in flight', 'nothing') : []),
    ...(inFlight ?? []).flatMap((item) =>
      row('in flight', `action ${item.index + 1} of cycle ${item.cycle}, ${item.state}`).concat(
        item.transactionHash === null ? [] : [`    ${item.transactionHash}`],
      ),
    ),
    ...(auctions === null ? [] : auctionLines(auctions, nowSeconds, paint)),
    ...row(
      'next cycle',
      nextSeconds === null
        ? 'when a command runs one'
        : `${isoTime(nextSeconds)}${isLate ? `, late by ${duration(nowSeconds - nextSeconds)}: is \`ballast run\` up?` : ''}`,
    ).map(isLate ? paint.warn : (line) => line),
  ];
}

/** What is sold for what, how much is left, what a token of it costs now and for how long. */
function auctionLines({ running, why }: AuctionsNow, nowSeconds: Seconds, paint: Paint): string[] {
  if (running === null) return row('auctions', `could not be read: ${why}`).map(paint.warn);
  if (running.length === 0) return row('auctions', 'none');
  return running.flatMap((item) => {
    const { soldAssetId, boughtAssetId, leftRaw, soldDecimals, priceRaw, boughtDecimals, endsAtSeconds } = item;
    const left = `${tokens(leftRaw, soldDecimals)} ${soldAssetId} left`;
    const asked =
      priceRaw === null || leftRaw === 0n
        ? 'no price now'
        : `at ${price(mulDivUp(priceRaw, pow10(18 + soldDecimals), leftRaw * pow10(boughtDecimals)))} ${boughtAssetId} each now`;
    const time = duration(Math.max(0, endsAtSeconds - nowSeconds));
    return row(
      'auctions',
      `${soldAssetId} for ${boughtAssetId}${item.isExit ? ', an exit' : ''}: ${left}, ${asked}, over in ${time}`,
    ).map(paint.warn);
  });
}

function figureLines({ backingWad, riskAdjustedWad, failures, risk }: CycleFigures): string[] {
  const shown = failures.filter(({ highWad, failure }) => highWad !== null || failure !== 'regulatory');
  const perRisk = risk?.liabilitiesPerRiskWad ?? null;
  return [
    ...row('backing', `${percent(backingWad)}, ${percent(riskAdjustedWad)} after haircuts`),
    ...shown.flatMap((figure) => row('failure', `${figure.failure}, within ${figure.horizonDays} d: ${range(figure)}`)),
    ...(perRisk === null
      ? []
      : row('carried', `${formatWad(perRisk, 2)} owed for each dollar the surplus may lose (ES)`)),
  ];
}
