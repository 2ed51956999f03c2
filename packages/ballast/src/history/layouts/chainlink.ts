import type { NameHints } from '../detectLayout.ts';
import { FileRefused } from '../fileRefused.ts';
import { scaleDown } from '../plainPrice.ts';
import type { Table } from '../table.ts';
import { cellAt, pickColumns, type Recognised } from './recognised.ts';

/**
 * Rounds as getRoundData returns them (AggregatorV3Interface): roundId, answer, startedAt, updatedAt. The answer is a
 * whole number; its decimals come from a column or from the user, never from a guess.
 */
export function recogniseChainlink(table: Table, _fileName: string, hints: NameHints): Recognised | null {
  const names = table.header.map((name) => name.replace(/[\s_]/g, ''));
  const [round, answer, updated] = ['roundid', 'answer', 'updatedat'].map((name) => names.indexOf(name)) as [
    number,
    number,
    number,
  ];
  if (round < 0 || answer < 0 || updated < 0) return null;
  const decimals = names.indexOf('decimals');
  if (decimals < 0 && hints.decimals === undefined)
    throw new FileRefused('HISTORY_DECIMALS_UNKNOWN', 'nothing says how many decimals the answers have', 1);
  const decimalsOf = (cells: readonly string[]): string => cellAt(decimals)(cells);
  const also = (['symbol', 'quote'] as const).filter((name) => names.includes(name));
  return {
    publisher: 'chainlink',
    table: pickColumns(table, {
      timestamp: cellAt(updated),
      round_id: cellAt(round),
      price: (cells) => {
        const [digits, places] = [cellAt(answer)(cells), decimals < 0 ? String(hints.decimals) : decimalsOf(cells)];
        // Anything but a count of the smallest unit is left for the reader of prices to judge.
        const match = /^(-?)(\d+)$/.exec(digits);
        if (match === null || !/^\d{1,2}$/.test(places)) return `${digits} at ${places} decimals`;
        return `${match[1]}${scaleDown(match[2] ?? '', Number(places))}`;
      },
      ...Object.fromEntries(also.map((name) => [name, cellAt(names.indexOf(name))])),
    }),
  };
}
