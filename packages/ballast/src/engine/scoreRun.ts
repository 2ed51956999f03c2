import { parseEventLogs, type Hex } from 'viem';
import { BallastError, dueUnderTerms, wad, type Address, type Policy, type Wad } from '@ballast/core';
import { vaultAbi } from '../venues/ballast-vault/vaultAbi.ts';
import { callRpc, unwrapAnswer, type RpcPort } from '../venues/rpc.ts';

/** After a claim falls due, paid within this long counts as on time: the next day's cycle has served it. */
export const ON_TIME_SECONDS = 86_400;

/** What holders got out of a run, from the vault's own events. */
export interface HolderScore {
  readonly requested: number;
  readonly paid: number;
  readonly onTime: number;
  /** Due at the end of the run and not paid. */
  readonly overdue: number;
  readonly owedWad: Wad;
  readonly paidWad: Wad;
  /** Value that went through swaps, and what they lost against the vault's feeds. */
  readonly turnoverWad: Wad;
  readonly tradingLossWad: Wad;
}

export class BlockNotRead extends BallastError {
  constructor(block: number) {
    super({
      code: 'ENGINE_BLOCK_NOT_READ',
      message: `an event stands in block ${block}, which the chain did not show`,
      remedy: 'the chain moved while it was read; score again',
      retryable: true,
    });
  }
}

interface Log {
  readonly address: Address;
  readonly topics: readonly Hex[];
  readonly data: Hex;
  readonly blockNumber: Hex;
}

/** Reads every event of the vault since the chain began and counts. */
export async function scoreRun(rpc: RpcPort, vault: Address, policy: Policy): Promise<HolderScore> {
  const logs = await callRpc<readonly Log[]>(rpc, 'eth_getLogs', [
    { address: vault, fromBlock: '0x0', toBlock: 'latest' },
  ]);
  const times = await blockTimes(rpc, logs);
  const terms = policy.liabilities[0]?.redemption ?? { queueSeconds: 0, cutOffSecondOfDay: null };
  const asked = new Map<bigint, { readonly at: number; readonly owedWad: bigint }>();
  let [paid, onTime, paidWad, turnoverWad, tradingLossWad] = [0, 0, 0n, 0n, 0n];
  const events = parseEventLogs({ abi: vaultAbi, logs: logs as Parameters<typeof parseEventLogs>[0]['logs'] });
  for (const event of events) {
    const at = timeOf(times, Number(event.blockNumber));
    if (event.eventName === 'RedemptionRequested') asked.set(event.args.id, { at, owedWad: event.args.owedWad });
    if (event.eventName === 'RedemptionPaid') {
      const due = dueUnderTerms(terms, asked.get(event.args.id)?.at ?? 0);
      paid += 1;
      paidWad += event.args.owedWad;
      if (at <= due + ON_TIME_SECONDS) onTime += 1;
    }
    if (event.eventName === 'Swapped') {
      turnoverWad += event.args.valueWad;
      tradingLossWad += event.args.lossWad;
    }
  }
  const end = Math.max(0, ...times.values());
  const due = [...asked.values()].filter((claim) => dueUnderTerms(terms, claim.at) + ON_TIME_SECONDS < end).length;
  return {
    requested: asked.size,
    paid,
    onTime,
    overdue: Math.max(0, due - paid),
    owedWad: wad([...asked.values()].reduce((total, claim) => total + claim.owedWad, 0n)),
    paidWad: wad(paidWad),
    turnoverWad: wad(turnoverWad),
    tradingLossWad: wad(tradingLossWad),
  };
}

function timeOf(times: ReadonlyMap<number, number>, block: number): number {
  const time = times.get(block);
  if (time === undefined) throw new BlockNotRead(block);
  return time;
}

async function blockTimes(rpc: RpcPort, logs: readonly Log[]): Promise<ReadonlyMap<number, number>> {
  const numbers = [...new Set([...logs.map((log) => log.blockNumber), 'latest'])];
  const answers = await rpc.batch(
    numbers.map((number) => ({ method: 'eth_getBlockByNumber', params: [number, false] })),
  );
  return new Map(
    answers.map((answer) => {
      const block = unwrapAnswer<{ readonly number: Hex; readonly timestamp: Hex }>(
        rpc,
        'eth_getBlockByNumber',
        answer,
      );
      return [Number(block.number), Number(block.timestamp)];
    }),
  );
}
