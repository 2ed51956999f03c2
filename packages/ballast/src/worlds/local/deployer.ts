import { encodeDeployData, encodeFunctionData, getContractAddress, type Abi } from 'viem';
import { BallastError, type Address, type Hex } from '@ballast/core';
import type { Artifact } from './artifacts.ts';
import { unwrapAnswer, type RpcPort } from '../../venues/rpc.ts';

export class WorldStepFailed extends BallastError {
  constructor(what: string, reason: string) {
    super({
      code: 'WORLD_STEP_FAILED',
      message: `${what}: ${reason}`,
      remedy: 'the local world could not be built; run again, and report it if it repeats',
      retryable: true,
    });
  }
}

interface Queued {
  readonly what: string;
  readonly from: Address;
  readonly transaction: Readonly<Record<string, unknown>>;
  readonly mayFail: boolean;
}

export interface SendOptions {
  readonly mayFail?: boolean;
  /** Gas allowed; 3 million when not said. */
  readonly gas?: number;
}

/** Queues transactions of several senders and mines them together in one block at a time we choose. */
export interface Deployer {
  readonly admin: Address;
  deploy(what: string, artifact: Artifact, args?: readonly unknown[]): Address;
  send(
    from: Address,
    what: string,
    to: Address,
    abi: Abi,
    functionName: string,
    args: readonly unknown[],
    options?: SendOptions,
  ): void;
  /** The same with calldata already encoded. */
  sendData(from: Address, what: string, to: Address, data: Hex, options?: SendOptions): void;
  /** Mines everything queued at the given time; throws when any that may not fail did. Returns names of the failed. */
  mine(timestampSeconds: number): Promise<string[]>;
}

const GAS_PRICE = '0x77359400';
const DEPLOY_GAS = 20_000_000;
const CALL_GAS = 3_000_000;

export function createDeployer(
  rpc: RpcPort,
  admin: Address,
  startNonces: ReadonlyMap<Address, number> = new Map(),
): Deployer {
  const nonces = new Map(startNonces);
  let queue: Queued[] = [];
  const nextNonce = (from: Address): number => {
    const nonce = nonces.get(from) ?? 0;
    nonces.set(from, nonce + 1);
    return nonce;
  };
  const push = (what: string, from: Address, to: Address | null, data: Hex, options: SendOptions): number => {
    const nonce = nextNonce(from);
    queue.push({
      what,
      from,
      mayFail: options.mayFail ?? false,
      transaction: {
        from,
        ...(to === null ? {} : { to }),
        data,
        nonce: `0x${nonce.toString(16)}`,
        gas: `0x${(options.gas ?? (to === null ? DEPLOY_GAS : CALL_GAS)).toString(16)}`,
        gasPrice: GAS_PRICE,
      },
    });
    return nonce;
  };
  return {
    admin,
    deploy: (what, artifact, args = []) => {
      const data = encodeDeployData({ abi: artifact.abi, bytecode: artifact.bytecode, args: [...args] });
      const nonce = push(`deploy ${what}`, admin, null, data, {});
      return getContractAddress({ from: admin, nonce: BigInt(nonce) }).toLowerCase() as Address;
    },
    send: (from, what, to, abi, functionName, args, options) => {
      push(what, from, to, encodeFunctionData({ abi, functionName, args: [...args] }), options ?? {});
    },
    sendData: (from, what, to, data, options) => {
      push(what, from, to, data, options ?? {});
    },
    mine: async (timestampSeconds) => {
      const batch = queue;
      queue = [];
      const sent = await rpc.batch([
        ...batch.map((item) => ({ method: 'eth_sendTransaction', params: [item.transaction] })),
        { method: 'evm_setNextBlockTimestamp', params: [timestampSeconds] },
        { method: 'evm_mine', params: [] },
      ]);
      const hashes = sent.map((answer, index) => unwrapAnswer<Hex>(rpc, batch[index]?.what ?? 'evm_mine', answer));
      const found = await rpc.batch(
        batch.map((_item, index) => ({ method: 'eth_getTransactionReceipt', params: [hashes[index]] })),
      );
      const failed: string[] = [];
      for (const [index, item] of batch.entries()) {
        const receipt = unwrapAnswer<{ readonly status: Hex } | null>(rpc, item.what, found[index]);
        if (receipt?.status === '0x1') continue;
        if (!item.mayFail)
          throw new WorldStepFailed(item.what, receipt === null ? 'not included' : await revertOf(rpc, hashes[index]));
        failed.push(item.what);
      }
      return failed;
    },
  };
}

/** Why a mined transaction reverted, from the chain's own trace of it. */
async function revertOf(rpc: RpcPort, hash: Hex | undefined): Promise<string> {
  const [answer] = await rpc.batch([
    { method: 'debug_traceTransaction', params: [hash, { tracer: 'callTracer', tracerConfig: { onlyTopCall: true } }] },
  ]);
  if (answer === undefined || !answer.ok) return 'reverted';
  const { error, output } = answer.result as { readonly error?: string; readonly output?: string };
  return `${error ?? 'reverted'} ${output?.slice(0, 600) ?? ''}`;
}
