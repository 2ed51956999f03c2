import type { Wad } from '@ballast/core';
import { percent, shortUsd } from './money.ts';
import { padLeft, padRight, type Paint } from './paint.ts';

/** One way of running the reserve, as holders would judge it. */
export interface ScoreColumn {
  readonly name: string;
  readonly requested: number;
  readonly paid: number;
  readonly onTime: number;
  readonly overdue: number;
  readonly worstBackingWad: Wad | null;
  readonly backingWad: Wad | null;
  readonly surplusWad: Wad;
  readonly turnoverWad: Wad;
  readonly tradingLossWad: Wad;
}

/** The comparison table at the end of a run, at most 80 columns. Pure. */
export function renderScore(columns: readonly ScoreColumn[], paint: Paint): string {
  const row = (label: string, cell: (column: ScoreColumn) => string): string =>
    `  ${padRight(label, 26)}${columns.map((column) => padLeft(cell(column), 17)).join('')}`;
  return `${[
    paint.bold('What it meant for holders'),
    paint.dim(row('', (column) => column.name)),
    row('claims paid in full', ({ paid, requested }) => `${paid} of ${requested}`),
    row('  of these on time', ({ onTime }) => String(onTime)),
    row('  overdue at the end', ({ overdue }) => String(overdue)),
    row('loss to those who stayed', (column) => lossOf(column)),
    row('final surplus', ({ surplusWad }) => shortUsd(surplusWad)),
    row('final backing', ({ backingWad }) => percent(backingWad)),
    row('worst backing on the way', ({ worstBackingWad }) => percent(worstBackingWad)),
    row('traded', ({ turnoverWad }) => shortUsd(turnoverWad)),
    row('lost in trading', ({ tradingLossWad }) => shortUsd(tradingLossWad)),
  ].join('\n')}\n`;
}

/** The same table in Markdown. */
export function scoreMarkdown(columns: readonly ScoreColumn[]): string {
  const row = (label: string, cell: (column: ScoreColumn) => string): string =>
    `| ${label} | ${columns.map(cell).join(' | ')} |`;
  return `${[
    row('', ({ name }) => name),
    `|---|${columns.map(() => '---:|').join('')}`,
    row('claims paid in full', ({ paid, requested }) => `${paid} of ${requested}`),
    row('of these on time', ({ onTime }) => String(onTime)),
    row('overdue at the end', ({ overdue }) => String(overdue)),
    row('loss to those who stayed', lossOf),
    row('final surplus', ({ surplusWad }) => shortUsd(surplusWad)),
    row('final backing', ({ backingWad }) => percent(backingWad)),
    row('worst backing on the way', ({ worstBackingWad }) => percent(worstBackingWad)),
    row('traded', ({ turnoverWad }) => shortUsd(turnoverWad)),
    row('lost in trading', ({ tradingLossWad }) => shortUsd(tradingLossWad)),
  ].join('\n')}\n`;
}

const lossOf = ({ surplusWad }: ScoreColumn): string => (surplusWad < 0n ? shortUsd(-surplusWad) : 'none');
