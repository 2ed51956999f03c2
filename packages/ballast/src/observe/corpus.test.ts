import { readFileSync } from 'node:fs';
import { encodeFunctionResult, toFunctionSelector, type Abi, type Hex } from 'viem';
import { formatAbiItem } from 'viem/utils';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BallastError, dropReason, loadPolicy, type Address, type Snapshot } from '@ballast/core';
import { chainlinkAbi } from '../venues/chainlink/chainlinkAbi.ts';
import { erc20Abi, tokenGuardAbi } from '../venues/erc20/erc20Abi.ts';
import { erc4626Abi } from '../venues/erc4626/erc4626Abi.ts';
import { serveHttp } from '../venues/httpServer.fixture.ts';
import { pythAbi } from '../venues/pyth/readPyth.ts';
import { httpRpc, type RpcAnswer, type RpcPort } from '../venues/rpc.ts';
import { safeAbi } from '../venues/safe/readSafes.ts';
import { poolAbi, positionManagerAbi } from '../venues/uniswap-v3/uniswapAbi.ts';
import { observe } from './observe.ts';
import { CHAIN, smallPolicy } from './smallPolicy.fixture.ts';
import { createSmallWorld, type SmallWorld } from './smallWorld.fixture.ts';
import { answerFalsely, tamperRpc, type Tamper } from './tamperRpc.fixture.ts';

interface Case {
  readonly name: string;
  readonly sequencer?: boolean;
  readonly http?: { readonly status: number; readonly body: string };
  readonly node?: {
    readonly method: string;
    readonly result?: unknown;
    readonly error?: string;
    readonly field?: string;
    readonly value?: string;
    /** First ask that is changed, and then every so many. */
    readonly from?: number;
    readonly every?: number;
  };
  readonly call?: {
    readonly contract: string;
    readonly function?: string;
    readonly selector?: Hex;
    readonly returns?: readonly unknown[];
    readonly data?: Hex | null;
  };
  readonly throws?: string;
  readonly expects?: {
    readonly unknown?: string;
    readonly alert?: string;
    /** A contract whose flag, named by code, is up. */
    readonly contract?: string;
    readonly dropped?: string;
    readonly known?: string;
    readonly price?: string;
    readonly priceWad?: string;
    readonly roundRaw?: string;
    readonly code?: string;
  };
}

const cases = JSON.parse(
  readFileSync(new URL('./corpus/brokenAnswers.json', import.meta.url), 'utf8'),
) as readonly Case[];

const ABIS: Abi = [
  ...poolAbi,
  ...chainlinkAbi,
  ...erc4626Abi,
  ...erc20Abi,
  ...tokenGuardAbi,
  ...positionManagerAbi,
  ...pythAbi,
  ...safeAbi,
];

let world: SmallWorld;
beforeAll(async () => {
  world = await createSmallWorld({ tokens: 3 });
});
afterAll(async () => {
  await world.chain.stop();
});

function addressOf(alias: string): Address {
  const { addresses } = world;
  const [kind, name = ''] = alias.split(':');
  if (kind === 'token') return addresses.tokens.find((token) => token.id === name)?.address ?? '0x';
  if (kind === 'feed') {
    const token = addresses.tokens.find((item) => name.startsWith(item.id));
    return (name.endsWith('-a') ? token?.feedA : token?.feedB) ?? '0x';
  }
  if (kind === 'sequencer') return addresses.tokens[2]?.feedB ?? '0x';
  const named: Readonly<Record<string, Address>> = { ...addresses, tokens: '0x' } as never;
  return named[kind ?? ''] ?? '0x';
}

const revive = (value: unknown): unknown => {
  if (typeof value === 'string' && /^-?\d+$/.test(value)) return BigInt(value);
  if (Array.isArray(value)) return value.map(revive);
  if (value !== null && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, revive(item)]));
  return value;
};

function falseCall(call: NonNullable<Case['call']>): Tamper {
  const target = addressOf(call.contract);
  const item = ABIS.find((entry) => entry.type === 'function' && entry.name === call.function);
  if (call.selector !== undefined) return answerFalsely([{ target, selector: call.selector, data: call.data ?? null }]);
  if (item?.type !== 'function') throw new TypeError(`no function ${call.function}`);
  const selector = toFunctionSelector(formatAbiItem(item));
  if (call.data !== undefined) return answerFalsely([{ target, selector, data: call.data }]);
  const values = revive(call.returns ?? []) as readonly unknown[];
  const data = encodeFunctionResult<Abi, string>({
    abi: [item],
    functionName: item.name,
    result: values.length === 1 ? values[0] : values,
  });
  return answerFalsely([{ target, selector, data }]);
}

