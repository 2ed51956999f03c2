import { describe, expect, it } from 'vitest';
import { DAY_SECONDS, isoTime } from '@ballast/core';
import { HOUR, status, type Answer, type Received } from '../service.fixture.ts';
import { pullFrom as pull, WRONG } from './pullFrom.fixture.ts';
import { SOURCES } from './sources.ts';

const FROM = Date.UTC(2023, 0, 1) / 1000;
const day = (seconds: number): string => isoTime(seconds).slice(0, 10);

describe('coinmetrics', () => {
  const request = { what: 'usdc', fromSeconds: FROM };
  const rows = (from: number, to: number) =>
    Array.from({ length: (to - from) / DAY_SECONDS }, (_, at) => ({
      asset: 'usdc',
      time: `${day(from + at * DAY_SECONDS)}T00:00:00.000000000Z`,
      PriceUSD: `1.000${(from / DAY_SECONDS + at) % 10}0000000000`,
    }));
  const NOW = FROM + 25 * DAY_SECONDS;
  const handler = ({ query }: Received): Answer => {
    const start = Date.parse(query.get('start_time') ?? '') / 1000;
    const end = Math.min(start + 10 * DAY_SECONDS, NOW);
    return { json: { data: rows(start, end), ...(end < NOW ? { next_page_url: 'https://api/next?page=x' } : {}) } };
  };
  it('pages by day; a price is known at the end of its day', async () => {
    const { series, asked } = await pull('coinmetrics', request, NOW, handler);
    expect(asked.map(({ query }) => query.get('start_time'))).toEqual(['2023-01-01', '2023-01-11', '2023-01-21']);
    expect(series).toEqual(['USDC/USD close 25: 2023-01-02T00:00:00Z 1.0008 .. 2023-01-26T00:00:00Z 1.0002']);
  });
  it('a day without a price is no value; a page of such days is passed over', async () => {
    const { series } = await pull('coinmetrics', request, NOW, (seen) => {
      const { json } = handler(seen) as { json: { data: { time: string; PriceUSD: string | null }[] } };
      return {
        json: { ...json, data: json.data.map((row) => (row.time < '2023-01-11' ? { ...row, PriceUSD: null } : row)) },
      };
    });
    expect(series).toEqual([expect.stringContaining('USDC/USD close 15: 2023-01-12')]);
  });
  it('sends its key as the service wants it', async () => {
    const { asked } = await pull('coinmetrics', { ...request, key: 'k1' }, NOW, handler);
    expect(asked[0]?.query.get('api_key')).toBe('k1');
  });
  it.each([
    ...WRONG,
    ['another asset', { json: { data: [{ asset: 'usdt', time: '2023-01-01T00:00:00Z', PriceUSD: '1' }] } }],
    ['a price as a word', { json: { data: [{ asset: 'usdc', time: '2023-01-01T00:00:00Z', PriceUSD: 'n/a' }] } }],
  ] as const)('%s is misread', async (_name, answer) => {
    expect((await pull('coinmetrics', request, NOW, () => answer)).series).toBe('PULL_MISREAD');
  });
});

