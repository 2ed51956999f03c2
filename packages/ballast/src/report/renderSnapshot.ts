import { isoTime, type Snapshot } from '@ballast/core';
import { duration, price, tokens } from './money.ts';
import { breakLines, type Paint } from './paint.ts';
import { textTable, type Table } from './table.ts';

/** Every price source with what it said and how old it is. Pure. */
export const pricesTable = (snapshot: Snapshot): Table => ({
  columns: [
    { head: 'source' },
    { head: 'origin' },
    { head: 'price', align: 'right' },
    { head: 'in' },
    { head: 'age', align: 'right' },
    { head: '' },
  ],
  rows: snapshot.prices.map((item) => [
    item.sourceId,
    item.origin,
    price(item.priceWad),
    item.quote,
    item.ageSeconds === null ? 'unknown' : duration(item.ageSeconds),
    [item.isClamped ? 'clamped' : '', item.basis === 'fundamental' ? 'redemption rate' : '']
      .filter((word) => word !== '')
      .join(', '),
  ]),
});

/** Every holding with where it is. Pure. */
export const amountsTable = (snapshot: Snapshot): Table => ({
  columns: [
    { head: 'holding' },
    { head: 'amount', align: 'right' },
    { head: 'where' },
    { head: 'can leave now', align: 'right' },
  ],
  rows: snapshot.holdings.map((item) => [
    item.id,
    item.amountRaw === null ? 'unknown' : tokens(item.amountRaw, item.decimals),
    item.where,
    item.withdrawableRaw === null ? '–' : tokens(item.withdrawableRaw, item.decimals),
  ]),
});

/** What was observed, at which blocks. Pure; 80 columns. */
export function renderSnapshot(snapshot: Snapshot, paint: Paint): string {
  const blocks = snapshot.blocks.map(
    (block) =>
      `  ${block.chain} block ${block.number} ${block.hash.slice(0, 14)}… ${isoTime(block.timestampSeconds)} · ${block.agreement} endpoint${block.agreement === 'single' ? '' : 's'}`,
  );
  const owed = snapshot.liabilities.map(
    (item) =>
      `  ${item.liabilityId}: ${item.supplyRaw === null ? 'supply unknown' : `${tokens(item.supplyRaw, item.decimals)} outstanding`}, ${item.pending.length} claim${item.pending.length === 1 ? '' : 's'} waiting`,
  );
  const notes = [
    ...snapshot.unknowns.flatMap((item) => noteLines(`? ${item.what}: ${item.reason} [${item.code}]`, paint)),
    ...snapshot.alerts.flatMap((item) => noteLines(`! ${item.subject}: ${item.message} [${item.code}]`, paint)),
  ];
  const parts = [
    [`${paint.bold(snapshot.reserve)} · cycle ${snapshot.cycle} · as of ${isoTime(snapshot.asOfSeconds)}`, ...blocks],
    textTable(amountsTable(snapshot), paint),
    ...(owed.length === 0 ? [] : [[paint.bold('Owed'), ...owed]]),
    textTable(pricesTable(snapshot), paint),
    ...(notes.length === 0 ? [] : [[paint.bold('Unknown or changed'), ...notes]]),
  ];
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

const noteLines = (text: string, paint: Paint): string[] =>
  breakLines(text, 74).map((line, index) => paint.warn(index === 0 ? `  ${line}` : `    ${line}`));
