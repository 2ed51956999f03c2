import { BallastError, loadPolicy, type Address } from '@ballast/core';
import type { PriceFile } from '../../history/priceSeries.ts';
import { DEFAULT_SCENARIO, readScenario } from '../scenario/readScenario.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { buildHarbor, type WorldAddresses } from './buildHarbor.ts';
import { harborPolicy } from './harborPolicy.ts';
import { openWorld, type OpenWorld } from './openWorld.ts';

export interface LocalWorldOptions {
  /** A shipped scenario's name, a file, or a scenario already loaded. */
  readonly scenario?: string | Scenario;
  readonly seed?: number;
  /** What a unit of the liability is owed: one USDC, or one dollar paid in USDT. */
  readonly payable?: 'usdc' | 'usd';
  /** Give the vault to the timelock of a DAO instead of a development account. */
  readonly governance?: boolean;
  /** Cut the window into this many equal cycles instead of the scenario's own cadence. */
  readonly steps?: number;
  /** Real prices in the place of the scenario's own, as importPriceFile reads them. */
  readonly history?: readonly PriceFile[];
  /** The operator's own document in the place of the template's; it names the addresses of this very world. */
  readonly policyText?: string;
}

export class PolicyMisfit extends BallastError {
  constructor(vault: Address) {
    super({
      code: 'WORLD_POLICY_MISFIT',
      message: `the policy is for another vault than ${vault}, the one of this local world`,
      remedy: 'use the scenario and the kind of claim the policy was made for, or run `ballast init` again',
      retryable: false,
    });
  }
}

/** The embedded world with the Harbor reserve on it. */
export interface LocalWorld extends OpenWorld {
  readonly addresses: WorldAddresses;
}

/** Builds the embedded world: a local chain with real markets, the Harbor reserve, and a scenario that drives them. */
export async function createLocalWorld(options: LocalWorldOptions = {}): Promise<LocalWorld> {
  const named = options.scenario ?? DEFAULT_SCENARIO;
  const scenario = typeof named === 'string' ? readScenario(named) : named;
  const payable = options.payable ?? 'usdc';
  const baseId = payable === 'usdc' ? 'USDC' : 'USDT';
  const { world, built } = await openWorld(
    { scenario, seed: options.seed ?? 1, steps: options.steps, history: options.history },
    (ground) =>
      buildHarbor(ground, { baseId, hasGovernance: options.governance ?? false }, (addresses, plan) =>
        options.policyText === undefined
          ? harborPolicy(ground, payable, plan, addresses)
          : requireFit(options.policyText, addresses),
      ),
  );
  return { ...world, addresses: built.addresses };
}

function requireFit(policyText: string, { reserve }: WorldAddresses): string {
  const { policy } = loadPolicy(policyText, 'policy.yaml');
  if (policy.execution.vault?.address !== reserve.vault) throw new PolicyMisfit(reserve.vault);
  return policyText;
}
