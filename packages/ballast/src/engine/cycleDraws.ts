import {
  drawCycleScenarios,
  gatherScenarios,
  hashArtefact,
  redeemedAssets,
  requestedAssets,
  scenarioRequest,
  type CycleRequest,
  type CycleScenariosOrNot,
  type ScenarioRequest,
} from '@ballast/core';
import { simulateScenarios } from './simulateScenarios.ts';
import type { Threads } from './threads.ts';

/** Price ratios kept in all, 275 MiB; the set drawn last is kept whatever its size. */
const MOST_NUMBERS = 36_000_000;

/** Scenarios this process has drawn, oldest first, by everything that decides a byte of them. */
const KEPT = new Map<string, CycleScenariosOrNot>();

/**
 * The scenarios of a cycle, drawn on worker threads. History, law and assets held and redeemed decide every byte, so
 * that all cycles of a day take the same ones: what this process drew is taken again. Null where the policy asks for none. Rejects
 * with SimulationWorkerFailed and HistoryMalformed.
 */
export async function drawInWorkers(input: CycleRequest, threads: Threads): Promise<CycleScenariosOrNot | null> {
  const request = scenarioRequest(input);
  if (request === null) return null;
  const name = nameOf(request);
  return KEPT.get(name) ?? keep(name, gatherScenarios(request, await simulateScenarios({ ...request, threads })));
}

/** The same on this thread, for what must not wait: replays, and questions that are asked many times over. Throws HistoryMalformed. */
export function drawHere(input: CycleRequest): CycleScenariosOrNot | null {
  const request = scenarioRequest(input);
  if (request === null) return null;
  const name = nameOf(request);
  const known = KEPT.get(name);
  if (known !== undefined) return known;
  const drawn = drawCycleScenarios(input);
  return drawn === null ? null : keep(name, drawn);
}

/** The law by its own bytes too: a question may ask under one hash what two laws come to. */
const nameOf = (request: ScenarioRequest): string =>
  [
    hashArtefact(request.history),
    hashArtefact(request.policy),
    request.policyHash,
    ...requestedAssets(request),
    'redeemed',
    ...redeemedAssets(request),
  ].join();

function keep(name: string, drawn: CycleScenariosOrNot): CycleScenariosOrNot {
  KEPT.set(name, drawn);
  const size = (item: CycleScenariosOrNot): number =>
    'why' in item ? 0 : item.matrices.reduce((sum, { ratios }) => sum + ratios.length, 0);
  let numbers = [...KEPT.values()].reduce((sum, item) => sum + size(item), 0);
  for (const [oldest, item] of KEPT) {
    if (oldest === name || numbers <= MOST_NUMBERS) break;
    KEPT.delete(oldest);
    numbers -= size(item);
  }
  return drawn;
}
