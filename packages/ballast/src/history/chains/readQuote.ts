import type { Seconds } from '@ballast/core';
import { cellAt } from '../layouts/recognised.ts';
import { parseTime, type Zoneless } from '../parseTime.ts';
import { readPrice, readRate, timesWhole } from '../plainPrice.ts';
import type { Refusal } from '../priceSeries.ts';
import type { ChainColumns } from './chainColumns.ts';
import { FIGURES, type Figure, type OptionQuote } from './optionChain.ts';
import { expiryOf, readOptionName } from './optionName.ts';

/** Why a row cannot be read. */
type Fault = Pick<Refusal, 'code' | 'detail'>;
const fault = (code: Refusal['code'], detail: string): Fault => ({ code, detail });

/** Reads a row of a chain, at its own moment or at that of the whole answer; what is wrong with it otherwise. Pure. */
export function readQuote(
  cells: readonly string[],
  columns: ChainColumns,
  zoneless: Zoneless,
  answered: Seconds | null,
): OptionQuote | Fault {
  const stamp = cellAt(columns.time)(cells);
  const timeSeconds = answered ?? parseTime(stamp, zoneless);
  if (timeSeconds === null) return fault('HISTORY_BAD_TIME', `"${stamp}" is not a UTC moment`);
  const option = readOption(cells, columns, zoneless);
  if ('code' in option) return option;
  const figures: Partial<Record<Figure, string>> = {};
  for (const figure of FIGURES) {
    const cell = cellAt(columns.figures[figure])(cells);
    const read = readRate(cell);
    // A volatility below zero is kept: what it means is for the check to ask.
    if (read.kind === 'malformed') return fault('HISTORY_BAD_NUMBER', `${figure} "${cell}" is not a number`);
    const text = read.kind === 'price' ? read.text : '';
    if (text.startsWith('-') && figure !== 'iv') return fault('HISTORY_NEGATIVE_PRICE', `${figure} ${cell}`);
    figures[figure] = text !== '' && figure === 'iv' && columns.isPercentIv ? timesWhole(text, 1n, 2) : text;
  }
  return { timeSeconds, ...option, figures: figures as Record<Figure, string> };
}

/** Expiry, strike and type by name or columns; where a row has both they must agree. */
function readOption(
  cells: readonly string[],
  columns: ChainColumns,
  zoneless: Zoneless,
): Pick<OptionQuote, 'expirySeconds' | 'strike' | 'type'> | Fault {
  const named = readOptionName(cellAt(columns.name)(cells));
  const [expiryText, strikeText, typeText] = [columns.expiry, columns.strike, columns.type].map((index) =>
    cellAt(index)(cells),
  ) as [string, string, string];
  const [moment, price] = [parseTime(expiryText, zoneless), readPrice(strikeText)];
  const stated = {
    // A day alone is the day's eight o'clock.
    expirySeconds: moment !== null && /^\d{4}-\d{2}-\d{2}$/.test(expiryText) ? expiryOf(moment) : moment,
    strike: price.kind === 'price' ? price.text : null,
    type: ({ C: 'C', CALL: 'C', P: 'P', PUT: 'P' } as const)[typeText.toUpperCase()] ?? null,
  };
  if (named !== null) {
    const { expirySeconds, strike, type } = named;
    const isOther =
      (expiryText !== '' && stated.expirySeconds !== expirySeconds) ||
      (strikeText !== '' && Number(stated.strike) !== Number(strike)) ||
      (typeText !== '' && stated.type !== type);
    return isOther
      ? fault('HISTORY_CONFLICT', `${cellAt(columns.name)(cells)} beside ${expiryText} ${strikeText} ${typeText}`)
      : { expirySeconds, strike, type };
  }
  const { expirySeconds, strike, type } = stated;
  if (expirySeconds === null) return fault('HISTORY_BAD_TIME', `expiry "${expiryText}" is no UTC day or moment`);
  if (strike === null) return fault('HISTORY_BAD_NUMBER', `strike "${strikeText}" is no price`);
  if (type === null) return fault('HISTORY_BAD_NUMBER', `type "${typeText}" is neither call nor put`);
  return { expirySeconds, strike, type };
}
