import type { BalanceSheet } from '@ballast/core';
import { bpsPercent, percent, shortUsd, tokens } from './money.ts';
import { breakLines, type Paint } from './paint.ts';
import { renderHeadline } from './renderHeadline.ts';
import { holdingsTable } from './renderHoldings.ts';
import { textTable, type Table } from './table.ts';

/** Cash by horizon, and what raising it costs. Pure. */
export const ladderTable = (sheet: BalanceSheet): Table => ({
  columns: [
    { head: 'cash by' },
    { head: 'raised', align: 'right' },
    { head: 'cost', align: 'right' },
    { head: 'of what is owed', align: 'right' },
  ],
  rows: sheet.ladder.map((rung) => [
    rung.horizon,
    shortUsd(rung.cashWad),
    shortUsd(rung.exitCostWad),
    sheet.liabilitiesWad === 0n ? '–' : percent((rung.cashWad * 10n ** 18n) / sheet.liabilitiesWad),
  ]),
});

/** Value exposed to each counterparty. Pure. */
export const exposuresTable = (sheet: BalanceSheet): Table => ({
  columns: [{ head: 'exposed to' }, { head: 'value', align: 'right' }, { head: 'share', align: 'right' }],
  rows: sheet.exposures
    .filter((item) => item.kind !== 'asset')
    .map((item) => [`${item.kind} ${item.id}`, shortUsd(item.valueWad), bpsPercent(item.shareBps)]),
});

/** What is owed, by liability. Pure. */
export const liabilitiesTable = (sheet: BalanceSheet): Table => ({
  columns: [
    { head: 'liability' },
    { head: 'kind' },
    { head: 'outstanding', align: 'right' },
    { head: 'owed', align: 'right' },
    { head: 'waiting', align: 'right' },
  ],
  rows: sheet.liabilities.map((item) => [
    item.liabilityId,
    item.kind,
    item.outstandingRaw === null ? 'unknown' : tokens(item.outstandingRaw, item.decimals),
    item.claimWad === null ? 'unknown' : shortUsd(item.claimWad),
    shortUsd(item.pendingWad),
  ]),
});

/** One thing not known, and why. Pure; 80 columns. */
export const unknownLines = ({ what, reason, code }: BalanceSheet['unknowns'][number]): string[] =>
  breakLines(`${what}: ${reason} [${code}]`, 74).map((line, index) => (index === 0 ? `  ${line}` : `    ${line}`));

/** The balance sheet: what is held, owed, reachable, and with whom. Pure; 80 columns. */
export function renderSheet(sheet: BalanceSheet, paint: Paint): string {
  const blocks = [
    renderHeadline({ sheet, assessment: null, context: [] }, paint),
    textTable(holdingsTable(sheet, null, paint), paint),
    textTable(liabilitiesTable(sheet), paint),
    textTable(ladderTable(sheet), paint),
    textTable(exposuresTable(sheet), paint),
    ...(sheet.unknowns.length === 0 ? [] : [[paint.warn('Unknown'), ...sheet.unknowns.flatMap(unknownLines)]]),
  ];
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}
