import { isoTime, type Assessment, type BalanceSheet, type FailureRecord } from '@ballast/core';
import { failureNotes } from './failureNotes.ts';
import { failuresTable } from './failuresTable.ts';
import { nameLimits } from './limitName.ts';
import { bpsPercent, percent, shortUsd } from './money.ts';
import { breakLines, type Paint } from './paint.ts';
import { renderHeadline } from './renderHeadline.ts';
import { limitsTable } from './renderLimits.ts';
import { textTable, type Table } from './table.ts';

/** VaR and ES with all they need to be read. Pure. */
export const tailsTable = (assessment: Assessment): Table => ({
  columns: [
    { head: 'tail' },
    { head: 'confidence', align: 'right' },
    { head: 'days', align: 'right' },
    { head: 'sample', align: 'right' },
    { head: 'loss', align: 'right' },
    { head: 'USD', align: 'right' },
  ],
  rows: assessment.tails.map((item) => [
    `${item.measure} ${item.method}`,
    percent(item.confidenceBps * 10n ** 14n),
    String(item.horizonDays),
    String(item.sampleSize),
    percent(item.lossRatioWad),
    item.lossUsdWad === null ? 'unknown' : shortUsd(item.lossUsdWad),
  ]),
});

/** Haircuts that follow the market, and what set each. Pure. */
export const haircutsInForceTable = ({ haircuts = [] }: Assessment): Table => ({
  columns: [
    { head: 'haircut' },
    { head: 'floor', align: 'right' },
    { head: 'model', align: 'right' },
    { head: 'in force', align: 'right' },
    { head: 'set by' },
  ],
  rows: haircuts.map((item) => [
    item.assetId,
    bpsPercent(item.floorBps),
    item.modelWad === null ? 'unknown' : percent(item.modelWad),
    bpsPercent(item.haircutBps),
    item.unknown.length === 0 ? item.reason : `${item.reason}, without ${item.unknown.join(' and ')}`,
  ]),
});

/** How much of a run could be paid. Pure. */
export const runTable = (assessment: Assessment): Table => ({
  columns: [
    { head: 'run by' },
    { head: 'asked', align: 'right' },
    { head: 'cash', align: 'right' },
    { head: 'coverage', align: 'right' },
  ],
  rows: assessment.run.map((item) => [
    item.horizon,
    item.runWad === null ? 'unknown' : shortUsd(item.runWad),
    shortUsd(item.cashWad),
    percent(item.coverageRatioWad),
  ]),
});

/** Every limit, state and tail, with the evidence for the level. Pure; 80 columns. */
export function renderAssessment(sheet: BalanceSheet, assessment: Assessment, paint: Paint): string {
  const states = assessment.assetStates
    .filter((item) => item.state !== 'sound')
    .flatMap((item) =>
      breakLines(`${item.assetId} is ${item.state} since ${isoTime(item.sinceSeconds)}: ${item.evidence}`, 76),
    );
  const alerts = assessment.contractAlerts.flatMap((item) =>
    breakLines(`${item.subject}: ${item.detail} [${item.code}]`, 76),
  );
  const list = (head: string, lines: readonly string[]): string[][] =>
    lines.length === 0 ? [] : [[paint.bold(head), ...lines.map((line) => `  ${line}`)]];
  const blocks = [
    renderHeadline({ sheet, assessment, context: [] }, paint),
    ...list(
      `Level ${assessment.level} since ${isoTime(assessment.levelSinceSeconds)}`,
      assessment.levelEvidence.flatMap((line) => breakLines(nameLimits(line), 76)),
    ),
    ...list('Exit only', assessment.isExitOnly ? breakLines(assessment.exitOnlyReason, 76) : []),
    ...list('Asset states', states),
    ...list('Contracts', alerts),
    textTable(limitsTable(assessment.limits, paint), paint),
    textTable(tailsTable(assessment), paint),
    textTable(runTable(assessment), paint),
    ...(assessment.haircuts === undefined ? [] : [textTable(haircutsInForceTable(assessment), paint)]),
    ...(assessment.failure === undefined ? [] : [failureBlock(assessment.failure, paint)]),
  ];
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

const failureBlock = (failure: FailureRecord, paint: Paint): string[] => [
  ...(failure.figures.length === 0 ? [] : textTable(failuresTable(failure.figures), paint)),
  ...failureNotes(failure).flatMap((note) =>
    breakLines(note, 74).map((line, index) => (index === 0 ? `  · ${line}` : `    ${line}`)),
  ),
];
