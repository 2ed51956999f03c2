import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { initialCarried, loadPolicy, value, WhatIfPriceBeyond, type Policy, type Snapshot } from '@ballast/core';
import { historyAt } from '../engine/resumeCycle.ts';
import { pathsTable, whatIfSummary } from '../report/renderWhatIf.ts';
import { judgeWhatIf } from './judgeWhatIf.ts';
import { readSnapshotFile } from './lastSnapshot.ts';
import { runCli } from './runCli.fixture.ts';

const cwd = mkdtempSync(join(tmpdir(), 'ballast-judge-what-if-'));
let policy: Policy;
let snapshot: Snapshot;

beforeAll(async () => {
  await runCli(cwd, ['init']);
  writeFileSync(join(cwd, 'snapshot.json'), (await runCli(cwd, ['observe', '--json'])).out);
  const loaded = loadPolicy(readFileSync(join(cwd, 'policy.yaml'), 'utf8'), 'policy.yaml').policy;
  // Without the cap of a day, so that a run can reach beyond cash.
  policy = {
    ...loaded,
    liabilities: loaded.liabilities.map((item) => ({
      ...item,
      redemption: { ...item.redemption, capPerDayWad: null },
    })),
  };
  snapshot = readSnapshotFile(join(cwd, 'snapshot.json'), policy);
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

/** Asked of a reserve that remembers the prices it was last seen at. */
function ask(text: string) {
  const policyHash = snapshot.parents.policy;
  const now = snapshot.asOfSeconds;
  const { carried } = value({ snapshot, policy, policyHash, carried: initialCarried(policy, now) });
  const history = historyAt({ policy, priceSeries: [] }, null, now);
  return judgeWhatIf(text, { snapshot, carried, history, policy, policyHash, from: 'a test' });
}

describe('judgeWhatIf', () => {
  it('does not sell what just jumped until its average has caught up', () => {
    const { notes, run, before, after } = ask('ETH -40%, redeem 75% over 48h');
    expect(notes[0]).toMatch(/^WETH jumped/);
    const soldAt = (hours: number): string[] =>
      run.moments.find((moment) => moment.afterSeconds === hours * 3600)?.draws.map((draw) => draw.assetId) ?? [];
    expect(soldAt(1)).not.toContain('WETH');
    expect(after.liabilitiesWad).toBeLessThan(before.liabilitiesWad);
  });

  it('pays first what costs nothing, then at a cost, and says who waits', () => {
    const { run, shares, lossWad, after, fairness } = ask('redeem 90% over 24h, depth -90%');
    const last = run.moments.at(-1);
    expect(last?.unpaidWad).toBeGreaterThan(0n);
    const costs = last?.draws.map((draw) => draw.costWad) ?? [];
    expect(costs.findIndex((cost) => cost > 0n)).toBeGreaterThan(0);
    expect(shares.reduce((total, item) => total + item.lossWad, 0n)).toBe(lossWad > 0n ? lossWad : 0n);
    expect(fairness?.leaversWad).toBeLessThan(10n ** 18n);
    expect(after.liabilitiesWad).toBeGreaterThan(0n);
  });

  it('brings a crisis of the past back, and says what it could not know', () => {
    const { atOnce, before, run, whatIf, pastNotes } = ask('crisis terra');
    expect(atOnce.surplusWad).toBeLessThan(before.surplusWad);
    expect(run.parts.length).toBeGreaterThan(0);
    expect(whatIf.events.some((event) => event.kind === 'move' && event.assetId === 'WETH')).toBe(true);
    expect(pastNotes.join()).toMatch(/HBR without a figure, so falling as ether did/);
  });

  it('knows as much of prices after a fortnight as now', () => {
    const tails = ask('redeem 10% over 14d').limits.filter(({ id }) => /tail|var|es/i.test(id));
    expect(tails.length).toBeGreaterThan(0);
    for (const limit of tails) expect(limit.statuses.at(-1), limit.id).toBe(limit.statuses[0]);
  });

  it('says of a coin that falls to nothing that its price is one no source may say', () => {
    const view = ask('issuer circle fails');
    expect(view.unseen.map(({ assetId }) => assetId)).toEqual(['USDC']);
    const [first] = whatIfSummary(view);
    expect(first).toMatch(/^USDC at 0\.0001 is below 0\.01, the least its sources may say \(minPrice\)/);
    expect(whatIfSummary(view)).toContainEqual(expect.stringMatching(/^\d+ that held before can no longer be judged/));
    // Unknown is no breach: nothing was judged, so nothing is said to break.
    const backing = view.limits.find(({ id }) => id === 'backing');
    expect([backing?.course, backing?.values.at(-1)]).toEqual(['blurs', null]);
    expect(
      pathsTable(view)
        .rows.find(([name]) => name === 'backing at mark')
        ?.at(-1),
    ).toBe('? unknown');
  });

  it('judges it where the sources may say the price, as the answer proposes', () => {
    const { unseen, atOnce, limits } = ask('USDC = 0.01');
    expect([unseen, atOnce.level]).toEqual([[], 'emergency']);
    expect(limits.find(({ id }) => id === 'backing')?.course).toBe('breaks');
  });

  it('refuses a rise that no source may say, which would read as a loss', () => {
    expect(() => ask('ETH = 200000')).toThrow(WhatIfPriceBeyond);
    expect(ask('ETH = 99999').lossWad).toBeLessThan(0n);
  });

  it('says that nothing is lost where only roundings are', () => {
    expect(whatIfSummary(ask('redeem 1%'))).toContain('The surplus stays as it is.');
  });

  it('lets a failed venue take what its policy says, and the rest be stuck', () => {
    const { before, atOnce, limits } = ask('venue aave-usdt fails loss 50%');
    const held = before.assetsWad - atOnce.assetsWad;
    expect(held).toBeGreaterThan(0n);
    // The half that is left is at mark, and backs nothing after haircuts.
    const fall = (before.riskAdjustedWad ?? 0n) - (atOnce.riskAdjustedWad ?? 0n);
    expect(fall).toBeGreaterThan((before.backingWad ?? 0n) - (atOnce.backingWad ?? 0n));
    expect(limits.length).toBeGreaterThan(5);
  });

  it('stops a vault whose chain fails', () => {
    const { run, actions } = ask(`redeem 10%, chain ${snapshot.vault?.chain ?? ''} fails loss 0.01%`);
    expect(run.moments.at(-1)?.paidWad).toBe(0n);
    expect(actions).toEqual([]);
  });
});