describe('defillama', () => {
  const request = { what: 'coingecko:usd-coin', symbol: 'USDC', fromSeconds: FROM };
  const NOW = FROM + 450 * DAY_SECONDS;
  const handler =
    (confidence = 0.99, coin = 'coingecko:usd-coin') =>
    ({ query }: Received): Answer => {
      const [start, span] = [Number(query.get('start')), Number(query.get('span'))];
      const prices = Array.from({ length: span }, (_, at) => start + at * DAY_SECONDS)
        .filter((time) => time <= NOW)
        // Taken some seconds off the grid; now and then one price stands for two points.
        .flatMap((time) => [
          { timestamp: time + 37, price: 1.0001 },
          ...(time % (5 * DAY_SECONDS) === 0 ? [{ timestamp: time + 37, price: 1.0001 }] : []),
        ]);
      return { json: { coins: { [coin]: { symbol: 'USDC', confidence, prices } } } };
    };
  it('takes windows of days at the moments of the prices, each once', async () => {
    const { series, asked, folder } = await pull('defillama', request, NOW, handler());
    expect(asked.map(({ query, path }) => [path, query.get('start'), query.get('span'), query.get('period')])).toEqual([
      ['/chart/coingecko:usd-coin', String(FROM), '400', '1d'],
      ['/chart/coingecko:usd-coin', String(FROM + 400 * DAY_SECONDS), '400', '1d'],
    ]);
    expect(series).toEqual(['USDC/USD close 450: 2023-01-01T00:00:37Z 1.0001 .. 2024-03-25T00:00:37Z 1.0001']);
    expect((await pull('defillama', request, NOW, handler(), folder)).series).toEqual(series);
  });
  it('a price taken just before a window begins is not lost between two', async () => {
    // Prices are what they are, ten minutes before midnight; the service takes the nearest one of each point.
    const early = ({ query }: Received): Answer => {
      const [start, span] = [Number(query.get('start')), Number(query.get('span'))];
      const points = Array.from({ length: span }, (_, at) => start + at * DAY_SECONDS);
      const nearest = points.map((point) => FROM + Math.round((point + 600 - FROM) / DAY_SECONDS) * DAY_SECONDS - 600);
      const prices = nearest.filter((time) => time <= NOW).map((timestamp) => ({ timestamp, price: 1 }));
      return { json: { coins: { 'coingecko:usd-coin': { symbol: 'USDC', confidence: 1, prices } } } };
    };
    const { series, folder } = await pull('defillama', request, NOW, early);
    expect(series).toEqual(['USDC/USD close 450: 2023-01-01T23:50:00Z 1 .. 2024-03-25T23:50:00Z 1']);
    expect((await pull('defillama', request, NOW, early, folder)).series).toEqual(series);
  });
  it('an empty window before the coin existed is passed over', async () => {
    const { series } = await pull('defillama', request, NOW, (seen, at) =>
      at === 1 ? { json: { coins: {} } } : handler()(seen),
    );
    expect(series).toEqual([expect.stringContaining('close 50:')]);
  });
  it.each([
    ...WRONG,
    ['another coin', { json: { coins: { x: { symbol: 'X', confidence: 1, prices: [] } } } }],
    [
      'a price as text',
      {
        json: {
          coins: { 'coingecko:usd-coin': { symbol: 'X', confidence: 1, prices: [{ timestamp: FROM, price: '1' }] } },
        },
      },
    ],
  ] as const)('%s is misread', async (_name, answer) => {
    expect((await pull('defillama', request, NOW, () => answer)).series).toBe('PULL_MISREAD');
  });
  it('a price the service does not trust is not taken', async () => {
    expect((await pull('defillama', request, NOW, handler(0.5))).series).toBe('PULL_MISREAD');
  });
  it('needs to know whose price it is', () => {
    expect(() => SOURCES['defillama']?.make({ what: 'coingecko:usd-coin' })).toThrow(
      expect.objectContaining({ code: 'PULL_ASKED_WRONG' }),
    );
  });
});

