import type { FailureFigure, PathMove } from '@ballast/core';
import { percent, shortUsd } from './money.ts';
import type { Table } from './table.ts';

const PLACES = 3;
/** A probability with three decimals. */
export const share = (value: bigint | null): string => (value === null ? '–' : percent(value, PLACES));
/** Two ends that print alike are one figure. */
export function range({ lowWad, highWad }: FailureFigure): string {
  if (lowWad === null || highWad === null) return 'not determinable';
  const [low, high] = [percent(lowWad, PLACES), percent(highWad, PLACES)];
  return low === high ? high : `${low.replace(' %', '')} – ${high}`;
}

/** Three failures by horizon, at some day and at the end. Pure. */
export function failuresTable(figures: readonly FailureFigure[]): Table {
  const first = figures.filter((item) => item.passage === 'first passage');
  const endOf = (figure: FailureFigure): FailureFigure | undefined =>
    figures.find(
      (item) =>
        item.passage === 'terminal' && item.failure === figure.failure && item.horizonDays === figure.horizonDays,
    );
  return {
    columns: [
      { head: 'failure' },
      { head: 'days', align: 'right' },
      { head: 'at some day', align: 'right' },
      { head: '± error', align: 'right' },
      { head: 'at the end', align: 'right' },
    ],
    rows: first.map((figure) => {
      const end = endOf(figure);
      return [
        figure.failure,
        String(figure.horizonDays),
        range(figure),
        share(figure.highErrorWad),
        end === undefined ? '–' : range(end),
      ];
    }),
  };
}

/** Moves of the worst path that a line has room for; the forms for machines have all that are known. */
const MOVES_TOLD = 3;

/** A move that shows with one decimal: 0.1 %. */
const SEEN = 10n ** 15n;

/** What a column of scenarios is, in words. */
const nameOf = (column: string): string =>
  column.replace(/^book:([^:]+):([^:]+)$/, '$2 under $1').replace(/^(?:paid|sold):([^:]+):[^:]+$/, 'cash from $1');

const movesText = (moves: readonly PathMove[]): string => {
  const dear = moves.filter(({ moneyWad, moveWad }) => moneyWad < 0n && (moveWad <= -SEEN || moveWad >= SEEN));
  return dear
    .slice(0, MOVES_TOLD)
    .map(({ column, moveWad }) => `${nameOf(column)} ${percent(moveWad, 1)}`)
    .join(', ');
};

/** What does it, and the paths that come nearest with what moved on them, at the longest horizon of each failure. Pure. */
export function causeLines(figures: readonly FailureFigure[]): string[] {
  const longest = new Map(
    figures
      .filter((item) => item.passage === 'first passage' && item.highWad !== null)
      .map((item) => [item.failure, item]),
  );
  return [...longest.values()].map(({ failure, horizonDays, causes, worstPaths, highModel }) => {
    const why = causes.map(({ cause, probabilityWad }) => `${cause} ${share(probabilityWad)}`).join(', ');
    const [worst] = worstPaths;
    const moved = worst === undefined ? '' : movesText(worst.moves);
    const nearest =
      worst === undefined
        ? ''
        : `; least is left on ${worst.path}, day ${worst.day}: ${shortUsd(worst.moneyWad)}${moved === '' ? '' : ` (${moved})`}`;
    return `${failure}, ${horizonDays} days, by ${highModel}: ${why === '' ? 'nothing does it' : why}${nearest}`;
  });
}
