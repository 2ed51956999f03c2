import { basename } from 'node:path';
import type { NameHints } from './detectLayout.ts';
import { FileRefused } from './fileRefused.ts';
import { importTable } from './importTable.ts';
import type { PriceFile } from './priceSeries.ts';
import { MAX_BYTES } from './readBytes.ts';
import { readTable } from './readTable.ts';

export interface ImportOptions extends NameHints {
  /** Most bytes of text read; larger files are refused. */
  readonly maxBytes?: number;
}

/**
 * Reads a table of prices (.csv, .csv.gz, .zip; candles, ticks or oracle rounds; one asset or many) as it is published,
 * or a series file. What it finds wrong it mends where that adds no information, and says so in `repairs`; gaps stay
 * open; what cannot be mended is in `refusals`, with the other series of the file unharmed. Prices stay decimal text to
 * the last digit. Rates are refused here: they are no prices. Throws HistoryFileUnreadable only when the file cannot be
 * read at all.
 */
export function importPriceFile(path: string, options: ImportOptions = {}): PriceFile {
  const name = basename(path);
  try {
    const file = importTable(readTable(path, options.maxBytes ?? MAX_BYTES), name, options);
    if (file.series.some(({ field }) => field === 'rate')) throw ofRates();
    return file;
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error;
    // Funding rates are refused for being rates, not for a period nobody could state here.
    const { refusal } = error.refusal.code === 'HISTORY_PERIOD_UNKNOWN' ? ofRates() : error;
    return { name, series: [], repairs: [], refusals: [refusal] };
  }
}

const ofRates = (): FileRefused => new FileRefused('HISTORY_NOT_PRICES', 'a table of rates', 1);
