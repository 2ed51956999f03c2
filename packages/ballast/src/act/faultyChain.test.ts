import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Hex } from '@ballast/core';
import { callRpc, RpcRefused, RpcUnreachable, type RpcAnswer, type RpcPort, type RpcRequest } from '../venues/rpc.ts';
import { readNonces, type ActChain } from './actChain.ts';
import { actions, createActWorld, localKeeper, type ActWorld } from './actWorld.fixture.ts';
import { applyPlan, type ApplyOptions } from './applyPlan.ts';
import { fileJournal } from './fileJournal.fixture.ts';
import { reconcileIntents } from './reconcile.ts';

const keeper = localKeeper;
const folder = mkdtempSync(join(tmpdir(), 'ballast-faulty-'));
let world: ActWorld;
let snapshotId: string;
let journal: ReturnType<typeof fileJournal>;

beforeAll(async () => {
  world = await createActWorld();
});
afterAll(async () => {
  await world.stop();
  rmSync(folder, { recursive: true });
});
beforeEach(async ({ task }) => {
  if (snapshotId !== undefined) await callRpc(world.chain.rpc, 'evm_revert', [snapshotId]);
  snapshotId = await callRpc<string>(world.chain.rpc, 'evm_snapshot', []);
  journal = fileJournal(join(folder, `${task.id}.journal`));
});

type Batch = (requests: readonly RpcRequest[]) => Promise<readonly RpcAnswer[]>;

/** The real chain behind a node that does something of its own with some requests. */
const chainWith = (
  meddle: (requests: readonly RpcRequest[], real: Batch) => Promise<readonly RpcAnswer[]>,
): ActChain => {
  const rpc: RpcPort = {
    ...world.act.rpc,
    batch: (requests) => meddle(requests, (asked) => world.act.rpc.batch(asked)),
  };
  return { ...world.act, rpc };
};
const isSend = (requests: readonly RpcRequest[]): boolean => requests[0]?.method === 'eth_sendRawTransaction';
const isReceipt = (requests: readonly RpcRequest[]): boolean => requests[0]?.method === 'eth_getTransactionReceipt';
const refusing = (message: string): readonly RpcAnswer[] => [{ ok: false, message, data: null }];
const nothing: readonly RpcAnswer[] = [{ ok: true, result: null }];

async function deposit(chain: ActChain, change: Partial<ApplyOptions> = {}): Promise<string> {
  const { receipts } = await applyPlan({
    plan: await world.plan([actions.deposit(0, 1_000n)]),
    policy: world.policy,
    policyHash: world.policyHash,
    snapshot: await world.snapshot(),
    mode: 'execute',
    chain,
    journal,
    signer: keeper,
    polls: 6,
    ...change,
  });
  return receipts.map(({ outcome, code }) => `${outcome} ${code}`.trim()).join();
}

const reconcile = async (chain: ActChain, polls = 6): Promise<string> =>
  (await reconcileIntents({ reserve: world.policy.reserve, journal, chain, sender: keeper.address, polls }))
    .map(({ outcome }) => outcome)
    .join();

const states = (): string =>
  journal
    .all()
    .map(({ state }) => state)
    .join();
const mined = async (): Promise<number> => (await readNonces(world.act, keeper.address)).mined;

