import { z } from 'zod';
import { readOptionName } from '../../chains/optionName.ts';
import { PullMisread } from '../pullErrors.ts';
import type { ChainSource } from '../pullChain.ts';
import { milliseconds, numeric, readShape } from '../readShape.ts';
import { PullAskedWrong, type SourceRequest } from './sourceRequest.ts';

const ENDING = /-OPTIONS$/i;
const figure = numeric.nullish().transform((text) => text ?? '');
/** Deribit API v2, public/get_book_summary_by_currency: every option of a currency; null for no quote. */
const summaries = z.object({
  result: z.array(
    z.object({
      instrument_name: z.string(),
      creation_timestamp: milliseconds.transform(String),
      bid_price: figure,
      ask_price: figure,
      mark_price: figure,
      mark_iv: figure,
      open_interest: figure,
      volume: figure,
      underlying_price: figure,
      estimated_delivery_price: figure,
    }),
  ),
});
const COLUMNS = Object.keys(summaries.shape.result.element.shape) as (keyof z.output<
  typeof summaries
>['result'][number])[];

/** Whether option chains are asked for: BTC-OPTIONS. */
export const isOptionsAsked = ({ what }: SourceRequest): boolean => ENDING.test(what);

/** Deribit's options of a currency; those priced in USDC, on whatever coin, are asked for together as USDC-OPTIONS. */
export function deribitOptions(request: SourceRequest): ChainSource {
  const currency = request.what.replace(ENDING, '').toUpperCase();
  if (!/^[A-Z0-9]{2,10}$/.test(currency))
    throw new PullAskedWrong(
      'deribit',
      `"${currency}" is no currency`,
      'as in BTC-OPTIONS, or USDC-OPTIONS for linear ones',
    );
  if (request.fromSeconds !== undefined || request.interval !== undefined)
    throw new PullAskedWrong(
      'deribit',
      'it says how options stand now, not how they stood',
      'leave out --from and --interval',
    );
  const what = `${currency}-OPTIONS`;
  const where = `deribit ${what}`;
  return {
    publisher: 'deribit',
    what,
    columns: COLUMNS,
    pauseMs: 1000,
    snapshot: async (ask) => {
      const query = new URLSearchParams({ currency, kind: 'option' });
      const url = `${request.base ?? 'https://www.deribit.com'}/api/v2/public/get_book_summary_by_currency?${query}`;
      const { result } = readShape(where, summaries, await ask({ url, form: 'json' }));
      const stranger = result.find(({ instrument_name: name }) => {
        const option = readOptionName(name);
        return option !== null && option.underlying !== currency && option.quote !== currency;
      });
      if (stranger !== undefined) throw new PullMisread(where, `options such as ${stranger.instrument_name}`);
      const stamps = result.map((row) => Number(row.creation_timestamp));
      return {
        stampMs: stamps.reduce((last, stamp) => Math.max(last, stamp), 0),
        rows: result.map((row) => COLUMNS.map((column) => row[column])),
      };
    },
  };
}
