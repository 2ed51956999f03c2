import type { Policy } from './policy.ts';
import type { PolicyFault } from './policyFault.ts';

/** Fields that only make sense in an order: hysteresis, levels, waterfall, chain bounds. Pure. */
export function checkOrders(policy: Policy): PolicyFault[] {
  return [...checkStates(policy), ...checkLevels(policy), ...checkWaterfall(policy), ...checkLimits(policy)];
}

function checkStates(policy: Policy): PolicyFault[] {
  return policy.assets.flatMap(({ states: s }, index) =>
    s.recoverDeviationBps <= s.iffyDeviationBps && s.iffyDeviationBps <= s.disabledDeviationBps
      ? []
      : [
          {
            code: 'POLICY_HYSTERESIS_ORDER',
            path: ['assets', index, 'states'],
            message: 'recoverDeviation ≤ iffyDeviation ≤ disabledDeviation does not hold',
            remedy: 'order them, or states flap',
          },
        ],
  );
}

function checkLevels({ levels: l }: Policy): PolicyFault[] {
  if (l.watchBackingWad >= l.defensiveBackingWad && l.defensiveBackingWad >= l.emergencyBackingWad) return [];
  return [
    {
      code: 'POLICY_LEVEL_ORDER',
      path: ['levels'],
      message: 'watchBacking ≥ defensiveBacking ≥ emergencyBacking does not hold',
      remedy: 'order the backing thresholds',
    },
  ];
}

/** Surplus bears first, holders last, nobody twice; junior only where there is some. */
function checkWaterfall({ waterfall, junior }: Policy): PolicyFault[] {
  const isOrdered = new Set(waterfall).size === waterfall.length && waterfall.at(-1) === 'holders';
  const isSurplusFirst = !waterfall.includes('surplus') || waterfall[0] === 'surplus';
  const isComplete = waterfall.includes('junior') || junior.length === 0;
  if (isOrdered && isSurplusFirst && isComplete) return [];
  return [
    {
      code: 'POLICY_WATERFALL',
      path: ['waterfall'],
      message: isComplete
        ? 'surplus bears first, holders last, and nobody twice'
        : 'the junior stake bears no loss here',
      remedy: 'for example: [surplus, junior, holders]',
    },
  ];
}

/** Bounds of the vault contract that no vote can pass, and a day that has only so many seconds. */
function checkLimits({ limits, liabilities, execution }: Policy): PolicyFault[] {
  const faults: PolicyFault[] = [];
  const tooWide = (key: string, most: string): PolicyFault => ({
    code: 'POLICY_SLIP_TOO_WIDE',
    path: ['limits', key],
    message: `the vault contract takes at most ${most}`,
    remedy: `write ${most} or less`,
  });
  if (execution.vault !== null && limits.maxSlippageBps > 500n) faults.push(tooWide('maxSlippage', '5%'));
  if (execution.vault !== null && limits.exitSlippageBps > 2_500n) faults.push(tooWide('exitSlippage', '25%'));
  liabilities.forEach(({ redemption }, index) => {
    if (redemption.cutOffSecondOfDay !== null && redemption.cutOffSecondOfDay >= 86_400)
      faults.push({
        code: 'POLICY_CUT_OFF',
        path: ['liabilities', index, 'redemption', 'cutOff'],
        message: 'the cut-off lies beyond the day',
        remedy: 'write the time after 00:00 UTC, for example 16h',
      });
  });
  return faults;
}
