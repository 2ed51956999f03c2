import type { FailureFigure } from '@ballast/core';
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

/** What does it, and the paths that come nearest, at the longest horizon of each failure. Pure. */
export function causeLines(figures: readonly FailureFigure[]): string[] {
  const longest = new Map(
    figures
      .filter((item) => item.passage === 'first passage' && item.highWad !== null)
      .map((item) => [item.failure, item]),
  );
  return [...longest.values()].map(({ failure, horizonDays, causes, worstPaths, highModel }) => {
    const why = causes.map(({ cause, probabilityWad }) => `${cause} ${share(probabilityWad)}`).join(', ');
    const [worst] = worstPaths;
    const nearest =
      worst === undefined ? '' : `; least is left on ${worst.path}, day ${worst.day}: ${shortUsd(worst.moneyWad)}`;
    return `${failure}, ${horizonDays} days, by ${highModel}: ${why === '' ? 'nothing does it' : why}${nearest}`;
  });
}
