import { formatWad, type BucketBounds } from '@ballast/core';
import { groupDigits } from './money.ts';
import type { Paint } from './paint.ts';
import { markdownTable, textTable, type Table } from './table.ts';

const amount = (value: bigint, unit: string): string =>
  unit === 'USD' ? `$${groupDigits(formatWad(value, 0))}` : `${groupDigits(formatWad(value))} ${unit}`;

function bucketTable({ lines, totals }: BucketBounds): Table {
  return {
    columns: [
      { head: 'published limit' },
      { head: 'at once', align: 'right' },
      { head: 'first 24 hours', align: 'right' },
    ],
    rows: [
      ...lines.map((line) => [line.name, amount(line.instantWad, line.unit), amount(line.firstDayWad, line.unit)]),
      ...totals.map((total) => [
        `sum in ${total.unit}`,
        amount(total.instantWad, total.unit),
        amount(total.firstDayWad, total.unit),
      ]),
    ],
  };
}

const READING =
  'at once: max × slippage; first 24 hours: (max + slope) × slippage. Fees, venue\nfailure and price moves are not in it.';

/** What published limits of another system admit, line by line and by unit. Pure. */
export const renderBuckets = (bounds: BucketBounds, paint: Paint): string =>
  `${[paint.bold('Worst loss published limits admit'), ...textTable(bucketTable(bounds), paint), '', paint.dim(READING)].join('\n')}\n`;

export const bucketsMarkdown = (bounds: BucketBounds): string =>
  `${[...markdownTable(bucketTable(bounds)), '', READING].join('\n')}\n`;
