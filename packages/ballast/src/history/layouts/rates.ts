import type { NameHints } from '../detectLayout.ts';
import { FileRefused } from '../fileRefused.ts';
import { groupBy } from '../groupBy.ts';
import { readFileName } from '../pairName.ts';
import { parseTime } from '../parseTime.ts';
import { readRate } from '../plainPrice.ts';
import type { Table } from '../table.ts';
import { fredKnownDays } from './fredKnownDays.ts';
import { cellAt, pickColumns, type Recognised } from './recognised.ts';

/*
 * Tables with one column a series: FRED (`observation_date`, formerly `DATE`, then series ids) and the Treasury's par
 * curve (`Date`, `1 Mo` … `30 Yr`, days as 07/11/2025, newest first). They become one row an observation.
 */

/** FRED series whose unit is percent a year; of others FRED's file does not say the unit. */
const FRED_PERCENT =
  /^(dgs\d+(mo)?|gs\d+m?|dtb\d+(wk|mo|yr|ms)?|tb\d+ms|dfii\d+|sofr(\d+davg)?|effr|dff|fedfunds|obfr|iorb|ioer|dprime|dpcredit|rrponttsyaward|t\d+y(\d+[my])?|t\d+yie)$/;

/** FRED's table as it is dated. */
export function readFred(table: Table, fileName: string, hints: NameHints): Recognised | null {
  const [first = '', ...columns] = table.header;
  // Its API calls every series `value`; the file's name says which it is.
  const named =
    columns.length === 1 && columns[0] === 'value' ? (hints.symbol ?? readFileName(fileName)?.symbol) : null;
  const series = named === null || named === undefined ? columns : [named.toLowerCase()];
  if (series.length === 0 || !['observation_date', 'date'].includes(first)) return null;
  const other = series.find((name) => !FRED_PERCENT.test(name));
  if (other !== undefined && first === 'date') return null;
  const isPercent = other === undefined || hints.quote === 'PERCENT';
  if (!isPercent && hints.quote === undefined)
    throw new FileRefused('HISTORY_QUOTE_UNKNOWN', `FRED's file does not say the unit of ${other?.toUpperCase()}`, 1);
  const value = isPercent ? 'rate_percent' : 'price';
  return melt({ ...table, header: [first, ...series] }, 'fred', (name) => name.toUpperCase(), value);
}

/** FRED's table with each value at the day it was known. */
export function recogniseFred(table: Table, fileName: string, hints: NameHints): Recognised | null {
  const read = readFred(table, fileName, hints);
  if (read === null) return null;
  const known = new Map<string, string>();
  for (const [symbol, rows] of groupBy(read.table.rows, (cells) => cells[1] ?? '')) {
    const days = rows
      .filter(isSound)
      .map(([day = '']) => day)
      .toSorted();
    for (const [index, day] of fredKnownDays(days).entries()) known.set(`${symbol} ${days[index]}`, day);
  }
  const rows = read.table.rows.map(([day = '', symbol = '', ...rest]) => [
    known.get(`${symbol} ${day}`) ?? day,
    symbol,
    ...rest,
  ]);
  return { ...read, table: { ...read.table, rows } };
}

/** A day with a value; what is wrong keeps its own day, so that it is named as it stands. */
const isSound = ([day = '', , value = '']: readonly string[]): boolean =>
  parseTime(day) !== null && readRate(value).kind !== 'blank';

export function recogniseTreasury(table: Table): Recognised | null {
  const [first = '', ...tenors] = table.header;
  if (first !== 'date' || tenors.length === 0 || tenors.some((name) => tenorOf(name) === null)) return null;
  return melt(table, 'treasury', (name) => `UST_${tenorOf(name)}`, 'rate_percent');
}

/** `1.5 Month`, `10 Yr`, `m1_5`, `y10`, `4 WEEKS BANK DISCOUNT` as 1.5M, 10Y, 1.5M, 10Y, 4W_BANK_DISCOUNT. */
function tenorOf(name: string): string | null {
  const match =
    /^(\d+(?:\.\d+)?) ?(mo|month|yr|year|week)s?(?: ([a-z ]+))?$/.exec(name) ??
    flip(/^([my])(\d+(?:_\d+)?)$/.exec(name));
  if (match === null) return null;
  const [, count, unit = '', what] = match;
  return `${count}${unit.charAt(0).toUpperCase()}${what === undefined ? '' : `_${what.trim().replaceAll(' ', '_').toUpperCase()}`}`;
}

const flip = (match: RegExpExecArray | null): (string | undefined)[] | null =>
  match === null ? null : [match[0], match[2]?.replace('_', '.'), match[1]];

function melt(table: Table, publisher: string, symbolOf: (column: string) => string, value: string): Recognised {
  const symbols = table.header.slice(1).map(symbolOf);
  const rows = table.rows.flatMap((cells) => {
    const day = plainDay(cellAt(0)(cells));
    return symbols.map((symbol, index) => [day, symbol, cells[index + 1] ?? '']);
  });
  return { publisher, table: { ...table, header: ['date', 'symbol', value], rows, rowsPerLine: symbols.length } };
}

/** 07/11/2025 as the Treasury writes it: month first. */
function plainDay(text: string): string {
  const match = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text);
  return match === null ? text : `${match[3]}-${match[1]?.padStart(2, '0')}-${match[2]?.padStart(2, '0')}`;
}

/** Yields (`apy`, DefiLlama) and Deribit's volatility index (`dvol`), in percent a year. */
export function recogniseYield(table: Table, fileName: string): Recognised | null {
  const column = (name: string): number => table.header.indexOf(name);
  const time = ['timestamp', 'date', 'time'].find((name) => column(name) >= 0);
  const value = ['apy', 'dvol', 'iv_dvol'].find((name) => column(name) >= 0);
  if (time === undefined || value === undefined || column('price') >= 0 || column('close') >= 0) return null;
  const keys = ['protocol', 'project', 'chain', 'pool', 'symbol'].map(column).filter((index) => index >= 0);
  const suffix = value === 'apy' ? 'APY' : 'DVOL';
  const named = readFileName(fileName.replace(/dvol|apy/i, ''))?.symbol;
  return {
    publisher: value === 'apy' ? 'defillama' : 'deribit',
    table: pickColumns(table, {
      [time === 'date' ? 'date' : 'timestamp']: cellAt(column(time)),
      ...(keys.length === 0 ? {} : { symbol: (cells) => [...keys.map((key) => cellAt(key)(cells)), suffix].join(':') }),
      rate_percent: cellAt(column(value)),
    }),
    ...(named === undefined ? {} : { pair: { symbol: `${named}:${suffix}` } }),
  };
}
