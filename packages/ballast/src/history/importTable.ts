import { buildSeries } from './buildSeries.ts';
import { collectRows, type RawSeries } from './collectRows.ts';
import { detectLayout, type Layout, type NameHints } from './detectLayout.ts';
import { recognise } from './layouts/recognise.ts';
import { unixUnitOf } from './parseTime.ts';
import type { PriceFile, Refusal, Repair } from './priceSeries.ts';
import type { Table } from './table.ts';

/** A table parted into its series, before rows are ordered and judged. */
export interface CollectedTable {
  readonly publisher: string;
  readonly layout: Layout;
  readonly raw: readonly RawSeries[];
  readonly repairs: readonly Repair[];
  readonly refusals: readonly Refusal[];
}

/** Recognises a table and parts it into series. Throws FileRefused when nothing of it can be used. */
export function collectTable(table: Table, name: string, hints: NameHints): CollectedTable {
  const found = recognise(table, name, hints);
  const layout = detectLayout(found.table.header, name, {
    ...found.pair,
    ...(found.zoneless === undefined ? {} : { zoneless: found.zoneless }),
    ...hints,
  });
  const { series, refusals } = collectRows(found.table, layout);
  const repairs = [...table.repairs, ...timeUnitRepairs(found.table, layout)];
  const refused = new Set(found.refusals?.map(({ symbol }) => symbol));
  return {
    publisher: found.publisher,
    layout,
    raw: series
      .filter(({ symbol }) => !refused.has(symbol))
      .map((raw) => ({ ...raw, repairs: [...raw.repairs, ...repairsOf(raw.symbol, found.repairs)] })),
    repairs,
    refusals: [...(found.refusals ?? []), ...refusals.filter(({ symbol }) => !refused.has(symbol))],
  };
}

const repairsOf = (symbol: string, repairs: readonly Repair[] = []): Repair[] =>
  repairs.filter((repair) => repair.symbol === symbol);

/** What one table gives by itself. Throws FileRefused when nothing of it can be used. */
export function importTable(table: Table, name: string, hints: NameHints): PriceFile {
  const { layout, raw, repairs, refusals } = collectTable(table, name, hints);
  const built = raw.map((series) => buildSeries(series, layout));
  return {
    name,
    series: built.flatMap(({ series }) => series),
    repairs: [...repairs, ...built.flatMap((item) => item.repairs)],
    refusals: [...refusals, ...built.flatMap(({ refusal }) => (refusal === null ? [] : [refusal]))],
  };
}

/** A file that changes from seconds to milliseconds on the way is read right, and worth a word. */
function timeUnitRepairs(table: Table, layout: Layout): Repair[] {
  const units = new Set<string>();
  for (const cells of table.rows) {
    const unit = unixUnitOf((cells[layout.timeColumn] ?? '').trim());
    if (unit !== null) units.add(unit);
  }
  if (units.size < 2) return [];
  const detail = `times in ${[...units].toSorted().join(' and ')}, each read by its digits`;
  const [symbol, fromSeconds, toSeconds] = [null, null, null];
  return [{ code: 'HISTORY_MIXED_TIME_UNITS', symbol, fromSeconds, toSeconds, count: units.size, detail }];
}
