import { createHash } from 'node:crypto';
import { isoTime } from '@ballast/core';
import { isFunding } from './fundingName.ts';
import type { ImportedSeries } from './joinParts.ts';
import type { PriceSeries, Repair } from './priceSeries.ts';
import { SERIES_COLUMNS } from './seriesColumns.ts';
import { stepName } from './stepName.ts';

/** Grows when the same source would give another series: other rules for bad ticks, times or conflicts. */
export const IMPORT_RULES = 1;

/** What a series file was made of; stands beside it as NAME.provenance.json. */
export interface Provenance {
  readonly schema: 'ballast/series-provenance/1';
  readonly importer: { readonly version: string; readonly rules: number };
  readonly file: { readonly name: string; readonly sha256: string; readonly bytes: number };
  readonly series: {
    readonly symbol: string;
    readonly quote: string;
    readonly field: PriceSeries['field'];
    readonly step: string;
    readonly first: string;
    readonly last: string;
  };
  /** Whose form the rows had. */
  readonly layout: string;
  readonly sources: readonly { readonly name: string; readonly sha256: string; readonly rowsRead: number }[];
  /** read = kept + bad + elsewhere + the counts of dropped. */
  readonly rows: {
    readonly read: number;
    readonly kept: number;
    /** In the file, marked as known to be wrong. */
    readonly bad: number;
    /** In the file of another coin of the same ticker. */
    readonly elsewhere: number;
    readonly dropped: readonly Reason[];
  };
  /** Mended, or left open: gaps, holes, bad ticks. */
  readonly findings: readonly Reason[];
}

export interface Reason {
  readonly code: string;
  readonly count: number;
  readonly from: string | null;
  readonly to: string | null;
  readonly detail: string;
}

/** A series as text: one row a value in order of time, LF line ends, every digit as published. Pure. */
export function seriesText(series: PriceSeries): string {
  const head = SERIES_COLUMNS[series.field === 'rate' ? 'rate' : 'price'];
  const sound = series.points.map((point) => ({ ...point, knownSeconds: null as number | null }));
  const rows = [...sound, ...series.badTicks].toSorted((a, b) => a.timeSeconds - b.timeSeconds);
  const lines = rows.map(({ timeSeconds, price, knownSeconds }) => {
    const bad = knownSeconds === null ? '' : isoTime(knownSeconds);
    return `${isoTime(timeSeconds)},${quoted(series.symbol)},${quoted(series.quote)},${price},${bad}\n`;
  });
  return `${head.join()}\n${lines.join('')}`;
}

const quoted = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

/** The name its file has: BTC-USDT-binance-1h.csv. The same series always gets the same name. Pure. */
export function seriesFileName({ series, publisher }: Pick<ImportedSeries, 'series' | 'publisher'>): string {
  // A market may change the period of its funding; the name of its file stays.
  const step = isFunding(series.symbol) ? [] : [stepName(series.stepSeconds)];
  const words = [series.symbol, series.quote, publisher, ...step];
  return `${words.map((word) => word.replace(/[^A-Za-z0-9.]+/g, '_')).join('-')}.csv`;
}

/** States where a series comes from and what became of every row read. Pure. */
export function provenanceOf(item: ImportedSeries, name: string, text: string, version: string): Provenance {
  const { series, sources } = item;
  const times = [...series.points, ...series.badTicks].map(({ timeSeconds }) => timeSeconds);
  const first = times.reduce((low, time) => Math.min(low, time), Infinity);
  const last = times.reduce((high, time) => Math.max(high, time), -Infinity);
  const bytes = Buffer.from(text, 'utf8');
  return {
    schema: 'ballast/series-provenance/1',
    importer: { version, rules: IMPORT_RULES },
    file: { name, sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length },
    series: {
      symbol: series.symbol,
      quote: series.quote,
      field: series.field,
      step: stepName(series.stepSeconds),
      first: isoTime(first),
      last: isoTime(last),
    },
    layout: item.publisher,
    sources,
    rows: {
      read: sources.reduce((sum, { rowsRead }) => sum + rowsRead, 0),
      kept: series.points.length,
      bad: series.badTicks.length,
      elsewhere: item.rowsElsewhere,
      dropped: reasonsOf(item.dropped),
    },
    findings: reasonsOf(item.repairs),
  };
}

/** Repairs as a provenance states them. Pure. */
export const reasonsOf = (repairs: readonly Repair[]): Reason[] =>
  repairs.map(({ code, count, fromSeconds, toSeconds, detail }) => ({
    code,
    count,
    from: fromSeconds === null ? null : isoTime(fromSeconds),
    to: toSeconds === null ? null : isoTime(toSeconds),
    detail,
  }));
