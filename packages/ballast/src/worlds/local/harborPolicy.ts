import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DAY_SECONDS, isoTime } from '@ballast/core';
import { DEVELOPMENT_ATTESTER_PUBLIC_KEY } from '../developmentAttester.ts';
import { scenarioFolder } from '../scenario/readScenario.ts';
import type { WorldAddresses } from './buildHarbor.ts';
import { addressOf } from './deployTokens.ts';
import type { MarketPlan } from './marketPlan.ts';
import { LOCAL_CHAIN, type Ground } from './openWorld.ts';
import { renderReserve } from './renderReserve.ts';

/** The policy document of the Harbor reserve in a world: its template with the world's addresses. */
export function harborPolicy(
  { scenario, cast }: Pick<Ground, 'scenario' | 'cast'>,
  payable: 'usdc' | 'usd',
  plan: MarketPlan,
  { aggregator, tokens, uniswap, aave, steady, reserve, governance }: WorldAddresses,
): string {
  const template = readFileSync(join(scenarioFolder(), 'reserves', 'harbor.policy.yaml'), 'utf8');
  const values = new Map<string, string>([
    ['effective', isoTime(scenario.window.from - 30 * DAY_SECONDS).slice(0, 10)],
    ['chain', LOCAL_CHAIN],
    ['base', plan.baseId],
    ['aggregator', aggregator],
    ['vault', reserve.vault],
    ['liability', reserve.liability],
    ['router', uniswap.router],
    ['pyth', tokens.pyth],
    ['aave', aave.pool],
    ['steady', steady],
    ['owner', governance?.timelock ?? cast.owner],
    ['guardian', cast.guardian],
    ['keeper', cast.keeper],
    ['attester', DEVELOPMENT_ATTESTER_PUBLIC_KEY],
    ...plan.tokens.flatMap(({ id }): [string, string][] => [
      [`token.${id}`, addressOf(tokens, id)],
      [`pyth.${id}`, tokens.pythIds.get(id) ?? ''],
      [`feed.${id}.chainlink`, tokens.feeds.get(id)?.chainlink ?? ''],
      [`feed.${id}.exchange`, tokens.feeds.get(id)?.exchange ?? ''],
    ]),
    ...uniswap.pools.flatMap(({ plan: pool, address }): [string, string][] => {
      const name = pool.assetId === 'USDC' || pool.assetId === 'USDT' ? 'dollars' : pool.assetId;
      return [
        [`pool.${name}`, address],
        [`fee.${name}`, String(pool.feePips)],
      ];
    }),
    ...aave.reserves.map(({ assetId, receipt }): [string, string] => [`receipt.${assetId}`, receipt]),
  ]);
  return renderReserve(template, values, new Set([payable, ...(tokens.tokens.has('UST') ? ['ust'] : [])]));
}
