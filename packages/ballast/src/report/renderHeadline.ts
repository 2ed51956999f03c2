import { isoTime, type Assessment, type BalanceSheet, type ReserveLevel } from '@ballast/core';
import { percent, shortUsd } from './money.ts';
import { padLeft, padRight, type Paint } from './paint.ts';

export const WIDTH = 80;

const LEVEL_MARK: Readonly<Record<ReserveLevel, string>> = { normal: '●', watch: '◆', defensive: '▲', emergency: '■' };

/** The level as a shape and a word, coloured. */
export function paintLevel(level: ReserveLevel, paint: Paint): string {
  const tint = level === 'normal' ? paint.good : level === 'watch' ? paint.warn : paint.bad;
  return tint(`${LEVEL_MARK[level]} ${level}`);
}

export interface HeadlineView {
  readonly sheet: BalanceSheet;
  readonly assessment: Assessment | null;
  /** Block number, endpoint agreement, mode: what the figures rest on. */
  readonly context: readonly string[];
}

/** The figures a reader wants first, with their as-of time. Pure; 80 columns. */
export function renderHeadline({ sheet, assessment, context }: HeadlineView, paint: Paint): string[] {
  const level = assessment === null ? '' : paintLevel(assessment.level, paint);
  const now = sheet.ladder.find((rung) => rung.horizon === 'now');
  const endogenous = sheet.lines.reduce((total, line) => total + (line.isEndogenous ? (line.valueWad ?? 0n) : 0n), 0n);
  return [
    (padRight(`${paint.bold(sheet.reserve)} · cycle ${sheet.cycle}`, WIDTH - 14) + padLeft(level, 14)).trimEnd(),
    paint.dim([`as of ${isoTime(sheet.asOfSeconds)}`, ...context].join(' · ')),
    '',
    figures(
      ['Reserve', shortUsd(sheet.assetsWad)],
      ['Owed', shortUsd(sheet.liabilitiesWad)],
      ['Surplus', shortUsd(sheet.surplusWad)],
    ),
    figures(
      ['Backing', percent(sheet.backingRatioWad)],
      ['After haircuts', percent(sheet.riskAdjustedBackingRatioWad)],
      ['Cash now', now === undefined ? 'unknown' : shortUsd(now.cashWad)],
    ),
    ...(endogenous > 0n
      ? [paint.dim(`  of the reserve, ${shortUsd(endogenous)} is the protocol's own: nothing after haircuts`)]
      : []),
    ...(sheet.isBound ? [paint.warn('  totals are bounds: something is unknown, see below')] : []),
  ];
}

type Figure = readonly [name: string, value: string];

const figures = (...items: readonly [Figure, Figure, Figure]): string =>
  `  ${items.map(([name, value], index) => padRight(name, index === 1 ? 15 : 9) + padLeft(value, 9)).join('     ')}`;