describe('coingecko', () => {
  const request = { what: 'usd-coin', symbol: 'USDC', fromSeconds: FROM, key: 'demo' };
  const NOW = FROM + 100 * DAY_SECONDS;
  const handler = ({ query }: Received): Answer => {
    const [from, to] = [Number(query.get('from')), Number(query.get('to'))];
    const prices = [];
    for (let time = Math.ceil(from / HOUR) * HOUR; time <= to; time += HOUR) prices.push([time * 1000 + 123, 0.9995]);
    return { json: { prices, market_caps: [], total_volumes: [] } };
  };
  it('takes hours in windows of eighty days, and leaves two days for the next run', async () => {
    const { series, asked, folder } = await pull('coingecko', request, NOW, handler);
    expect(asked.map(({ query }) => (Number(query.get('to')) - Number(query.get('from'))) / DAY_SECONDS)).toEqual([
      80, 20,
    ]);
    expect(asked[0]).toMatchObject({
      path: '/api/v3/coins/usd-coin/market_chart/range',
      headers: { 'x-cg-demo-api-key': 'demo' },
    });
    expect(series).toEqual(['USDC/USD close 2400: 2023-01-01T00:00:01Z 0.9995 .. 2023-04-10T23:00:01Z 0.9995']);
    const soon = await pull('coingecko', request, NOW + DAY_SECONDS, handler, folder);
    expect([soon.asked.length, soon.series]).toEqual([0, series]);
    const later = await pull('coingecko', request, NOW + 3 * DAY_SECONDS, handler, folder);
    expect(later.series).toEqual([expect.stringContaining('close 2472:')]);
  });
  it('a range the plan does not serve is refused with what the service says', async () => {
    const said =
      '{"error":{"status":{"error_code":10012,"error_message":"Your request exceeds the allowed time range."}}}';
    expect((await pull('coingecko', request, NOW, () => status(401, {}, said))).series).toBe('PULL_REFUSED');
  });
  it('a page of another time, from a cache, is misread', async () => {
    const cached = handler({
      query: new URLSearchParams({ from: String(FROM), to: String(FROM + DAY_SECONDS) }),
    } as Received);
    expect((await pull('coingecko', request, NOW, (seen, at) => (at === 1 ? handler(seen) : cached))).series).toBe(
      'PULL_MISREAD',
    );
    const other = {
      'coingecko:usd-coin': {
        symbol: 'USDC',
        confidence: 1,
        prices: [{ timestamp: FROM - 9 * DAY_SECONDS, price: 1 }],
      },
    };
    const llama = { what: 'coingecko:usd-coin', symbol: 'USDC', fromSeconds: FROM };
    expect((await pull('defillama', llama, NOW, () => ({ json: { coins: other } }))).series).toBe('PULL_MISREAD');
  });
  it.each([...WRONG, ['a null price', { json: { prices: [[FROM * 1000, null]] } }]] as const)(
    '%s is misread',
    async (_name, answer) => {
      expect((await pull('coingecko', request, NOW, () => answer)).series).toBe('PULL_MISREAD');
    },
  );
});

describe('fred', () => {
  const request = { what: 'dgs3mo', fromSeconds: FROM };
  const NOW = Date.UTC(2023, 0, 10) / 1000;
  const table = (rows: readonly string[]): Answer => ({ text: ['observation_date,DGS3MO', ...rows, ''].join('\n') });
  it('days without a value are asked for again until they have one', async () => {
    const first = await pull('fred', request, NOW, () =>
      table(['2023-01-03,4.53', '2023-01-04,4.55', '2023-01-05,.', '2023-01-06,']),
    );
    expect(first.series).toEqual(['DGS3MO/PERCENT rate 2: 2023-01-05T00:00:00Z 4.53 .. 2023-01-06T00:00:00Z 4.55']);
    const second = await pull('fred', request, NOW, () => table(['2023-01-05,0.00', '2023-01-06,-0.01']), first.folder);
    expect(second.asked[0]?.query.get('cosd')).toBe('2023-01-05');
    expect(second.series).toEqual(['DGS3MO/PERCENT rate 4: 2023-01-05T00:00:00Z 4.53 .. 2023-01-10T00:00:00Z -0.01']);
  });
  it('nothing new is no error', async () => {
    expect((await pull('fred', request, NOW, () => ({ text: 'observation_date,DGS3MO\n' }))).series).toEqual([]);
  });
  it.each([
    ['a web page', { text: '<html>Sorry</html>' }],
    ['one line of something else', { text: 'try again later\n' }],
    ['another series of no known unit', { text: 'observation_date,M2SL\n2023-01-01,5\n' }],
    ['a word', table(['2023-01-03,high'])],
    ['a day that is none', table(['2023-02-30,4.5'])],
    ['a row cut off', { text: 'observation_date,DGS3MO\n2023-01-03' }],
  ] as const)('%s is misread', async (_name, answer) => {
    expect((await pull('fred', request, NOW, () => answer)).series).toBe('PULL_MISREAD');
  });
  it('a series that does not exist is refused', async () => {
    expect((await pull('fred', request, NOW, () => status(404))).series).toBe('PULL_REFUSED');
  });
});

