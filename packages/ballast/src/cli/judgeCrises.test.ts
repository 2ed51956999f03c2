import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { initialCarried, loadPolicy, PAST_CRISES, type Policy, type Snapshot } from '@ballast/core';
import { historyAt } from '../engine/resumeCycle.ts';
import { judgeCrises } from './judgeCrises.ts';
import { readSnapshotFile } from './lastSnapshot.ts';
import { runCli } from './runCli.fixture.ts';

const cwd = mkdtempSync(join(tmpdir(), 'ballast-judge-crises-'));
let policy: Policy;
let snapshot: Snapshot;

beforeAll(async () => {
  await runCli(cwd, ['init']);
  writeFileSync(join(cwd, 'snapshot.json'), (await runCli(cwd, ['observe', '--json'])).out);
  policy = loadPolicy(readFileSync(join(cwd, 'policy.yaml'), 'utf8'), 'policy.yaml').policy;
  snapshot = readSnapshotFile(join(cwd, 'snapshot.json'), policy);
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const judge = (seen: Snapshot) =>
  judgeCrises(
    {
      snapshot: seen,
      carried: initialCarried(policy, seen.asOfSeconds),
      history: historyAt({ policy, priceSeries: [] }, null, seen.asOfSeconds),
      policy,
      policyHash: seen.parents.policy,
    },
    7,
  );

describe('judgeCrises', () => {
  it('leaves a line without figures where no history tells a deviation', () => {
    const [three, five, ...rest] = judge(snapshot);
    expect([three, five].map((line) => line?.state)).toEqual([null, null]);
    expect(three?.why).toMatch(/no deviation is known/);
    expect(rest.map(({ text, why }) => [text, why])).toEqual(PAST_CRISES.map(({ id }) => [`crisis ${id}`, '']));
  });

  it('says of a run on claims nobody could read that it has no figures, and still judges the others', () => {
    const lines = judge({ ...snapshot, liabilities: [] });
    const of = (id: string) => lines.find(({ text }) => text === `crisis ${id}`);
    expect(of('terra')).toMatchObject({ state: null, unpaidWad: null });
    expect(of('terra')?.why).toMatch(/what is owed under .* is unknown/);
    expect(of('black-thursday')?.state).not.toBeNull();
  });
});
