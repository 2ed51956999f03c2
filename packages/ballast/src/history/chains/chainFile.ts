import { createHash } from 'node:crypto';
import { isoTime } from '@ballast/core';
import { IMPORT_RULES, reasonsOf, type Reason } from '../seriesFile.ts';
import { CHAIN_COLUMNS } from './chainColumns.ts';
import { FIGURES, type ChainMarket, type ImportedChain, type OptionChain, type OptionQuote } from './optionChain.ts';

/** What a chain file was made of; stands beside it as NAME.provenance.json. */
export interface ChainProvenance {
  readonly schema: 'ballast/chain-provenance/1';
  readonly importer: { readonly version: string; readonly rules: number };
  readonly file: { readonly name: string; readonly sha256: string; readonly bytes: number };
  readonly chain: ChainMarket & {
    /** Moments at which the market was looked at. */
    readonly snapshots: number;
    readonly expiries: number;
    readonly first: string;
    readonly last: string;
  };
  readonly layout: string;
  readonly sources: ImportedChain['sources'];
  /** read = kept + the counts of dropped. */
  readonly rows: { readonly read: number; readonly kept: number; readonly dropped: readonly Reason[] };
  readonly findings: readonly Reason[];
}

/** One option at one moment as a line of a chain file, without its end. Pure. */
export function chainRow({ underlying, quote }: ChainMarket, item: OptionQuote): string {
  const { timeSeconds, expirySeconds, strike, type, figures } = item;
  return [
    isoTime(timeSeconds),
    underlying,
    quote,
    isoTime(expirySeconds),
    strike,
    type,
    ...FIGURES.map((figure) => figures[figure]),
  ].join(',');
}

/** A chain as text: one row an option and moment, LF line ends, digits as published. Pure. */
export const chainText = (chain: OptionChain): string =>
  [CHAIN_COLUMNS.join(), ...chain.quotes.map((item) => chainRow(chain, item)), ''].join('\n');

/** The name its file has: ETH-deribit-options.csv, or XRP_USDC-deribit-options.csv where prices are in dollars. Pure. */
export function chainFileName({ underlying, quote, publisher }: OptionChain): string {
  const market = quote === underlying ? underlying : `${underlying}_${quote}`;
  return `${[market, publisher].map((word) => word.replace(/[^A-Za-z0-9.]+/g, '_')).join('-')}-options.csv`;
}

/** States where a chain comes from and what became of every row read. Pure. */
export function chainProvenance(item: ImportedChain, name: string, text: string, version: string): ChainProvenance {
  const { chain, sources, repairs, dropped } = item;
  const bytes = Buffer.from(text, 'utf8');
  const { underlying, quote, publisher, quotes } = chain;
  return {
    schema: 'ballast/chain-provenance/1',
    importer: { version, rules: IMPORT_RULES },
    file: { name, sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length },
    chain: {
      underlying,
      quote,
      snapshots: new Set(quotes.map(({ timeSeconds }) => timeSeconds)).size,
      expiries: new Set(quotes.map(({ expirySeconds }) => expirySeconds)).size,
      first: isoTime(quotes[0]?.timeSeconds ?? 0),
      last: isoTime(quotes.at(-1)?.timeSeconds ?? 0),
    },
    layout: publisher,
    sources,
    rows: {
      read: sources.reduce((sum, { rowsRead }) => sum + rowsRead, 0),
      kept: quotes.length,
      dropped: reasonsOf(dropped),
    },
    findings: reasonsOf(repairs),
  };
}
