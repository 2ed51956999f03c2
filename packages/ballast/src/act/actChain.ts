import { BallastError, type Address, type Hex } from '@ballast/core';

/** One result of a simulated call. */
export interface SimulatedCall {
  readonly isSuccess: boolean;
  readonly returnData: Hex;
  readonly gasUsed: bigint;
}

export interface MinedReceipt {
  readonly isSuccess: boolean;
  readonly blockNumber: number;
  readonly gasUsed: bigint;
  readonly logs: readonly { readonly address: Address; readonly topics: readonly Hex[]; readonly data: Hex }[];
}

/** The little act asks of a chain; live, local and faulty test chains implement it. */
export interface ActChain {
  readonly chainId: number;
  blockHash(number: number): Promise<Hex | null>;
  latest(): Promise<{ readonly number: number; readonly timestampSeconds: number; readonly baseFee: bigint }>;
  nonce(address: Address): Promise<number>;
  /** Runs calls in order on the latest state without a transaction (eth_simulateV1). */
  simulate(
    calls: readonly { readonly from: Address; readonly to: Address; readonly data: Hex }[],
  ): Promise<SimulatedCall[]>;
  /** Broadcasts; answers normally when the node already knows the transaction. */
  send(rawTransaction: Hex): Promise<Hex>;
  receipt(transactionHash: Hex): Promise<MinedReceipt | null>;
  /** Lets the chain include what was sent: mines on a local chain, waits a poll on a live one. */
  settle(): Promise<void>;
}

export class ChainRefused extends BallastError {
  constructor(method: string, reason: string) {
    super({
      code: 'ACT_CHAIN_REFUSED',
      message: `${method}: ${reason}`,
      remedy: 'check the RPC endpoint; nothing is resent before the journal is reconciled',
      retryable: true,
    });
  }
}
interface RpcBlock {
  readonly number: Hex;
  readonly hash: Hex;
  readonly timestamp: Hex;
  readonly baseFeePerGas?: Hex;
}
interface RpcReceipt {
  readonly status: Hex;
  readonly blockNumber: Hex;
  readonly gasUsed: Hex;
  readonly logs: readonly { readonly address: Address; readonly topics: readonly Hex[]; readonly data: Hex }[];
}
type RpcSimulation = readonly {
  readonly calls: readonly { readonly status: Hex; readonly returnData: Hex; readonly gasUsed: Hex }[];
}[];

/** ActChain over JSON-RPC. `settle` is given by the world: mining for a local chain, a pause for a live one. */
export function rpcActChain(options: {
  readonly url: string;
  readonly chainId: number;
  readonly settle: () => Promise<void>;
  readonly timeoutMs?: number;
}): ActChain {
  let id = 0;
  const call = async <T>(method: string, params: readonly unknown[]): Promise<T> => {
    id += 1;
    let response: Response;
    try {
      response = await fetch(options.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ jsonrpc: '2.0', id, method, params }),
        signal: AbortSignal.timeout(options.timeoutMs ?? 15_000),
      });
    } catch (cause) {
      throw new ChainRefused(method, cause instanceof Error ? cause.message : 'no answer');
    }
    const body = (await response.json()) as { readonly result?: T; readonly error?: { readonly message?: string } };
    if (body.error !== undefined) throw new ChainRefused(method, body.error.message ?? 'unnamed error');
    if (!('result' in body)) throw new ChainRefused(method, 'an answer without result');
    return body.result as T;
  };
  return {
    chainId: options.chainId,
    blockHash: async (number) =>
      (await call<RpcBlock | null>('eth_getBlockByNumber', [`0x${number.toString(16)}`, false]))?.hash ?? null,
    latest: async () => {
      const block = await call<RpcBlock>('eth_getBlockByNumber', ['latest', false]);
      return {
        number: Number(block.number),
        timestampSeconds: Number(block.timestamp),
        baseFee: BigInt(block.baseFeePerGas ?? '0x0'),
      };
    },
    nonce: async (address) => Number(await call<Hex>('eth_getTransactionCount', [address, 'latest'])),
    simulate: async (calls) => {
      const blocks = await call<RpcSimulation>('eth_simulateV1', [
        { blockStateCalls: [{ calls }], validation: false },
        'latest',
      ]);
      const results = blocks[0]?.calls ?? [];
      if (results.length !== calls.length)
        throw new ChainRefused('eth_simulateV1', `${results.length} results for ${calls.length} calls`);
      return results.map((result) => ({
        isSuccess: result.status === '0x1',
        returnData: result.returnData,
        gasUsed: BigInt(result.gasUsed),
      }));
    },
    send: async (rawTransaction) => {
      try {
        return await call<Hex>('eth_sendRawTransaction', [rawTransaction]);
      } catch (error) {
        if (error instanceof ChainRefused && /already (known|imported)/i.test(error.message)) return '0x';
        throw error;
      }
    },
    receipt: async (hash) => {
      const found = await call<RpcReceipt | null>('eth_getTransactionReceipt', [hash]);
      if (found === null) return null;
      return {
        isSuccess: found.status === '0x1',
        blockNumber: Number(found.blockNumber),
        gasUsed: BigInt(found.gasUsed),
        logs: found.logs,
      };
    },
    settle: options.settle,
  };
}
