import { describe, expect, it } from 'vitest';
import { wad } from '../units/amounts.ts';
import { ReceiptOfOtherPlan } from '../decide/settleCarried.ts';
import { canonicalText, hashArtefact, parseArtefact } from '../records/canonical.ts';
import type { Plan, Receipt } from '../records/plan.ts';
import { runTestCycles, type TestCycle } from './replay.fixture.ts';
import { replayCycle, type CycleArtefacts, type Replay } from './replayCycle.ts';

// A dollar at 0.93, confirmed by three origins for an hour, so that states, level and plan all have something to say.
const cycles = runTestCycles([{}, { usdcPrice: '0.93' }, { usdcPrice: '0.93' }]);
const artefactsOf = (cycle: TestCycle): CycleArtefacts => ({
  ...cycle,
  policy: cycle.loaded.policy,
  policyHash: cycle.loaded.documentHash,
});
const stored = artefactsOf(cycles[2] as TestCycle);
const differing = (replay: Replay): string[] =>
  replay.artefacts.filter((item) => item.difference !== null).map((item) => item.artefact);

const receipt: Receipt = {
  schema: 'ballast/receipt/1',
  reserve: 'harbor',
  cycle: 3,
  parents: { plan: hashArtefact({ other: true }) },
  index: 0,
  mode: 'execute',
  outcome: 'confirmed',
  code: '',
  reason: '',
  transactionHash: null,
  blockNumber: null,
  gasUsedRaw: null,
  amountInRaw: null,
  amountOutRaw: null,
};

describe('replayCycle', () => {
  it('gives the same bytes for every cycle, also from artefacts read back from text', () => {
    for (const cycle of cycles) {
      const again = replayCycle(artefactsOf(cycle));
      expect(again).toMatchObject({ isSame: true });
      expect(again.artefacts.map((item) => item.stored)).toEqual(again.artefacts.map((item) => item.recomputed));
      expect(again.artefacts[0]?.recomputed).toBe(cycle.record.balanceSheet);
    }
    const readBack = <T>(artefact: T): T => parseArtefact(canonicalText(artefact)) as T;
    const text = readBack({ ...stored, receipts: [...stored.receipts] });
    expect(replayCycle(text).isSame).toBe(true);
  });

  it('names the artefact that was changed, and only that one', () => {
    expect(differing(replayCycle({ ...stored, sheet: { ...stored.sheet, surplusWad: wad(1n) } }))).toEqual([
      'balance sheet',
    ]);
    expect(differing(replayCycle({ ...stored, assessment: { ...stored.assessment, level: 'normal' } }))).toEqual([
      'assessment',
    ]);
    expect(differing(replayCycle({ ...stored, plan: { ...stored.plan, reasons: [] } }))).toContain('plan');
    expect(stored.carriedOut).not.toBeNull();
    if (stored.carriedOut === null) return;
    const carriedOut = { ...stored.carriedOut, lossUsedWad: wad(1n) };
    expect(differing(replayCycle({ ...stored, carriedOut }))).toEqual(['carried state']);
  });

  it('names the plan when another one is recomputed than was carried out', () => {
    // As after a change of method: the stored plan and its receipts agree with each other, and with nothing recomputed.
    const plan: Plan = {
      ...stored.plan,
      actions: [
        {
          kind: 'setIntake',
          index: 0,
          priority: 'restrictIntake',
          accountId: 'vault',
          liabilityId: 'husd',
          isPaused: true,
          reason: 'an earlier method paused here',
          sizedBy: 'level',
          expectedCostWad: wad(0n),
          worsens: [],
        },
      ],
    };
    const receipts = [{ ...receipt, parents: { plan: hashArtefact(plan) } }];
    expect(differing(replayCycle({ ...stored, plan, receipts }))[0]).toBe('plan');
  });

  it('gives the path and both values of the first difference', () => {
    const limits = stored.assessment.limits.map((limit, index) =>
      index === 1 ? { ...limit, note: 'all is well' } : limit,
    );
    const found = replayCycle({ ...stored, assessment: { ...stored.assessment, limits } }).artefacts[1];
    expect(found?.difference).toEqual({
      path: 'limits[1].note',
      stored: '"all is well"',
      recomputed: JSON.stringify(stored.assessment.limits[1]?.note),
    });
    expect(found?.stored).not.toBe(found?.recomputed);
  });

  it('a changed input shows in the first artefact that depends on it', () => {
    const firstOf = (change: Partial<CycleArtefacts>): string | undefined =>
      differing(replayCycle({ ...stored, ...change }))[0];
    const { snapshot, policy, history, carriedIn } = stored;
    expect(firstOf({ snapshot: { ...snapshot, asOfSeconds: snapshot.asOfSeconds + 1 } })).toBe('balance sheet');
    expect(firstOf({ carriedIn: { ...carriedIn, lossUsedWad: wad(5n) } })).toBe('balance sheet');
    expect(firstOf({ history: { ...history, series: [] } })).toBe('assessment');
    expect(firstOf({ policy: { ...policy, execution: { ...policy.execution, planLifetimeSeconds: 1 } } })).toBe('plan');
  });

  it('leaves the carried state out while receipts are outstanding', () => {
    const open = replayCycle({ ...stored, carriedOut: null });
    expect(open.isSame).toBe(true);
    expect(open.artefacts.map((item) => item.artefact)).toEqual(['balance sheet', 'assessment', 'plan']);
  });

  it('refuses receipts of another plan', () => {
    expect(() => replayCycle({ ...stored, receipts: [receipt] })).toThrow(ReceiptOfOtherPlan);
  });
});
