import { wad, type Address, type Hex } from '@ballast/core';
import { encodeFunctionData, parseAbi } from 'viem';
import { unwrapAnswer, type RpcPort } from '../../venues/rpc.ts';
import { encodeRequestRedemption } from '../../venues/ballast-vault/encodeHolderCalls.ts';
import { curveAt } from '../scenario/curve.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Deployer } from './deployer.ts';
import { rawTokens } from './poolMath.ts';

/** Holders of the liability token, asking back the scenario's share of the first supply. */
export interface Holders {
  /** Queues the requests due between two moments; holders take turns. */
  step(fromSeconds: number, toSeconds: number): void;
}

/** Smaller requests wait until they are worth making. */
const LEAST_TOKENS = 1_000;

/** A holder and the whole tokens it begins with. */
export interface Holder {
  readonly address: Address;
  readonly tokens: number;
}

/** What each account holds of the liability token now. */
export async function readHolders(rpc: RpcPort, token: Address, accounts: readonly Address[]): Promise<Holder[]> {
  const abi = parseAbi(['function balanceOf(address) view returns (uint256)']);
  const calls = accounts.map((account) => {
    const data = encodeFunctionData({ abi, functionName: 'balanceOf', args: [account] });
    return { method: 'eth_call', params: [{ to: token, data }, 'latest'] };
  });
  const answers = await rpc.batch(calls);
  return accounts.map((address, index) => {
    const balance = BigInt(unwrapAnswer<Hex>(rpc, 'balanceOf', answers[index]));
    return { address, tokens: Number(balance / 10n ** 12n) / 1e6 };
  });
}

export function createHolders(
  deployer: Deployer,
  scenario: Scenario,
  vault: Address,
  holders: readonly Holder[],
): Holders {
  const supply = holders.reduce((total, holder) => total + holder.tokens, 0);
  const left = holders.map((holder) => Math.floor(holder.tokens));
  let turn = 0;
  let due = 0;
  return {
    step: (fromSeconds, toSeconds) => {
      const { points } = scenario.redemptions;
      due += (curveAt(points, toSeconds) - curveAt(points, fromSeconds)) * supply;
      // The next holder who still has enough; the largest first, then round and round.
      for (let tries = 0; tries < holders.length && due >= LEAST_TOKENS; tries += 1) {
        const at = turn % holders.length;
        turn += 1;
        const holder = holders[at];
        const tokens = Math.floor(Math.min(due, left[at] ?? 0));
        if (holder === undefined || tokens < LEAST_TOKENS) continue;
        left[at] = (left[at] ?? 0) - tokens;
        due -= tokens;
        const data = encodeRequestRedemption(wad(rawTokens(tokens, 18)));
        deployer.sendData(holder.address, 'request redemption', vault, data);
      }
    },
  };
}
