import type { Table } from '../table.ts';
import { unixUnitOf } from '../parseTime.ts';
import { cellAt, pickColumns, type Recognised } from './recognised.ts';

/*
 * CryptoDataDownload: the site's address on the first line, then Unix, Date, Symbol, Open … `Volume BTC`, `Volume USDT`;
 * newest first. The same file may change from seconds to milliseconds; older ones have no Unix column and hours as
 * `2019-10-17 09-AM`. All times are UTC.
 */
export function recogniseCryptoDataDownload(table: Table): Recognised | null {
  const column = (name: string): number => table.header.indexOf(name);
  const hasVolumes = table.header.filter((name) => /^volume \S+$/.test(name)).length > 0;
  const [unix, date, symbol] = [column('unix'), column('date'), column('symbol')];
  if (!hasVolumes || symbol < 0 || column('close') < 0 || (unix < 0 && date < 0)) return null;
  const [unixOf, dateOf] = [cellAt(unix), cellAt(date)];
  const picked = pickColumns(table, {
    timestamp: (cells) => {
      const count = unix < 0 ? '' : unixOf(cells).replace(/\.0+$/, '');
      return unixUnitOf(count) === null && date >= 0 ? plainHour(dateOf(cells)) : count;
    },
    symbol: cellAt(symbol),
    open: cellAt(column('open')),
    close: cellAt(column('close')),
  });
  return { publisher: 'cryptodatadownload', table: picked, zoneless: 'utc' };
}

/** `2019-10-17 09-PM` as `2019-10-17 21:00:00`; anything else as it is. */
function plainHour(text: string): string {
  const match = /^(\d{4}-\d{2}-\d{2}) (\d{2})-(AM|PM)$/i.exec(text);
  if (match === null || Number(match[2]) > 12) return text;
  const hour = (Number(match[2]) % 12) + (match[3]?.toUpperCase() === 'PM' ? 12 : 0);
  return `${match[1]} ${String(hour).padStart(2, '0')}:00:00`;
}
