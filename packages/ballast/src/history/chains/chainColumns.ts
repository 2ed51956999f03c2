import { FIGURES, type Figure } from './optionChain.ts';

/** Columns of a chain file as `data import` and `data pull` write it. */
export const CHAIN_COLUMNS = ['timestamp', 'underlying', 'quote', 'expiry', 'strike', 'type', ...FIGURES] as const;

/*
 * Other names of the same columns: Deribit's public/get_book_summary_by_currency (`bid_price` … `creation_timestamp`),
 * and what people who store its answers call them.
 */
const TIMES = ['creation_timestamp', 'timestamp', 'time'];
const EXPIRIES = ['expiry', 'expiry_date', 'expiration'];
const NAMES: Readonly<Record<Figure, readonly string[]>> = {
  bid: ['bid', 'bid_price'],
  ask: ['ask', 'ask_price'],
  mark: ['mark', 'mark_price'],
  iv: ['iv', 'mark_iv'],
  open_interest: ['open_interest', 'oi'],
  volume: ['volume'],
  forward: ['forward', 'future', 'underlying_price'],
  index: ['index', 'index_price'],
  delivery: ['delivery', 'estimated_delivery_price'],
};

/** Where the cells of a chain's row stand; -1 for what a table does not have. */
export interface ChainColumns {
  readonly time: number;
  /** Name of an instrument, which says market, expiry, strike and type. */
  readonly name: number;
  readonly underlying: number;
  readonly quote: number;
  readonly expiry: number;
  readonly strike: number;
  readonly type: number;
  readonly figures: Readonly<Record<Figure, number>>;
  /** `mark_iv` is Deribit's word and in percent; `iv` is a decimal. */
  readonly isPercentIv: boolean;
  /** One answer of a service: its rows are one snapshot. */
  readonly isOneAnswer: boolean;
  /** Columns that are not taken. */
  readonly left: readonly string[];
}

/** Finds the columns of a chain by their names; null where a header is none of a chain. Pure. */
export function findChainColumns(header: readonly string[]): ChainColumns | null {
  const first = (names: readonly string[]): number =>
    names.map((name) => header.indexOf(name)).find((index) => index >= 0) ?? -1;
  const figures = Object.fromEntries(FIGURES.map((figure) => [figure, first(NAMES[figure])])) as Record<Figure, number>;
  const columns = {
    time: first(TIMES),
    name: header.indexOf('instrument_name'),
    underlying: first(['underlying', 'currency']),
    quote: header.indexOf('quote'),
    expiry: first(EXPIRIES),
    strike: header.indexOf('strike'),
    type: first(['type', 'option_type']),
  };
  const saysWhat = columns.name >= 0 || [columns.expiry, columns.strike, columns.type].every((index) => index >= 0);
  const saysPrice = [figures.bid, figures.ask, figures.mark, figures.iv].some((index) => index >= 0);
  if (columns.time < 0 || !saysWhat || !saysPrice) return null;
  const taken = new Set([...Object.values(columns), ...Object.values(figures)]);
  return {
    ...columns,
    figures,
    isPercentIv: header[figures.iv] === 'mark_iv',
    isOneAnswer: header[columns.time] === 'creation_timestamp',
    left: header.filter((_, index) => !taken.has(index)),
  };
}
