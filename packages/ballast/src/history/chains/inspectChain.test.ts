import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { importFiles } from '../importFiles.ts';
import { inspectChain } from './inspectChain.ts';
import type { Figure, ImportedChain, OptionQuote } from './optionChain.ts';

const NOW = Date.UTC(2025, 5, 20, 12) / 1000;
const EXPIRY = Date.UTC(2025, 5, 27, 8) / 1000;
const BLANK: Record<Figure, string> = {
  bid: '',
  ask: '',
  mark: '',
  iv: '',
  open_interest: '',
  volume: '',
  forward: '',
  index: '',
  delivery: '',
};
type Changes = Partial<Omit<OptionQuote, 'figures'>> & Partial<Record<Figure, string>>;
const option = ({ timeSeconds = NOW, expirySeconds = EXPIRY, strike = '100000', type = 'C', ...rest }: Changes) => ({
  timeSeconds,
  expirySeconds,
  strike,
  type,
  figures: { ...BLANK, ...rest },
});
const chain = (quotes: readonly OptionQuote[], quote = 'BTC'): ImportedChain => ({
  chain: { underlying: 'BTC', quote, publisher: 'deribit', quotes },
  sources: [],
  repairs: [],
  dropped: [],
});
const codes = (quotes: readonly OptionQuote[], quote?: string): string[] =>
  inspectChain(chain(quotes, quote)).map(({ code, level, count }) => `${level} ${code} ${count}`);

