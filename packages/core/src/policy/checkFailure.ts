import { PACKS } from './packs/packs.ts';
import type { Policy } from './policy.ts';
import type { PolicyFault } from './policyFault.ts';

/** What limits on failure cannot do without: a pack with a rule on backing, and default probabilities in order. Pure. */
export function checkFailure({ limits }: Policy): PolicyFault[] {
  const { failure } = limits;
  if (failure === undefined) return [];
  return [...checkPack(failure), ...failure.defaults.flatMap(checkDefault)];
}

type Failure = NonNullable<Policy['limits']['failure']>;

function checkPack({ pack, maxRegulatoryBps }: Failure): PolicyFault[] {
  const path = ['limits', 'failure', 'pack'];
  const fit = PACKS.filter((item) => item.rules.some((rule) => rule.measure.kind === 'backing')).map(({ id }) => id);
  if (pack === null)
    return maxRegulatoryBps === null
      ? []
      : [
          {
            code: 'POLICY_MISSING_KEY',
            path: ['limits', 'failure', 'maxRegulatory'],
            message: 'a limit on regulatory failure needs pack',
            remedy: `add one of ${fit.join(', ')}`,
          },
        ];
  if (fit.includes(pack)) return [];
  const isKnown = PACKS.some((item) => item.id === pack);
  return [
    {
      code: isKnown ? 'POLICY_PACK_WITHOUT_BACKING' : 'POLICY_DANGLING_REFERENCE',
      path,
      message: isKnown ? `pack "${pack}" has no rule on backing` : `no policy pack is called "${pack}"`,
      remedy: `one of ${fit.join(', ')}`,
    },
  ];
}

function checkDefault({ lowPerYearBps, highPerYearBps }: Failure['defaults'][number], index: number): PolicyFault[] {
  if (lowPerYearBps <= highPerYearBps && highPerYearBps < 10_000n) return [];
  return [
    {
      code: 'POLICY_DEFAULT_ORDER',
      path: ['limits', 'failure', 'defaults', index, 'highPerYear'],
      message: 'lowPerYear ≤ highPerYear < 100% does not hold',
      remedy: 'order the two ends; what defaults for certain backs nothing: make it ineligible instead',
    },
  ];
}
