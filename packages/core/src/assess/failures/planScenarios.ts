import type { RandomKey } from '../../quant/simulation/philox.ts';
import { hashArtefact } from '../../records/canonical.ts';
import type { Hash } from '../../records/hash.ts';
import type { History } from '../../records/history.ts';
import type { BalanceSheet } from '../../records/sheet.ts';
import type { Policy } from '../../policy/policy.ts';
import { affordablePaths, drawScenarios, scenarioSetOf, simulatedMatrix } from './drawScenarios.ts';
import { scenarioAssets } from './scenarioAssets.ts';
import type { ScenarioMatrix } from './scenarioMatrix.ts';
import { shutDays } from './shutDays.ts';
import { fitScenarioModels, type ScenarioModel } from './scenarioModel.ts';

export interface ScenarioRequest {
  readonly sheet: BalanceSheet;
  readonly policy: Policy;
  readonly policyHash: Hash;
  readonly history: History;
  readonly days: number;
  /** Wanted; fewer where they would not fit the memory, always a multiple of 64. */
  readonly paths: number;
}

/** A set of scenarios that is named and not yet drawn. */
export interface PlannedSet {
  readonly model: ScenarioModel;
  readonly paths: number;
  readonly hash: Hash;
  readonly key: RandomKey;
  /** Assets whose shut days are asked for. */
  readonly redeemed: readonly string[];
}

/** A drawn set, its name, and what it rests on. */
export interface DrawnSet {
  readonly matrix: ScenarioMatrix;
  readonly hash: Hash;
  readonly basis: string;
}

/** The assets whose prices a request is about, of those with a history. Pure. */
export function requestedAssets({
  sheet,
  policy,
  history,
}: Pick<ScenarioRequest, 'sheet' | 'policy' | 'history'>): string[] {
  const priced = new Set(history.series.filter(({ points }) => points.length > 0).map(({ assetId }) => assetId));
  return scenarioAssets(sheet, policy, priced);
}

/** The assets that cash of the ladder is redeemed from: it matters when their par is shut. Pure. */
export const redeemedAssets = ({ sheet }: Pick<ScenarioRequest, 'sheet'>): string[] =>
  [...new Set(sheet.ladder.flatMap(({ redeemed = [] }) => redeemed.map(({ assetId }) => assetId)))].toSorted();

/**
 * Fits the scenario models to the history and names a set for each, seeded from the hashes of history and policy; or
 * says why there is none. What is left is to draw them, on any number of threads. Pure; throws HistoryMalformed.
 */
export function planScenarios(request: ScenarioRequest): readonly PlannedSet[] | { readonly why: string } {
  const { sheet, policy, policyHash, history, days } = request;
  const models = fitScenarioModels({
    history,
    policy,
    assetIds: requestedAssets(request),
    days,
    nowSeconds: sheet.asOfSeconds,
  });
  if ('why' in models) return models;
  const parents = { history: hashArtefact(history), policy: policyHash };
  const redeemed = redeemedAssets(request);
  return models.map((model) => {
    const paths = affordablePaths(request.paths, model);
    const { hash, key } = scenarioSetOf(model, parents, paths);
    return { model, paths, hash, key, redeemed };
  });
}

/** A planned set with the ratios drawn for it, and the days on which par is shut. Pure. */
export function drawnSet({ model, paths, hash, key, redeemed }: PlannedSet, ratios: Float64Array): DrawnSet {
  const shut = shutDays(model, { key, from: 0, count: paths }, ratios, redeemed);
  const matrix = simulatedMatrix(model, paths, ratios);
  return { matrix: shut.length === 0 ? matrix : { ...matrix, shut }, hash, basis: model.basis };
}

/** Draws a planned set on this thread. Pure. */
export const drawPlanned = (planned: PlannedSet): DrawnSet =>
  drawnSet(planned, drawScenarios(planned.model, { key: planned.key, from: 0, count: planned.paths }));
