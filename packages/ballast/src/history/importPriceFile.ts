import { basename } from 'node:path';
import { buildSeries } from './buildSeries.ts';
import { collectRows } from './collectRows.ts';
import { detectLayout, type NameHints } from './detectLayout.ts';
import type { PriceFile } from './priceSeries.ts';
import { FileRefused, MAX_BYTES, readTable } from './readTable.ts';

export interface ImportOptions extends NameHints {
  /** Most bytes of text read; larger files are refused. */
  readonly maxBytes?: number;
}

/**
 * Reads a table of prices (.csv or .csv.gz; candles, ticks or oracle rounds; one asset or many) as it is published.
 * What it finds wrong it mends where that adds no information, and says so in `repairs`; gaps stay open; what cannot
 * be mended is in `refusals`, with the other series of the file unharmed. Prices stay decimal text to the last digit.
 * Throws HistoryFileUnreadable only when the file cannot be read at all.
 */
export function importPriceFile(path: string, options: ImportOptions = {}): PriceFile {
  const name = basename(path);
  try {
    const table = readTable(path, options.maxBytes ?? MAX_BYTES);
    const layout = detectLayout(table.header, name, options);
    const collected = collectRows(table, layout);
    const built = collected.series.map((raw) => buildSeries(raw, layout));
    return {
      name,
      series: built.flatMap(({ series }) => series),
      repairs: [...table.repairs, ...built.flatMap(({ repairs }) => repairs)],
      refusals: [...collected.refusals, ...built.flatMap(({ refusal }) => (refusal === null ? [] : [refusal]))],
    };
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error;
    return { name, series: [], repairs: [], refusals: [error.refusal] };
  }
}
