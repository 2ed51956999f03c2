import { describe, expect, it } from 'vitest';
import { HOUR, status, truncated, type Answer, type Received } from '../service.fixture.ts';
import { pullFrom, WRONG } from './pullFrom.fixture.ts';
import { SOURCES } from './sources.ts';

const FROM = Date.UTC(2023, 0, 1) / 1000;

describe('deribit funding', () => {
  const NOW = FROM + 800 * HOUR + 60;
  const request = { what: 'btc-perpetual-funding', fromSeconds: FROM };
  const hours = ({ query }: Received): Answer => {
    const [from, to] = ['start_timestamp', 'end_timestamp'].map((name) => Number(query.get(name)) / 1000) as [
      number,
      number,
    ];
    const result = [];
    for (let time = Math.ceil(from / HOUR) * HOUR; time <= to; time += HOUR) {
      const interest = (((time / HOUR) % 20) - 10) * 1e-7;
      const prices = { index_price: 16_500.5, prev_index_price: 16_499.5 };
      result.push({ timestamp: time * 1000, interest_1h: interest, interest_8h: 8 * interest, ...prices });
    }
    return { json: { jsonrpc: '2.0', result } };
  };

  it('takes windows of thirty days; an hour is known at its stamp, in percent a year', async () => {
    const { series, asked } = await pullFrom('deribit', request, NOW, hours);
    expect(asked.map(({ path, query }) => [path, query.get('instrument_name'), query.get('start_timestamp')])).toEqual(
      [FROM, FROM + 720 * HOUR].map((start) => [
        '/api/v2/public/get_funding_rate_history',
        'BTC-PERPETUAL',
        `${start}000`,
      ]),
    );
    // 1672531200 / 3600 ends in …32: (12 − 10) × 1e-7 × 876000.
    expect(series).toEqual([
      'BTC-PERPETUAL:FUNDING/PERCENT rate 801: 2023-01-01T00:00:00Z 0.1752 .. 2023-02-03T08:00:00Z 0.1752',
    ]);
  });
  it('goes on where it stood, and asks for nothing it has', async () => {
    const broken = await pullFrom('deribit', request, NOW, (seen, at) => (at > 1 ? status(500) : hours(seen)));
    expect(broken.series).toBe('PULL_UNAVAILABLE');
    const second = await pullFrom('deribit', request, NOW, hours, broken.folder);
    expect(second.asked.map(({ query }) => query.get('start_timestamp'))).toEqual([`${FROM + 720 * HOUR}000`]);
    expect(second.series).toEqual([expect.stringContaining('rate 801:')]);
    const later = await pullFrom('deribit', request, NOW + 2 * HOUR, hours, broken.folder);
    expect(later.asked.map(({ query }) => query.get('start_timestamp'))).toEqual([`${FROM + 800 * HOUR + 1}000`]);
    expect(later.series).toEqual([expect.stringContaining('rate 803:')]);
  });
  it('an answer cut off is asked for again', async () => {
    const { series } = await pullFrom('deribit', request, NOW, (seen, at) =>
      at === 1 ? truncated((hours(seen) as { json: unknown }).json) : hours(seen),
    );
    expect(series).toEqual([expect.stringContaining('rate 801:')]);
  });
  it('a window before the listing is empty and passed over', async () => {
    const { series } = await pullFrom('deribit', request, NOW, (seen, at) =>
      at === 1 ? { json: { result: [] } } : hours(seen),
    );
    expect(series).toEqual([expect.stringContaining('rate 81:')]);
  });
  const row = (time: number, rate: unknown = 1e-6) => ({ timestamp: time * 1000, interest_1h: rate, interest_8h: 0 });
  it.each([
    ...WRONG,
    ['rates of the future of the window', { json: { result: [row(FROM + 721 * HOUR)] } }],
    ['rates of another time', { json: { result: [row(FROM - HOUR)] } }],
    ['hours that fall', { json: { result: [row(FROM + HOUR), row(FROM)] } }],
    ['a rate as text', { json: { result: [row(FROM, '0.1')] } }],
    ['no rate of one hour', { json: { result: [{ timestamp: FROM * 1000, interest_8h: 0 }] } }],
  ] as const)('%s is misread', async (_name, answer) => {
    expect((await pullFrom('deribit', request, NOW, () => answer)).series).toBe('PULL_MISREAD');
  });
  it('rates of eight hours are not what it has', () => {
    expect(() => SOURCES['deribit']?.make({ what: 'BTC-PERPETUAL-FUNDING', periodSeconds: 8 * HOUR })).toThrow(
      expect.objectContaining({ code: 'PULL_ASKED_WRONG' }),
    );
  });
  it('an instrument without funding is refused', async () => {
    const said = '{"error":{"message":"Invalid params"}}';
    expect((await pullFrom('deribit', { what: 'X-FUNDING' }, NOW, () => status(400, {}, said))).series).toBe(
      'PULL_REFUSED',
    );
  });
});