describe('treasury', () => {
  const request = { what: 'par-yield-curve', fromSeconds: Date.UTC(2022, 0, 1) / 1000 };
  const NOW = Date.UTC(2023, 0, 6) / 1000;
  const years: Record<string, string> = {
    '2022': 'Date,"1 Mo","10 Yr"\n12/30/2022,4.12,3.88\n12/29/2022,4.04,3.83\n',
    '2023': 'Date,"1 Mo","1.5 Month","10 Yr"\n01/04/2023,4.20,,3.69\n01/03/2023,4.17,,3.79\n',
  };
  const handler = ({ path }: Received): Answer => ({ text: years[/csv\/(\d{4})\//.exec(path)?.[1] ?? ''] ?? '' });
  it('takes a year a page and every tenor; the running year is looked at again', async () => {
    const { series, asked, folder } = await pull('treasury', request, NOW, handler);
    expect(asked.map(({ query }) => [query.get('type'), query.get('field_tdr_date_value')])).toEqual([
      ['daily_treasury_yield_curve', '2022'],
      ['daily_treasury_yield_curve', '2023'],
    ]);
    expect(series).toEqual([
      'UST_1M/PERCENT rate 4: 2022-12-30T00:00:00Z 4.04 .. 2023-01-05T00:00:00Z 4.2',
      'UST_10Y/PERCENT rate 4: 2022-12-30T00:00:00Z 3.83 .. 2023-01-05T00:00:00Z 3.69',
    ]);
    years['2023'] = `${years['2023'] ?? ''}01/05/2023,4.3,,3.71\n`;
    const again = await pull('treasury', request, NOW, handler, folder);
    expect(again.asked.map(({ query }) => query.get('field_tdr_date_value'))).toEqual(['2023']);
    expect(again.series).toEqual([expect.stringContaining('rate 5:'), expect.stringContaining('rate 5:')]);
  });
  it('a value told otherwise before is not written over', async () => {
    const { folder } = await pull('treasury', request, NOW, handler);
    const other = (seen: Received): Answer => ({
      text: (handler(seen) as { text: string }).text.replace('4.17', '4.18'),
    });
    expect((await pull('treasury', request, NOW, other, folder)).series).toBe('PULL_RESTATED');
  });
  it('a table of another year is misread', async () => {
    expect((await pull('treasury', request, NOW, () => ({ text: years['2023'] ?? '' }))).series).toBe('PULL_MISREAD');
  });
});

describe('deribit', () => {
  const NOW = FROM + 1500 * HOUR + 60;
  const bounds = ({ query }: Received) =>
    [Number(query.get('start_timestamp')) / 1000, Number(query.get('end_timestamp')) / 1000] as const;
  const ticks = (from: number, to: number): number[] => {
    const times: number[] = [];
    for (let time = Math.ceil(from / HOUR) * HOUR; time <= to; time += HOUR) times.push(time);
    return times;
  };
  const chart = (seen: Received): Answer => {
    const times = ticks(...bounds(seen));
    const values = times.map((time) => 16_500 + ((time / HOUR) % 50) / 2);
    return {
      json: {
        jsonrpc: '2.0',
        result: {
          status: 'ok',
          ticks: times.map((time) => time * 1000),
          open: values,
          high: values,
          low: values,
          close: values,
          volume: values,
          cost: values,
        },
      },
    };
  };
  it('takes windows of a thousand candles of an instrument', async () => {
    const { series, asked } = await pull('deribit', { what: 'btc-perpetual', fromSeconds: FROM + 60 }, NOW, chart);
    expect(
      asked.map((seen) => [
        seen.path,
        seen.query.get('instrument_name'),
        seen.query.get('resolution'),
        bounds(seen)[0],
      ]),
    ).toEqual([
      ['/api/v2/public/get_tradingview_chart_data', 'BTC-PERPETUAL', '60', FROM],
      ['/api/v2/public/get_tradingview_chart_data', 'BTC-PERPETUAL', '60', FROM + 1000 * HOUR],
    ]);
    expect(series).toEqual([
      'BTC-PERPETUAL/USD close 1500: 2023-01-01T01:00:00Z 16521 .. 2023-03-04T12:00:00Z 16520.5',
    ]);
  });
  it('a window before the listing has no data and is passed over', async () => {
    const nothing = { status: 'no_data', ticks: [], open: [], high: [], low: [], close: [], volume: [], cost: [] };
    const { series } = await pull('deribit', { what: 'BTC-PERPETUAL', fromSeconds: FROM }, NOW, (seen, at) =>
      at === 1 ? { json: { result: nothing } } : chart(seen),
    );
    expect(series).toEqual([expect.stringContaining('close 500:')]);
  });
  it('takes a volatility index whose answer comes in parts, known at the end of each candle', async () => {
    const index = (seen: Received): Answer => {
      const [from, to] = bounds(seen);
      const times = ticks(from, to);
      const part = times.slice(-600);
      const data = part.map((time) => [time * 1000, 60, 61, 59, 60.5]);
      return {
        json: {
          jsonrpc: '2.0',
          result: { data, continuation: part.length < times.length ? ((part[0] ?? 0) - HOUR) * 1000 : null },
        },
      };
    };
    const { series, asked } = await pull('deribit', { what: 'BTC-DVOL', fromSeconds: FROM }, NOW, index);
    expect(asked[0]?.path).toBe('/api/v2/public/get_volatility_index_data');
    expect(asked.map(({ query }) => [query.get('currency'), query.get('resolution')])).toEqual(
      Array.from({ length: 3 }, () => ['BTC', '3600']),
    );
    expect(series).toEqual(['BTC:DVOL/PERCENT rate 1500: 2023-01-01T01:00:00Z 60.5 .. 2023-03-04T12:00:00Z 60.5']);
  });
  it.each([
    ...WRONG,
    ['columns of other lengths', { json: { result: { status: 'ok', ticks: [FROM * 1000], open: [1], close: [] } } }],
    [
      'candles of another time',
      { json: { result: { status: 'ok', ticks: [(FROM - HOUR) * 1000], open: [1], close: [1] } } },
    ],
  ] as const)('%s is misread', async (_name, answer) => {
    expect((await pull('deribit', { what: 'BTC-PERPETUAL', fromSeconds: FROM }, NOW, () => answer)).series).toBe(
      'PULL_MISREAD',
    );
  });
  it('an instrument that does not exist is refused', async () => {
    expect(
      (await pull('deribit', { what: 'X' }, NOW, () => status(400, {}, '{"error":{"message":"Invalid params"}}')))
        .series,
    ).toBe('PULL_REFUSED');
  });
});

describe('what is asked of a source', () => {
  it.each([
    ['binance', { what: 'STETH' }],
    ['binance', { what: 'BTCUSDT', interval: '7m' }],
    ['fred', { what: 'not an id' }],
    ['treasury', { what: 'bills' }],
    ['chainlink', { what: '0x1', symbol: 'USDC', base: 'http://x' }],
    ['chainlink', { what: `0x${'1'.repeat(40)}`, symbol: 'USDC' }],
    ['coingecko', { what: 'usd-coin' }],
  ])('%s refuses %j', (name, request) => {
    expect(() => SOURCES[name]?.make(request)).toThrow(expect.objectContaining({ code: 'PULL_ASKED_WRONG' }));
  });
});
