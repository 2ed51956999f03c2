import { initialCarried, loadPolicy, transplantChanges, type Policy, type PolicyChange } from '@ballast/core';
import { historyDaysFor } from '../engine/reserve.ts';
import { toHistory } from '../history/toHistory.ts';
import { observe } from '../observe/observe.ts';
import type { Compared } from '../report/consequence.ts';
import { createLocalWorld } from '../worlds/local/createLocalWorld.ts';
import { judgeMoment, worstOf, type Judged } from './consequences.ts';

/** Moments a scenario is looked at. */
const MOMENTS = 24;

/** What a scenario comes to, and how many of the changes mean something in it. */
export interface ScenarioCompared extends Compared {
  readonly applied: number;
}

/**
 * Lives through a bundled scenario once, nobody acting, and judges every moment under both laws: Harbor's own policy
 * with what the old and the new document say of the changed rules. Rules about assets, venues and addresses Harbor does
 * not have are left out. Null when stopped.
 */
export async function compareOnScenario(
  scenario: string,
  before: Policy,
  after: Policy,
  changes: readonly PolicyChange[],
  signal: AbortSignal,
): Promise<ScenarioCompared | null> {
  const world = await createLocalWorld({ scenario, steps: MOMENTS });
  try {
    const { policy, documentHash: policyHash } = loadPolicy(world.policyText ?? '', scenario);
    const rules = changes.filter(isRule);
    const old = transplantChanges(policy, before, rules);
    const next = transplantChanges(policy, after, rules);
    const runs = [old, next].map((item) => ({ policy: item.policy, judged: [] as Judged[] }));
    for (let cycle = 1; (await world.advance()) !== null; cycle += 1) {
      if (signal.aborted) return null;
      const { snapshot } = await observe({
        policy,
        policyHash,
        cycle,
        previous: null,
        rpcs: world.rpcs,
        attested: [],
        withProofs: false,
        previousContracts: [],
      });
      const { asOfSeconds } = snapshot;
      const series = world.priceHistory;
      const history = toHistory({
        reserve: policy.reserve,
        policy,
        series,
        toSeconds: asOfSeconds,
        windowDays: Math.max(...runs.map((run) => historyDaysFor(run.policy))),
      });
      for (const run of runs) {
        const carried = run.judged.at(-1)?.carried ?? initialCarried(run.policy, asOfSeconds);
        run.judged.push(judgeMoment(run.policy, { snapshot, carried, history }));
      }
    }
    const [worstBefore, worstAfter] = runs.map((run) => worstOf(run.judged.map((item) => item.consequence)));
    if (worstBefore == null || worstAfter == null) return null;
    return { name: scenario, before: worstBefore, after: worstAfter, applied: next.applied.length };
  } finally {
    await world.stop();
  }
}

/** Lists whose entries are things of one world. */
const THINGS: ReadonlySet<string> = new Set([
  'chains[]',
  'accounts[]',
  'assets[]',
  'assets[].deployments[]',
  'assets[].pricing.sources[]',
  'venues[]',
  'liabilities[]',
  'junior[]',
  'execution.vault',
]);

/** A rule that means the same in another world: no thing that is only in this one, no address. */
const isRule = ({ field, before, after }: PolicyChange): boolean =>
  !THINGS.has(field) && ![before, after].some((text) => text !== null && /^0x[0-9a-f]{40}/.test(text));