describe('binance funding', () => {
  const PAID = 1500;
  const NOW = FROM + PAID * 8 * HOUR;
  const request = { what: 'BTCUSDT-FUNDING', fromSeconds: FROM, periodSeconds: 8 * HOUR };
  const rows = (from: number, step = 8): object[] => {
    const list = [];
    for (let time = FROM; time < NOW && list.length < 1000; time += step * HOUR) {
      // Stamped three milliseconds after its moment, as it is.
      const stamp = time * 1000 + 3;
      if (stamp < from) continue;
      list.push({ symbol: 'BTCUSDT', fundingTime: stamp, fundingRate: '0.00010000', markPrice: '' });
    }
    return list;
  };
  const handler = ({ query }: Received): Answer => ({ json: rows(Number(query.get('startTime'))) });

  it('takes a thousand payments a page', async () => {
    const { series, asked, folder } = await pullFrom('binance', request, NOW, handler);
    expect(asked.map(({ path, query }) => [path, query.get('symbol'), query.get('startTime')])).toEqual([
      ['/fapi/v1/fundingRate', 'BTCUSDT', `${FROM}000`],
      ['/fapi/v1/fundingRate', 'BTCUSDT', `${FROM + 999 * 8 * HOUR + 1}000`],
    ]);
    expect(series).toEqual([
      'BTCUSDT:FUNDING/PERCENT rate 1500: 2023-01-01T00:00:00Z 10.95 .. 2024-05-14T16:00:00Z 10.95',
    ]);
    const again = await pullFrom('binance', request, NOW, handler, folder);
    expect([again.asked.length, again.series]).toEqual([1, series]);
  });
  it('payments closer than the period stated are refused', async () => {
    const { series } = await pullFrom('binance', request, NOW, ({ query }) => ({
      json: rows(Number(query.get('startTime')), 4),
    }));
    expect(series).toEqual(['HISTORY_PERIOD_CONTRADICTED']);
  });
  it.each([
    ...WRONG,
    ['another market', { json: [{ symbol: 'ETHUSDT', fundingTime: FROM * 1000, fundingRate: '0.1' }] }],
    ['a rate as a number', { json: [{ symbol: 'BTCUSDT', fundingTime: FROM * 1000, fundingRate: 0.1 }] }],
    ['a time before the one asked for', { json: [{ symbol: 'BTCUSDT', fundingTime: 1000, fundingRate: '0.1' }] }],
  ] as const)('%s is misread', async (_name, answer) => {
    expect((await pullFrom('binance', request, NOW, () => answer)).series).toBe('PULL_MISREAD');
  });
  it('needs to know for how long a rate is paid', () => {
    expect(() => SOURCES['binance']?.make({ what: 'BTCUSDT-FUNDING' })).toThrow(
      expect.objectContaining({ code: 'PULL_ASKED_WRONG' }),
    );
  });
});
