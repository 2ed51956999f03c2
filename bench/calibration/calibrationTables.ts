// Tables that both halves of the page of figures are made of.
import {
  coverRanges,
  READINGS,
  reliabilityOf,
  type Judged,
  type Reading,
  type ReliabilityBin,
} from './scoreForecasts.ts';

/** In per cent; nothing for no number. */
export const percent = (value: number, digits = 1): string =>
  Number.isNaN(value) ? '' : (100 * value).toFixed(digits);
/** Chances: two digits where they are small. */
export const chance = (value: number): string => (Number.isNaN(value) ? '' : percent(value, value < 0.1 ? 2 : 1));
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [
    `| ${head.join(' | ')} |`,
    `|${head.map((_, column) => (column === 0 ? '---' : '---:')).join('|')}|`,
    ...rows.map((row) => `| ${row.join(' | ')} |`),
  ].join('\n');

export const COVER_HEAD = ['', 'n', 'truth', 'low', 'high', 'strictly', 'nearly', 'with errors', 'below', 'above'];

export function coverRow(name: string, own: readonly Judged[]): string[][] {
  if (own.length === 0) return [];
  const { count, meanTruth, meanLow, meanHigh, strictly, nearly, withErrors, below, above } = coverRanges(own);
  const shares = [strictly, nearly, withErrors, below, above].map((share) => `${percent(share, 0)} %`);
  return [[name, String(count), chance(meanTruth), chance(meanLow), chance(meanHigh), ...shares]];
}

/** What was said and what was true of those, by what was said; one column a reading. */
export function reliabilityTable(all: readonly Judged[], readings: readonly Reading[] = READINGS): string {
  const curves = readings.map((reading) => reliabilityOf(all, reading));
  const cell = (bin: ReliabilityBin | undefined): string =>
    bin === undefined || bin.count === 0 ? '' : `${chance(bin.said)} → ${chance(bin.came)} (${bin.count})`;
  return table(
    ['said, %', ...readings.map((reading) => `${reading}: said → true (n)`)],
    (curves[0] ?? []).map(({ from, to }, index) => [
      `${percent(from)} to ${percent(to)}`,
      ...curves.map((curve) => cell(curve[index])),
    ]),
  );
}
