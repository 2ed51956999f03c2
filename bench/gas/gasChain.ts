import { BallastError, type Address, type Hex } from '@ballast/core';
import { callRpc, type RpcPort } from '../../packages/ballast/src/venues/rpc.ts';

/** One transaction as it would be sent. */
export interface GasCall {
  readonly from: Address;
  readonly to: Address;
  readonly data: Hex;
}

/** Gas of one call, intrinsic part apart. All figures are net of refunds: what is paid for. */
export interface GasFigures {
  /** Executing it when every account and slot it touches is warm. */
  readonly warm: number;
  /** Executing it as the first to touch anything. */
  readonly cold: number;
  /** The whole transaction as it would be sent: cold, with 21,000 and its calldata. */
  readonly transaction: number;
}

interface AccessEntry {
  readonly address: Address;
  readonly storageKeys: readonly Hex[];
}

interface Receipt {
  readonly status: Hex;
  readonly gasUsed: Hex;
}

export class GasCallReverted extends BallastError {
  constructor(what: string, reason: string) {
    super({
      code: 'BENCH_GAS_CALL_REVERTED',
      message: `${what} reverted: ${reason}`,
      remedy: 'the list of measured calls asks for something the law refuses; change the list',
      retryable: false,
    });
  }
}

const BLOCK_SECONDS = 12;
const [BASE_GAS, ZERO_BYTE_GAS, BYTE_GAS] = [21_000, 4, 16];
/** EIP-2930. */
const [LISTED_ADDRESS_GAS, LISTED_SLOT_GAS] = [2_400, 1_900];
const COMMON = { gas: '0x1c9c380', gasPrice: '0x77359400' };

/** Sends one call in a block of its own; returns the gas used. Throws GasCallReverted. */
export async function sendCall(
  rpc: RpcPort,
  what: string,
  call: GasCall,
  accessList: readonly AccessEntry[] | null = null,
): Promise<number> {
  const listed = accessList === null ? {} : { accessList };
  const hash = await callRpc<Hex>(rpc, 'eth_sendTransaction', [{ ...call, ...COMMON, ...listed }]);
  await mineAfter(rpc, BLOCK_SECONDS);
  const receipt = await callRpc<Receipt>(rpc, 'eth_getTransactionReceipt', [hash]);
  if (receipt.status !== '0x1') throw new GasCallReverted(what, await reasonOf(rpc, hash));
  return Number(receipt.gasUsed);
}

/** Mines one block so many seconds after the last. */
export async function mineAfter(rpc: RpcPort, seconds: number): Promise<void> {
  const head = await callRpc<{ readonly timestamp: Hex }>(rpc, 'eth_getBlockByNumber', ['latest', false]);
  await callRpc(rpc, 'evm_setNextBlockTimestamp', [Number(head.timestamp) + seconds]);
  await callRpc(rpc, 'evm_mine', []);
}

/** The state as it is now; undone by calling what is returned. */
export async function keepState(rpc: RpcPort): Promise<() => Promise<void>> {
  const id = await callRpc<Hex>(rpc, 'evm_snapshot', []);
  return async () => {
    await callRpc(rpc, 'evm_revert', [id]);
  };
}

/**
 * Measures one call twice from the same state and at the same time, then undoes both.
 * Warm: sent with an access list (EIP-2930) of all it touches, whose own price is taken off again. A slot written for
 * the first time in the transaction costs what it does in practice, unlike in a second call of the same transaction.
 */
export async function measureCall(rpc: RpcPort, what: string, call: GasCall): Promise<GasFigures> {
  const undoCold = await keepState(rpc);
  const transaction = await sendCall(rpc, what, call);
  await undoCold();
  const { accessList } = await callRpc<{ readonly accessList: readonly AccessEntry[] }>(rpc, 'eth_createAccessList', [
    { ...call, ...COMMON },
    'latest',
  ]);
  const undoWarm = await keepState(rpc);
  const listed = await sendCall(rpc, what, call, accessList);
  await undoWarm();
  const intrinsic = intrinsicGas(call.data);
  const slots = accessList.reduce((sum, entry) => sum + entry.storageKeys.length, 0);
  return {
    warm: listed - intrinsic - LISTED_ADDRESS_GAS * accessList.length - LISTED_SLOT_GAS * slots,
    cold: transaction - intrinsic,
    transaction,
  };
}

/** What a transaction costs before it executes anything: its base and its calldata. */
function intrinsicGas(data: Hex): number {
  const bytes = data.slice(2).match(/../g) ?? [];
  return bytes.reduce((sum, byte) => sum + (byte === '00' ? ZERO_BYTE_GAS : BYTE_GAS), BASE_GAS);
}

async function reasonOf(rpc: RpcPort, hash: Hex): Promise<string> {
  const trace = await callRpc<{ readonly error?: string; readonly output?: string }>(rpc, 'debug_traceTransaction', [
    hash,
    { tracer: 'callTracer', tracerConfig: { onlyTopCall: true } },
  ]);
  return `${trace.error ?? ''} ${trace.output?.slice(0, 138) ?? ''}`;
}
