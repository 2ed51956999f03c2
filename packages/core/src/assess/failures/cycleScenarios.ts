import { hashArtefact } from '../../records/canonical.ts';
import type { ScenarioSets, ScenarioSource } from '../../records/failure.ts';
import { historicalMatrix } from './historicalMatrix.ts';
import { coinPars } from './parMove.ts';
import { requestedAssets, drawPlanned, planScenarios, type DrawnSet, type ScenarioRequest } from './planScenarios.ts';
import type { ScenarioMatrix } from './scenarioMatrix.ts';

/** Scenarios a cycle judges its failures by, and their names. */
export interface CycleScenarios {
  readonly named: ScenarioSets;
  /** In the order of the names. */
  readonly matrices: readonly ScenarioMatrix[];
}

/** Scenarios of a cycle, or why there are none. */
export type CycleScenariosOrNot = CycleScenarios | { readonly why: string };

/** How a cycle comes by its scenarios; null where its policy asks for none. */
export type DrawCycle = (input: CycleRequest) => CycleScenariosOrNot | null;

export type CycleRequest = Omit<ScenarioRequest, 'days' | 'paths'>;

/** What a policy with limits on failure wants drawn; null where it has none. Pure. */
export function scenarioRequest(input: CycleRequest): ScenarioRequest | null {
  const rule = input.policy.limits.failure;
  return rule === undefined ? null : { ...input, days: rule.horizonDays, paths: rule.paths };
}

/**
 * Names what a cycle is judged by: the stretches of its history where every asset has enough, and the drawn sets. Without
 * drawn ones there is no range worth a limit: nothing worse than what happened would be in it. Pure; throws
 * HistoryMalformed.
 */
export function gatherScenarios(
  request: ScenarioRequest,
  drawn: readonly DrawnSet[] | { readonly why: string },
): CycleScenariosOrNot {
  if ('why' in drawn) return drawn;
  const { sheet, history, policy, policyHash, days } = request;
  const assetIds = requestedAssets(request);
  const past = historicalMatrix(history, { assetIds, days, nowSeconds: sheet.asOfSeconds, pars: coinPars(policy) });
  // Stretches that lack an asset would refuse the whole range.
  const isWhole = !('why' in past) && assetIds.every((id) => past.assetIds.includes(id));
  const stretches = 'why' in past || !isWhole ? [] : [past];
  return {
    named: {
      schema: 'ballast/scenario-sets/1',
      parents: { history: hashArtefact(history), policy: policyHash },
      sources: [
        ...stretches.map((matrix) => sourceOf(matrix, `${matrix.paths} overlapping stretches`, null)),
        ...drawn.map(({ matrix, basis, hash }) => sourceOf(matrix, basis, hash)),
      ],
    },
    matrices: [...stretches, ...drawn.map(({ matrix }) => matrix)],
  };
}

const sourceOf = (
  { model, assetIds, days, paths, independentPaths }: ScenarioMatrix,
  basis: string,
  set: ScenarioSource['set'],
): ScenarioSource => ({ model, basis, assetIds, days, paths, independentPaths, set });

/**
 * The scenarios of a cycle drawn on this thread: what a replay does, and the same bytes as any number of workers. Null
 * where the policy asks for none. Pure; throws HistoryMalformed.
 */
export function drawCycleScenarios(input: CycleRequest): CycleScenariosOrNot | null {
  const request = scenarioRequest(input);
  if (request === null) return null;
  const planned = planScenarios(request);
  return gatherScenarios(request, 'why' in planned ? planned : planned.map(drawPlanned));
}
