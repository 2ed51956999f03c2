import { decide, type Assessment, type BalanceSheet, type Policy } from '@ballast/core';
import type { Decide } from './thinkCycle.ts';

/** Pays what is due and touches nothing else: what a reserve without a manager would have done. */
export const holdEverything: Decide = (input) => {
  const { asOfSeconds } = input.snapshot;
  const stop = { kind: 'hold', reason: 'comparison run: hold everything', atSeconds: asOfSeconds } as const;
  const { plan, carried } = decide({ ...input, carried: { ...input.carried, stop } });
  return { plan, carried: { ...carried, stop: null } };
};

/** Trades every asset back to its target weight whatever its price means: what a plain rebalancing script does. */
export const rebalanceBlindly: Decide = (input) =>
  decide({
    ...input,
    assessment: untroubled(input.assessment),
    sheet: enterable(input.sheet),
    policy: withoutBands(input.policy),
  });

const untroubled = (assessment: Assessment): Assessment => ({
  ...assessment,
  level: 'normal',
  isExitOnly: false,
  exitOnlyReason: '',
  contractAlerts: [],
  assetStates: assessment.assetStates.map((item) => ({ ...item, state: 'sound' })),
  limits: assessment.limits.map((limit) => ({ ...limit, status: 'met' })),
});

const enterable = (sheet: BalanceSheet): BalanceSheet => ({
  ...sheet,
  prices: sheet.prices.map((price) => ({ ...price, enter: { allowed: true, code: 'BLIND', reason: 'never asked' } })),
});

const withoutBands = (policy: Policy): Policy => ({
  ...policy,
  assets: policy.assets.map((asset) => ({
    ...asset,
    minWeightBps: asset.targetWeightBps,
    maxWeightBps: asset.targetWeightBps,
  })),
});
