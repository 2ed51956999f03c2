import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeFunctionData, encodeAbiParameters, encodeFunctionResult, parseAbi, type Hex } from 'viem';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { isoTime } from '@ballast/core';
import { pullSeries } from '../pullSeries.ts';
import { serve, status, type Answer, type Service } from '../service.fixture.ts';
import { chainlink } from './chainlink.ts';

const root = mkdtempSync(join(tmpdir(), 'ballast-chainlink-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const services: Service[] = [];
afterEach(async () => {
  await Promise.all(services.splice(0).map((service) => service.stop()));
});
let count = 0;

const abi = parseAbi([
  'function decimals() view returns (uint8)',
  'function phaseId() view returns (uint16)',
  'function phaseAggregators(uint16) view returns (address)',
  'function latestRound() view returns (uint256)',
  'function getRoundData(uint80) view returns (uint80, int256, uint256, uint256, uint80)',
]);
const PROXY = `0x${'a'.repeat(40)}` as Hex;
const START = 1_700_000_000;

/** A feed of phases, each a number of rounds one hour apart; some rounds were never answered. */
interface Feed {
  readonly phases: readonly number[];
  readonly missing?: readonly string[];
  readonly answerOf?: (phase: number, round: number) => bigint;
}
interface Asked {
  readonly id: number;
  readonly params: [{ to: Hex; data: Hex }, string];
}

function reply(
  { phases, missing = [], answerOf = (phase, round) => 100_000_000n + BigInt(phase * 1000 + round) }: Feed,
  { id, params }: Asked,
): unknown {
  const [{ to, data }, block] = params;
  if (block !== 'finalized') return { id, error: { code: -32602, message: 'another block' } };
  const { functionName, args } = decodeFunctionData({ abi, data });
  const result = (value: Hex) => ({ jsonrpc: '2.0', id, result: value });
  const before = (phase: number): number => phases.slice(0, phase - 1).reduce((sum, rounds) => sum + rounds, 0);
  switch (functionName) {
    case 'decimals':
      return result(encodeFunctionResult({ abi, functionName, result: 8 }));
    case 'phaseId':
      return result(encodeFunctionResult({ abi, functionName, result: phases.length }));
    case 'phaseAggregators':
      return result(
        encodeFunctionResult({ abi, functionName, result: `0x${String(Number(args[0])).padStart(40, '0')}` }),
      );
    case 'latestRound':
      return result(encodeFunctionResult({ abi, functionName, result: BigInt(phases[Number(to) - 1] ?? 0) }));
    case 'getRoundData': {
      const [phase, round] = [Number(args[0] >> 64n), Number(args[0] & 0xffffffffffffffffn)];
      if (round < 1 || round > (phases[phase - 1] ?? 0))
        return { id, error: { code: 3, message: 'execution reverted' } };
      if (missing.includes(`${phase}:${round}`))
        return { id, error: { code: -32000, message: 'execution reverted: No data present' } };
      const time = BigInt(START + (before(phase) + round) * 3600);
      const values = [args[0], answerOf(phase, round), time, time, args[0]] as const;
      return result(
        encodeAbiParameters(
          ['uint80', 'int256', 'uint256', 'uint256', 'uint80'].map((type) => ({ type })),
          values,
        ),
      );
    }
  }
}
const rpc =
  (feed: Feed) =>
  (body: unknown): Answer => ({
    // In the order the endpoint likes.
    json: Array.isArray(body) ? body.map((one: Asked) => reply(feed, one)).toReversed() : reply(feed, body as Asked),
  });

async function pull(
  answer: (body: unknown, count: number) => Answer,
  options: { fromSeconds?: number; folder?: string } = {},
) {
  const { folder = join(root, String((count += 1))), ...request } = options;
  const service = await serve(({ body }, at) => answer(body, at));
  services.push(service);
  const source = chainlink({ what: PROXY, symbol: 'USDC', base: service.url, ...request });
  const pulled = await pullSeries(source, {
    folder,
    signal: new AbortController().signal,
    pauseMs: 0,
    attempts: 2,
    nowMs: () => (START + 10_000_000) * 1000,
    sleep: async () => undefined,
    log: () => undefined,
    progress: () => undefined,
  }).catch((error: unknown) => error as { code: string; message: string });
  return { pulled, folder, asked: service.received.length };
}
const points = (pulled: Awaited<ReturnType<typeof pull>>['pulled']) => {
  if ('code' in pulled) throw new TypeError(`${pulled.code} ${pulled.message}`);
  expect(pulled.refusals).toEqual([]);
  return pulled.series.flatMap(({ series }) => series.points);
};

describe('chainlink', () => {
  it('goes through the phases and their rounds, a hundred at a time', async () => {
    const { pulled } = await pull(rpc({ phases: [150, 0, 230] }));
    const found = points(pulled);
    expect(found).toHaveLength(380);
    expect([found[0], found.at(-1)]).toEqual([
      { timeSeconds: START + 3600, price: '1.00001001' },
      { timeSeconds: START + 380 * 3600, price: '1.0000323' },
    ]);
    expect(pulled).toMatchObject({
      pages: 6,
      series: [{ publisher: 'chainlink', series: { symbol: 'USDC', quote: 'USD' } }],
    });
  });

  it('passes over rounds without an answer', async () => {
    const { pulled } = await pull(rpc({ phases: [5], missing: ['1:2', '1:5'] }));
    expect(points(pulled).map(({ price }) => price)).toEqual(['1.00001001', '1.00001003', '1.00001004']);
  });

  it.each([
    [1, 'the first phase'],
    [77, 'the middle of a phase'],
    [151, 'the first round of a later phase'],
    [379, 'near the end'],
  ])('from the time of round %i (%s) by halving', async (round) => {
    const { pulled } = await pull(rpc({ phases: [150, 0, 230], missing: ['1:76', '1:75', '3:100'] }), {
      fromSeconds: START + round * 3600,
    });
    expect(isoTime(points(pulled)[0]?.timeSeconds ?? 0)).toBe(isoTime(START + round * 3600));
  });

  it('a later run adds the new rounds and the new phase', async () => {
    const { folder } = await pull(rpc({ phases: [120] }));
    const { pulled } = await pull(rpc({ phases: [125, 10] }), { folder });
    expect([points(pulled).length, pulled]).toMatchObject([135, { rowsNew: 15 }]);
  });

  it('broken in the middle it goes on where it was', async () => {
    const feed = { phases: [250] };
    const { folder, pulled } = await pull((body, at) => (at >= 8 ? status(500) : rpc(feed)(body)));
    expect(pulled).toMatchObject({ code: 'PULL_UNAVAILABLE' });
    expect(points((await pull(rpc(feed), { folder })).pulled)).toHaveLength(250);
  });

  it('an endpoint without batches is asked call by call', async () => {
    const feed = { phases: [12] };
    const { pulled, asked } = await pull((body) =>
      Array.isArray(body) ? { json: { id: null, error: { code: -32600, message: 'no batches' } } } : rpc(feed)(body),
    );
    expect([points(pulled).length, asked]).toEqual([12, 17]);
  });

  it('a negative answer refuses the series, and says so', async () => {
    const { pulled } = await pull(
      rpc({ phases: [3], answerOf: (_phase, round) => (round === 2 ? -1n : 100_000_000n) }),
    );
    expect(pulled).toMatchObject({ series: [], refusals: [{ code: 'HISTORY_NEGATIVE_PRICE' }] });
  });

  it.each([
    ['an address that is no feed', () => ({ json: { id: 0, result: '0x' } }), 'PULL_MISREAD'],
    [
      'an endpoint that is overloaded',
      () => ({ json: { id: 0, error: { code: -32005, message: 'limit exceeded, see https://x/key' } } }),
      'PULL_UNAVAILABLE',
    ],
    ['data that is none', () => ({ json: { id: 0, result: '0x12' } }), 'PULL_MISREAD'],
    ['no JSON-RPC', () => ({ json: { hello: 1 } }), 'PULL_MISREAD'],
    ['an answer to another call', () => ({ json: { id: 9, result: '0x' } }), 'PULL_MISREAD'],
    ['a key that is refused', () => status(401, {}, 'bad key'), 'PULL_REFUSED'],
  ] as const)('%s', async (_name, answer, code) => {
    const { pulled } = await pull(answer);
    expect(pulled).toMatchObject({ code });
    expect((pulled as { message: string }).message).not.toContain('http');
  });

  it('a feed with fewer phases than were taken is another feed', async () => {
    const { folder } = await pull(rpc({ phases: [5, 5] }));
    expect((await pull(rpc({ phases: [5] }), { folder })).pulled).toMatchObject({ code: 'PULL_MISREAD' });
  });
});