describe('inspectChain', () => {
  it('says nothing of a sound one', () => {
    const figures = { bid: '0.02', ask: '0.022', mark: '0.021', iv: '0.5', forward: '100000' };
    expect(codes([option(figures), option({ ...figures, type: 'P' })])).toEqual([]);
  });
  it('nor of options without quotes', () => {
    expect(codes([option({}), option({ type: 'P', bid: '', ask: '0.001', mark: '0.0005' })])).toEqual([]);
  });
  it.each<readonly [string, Changes, string]>([
    ['expired', { expirySeconds: NOW }, 'OPTIONS_EXPIRED'],
    ['crossed', { bid: '0.03', ask: '0.02' }, 'OPTIONS_CROSSED'],
    ['crossed, as numbers and not as text', { bid: '10', ask: '9' }, 'OPTIONS_CROSSED'],
    ['offered for nothing', { ask: '0' }, 'OPTIONS_ASK_ZERO'],
    ['without volatility', { iv: '0' }, 'OPTIONS_IV_NOT_POSITIVE'],
    ['of negative volatility', { iv: '-0.1' }, 'OPTIONS_IV_NOT_POSITIVE'],
    ['marked below its bid', { bid: '0.02', ask: '0.03', mark: '0.0199' }, 'OPTIONS_MARK_OUTSIDE'],
    ['marked above its ask', { ask: '0.03', mark: '0.031' }, 'OPTIONS_MARK_OUTSIDE'],
  ])('%s', (_name, changes, code) => {
    expect(codes([option({ strike: '1' }), option(changes)])).toContain(`doubt ${code} 1`);
    expect(codes([option(changes)]).filter((text) => text.includes(code))).toHaveLength(1);
  });
  it('the same option twice', () => {
    const twice = [option({ mark: '0.1' }), option({ mark: '0.2' })];
    expect(codes(twice)).toEqual(['doubt OPTIONS_TWICE 1']);
    expect(codes([option({ strike: '0.50' }), option({ strike: '0.5', mark: '1' })])).toEqual([
      'doubt OPTIONS_TWICE 1',
    ]);
    expect(codes([option({}), option({ timeSeconds: NOW + 1 })])).toEqual([]);
  });
  describe('put–call parity', () => {
    const pair = (call: Changes, put: Changes, forward = '100000'): OptionQuote[] => [
      option({ strike: '90000', forward, bid: '0.12', ask: '0.122', ...call }),
      option({ strike: '90000', forward, bid: '0.02', ask: '0.022', ...put, type: 'P' }),
    ];
    it('in coins: 1 − strike/forward, within half the spreads of both', () => {
      expect(codes(pair({ mark: '0.121' }, { mark: '0.021' }))).toEqual([]);
      // 0.1219 − 0.0201 = 0.1018 against 0.1, half spreads together 0.002; 0.1221 is above its ask as well.
      expect(codes(pair({ mark: '0.1219' }, { mark: '0.0201' }))).toEqual([]);
      expect(codes(pair({ mark: '0.122' }, { mark: '0.0199' }))).toContain('doubt OPTIONS_PARITY 1');
      expect(codes(pair({ mark: '0.12' }, { mark: '0.0221' }))).toContain('doubt OPTIONS_PARITY 1');
    });
    it.each([
      ['above', '0.1225', '0.0200', '100100'],
      ['below', '0.1200', '0.0222', '99900'],
    ])('between the forwards of both rows, where they differ: %s', (_side, call, put, forward) => {
      expect(codes(pair({ mark: call }, { mark: put }))).toContain('doubt OPTIONS_PARITY 1');
      const moved = codes(pair({ mark: call }, { mark: put, forward }));
      expect(moved.filter((code) => code.includes('PARITY'))).toEqual([]);
    });
    it('in dollars: forward − strike', () => {
      const quotes = [
        { bid: '12000', ask: '12200', mark: '12100' },
        { bid: '2000', ask: '2200', mark: '2100' },
      ] as const;
      expect(codes(pair(...quotes), 'USDC')).toEqual([]);
      expect(codes(pair(...quotes, '99000'), 'USDC')).toEqual(['doubt OPTIONS_PARITY 1']);
    });
    it('is not judged without all four quotes or a forward', () => {
      expect(codes(pair({ mark: '0.5', bid: '', ask: '' }, { mark: '0.021' }))).toEqual([]);
      expect(codes(pair({ mark: '0.122', forward: '' }, { mark: '0.0200' }))).toEqual([]);
    });
    it('of one expiry and moment only', () => {
      const [call, put] = pair({ mark: '0.122' }, { mark: '0.02' });
      if (call === undefined || put === undefined) throw new TypeError('no pair');
      expect(codes([call, { ...put, expirySeconds: EXPIRY + 86_400 }])).toEqual([]);
    });
  });
  describe('a snapshot that repeats the one before', () => {
    const snapshot = (timeSeconds: number, mark = '0.1', many = 10) =>
      Array.from({ length: many }, (_, at) => option({ timeSeconds, strike: String(1000 + at), mark }));
    it('is stale', () => {
      expect(codes([...snapshot(NOW), ...snapshot(NOW + 1)])).toEqual(['doubt OPTIONS_STALE 10']);
    });
    it('is not, where one figure moved, or the chain is small', () => {
      expect(codes([...snapshot(NOW), ...snapshot(NOW + 1, '0.2')])).toEqual([]);
      const moved = snapshot(NOW + 1).with(
        3,
        option({ timeSeconds: NOW + 1, strike: '1003', mark: '0.1', bid: '0.05' }),
      );
      expect(codes([...snapshot(NOW), ...moved])).toEqual([]);
      expect(codes([...snapshot(NOW, '0.1', 9), ...snapshot(NOW + 1, '0.1', 9)])).toEqual([]);
    });
  });
});

const ROOT = fileURLToPath(new URL('../../../../../', import.meta.url));
const DATA = resolve(ROOT, process.env['BALLAST_DATA_DIR'] ?? '../shared/data');

describe.skipIf(!existsSync(resolve(DATA, 'README.md')))('real chains (needs BALLAST_DATA_DIR)', () => {
  const inspect = async (name: string, quote?: string) => {
    const { chains } = await importFiles([resolve(DATA, 'options', name)], quote === undefined ? {} : { quote });
    return chains.flatMap(inspectChain).filter(({ level }) => level === 'doubt');
  };
  // Counted by a separate program over the same rows.
  it('January 2026: marks outside of quotes, and no gap of parity beyond them', async () => {
    const doubts = await inspect('deribit_chains/deribit_chain_2026-01.csv.gz', 'COIN');
    expect([...new Set(doubts.map(({ code }) => code))]).toEqual(['OPTIONS_MARK_OUTSIDE']);
    expect(doubts.reduce((sum, { count }) => sum + count, 0)).toBe(829);
  });
  it('the hourly chain of 2026-01-23 repeats hours', async () => {
    expect(await inspect('deribit_btc_greeks_hourly_2026_01_23.csv.gz')).toMatchObject([
      { code: 'OPTIONS_STALE', count: 2006 },
    ]);
  });
});
