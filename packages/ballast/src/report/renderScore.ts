import type { Wad } from '@ballast/core';
import { percent, shortUsd } from './money.ts';
import type { Paint } from './paint.ts';
import { markdownTable, textTable, type Table } from './table.ts';

/** One way of running the reserve, as holders would judge it. */
export interface ScoreColumn {
  readonly name: string;
  readonly requested: number;
  readonly paid: number;
  readonly onTime: number;
  readonly overdue: number;
  readonly worstBackingWad: Wad | null;
  /** Backing at the watched asset's low, had it been worth nothing from then on. */
  readonly backingWithoutWad: Wad | null;
  readonly backingWad: Wad | null;
  readonly surplusWad: Wad;
  readonly turnoverWad: Wad;
  readonly tradingLossWad: Wad;
  /** Limits not met at the end, by id. */
  readonly notMet: readonly string[];
}

/** The comparison, one way a column. Pure. */
export function scoreTable(columns: readonly ScoreColumn[], watched: string): Table {
  const row = (label: string, cell: (column: ScoreColumn) => string): string[] => [label, ...columns.map(cell)];
  return {
    columns: [{ head: '' }, ...columns.map(({ name }) => ({ head: name, align: 'right' as const }))],
    rows: [
      row('claims paid in full', ({ paid, requested }) => `${paid} of ${requested}`),
      row('paid on time', ({ onTime }) => String(onTime)),
      row('waiting, not yet due', ({ requested, paid, overdue }) => String(requested - paid - overdue)),
      row('overdue at the end', ({ overdue }) => String(overdue)),
      row('loss to those who stayed', ({ surplusWad }) => (surplusWad < 0n ? shortUsd(-surplusWad) : 'none')),
      row('final surplus', ({ surplusWad }) => shortUsd(surplusWad)),
      row('final backing', ({ backingWad }) => percent(backingWad)),
      row('worst backing on the way', ({ worstBackingWad }) => percent(worstBackingWad)),
      row(`backing, had ${watched} gone to 0`, ({ backingWithoutWad }) => percent(backingWithoutWad)),
      row('limits not met at the end', ({ notMet }) => String(notMet.length)),
      row('traded', ({ turnoverWad }) => shortUsd(turnoverWad)),
      row('lost in trading', ({ tradingLossWad }) => shortUsd(tradingLossWad)),
    ],
  };
}

/** The comparison at the end of a run, at most 80 columns. Pure. */
export const renderScore = (columns: readonly ScoreColumn[], watched: string, paint: Paint): string =>
  `${[paint.bold('What it meant for holders'), ...textTable(scoreTable(columns, watched), paint)].join('\n')}\n`;

/** The same in Markdown. */
export const scoreMarkdown = (columns: readonly ScoreColumn[], watched: string): string =>
  `${markdownTable(scoreTable(columns, watched)).join('\n')}\n`;
