import type { NameHints } from '../detectLayout.ts';
import { vendorOf } from '../pairName.ts';
import type { Table } from '../table.ts';
import { SERIES_COLUMNS } from '../seriesColumns.ts';
import { recogniseCandles, recogniseHeadless } from './candles.ts';
import { recogniseChainlink } from './chainlink.ts';
import { recogniseCryptoDataDownload } from './cryptoDataDownload.ts';
import { recogniseFunding } from './funding.ts';
import { recogniseCoinGecko, recogniseCoinMetrics } from './indexSites.ts';
import { recogniseFred, recogniseTreasury, recogniseYield } from './rates.ts';
import { PLAIN, type Recognised, type Recogniser } from './recognised.ts';
import { recogniseWide } from './wide.ts';

const RECOGNISERS: readonly Recogniser[] = [
  recogniseHeadless,
  recogniseFunding,
  recogniseCryptoDataDownload,
  recogniseCandles,
  recogniseCoinMetrics,
  recogniseCoinGecko,
  recogniseChainlink,
  recogniseTreasury,
  recogniseFred,
  recogniseYield,
  recogniseWide,
];

/** Finds out whose form a table has, by its columns; the file's name, or `table`, for the plain form. Throws FileRefused as they do. */
export function recognise(table: Table, fileName: string, hints: NameHints): Recognised {
  if (table.header.join() === SERIES_COLUMNS.price.join() || table.header.join() === SERIES_COLUMNS.rate.join())
    return { publisher: 'ballast', table };
  if (table.publisher !== undefined) return { publisher: table.publisher, table };
  for (const recogniser of RECOGNISERS) {
    const found = recogniser(table, fileName, hints);
    if (found !== null) return found;
  }
  const isRounds = table.header.includes('round_id');
  return { publisher: isRounds ? 'chainlink' : (vendorOf(fileName) ?? PLAIN), table };
}
