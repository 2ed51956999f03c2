import type { Policy } from './policy.ts';
import type { PolicyFault } from './policyFault.ts';

/**
 * Weights that cannot sum: targets that are not 100 % of the reserve, minima above it, a minimum above its target.
 * Maxima below the target, or together below 100 %, stand: lowering a cap only tightens. Pure.
 */
export function checkWeights(policy: Policy): PolicyFault[] {
  const faults = policy.assets.flatMap((asset, index): PolicyFault[] =>
    asset.minWeightBps <= asset.targetWeightBps
      ? []
      : [
          {
            code: 'POLICY_WEIGHT_ORDER',
            path: ['assets', index, 'targetWeight'],
            message: `${asset.id} has a targetWeight below its minWeight`,
            remedy: 'put the target inside its band',
          },
        ],
  );
  const total = (pick: (asset: Policy['assets'][number]) => bigint): bigint =>
    policy.assets.reduce((sum, asset) => sum + pick(asset), 0n);
  const [aim, least] = [total((asset) => asset.targetWeightBps), total((asset) => asset.minWeightBps)];
  const cannot = (message: string): PolicyFault => ({
    code: 'POLICY_WEIGHTS_CANNOT_SUM',
    path: ['assets'],
    message,
    remedy: 'weights must be able to make up 100%',
  });
  if (aim !== 10_000n) faults.push(cannot(`targets sum to ${aim} bps, not 10000`));
  if (least > 10_000n) faults.push(cannot(`minima sum to ${least} bps`));
  return faults;
}
