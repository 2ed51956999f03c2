import type { Seconds } from '@ballast/core';
import type { Layout } from './detectLayout.ts';
import { parseTime } from './parseTime.ts';
import { MOST_DIGITS, readPrice, readRate } from './plainPrice.ts';
import type { Refusal, RefusalCode, Repair, RepairCode } from './priceSeries.ts';
import type { Table } from './table.ts';

/** A row with a price, at the time the file gives it. */
export interface PriceRow {
  readonly timeSeconds: Seconds;
  readonly price: string;
  /** Opening price of its candle; null outside candles or where it is not a price. */
  readonly open: string | null;
  readonly round: string | null;
  /** In series files: since when it was known to be wrong; null for a sound one. */
  readonly badKnownSeconds: Seconds | null;
}

/** Rows of one series in file order, before anything is judged. */
export interface RawSeries {
  readonly symbol: string;
  readonly quote: string;
  readonly rows: readonly PriceRow[];
  readonly repairs: readonly Repair[];
  /** Rows of the file that were of this series, whatever became of them. */
  readonly rowsRead: number;
}

/** Parts a table into its series. A cell that is no price refuses its series; blank and zero cells are passed over. */
export function collectRows(table: Table, layout: Layout): { series: RawSeries[]; refusals: Refusal[] } {
  const collectors = new Map<string, Collector>();
  for (const [index, cells] of table.rows.entries()) {
    const key = layout.keyColumns.map((column) => cells[column] ?? '');
    const name = key.join('\u0000');
    const row = table.firstRow + Math.floor(index / (table.rowsPerLine ?? 1));
    const collector = collectors.get(name) ?? startCollector(layout, key, row);
    collectors.set(name, collector);
    collector.rowsRead += 1;
    if (collector.refusal === null) collectRow(collector, cells, layout, row);
  }
  const all = [...collectors.values()];
  return {
    series: all.filter(({ refusal }) => refusal === null).map(finish),
    refusals: all.flatMap(({ refusal }) => (refusal === null ? [] : [refusal])),
  };
}

interface Collector {
  readonly symbol: string;
  readonly quote: string;
  readonly rows: PriceRow[];
  readonly repairs: Repair[];
  rowsRead: number;
  run: { readonly code: RepairCode; readonly fromSeconds: Seconds; toSeconds: Seconds; count: number } | null;
  exponents: { readonly fromSeconds: Seconds; toSeconds: Seconds; count: number } | null;
  refusal: Refusal | null;
}

function startCollector(layout: Layout, key: readonly string[], row: number): Collector {
  const { symbol, quote } = layout.pairOf(key);
  const nothing = { rows: [], repairs: [], rowsRead: 0, run: null, exponents: null, refusal: null };
  const collector: Collector = { symbol, quote, ...nothing };
  if (symbol === '')
    refuse(collector, 'HISTORY_SYMBOL_UNKNOWN', row, 'neither a column nor the file name says what is priced');
  else if (quote === '') refuse(collector, 'HISTORY_QUOTE_UNKNOWN', row, `nothing says what ${symbol} is quoted in`);
  return collector;
}

function refuse(collector: Collector, code: RefusalCode, row: number, detail: string): void {
  collector.refusal = { code, symbol: collector.symbol === '' ? null : collector.symbol, row, detail };
}

function collectRow(collector: Collector, cells: readonly string[], layout: Layout, row: number): void {
  const timeText = (cells[layout.timeColumn] ?? '').trim();
  const cell = cells[layout.priceColumn] ?? '';
  const timeSeconds = parseTime(timeText, layout.zoneless);
  if (timeSeconds === null) {
    refuse(
      collector,
      'HISTORY_BAD_TIME',
      row,
      `"${timeText}" is not a UTC day or moment (2023-03-11, 2023-03-11T07:15:00Z or a count since 1970)`,
    );
    return;
  }
  const price = layout.field === 'rate' ? readRate(cell) : readPrice(cell);
  const badText = layout.badColumn === null ? '' : (cells[layout.badColumn] ?? '').trim();
  const badKnownSeconds = badText === '' ? null : parseTime(badText);
  if (badText !== '' && badKnownSeconds === null) {
    refuse(collector, 'HISTORY_BAD_TIME', row, `"${badText}" is not a UTC moment`);
    return;
  }
  switch (price.kind) {
    case 'blank':
    case 'zero':
      extendRun(collector, price.kind === 'blank' ? 'HISTORY_BLANK_ROWS' : 'HISTORY_ZERO_PRICES', timeSeconds);
      return;
    case 'negative':
      refuse(collector, 'HISTORY_NEGATIVE_PRICE', row, `${cell.trim()} is below zero`);
      return;
    case 'absurd':
      refuse(
        collector,
        'HISTORY_BAD_NUMBER',
        row,
        `"${shortCell(cell)}" has more than ${MOST_DIGITS} digits before or after the point`,
      );
      return;
    case 'malformed':
      refuse(collector, 'HISTORY_BAD_NUMBER', row, `"${shortCell(cell)}" is not a number`);
      return;
    case 'price': {
      endRun(collector);
      if (price.hadExponent) countExponent(collector, timeSeconds);
      const open = layout.openColumn === null ? null : readPrice(cells[layout.openColumn] ?? '');
      collector.rows.push({
        timeSeconds,
        price: price.text,
        open: open?.kind === 'price' ? open.text : null,
        round: layout.roundColumn === null ? null : (cells[layout.roundColumn] ?? '').trim(),
        badKnownSeconds,
      });
    }
  }
}

/** Neighbouring rows with the same fault are one repair, so that 609 zero rows are one line to read. */
function extendRun(collector: Collector, code: RepairCode, timeSeconds: Seconds): void {
  if (collector.run?.code === code) {
    collector.run.toSeconds = timeSeconds;
    collector.run.count += 1;
    return;
  }
  endRun(collector);
  collector.run = { code, fromSeconds: timeSeconds, toSeconds: timeSeconds, count: 1 };
}

function endRun(collector: Collector): void {
  const { run } = collector;
  if (run === null) return;
  const detail =
    run.code === 'HISTORY_BLANK_ROWS' ? 'rows without a price, left out' : 'a price of zero is no price, left out';
  collector.repairs.push({ ...run, symbol: collector.symbol, detail });
  collector.run = null;
}

function countExponent(collector: Collector, timeSeconds: Seconds): void {
  collector.exponents ??= { fromSeconds: timeSeconds, toSeconds: timeSeconds, count: 0 };
  collector.exponents.toSeconds = timeSeconds;
  collector.exponents.count += 1;
}

function finish(collector: Collector): RawSeries {
  endRun(collector);
  const { symbol, quote, rows, repairs, rowsRead, exponents } = collector;
  const detail = 'prices with an exponent, written out in full';
  if (exponents !== null) repairs.push({ code: 'HISTORY_EXPONENTS', symbol, ...exponents, detail });
  return { symbol, quote, rows, repairs, rowsRead };
}

/** A cell as a message shows it: whole up to a width. */
const shortCell = (cell: string): string => {
  const text = cell.trim();
  return text.length <= 60 ? text : `${text.slice(0, 57)}…`;
};
