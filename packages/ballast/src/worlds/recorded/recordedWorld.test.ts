import { describe, expect, it } from 'vitest';
import { callRpc, type RpcAnswer, type RpcPort, type RpcRequest } from '../../venues/rpc.ts';
import type { World } from '../world.ts';
import {
  parseRecording,
  RecordedWorldCannotAct,
  recordedWorld,
  RecordingInvalid,
  recordWorld,
} from './recordedWorld.ts';
import { RecordedAnswerMissing, recordedRpc, recordRpc } from './transcript.ts';

/** A node that counts its answers, and refuses to call. */
function countingRpc(): RpcPort {
  let count = 0;
  return {
    label: 'http://node.example',
    roundTrips: () => count,
    batch: async (requests) =>
      requests.map((request): RpcAnswer => {
        count += 1;
        return request.method === 'eth_call'
          ? { ok: false, message: 'execution reverted', data: '0x08c379a0' }
          : { ok: true, result: `0x${count.toString(16)}` };
      }),
  };
}
const blockNumber: RpcRequest = { method: 'eth_blockNumber', params: [] };
const call: RpcRequest = { method: 'eth_call', params: [{ to: '0x00', data: '0x' }, 'latest'] };

describe('recordedRpc', () => {
  it('refuses what was never asked, naming it', async () => {
    const port = recordedRpc({ label: 'x', answers: {} });
    await expect(port.batch([blockNumber])).rejects.toThrow(RecordedAnswerMissing);
    await expect(port.batch([blockNumber])).rejects.toMatchObject({ code: 'WORLD_ANSWER_NOT_RECORDED' });
  });
  it('is not fooled by names every object has', async () => {
    const port = recordedRpc({ label: 'x', answers: Object.create({ '{"method":"m","params":[]}': [] }) as never });
    await expect(port.batch([{ method: 'm', params: [] }])).rejects.toThrow(RecordedAnswerMissing);
  });
  it('gives back results and refusals, in order, the last one again', async () => {
    const { port, take } = recordRpc(countingRpc());
    const first = await port.batch([blockNumber, call]);
    const second = await port.batch([blockNumber]);
    const replay = recordedRpc(take());
    expect(await replay.batch([blockNumber, call])).toEqual(first);
    expect(await replay.batch([blockNumber])).toEqual(second);
    expect(await replay.batch([blockNumber])).toEqual(second);
    expect(replay.roundTrips()).toBe(3);
  });
  it('finds a request whatever the order of its keys', async () => {
    const { port, take } = recordRpc(countingRpc());
    await port.batch([call]);
    const turned: RpcRequest = { method: 'eth_call', params: [{ data: '0x', to: '0x00' }, 'latest'] };
    expect((await recordedRpc(take()).batch([turned]))[0]).toMatchObject({ ok: false, data: '0x08c379a0' });
  });
});

describe('recordedWorld', () => {
  const chain = 'eip155:31337';
  async function makeRecording() {
    let moments = 0;
    const inner: World = {
      kind: 'local',
      rpcs: new Map([[chain, [countingRpc()]]]),
      policyText: 'version: 1',
      priceHistory: [{ assetId: 'USDC', source: 'test', points: [{ timeSeconds: 1, price: '1.0' }] }],
      developmentKey: '0x01',
      developmentSteward: null,
      developmentAttester: null,
      advance: async () => (moments++ < 2 ? { timeSeconds: 100 * moments, progress: moments / 2, note: null } : null),
      settle: async () => {},
      stop: async () => {},
    };
    const { world, recording } = recordWorld(inner, 'a test');
    const port = world.rpcs.get(chain)?.[0];
    const seen: string[] = [];
    while ((await world.advance()) !== null)
      if (port !== undefined) seen.push(await callRpc<string>(port, 'eth_blockNumber', []));
    return { text: recording(), seen };
  }
  it('answers each moment as that moment did, through one unchanging port', async () => {
    const { text, seen } = await makeRecording();
    const world = recordedWorld(parseRecording(text));
    const port = world.rpcs.get(chain)?.[0];
    const replayed: string[] = [];
    for (let moment = await world.advance(); moment !== null; moment = await world.advance())
      if (port !== undefined) replayed.push(await callRpc<string>(port, 'eth_blockNumber', []));
    expect(seen).toEqual(['0x1', '0x2']);
    expect(replayed).toEqual(seen);
    expect(world.policyText).toBe('version: 1');
    expect(world.priceHistory[0]?.points).toEqual([{ timeSeconds: 1, price: '1.0' }]);
  });
  it('has no key and includes nothing', async () => {
    const world = recordedWorld(parseRecording((await makeRecording()).text));
    expect(world.developmentKey).toBeNull();
    await expect(world.settle(chain)).rejects.toThrow(RecordedWorldCannotAct);
  });
  it.each([
    ['not JSON', '{'],
    ['another schema', '{"schema":"ballast/recording/2"}'],
    ['no moment', '{"schema":"ballast/recording/1","about":"x","policyText":null,"priceHistory":[],"moments":[]}'],
    ['a list', '[]'],
  ])('refuses %s', (_name, text) => {
    expect(() => parseRecording(text)).toThrow(RecordingInvalid);
  });
});
