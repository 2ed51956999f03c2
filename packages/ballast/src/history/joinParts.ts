import { buildSeries } from './buildSeries.ts';
import type { RawSeries } from './collectRows.ts';
import type { Layout } from './detectLayout.ts';
import { groupBy } from './groupBy.ts';
import { PLAIN } from './layouts/recognised.ts';
import { stemOf } from './pairName.ts';
import type { PriceSeries, Refusal, Repair, RepairCode } from './priceSeries.ts';
import { findGrid } from './timeGrid.ts';

/** Where rows came from: a file, or an answer of a service. */
export interface SeriesSource {
  readonly name: string;
  readonly sha256: string;
  /** Rows of the series in it. */
  readonly rowsRead: number;
}

/** A series with everything that may be asked about its making. */
export interface ImportedSeries {
  readonly series: PriceSeries;
  readonly publisher: string;
  readonly sources: readonly SeriesSource[];
  /** What was mended or left open in it; rows left out and repairs of whole files apart. */
  readonly repairs: readonly Repair[];
  /** Rows of its ticker that were left out, with the reason. */
  readonly dropped: readonly Repair[];
  /** Rows that went to another series of the same ticker (LUNA#2). */
  readonly rowsElsewhere: number;
}

export interface ImportedFiles {
  readonly series: readonly ImportedSeries[];
  /** Of whole files, with the file's name. */
  readonly repairs: readonly (Repair & { readonly name: string })[];
  readonly refusals: readonly (Refusal & { readonly name: string })[];
}

/** Rows of one series in one table, with how they are read. */
export interface Part {
  readonly raw: RawSeries;
  readonly layout: Layout;
  readonly publisher: string;
  readonly name: string;
  /** Name of the folder it lies in. */
  readonly folder?: string;
  readonly sha256: string;
}

/** Repairs that stand for rows left out, each by its count. */
const LEFT_OUT: ReadonlySet<RepairCode> = new Set([
  'HISTORY_BLANK_ROWS',
  'HISTORY_ZERO_PRICES',
  'HISTORY_DUPLICATES',
  'HISTORY_SAME_TIME_ROUNDS',
]);

/** Joins parts of one series, orders and judges them. Pure. */
export function joinParts(parts: readonly Part[]): Pick<ImportedFiles, 'series' | 'refusals'> {
  const built = groupsOf(parts).flatMap((group) => {
    const joined = buildGroup(group);
    const isContradiction = joined.refusals.some(({ code }) => code === 'HISTORY_CONFLICT');
    const isPlain = group[0]?.publisher === PLAIN;
    // Plain tables that contradict each other are of different sources; each goes under its file's name.
    if (group.length === 1 || !((isContradiction && isPlain) || !isOneFeed(group))) return [joined];
    return group.map((part) => buildGroup([{ ...part, publisher: `${part.publisher}:${ownName(part, group)}` }]));
  });
  return { series: built.flatMap(({ series }) => series), refusals: built.flatMap(({ refusals }) => refusals) };
}

/** Rounds that fill one time without one in common are of feeds on two chains: each is true, together they are none. */
function isOneFeed(group: readonly Part[]): boolean {
  const feeds = group.filter(({ layout, raw }) => layout.roundColumn !== null && raw.rows.length > 0);
  const spans = feeds.map(({ raw: { rows } }) => ({
    from: rows.reduce((low, { timeSeconds }) => Math.min(low, timeSeconds), Infinity),
    to: rows.reduce((high, { timeSeconds }) => Math.max(high, timeSeconds), 0),
    rounds: new Set(rows.map(({ round, timeSeconds, price }) => `${round} ${timeSeconds} ${price}`)),
  }));
  return spans.every((own, index) =>
    spans.slice(0, index).every((other) => {
      if (own.from > other.to || other.from > own.to) return true;
      return [...own.rounds].some((round) => other.rounds.has(round));
    }),
  );
}

/** A file's name, with its folder where another one of the group has the same. */
function ownName({ name, folder = '' }: Part, group: readonly Part[]): string {
  const isAlone = group.filter((part) => stemOf(part.name) === stemOf(name)).length === 1;
  return isAlone ? stemOf(name) : `${folder}_${stemOf(name)}`;
}

/** Parts by pair, publisher and length of candles; hours and minutes of one pair are two series. */
function groupsOf(parts: readonly Part[]): Part[][] {
  const pairs = groupBy(parts, ({ raw, publisher, layout }) =>
    [raw.symbol, raw.quote, publisher, layout.field].join('\u0000'),
  );
  return [...pairs.values()].flatMap((pair) => {
    const lengths = groupBy(pair, candleOf);
    const alone = lengths.get(ONE_CANDLE) ?? [];
    // A file of one candle does not say its length; where there is one length only, it is that.
    if (lengths.size === 2 && alone.length > 0) return [pair];
    return [...lengths.values()];
  });
}

const ONE_CANDLE = 'one candle';

function candleOf({ raw, layout }: Part): string {
  if (layout.isDaily) return 'days';
  if (layout.kind === 'tick') return 'ticks';
  const times = raw.rows.map(({ timeSeconds }) => timeSeconds).toSorted((a, b) => a - b);
  return `${findGrid(times).usualSeconds ?? ONE_CANDLE}`;
}

function buildGroup(group: readonly Part[]): Pick<ImportedFiles, 'series' | 'refusals'> {
  const [first] = group;
  if (first === undefined) return { series: [], refusals: [] };
  const raw: RawSeries = {
    ...first.raw,
    rows: group.flatMap((part) => part.raw.rows),
    repairs: group.flatMap((part) => part.raw.repairs),
    rowsRead: group.reduce((sum, part) => sum + part.raw.rowsRead, 0),
  };
  const built = buildSeries(raw, first.layout);
  const name = group.length === 1 ? first.name : `${first.name} and ${group.length - 1} more`;
  const sizes = built.series.map(({ points, badTicks }) => points.length + badTicks.length);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  return {
    refusals: built.refusal === null ? [] : [{ ...built.refusal, name }],
    series: built.series.map((series, index) => ({
      series,
      publisher: first.publisher,
      sources: group.map((part) => ({ name: part.name, sha256: part.sha256, rowsRead: part.raw.rowsRead })),
      repairs: built.repairs.filter(({ symbol, code }) => symbol === series.symbol && !LEFT_OUT.has(code)),
      dropped: built.repairs.filter(({ code }) => LEFT_OUT.has(code)),
      rowsElsewhere: total - (sizes[index] ?? 0),
    })),
  };
}