function falseNode(node: NonNullable<Case['node']>): Tamper {
  let fresh = 0;
  return (request, answer, before): RpcAnswer => {
    const isDue = before >= (node.from ?? 0) && (before - (node.from ?? 0)) % (node.every ?? 1) === 0;
    if (request.method !== node.method || !isDue) return answer;
    if (node.error !== undefined) return { ok: false, message: node.error, data: null };
    if (node.field === undefined || !answer.ok) return { ok: true, result: node.result };
    const value = node.value === 'fresh' ? `0x${(fresh += 1).toString(16).padStart(64, '0')}` : node.value;
    return { ok: true, result: { ...(answer.result as object), [node.field]: value } };
  };
}

async function observeWith(rpc: RpcPort, withSequencer: boolean): Promise<Snapshot> {
  const text = smallPolicy(world.addresses, withSequencer ? { sequencer: addressOf('sequencer') } : {});
  const { policy, documentHash } = loadPolicy(text, 'small.yaml');
  const { snapshot } = await observe({
    policy,
    policyHash: documentHash,
    cycle: 1,
    previous: null,
    rpcs: new Map([[CHAIN, [rpc]]]),
    attested: [],
    withProofs: false,
    previousContracts: [],
  });
  return snapshot;
}

async function run(item: Case): Promise<Snapshot | BallastError> {
  const settle = (work: Promise<Snapshot>): Promise<Snapshot | BallastError> =>
    work.catch((error: unknown) => {
      if (error instanceof BallastError) return error;
      throw error;
    });
  if (item.http !== undefined) {
    const { status, body } = item.http;
    const server = await serveHttp((_request, response) => {
      response.writeHead(status);
      response.end(body);
    });
    const outcome = await settle(observeWith(httpRpc(server.url, { retries: 1, backoffMs: 1 }), false));
    await server.stop();
    return outcome;
  }
  const tamper = item.node === undefined ? falseCall(item.call ?? { contract: '' }) : falseNode(item.node);
  return settle(observeWith(tamperRpc(world.rpc, tamper), item.sequencer ?? false));
}

describe('corpus of broken answers', () => {
  it('holds at least 60 cases, each with a name of its own', () => {
    expect(cases.length).toBeGreaterThanOrEqual(60);
    expect(new Set(cases.map((item) => item.name)).size).toBe(cases.length);
  });

  it.each(cases.map((item) => [item.name, item] as const))('%s', async (_name, item) => {
    const outcome = await run(item);
    if (item.throws !== undefined) {
      expect(outcome).toBeInstanceOf(BallastError);
      expect(outcome).toMatchObject({ code: item.throws, retryable: true });
      return;
    }
    if (outcome instanceof BallastError) throw outcome;
    const { expects = {} } = item;
    const checks = [
      expects.unknown === undefined
        ? null
        : () => {
            const found = outcome.unknowns.filter((entry) => entry.what === expects.unknown);
            expect(found.map((entry) => entry.code)).toContain(expects.code);
            const holding = outcome.holdings.find((entry) => entry.id === expects.unknown);
            const price = outcome.prices.find((entry) => `source:${entry.sourceId}` === expects.unknown);
            expect([holding?.amountRaw ?? null, price?.priceWad ?? null]).toEqual([null, null]);
          },
      expects.alert === undefined
        ? null
        : () =>
            expect(outcome.alerts).toContainEqual(
              expect.objectContaining({ subject: expects.alert, code: expects.code }),
            ),
      expects.contract === undefined
        ? null
        : () => {
            const contract = outcome.contracts.find((entry) => entry.subject === expects.contract);
            expect(contract?.[expects.code === 'isPaused' ? 'isPaused' : 'areWeBlocked']).toBe(true);
          },
      expects.dropped === undefined
        ? null
        : () => {
            const price = outcome.prices.find((entry) => entry.sourceId === expects.dropped);
            const asset = world.loaded.policy.assets.find((entry) => entry.id === price?.assetId);
            const source = asset?.pricing.sources.find((entry) => entry.id === expects.dropped);
            if (price === undefined || source === undefined) throw new TypeError('no such source');
            expect(dropReason(price, source, outcome.asOfSeconds)).toBe(expects.code);
          },
      expects.known === undefined
        ? null
        : () => {
            const holding = outcome.holdings.find((entry) => entry.id === expects.known);
            expect(holding?.amountRaw).toBe(600_000_000n);
            expect(outcome.unknowns.map((entry) => entry.code)).toEqual(['ATTESTED_MISSING']);
          },
      expects.price === undefined
        ? null
        : () => {
            const price = outcome.prices.find((entry) => entry.sourceId === expects.price);
            expect([price?.priceWad?.toString(), price?.roundRaw?.toString()]).toEqual([
              expects.priceWad,
              expects.roundRaw,
            ]);
          },
    ].filter((check) => check !== null);
    expect(checks).toHaveLength(1);
    for (const check of checks) check();
  });
});