describe('a node that', () => {
  it.each([
    'already known',
    'ALREADY_EXISTS: already known',
    'known transaction: 0xab',
    'transaction already imported',
  ])('says "%s" has the very bytes we sent', async (message) => {
    const chain = chainWith(async (requests, real) => {
      const answers = await real(requests);
      return isSend(requests) ? refusing(message) : answers;
    });
    expect(await deposit(chain)).toBe('confirmed');
    expect(await mined()).toBe(1);
  });

  it('drops what it accepted is given the same bytes again', async () => {
    const sent: Hex[] = [];
    const chain = chainWith(async (requests, real) => {
      if (!isSend(requests)) return real(requests);
      sent.push(requests[0]?.params[0] as Hex);
      return sent.length === 1 ? [{ ok: true, result: '0x' }] : real(requests);
    });
    expect(await deposit(chain)).toBe('confirmed');
    expect(new Set(sent).size).toBe(1);
    expect(await mined()).toBe(1);
  });

  it('never includes leaves the intent open, and reconcile finishes it later', async () => {
    const deaf = chainWith(async (requests, real) =>
      isSend(requests) ? [{ ok: true, result: '0x' }] : real(requests),
    );
    expect(await deposit(deaf)).toBe('skipped ACT_NOT_INCLUDED');
    expect(states()).toBe('sent');
    expect(await reconcile(deaf, 2)).toBe('waiting');
    expect(await reconcile(world.act)).toBe('confirmed');
    expect(await mined()).toBe(1);
  });

  it('lets another transaction of the signer take the nonce makes ours impossible, which is found out', async () => {
    let isTaken = false;
    const chain = chainWith(async (requests, real) => {
      if (isSend(requests) && !isTaken) {
        isTaken = true;
        const other = await keeper.sign({
          chainId: 31_337,
          nonce: 0,
          to: world.holder,
          data: '0x',
          gas: 50_000n,
          maxFeePerGas: 10n ** 11n,
          maxPriorityFeePerGas: 10n ** 9n,
        });
        await callRpc(world.act.rpc, 'eth_sendRawTransaction', [other]);
        await world.act.settle();
      }
      return real(requests);
    });
    expect(await deposit(chain)).toBe('skipped ACT_DISPLACED');
    expect(states()).toBe('dropped');
    expect(await deposit(world.act)).toBe('confirmed');
    expect(await mined()).toBe(2);
  });

  it('shows the nonce before the receipt does not make ours displaced', async () => {
    let hidden = 0;
    const chain = chainWith(async (requests, real) => {
      const answers = await real(requests);
      const [answer] = answers;
      // The receipt is there, and the node hides it once after the nonce moved.
      if (isReceipt(requests) && answer?.ok === true && answer.result !== null && hidden < 1) {
        hidden += 1;
        return nothing;
      }
      return answers;
    });
    expect(await deposit(chain)).toBe('confirmed');
    expect(hidden).toBe(1);
    expect(states()).toBe('confirmed');
  });

  it('loses the block in a reorganisation is waited for until the bytes are in again', async () => {
    let isReorged = false;
    const before = await callRpc<string>(world.chain.rpc, 'evm_snapshot', []);
    const chain = chainWith(async (requests, real) => {
      const answers = await real(requests);
      const [answer] = answers;
      if (isReceipt(requests) && answer?.ok === true && answer.result !== null && !isReorged) {
        isReorged = true;
        await callRpc(world.chain.rpc, 'evm_revert', [before]);
      }
      return answers;
    });
    expect(await deposit(chain, { confirmations: 3, polls: 12 })).toBe('confirmed');
    expect(isReorged).toBe(true);
    expect(await mined()).toBe(1);
    expect(states()).toBe('confirmed');
  });

  it('falls silent after taking the bytes leaves the intent open; nothing is sent twice', async () => {
    let isSilent = false;
    const chain = chainWith(async (requests, real) => {
      if (isSilent) throw new RpcUnreachable('test', 'silent');
      const answers = await real(requests);
      if (!isSend(requests)) return answers;
      isSilent = true;
      throw new RpcUnreachable('test', 'silent');
    });
    expect(await deposit(chain)).toBe('skipped ACT_CHAIN_SILENT');
    expect(states()).toBe('signed');
    expect(await reconcile(world.act)).toBe('confirmed');
    expect(await mined()).toBe(1);
  });

  it('refuses the bytes for good leaves them open, and says why', async () => {
    const chain = chainWith(async (requests, real) =>
      isSend(requests) ? refusing('insufficient funds for gas * price + value') : real(requests),
    );
    expect(await deposit(chain)).toBe('skipped ACT_SEND_REFUSED');
    expect(states()).toBe('signed');
    expect(await reconcile(chain, 2)).toBe('waiting');
  });

  it.each(['transaction underpriced', 'max fee per gas less than block base fee'])(
    'says "%s" has refused, not taken, the bytes',
    async (message) => {
      const chain = chainWith(async (requests, real) => (isSend(requests) ? refusing(message) : real(requests)));
      expect(await deposit(chain)).toBe('skipped ACT_SEND_REFUSED');
    },
  );

  it('refuses a read after the sending leaves the intent open', async () => {
    const chain = chainWith(async (requests, real) => (isReceipt(requests) ? refusing('overloaded') : real(requests)));
    expect(await deposit(chain)).toBe('skipped ACT_CHAIN_SILENT');
    expect(await reconcile(world.act)).toBe('confirmed');
  });

  it('holds another waiting transaction of the signer gets nothing on top of it', async () => {
    const waiting = await keeper.sign({
      chainId: 31_337,
      nonce: 0,
      to: world.holder,
      data: '0x',
      gas: 50_000n,
      maxFeePerGas: 10n ** 11n,
      maxPriorityFeePerGas: 10n ** 9n,
    });
    await callRpc(world.act.rpc, 'eth_sendRawTransaction', [waiting]);
    expect(await deposit(world.act)).toBe('skipped ACT_NONCE_BUSY');
    expect(states()).toBe('');
  });

  it('cuts the results of a simulation short never sees a signature', async () => {
    const chain = chainWith(async (requests, real) => {
      const answers = await real(requests);
      const [answer] = answers;
      if (requests[0]?.method !== 'eth_simulateV1' || answer?.ok !== true) return answers;
      const [block] = answer.result as readonly [{ readonly calls: readonly unknown[] }];
      return [{ ok: true, result: [{ ...block, calls: block.calls.slice(1) }] }];
    });
    await expect(deposit(chain)).rejects.toMatchObject({ code: 'ACT_SIMULATION_MALFORMED' });
    expect(states()).toBe('');
  });

  it('answers reads with nothing never sees a signature', async () => {
    const chain = chainWith(async (requests, real) => {
      const answers = await real(requests);
      const [answer] = answers;
      if (requests[0]?.method !== 'eth_simulateV1' || answer?.ok !== true) return answers;
      const [block] = answer.result as readonly [{ readonly calls: readonly object[] }];
      return [{ ok: true, result: [{ ...block, calls: block.calls.map((call) => ({ ...call, returnData: '0x' })) }] }];
    });
    await expect(deposit(chain)).rejects.toMatchObject({ code: 'ACT_VAULT_UNREADABLE' });
    expect(states()).toBe('');
  });

  it('does not serve simulations never sees a signature', async () => {
    const chain = chainWith(async (requests, real) =>
      requests[0]?.method === 'eth_simulateV1' ? refusing('method not found') : real(requests),
    );
    await expect(deposit(chain)).rejects.toBeInstanceOf(RpcRefused);
    expect(states()).toBe('');
  });
});

describe('reconcileIntents', () => {
  it('drops what was never signed, without a word to the chain', async () => {
    await journal.plan({
      id: 'x',
      reserve: world.policy.reserve,
      cycle: 1,
      planHash: '0x01',
      index: 0,
      to: world.vault,
      data: '0x',
      state: 'planned',
      nonce: null,
      rawTransaction: null,
      transactionHash: null,
    });
    const deaf = chainWith(async () => expect.fail('the chain was asked'));
    expect(await reconcile(deaf)).toBe('dropped');
  });

  it('leaves other reserves alone', async () => {
    await journal.plan({
      id: 'y',
      reserve: 'another',
      cycle: 1,
      planHash: '0x01',
      index: 0,
      to: world.vault,
      data: '0x',
      state: 'planned',
      nonce: null,
      rawTransaction: null,
      transactionHash: null,
    });
    expect(await reconcile(world.act)).toBe('');
    expect(states()).toBe('planned');
  });
});
