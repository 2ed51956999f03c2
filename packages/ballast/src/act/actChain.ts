import { BallastError, type Address, type Hex } from '@ballast/core';
import { callRpc, RpcRefused, unwrapAnswer, type RpcPort } from '../venues/rpc.ts';
import type { Call } from '../venues/venueRead.ts';
import type { MinedLog } from './movedAmounts.ts';

/** The chain act sends to. `settle` lets it include what was sent: mines on a local chain, waits a poll on a live one. */
export interface ActChain {
  readonly chainId: number;
  readonly rpc: RpcPort;
  readonly settle: () => Promise<void>;
}

export interface Head {
  readonly number: number;
  readonly hash: Hex;
  readonly timestampSeconds: number;
  readonly baseFee: bigint;
}

export interface MinedReceipt {
  readonly isSuccess: boolean;
  readonly blockNumber: number;
  readonly blockHash: Hex;
  readonly gasUsed: bigint;
  readonly logs: readonly MinedLog[];
}

/** One result of a simulated call. */
export interface SimulatedCall {
  readonly isSuccess: boolean;
  readonly returnData: Hex;
  readonly gasUsed: bigint;
}

/** A call with its sender, as a simulation runs it. */
export interface SentCall extends Call {
  readonly from: Address;
}

export class SimulationMalformed extends BallastError {
  constructor(reason: string) {
    super({
      code: 'ACT_SIMULATION_MALFORMED',
      message: `eth_simulateV1: ${reason}`,
      remedy: 'use a node that serves eth_simulateV1; nothing was signed',
      retryable: true,
    });
  }
}

const toHex = (value: number | bigint): Hex => `0x${value.toString(16)}`;

interface RpcBlock {
  readonly number: Hex;
  readonly hash: Hex;
  readonly timestamp: Hex;
  readonly baseFeePerGas?: Hex;
}

/** The latest block. */
export async function readHead(chain: ActChain): Promise<Head> {
  const block = await callRpc<RpcBlock>(chain.rpc, 'eth_getBlockByNumber', ['latest', false]);
  return {
    number: Number(block.number),
    hash: block.hash,
    timestampSeconds: Number(block.timestamp),
    baseFee: BigInt(block.baseFeePerGas ?? '0x0'),
  };
}

/** Hash of a block of the chain as it stands; null when it has none of that number. */
export async function readBlockHash(chain: ActChain, number: number): Promise<Hex | null> {
  const block = await callRpc<RpcBlock | null>(chain.rpc, 'eth_getBlockByNumber', [toHex(number), false]);
  return block?.hash ?? null;
}

/** Transactions of an address: included ones, and with those the node knows to be waiting. */
export async function readNonces(
  chain: ActChain,
  address: Address,
): Promise<{ readonly mined: number; readonly waiting: number }> {
  const method = 'eth_getTransactionCount';
  const [mined, waiting] = await chain.rpc.batch([
    { method, params: [address, 'latest'] },
    { method, params: [address, 'pending'] },
  ]);
  return {
    mined: Number(unwrapAnswer<Hex>(chain.rpc, method, mined)),
    waiting: Number(unwrapAnswer<Hex>(chain.rpc, method, waiting)),
  };
}

/** Runs calls in order on top of a block without a transaction. Throws RpcRefused when the node does not serve it. */
export async function simulateCalls(
  chain: ActChain,
  calls: readonly SentCall[],
  block: Head,
): Promise<readonly SimulatedCall[]> {
  interface Simulated {
    readonly status: Hex;
    readonly returnData: Hex;
    readonly gasUsed: Hex;
  }
  const blocks = await callRpc<readonly { readonly calls: readonly Simulated[] }[]>(chain.rpc, 'eth_simulateV1', [
    { blockStateCalls: [{ calls }], validation: false },
    toHex(block.number),
  ]);
  const results = blocks[0]?.calls ?? [];
  if (results.length !== calls.length)
    throw new SimulationMalformed(`${results.length} results for ${calls.length} calls`);
  return results.map((result) => ({
    isSuccess: result.status === '0x1',
    returnData: result.returnData,
    gasUsed: BigInt(result.gasUsed),
  }));
}

/** What a node said of bytes we handed it. */
export type SendAnswer =
  | { readonly kind: 'accepted' }
  /** It knows these very bytes, or another transaction took their place: only receipts tell which. */
  | { readonly kind: 'ambiguous'; readonly reason: string }
  | { readonly kind: 'refused'; readonly reason: string };

const AMBIGUOUS = /already (known|imported|exists)|known transaction|nonce (is )?too low|replacement/i;

/** Hands signed bytes to the node. Transport failures throw; what the node says is an answer. */
export async function sendRaw(chain: ActChain, rawTransaction: Hex): Promise<SendAnswer> {
  try {
    await callRpc<Hex>(chain.rpc, 'eth_sendRawTransaction', [rawTransaction]);
    return { kind: 'accepted' };
  } catch (error) {
    if (!(error instanceof RpcRefused)) throw error;
    return { kind: AMBIGUOUS.test(error.message) ? 'ambiguous' : 'refused', reason: error.message };
  }
}

/** The receipt of a transaction; null while it is not included. */
export async function readReceipt(chain: ActChain, transactionHash: Hex): Promise<MinedReceipt | null> {
  interface RpcReceipt {
    readonly status: Hex;
    readonly blockNumber: Hex;
    readonly blockHash: Hex;
    readonly gasUsed: Hex;
    readonly logs: readonly MinedLog[];
  }
  const found = await callRpc<RpcReceipt | null>(chain.rpc, 'eth_getTransactionReceipt', [transactionHash]);
  if (found === null) return null;
  return {
    isSuccess: found.status === '0x1',
    blockNumber: Number(found.blockNumber),
    blockHash: found.blockHash,
    gasUsed: BigInt(found.gasUsed),
    logs: found.logs,
  };
}
