/**
 * Columns of a series file as `data import` and `data pull` write it. `timestamp` is when the value was known;
 * `bad_known_at`, blank as a rule, is when a value was known to be wrong.
 */
export const SERIES_COLUMNS = {
  price: ['timestamp', 'symbol', 'quote', 'price', 'bad_known_at'],
  rate: ['timestamp', 'symbol', 'quote', 'rate_percent', 'bad_known_at'],
} as const;
