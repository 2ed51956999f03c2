import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  canonicalText,
  leafHash,
  logRoot,
  publicKeyOf,
  replayCycle,
  sha256Text,
  verifyBundle,
  type Hash,
} from '@ballast/core';
import { openStore } from '../store/openStore.ts';
import type { Store } from '../store/store.ts';
import { embeddedBackend, type Backend } from '../store/storeOptions.fixture.ts';
import { ATTESTER_SECRET, type TestCycle } from '../../../core/src/replay/replay.fixture.ts';
import { attestInput, attestTestCycles, beginTestCycle, runTestCycles } from './attest.fixture.ts';
import { attestCycle } from './attestCycle.ts';
import type { AttesterKey } from './attesterKey.ts';
import { loadAttesterLog, type AttesterLog } from './attesterLog.ts';
import { exportBundle } from './exportBundle.ts';
import { publicFolder } from './publicFolder.ts';
import { PublishedOtherLog, publishReserve } from './publishReserve.ts';
import { BundleUnreadable, readBundle } from './readBundle.ts';
import { ArtefactNotStored, ArtefactUnreadable } from './readStored.ts';
import { CycleNotComplete, loadCycle } from './loadCycle.ts';

const key: AttesterKey = { secretKey: ATTESTER_SECRET, publicKey: publicKeyOf(ATTESTER_SECRET) };
const EMPTY: AttesterLog = { frontier: { size: 0, roots: [] }, previous: null };
let backend: Backend;
let cycles: TestCycle[];
let stateDir: string;
let store: Store;
let folder: string;

beforeAll(async () => {
  backend = await embeddedBackend();
  cycles = runTestCycles([{}, { usdcPrice: '0.93' }, { usdcPrice: '0.97' }, { usdcPrice: '0.999' }, {}]);
  ({ stateDir } = await backend.fresh());
  store = await openStore({ stateDir });
  await attestTestCycles(store, key, await loadAttesterLog(store, 'harbor'), cycles.slice(0, 3));
  folder = await publishReserve({ store, stateDir, reserve: 'harbor' });
});
afterAll(async () => {
  await store.close();
  await backend.stop();
});

const fails = async (path: string, choice = {}): Promise<string[]> =>
  verifyBundle(await readBundle(path, choice))
    .checks.filter((check) => !check.ok)
    .map((check) => `${check.name} · ${check.subject} · ${check.code}`);
const copyOf = (name: string): string => {
  const copy = join(stateDir, 'copies', name);
  cpSync(folder, copy, { recursive: true });
  return copy;
};
/** Every file below a folder with its bytes. */
const filesOf = (root: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((name) => statSync(join(root, name)).isFile())
      .map((name) => [name, readFileSync(join(root, name), 'utf8')]),
  );

describe('attestCycle', () => {
  it('builds the same statement and record as anyone else would, and signs the log', async () => {
    const third = cycles[2] as TestCycle;
    expect(await store.artefact(sha256Text(canonicalText(third.statement)))).not.toBeNull();
    expect((await store.cycle('harbor', 3))?.recordHash).toBe(sha256Text(canonicalText(third.record)));
    const leaves = await store.leaves('harbor', 0);
    expect(leaves).toEqual(cycles.slice(0, 3).map((cycle) => leafHash(canonicalText(cycle.record))));
    expect(JSON.parse((await store.treeHead('harbor')) ?? '{}')).toMatchObject({
      size: 3,
      rootHash: logRoot(leaves),
      publicKey: key.publicKey,
    });
  });
  it('goes on from the store after a restart', async () => {
    const log = await loadAttesterLog(store, 'harbor');
    expect(log.frontier.size).toBe(3);
    expect(log.previous).toEqual({
      record: sha256Text(canonicalText(cycles[2]?.record)),
      statement: sha256Text(canonicalText(cycles[2]?.statement)),
    });
    expect(await loadAttesterLog(store, 'other')).toEqual(EMPTY);
  });
  it('refuses a cycle never begun or attested before', async () => {
    const stale = attestCycle(attestInput(store, key, EMPTY, cycles[3] as TestCycle));
    await expect(stale).rejects.toMatchObject({ code: 'STORE_CYCLE_NOT_OPEN' });
    const again = attestCycle(attestInput(store, key, EMPTY, cycles[2] as TestCycle));
    await expect(again).rejects.toMatchObject({ code: 'STORE_CYCLE_NOT_OPEN' });
  });
  it('withdraws, refuses a stale log without writing half, and passes open cycles by', async () => {
    const { stateDir: other } = await backend.fresh();
    const fresh = await openStore({ stateDir: other });
    const [first, second, third] = cycles as [TestCycle, TestCycle, TestCycle];
    await beginTestCycle(fresh, first);
    const input = { ...attestInput(fresh, key, EMPTY, first), withdrawal: 'wrong bank letter' };
    const { statement } = await attestCycle(input);
    const reasons = [{ code: 'WITHDRAWN', reason: 'wrong bank letter' }];
    expect(statement).toMatchObject({ state: 'withdrawn', reasons });
    await beginTestCycle(fresh, second);
    const stale = attestCycle(attestInput(fresh, key, EMPTY, second));
    await expect(stale).rejects.toMatchObject({ code: 'STORE_LEAF_TAKEN' });
    expect(await fresh.leaves('harbor', 0)).toHaveLength(1);
    await beginTestCycle(fresh, third);
    expect((await loadAttesterLog(fresh, 'harbor')).frontier.size).toBe(1);
    const published = await publishReserve({ store: fresh, stateDir: other, reserve: 'harbor' });
    expect(readdirSync(join(published, 'cycles'))).toEqual(['1.json']);
    expect(await fails(other)).toEqual([]);
    await fresh.close();
  });
});

describe('loadCycle', () => {
  it('gives back a complete cycle that replays byte for byte', async () => {
    for (const cycle of [1, 2, 3]) {
      const loaded = await loadCycle(store, 'harbor', cycle);
      expect(replayCycle(loaded).isSame).toBe(true);
      expect(loaded.record).toEqual(cycles[cycle - 1]?.record);
      expect(loaded.statement).toEqual(cycles[cycle - 1]?.statement);
    }
  });
  it('refuses cycles that are not complete, and names a missing or unreadable artefact', async () => {
    await expect(loadCycle(store, 'harbor', 99)).rejects.toThrow(CycleNotComplete);
    await expect(loadCycle(store, 'other', 1)).rejects.toThrow(CycleNotComplete);
    const plan = cycles[1]?.record.plan;
    const answering = (text: string | null): Store => ({
      ...store,
      artefact: (hash) => (hash === plan ? Promise.resolve(text) : store.artefact(hash)),
    });
    await expect(loadCycle(answering(null), 'harbor', 2)).rejects.toThrow(ArtefactNotStored);
    await expect(loadCycle(answering('{"schema":"ballast/plan/2"}'), 'harbor', 2)).rejects.toThrow(ArtefactUnreadable);
  });
});

describe('publishReserve', () => {
  it('leaves a folder that verifies alone, every cycle of it', async () => {
    for (const cycle of [1, 2, 3]) expect(await fails(folder, { cycle })).toEqual([]);
    expect(await fails(folder)).toEqual([]);
    expect(Object.keys(filesOf(folder)).filter((name) => name.endsWith('.new'))).toEqual([]);
  });
  it('has the layout promised, each artefact under the hash of its bytes', () => {
    expect(readdirSync(folder).toSorted()).toEqual(['artefacts', 'cycles', 'log', 'statements']);
    for (const name of readdirSync(join(folder, 'artefacts')))
      expect(`${sha256Text(readFileSync(join(folder, 'artefacts', name), 'utf8'))}.json`).toBe(name);
    expect(readFileSync(join(folder, 'log', 'leaves'), 'utf8')).toMatch(/^(0x[0-9a-f]{64}\n){3}$/);
    expect(readdirSync(join(folder, 'statements'))).toEqual(['1.json', '2.json', '3.json']);
  });
  it('repeated, changes nothing', async () => {
    const before = filesOf(folder);
    await publishReserve({ store, stateDir, reserve: 'harbor' });
    expect(filesOf(folder)).toEqual(before);
  });

  it.each<[string, (folder: string) => void]>([
    ['nothing written', (at) => rmSync(at, { recursive: true })],
    [
      'artefacts only',
      (at) => ['cycles', 'statements', 'log'].forEach((name) => rmSync(join(at, name), { recursive: true })),
    ],
    ['no log', (at) => rmSync(join(at, 'log'), { recursive: true })],
    ['no tree head', (at) => rmSync(join(at, 'log', 'tree-head.json'))],
    ['leaves ahead of the head', (at) => writeFileSync(join(at, 'log', 'tree-head.json'), '')],
    ['a torn leaf', (at) => shorten(join(at, 'log', 'leaves'), 30, join(at, 'log', 'tree-head.json'))],
    ['a leaf missing', (at) => shorten(join(at, 'log', 'leaves'), 67, join(at, 'log', 'tree-head.json'))],
    [
      'the last cycle half written',
      (at) => ['cycles/3.json', 'statements/3.json', 'log/tree-head.json'].forEach((name) => rmSync(join(at, name))),
    ],
    ['a left-over temporary file', (at) => writeFileSync(join(at, 'cycles', '3.json.99.new'), '{')],
  ])('finishes what a crash left: %s', async (_name, damage) => {
    const whole = filesOf(folder);
    const copy = join(stateDir, 'crash', 'public', 'harbor');
    cpSync(folder, copy, { recursive: true });
    damage(copy);
    await publishReserve({ store, stateDir: join(stateDir, 'crash'), reserve: 'harbor' });
    const after = filesOf(copy);
    for (const [name, text] of Object.entries(whole)) expect(after[name]).toBe(text);
    expect(await fails(copy)).toEqual([]);
    rmSync(join(stateDir, 'crash'), { recursive: true });
  });

  it('refuses to continue a published log the store does not have', async () => {
    const other = join(stateDir, 'fork');
    const target = publicFolder(other, 'harbor');
    cpSync(folder, target, { recursive: true });
    const leaves = join(target, 'log', 'leaves');
    rmSync(join(target, 'log', 'tree-head.json'));
    const honest = readFileSync(leaves, 'utf8');
    writeFileSync(leaves, `${honest.slice(0, -67)}0x${'1'.repeat(64)}\n`);
    await expect(publishReserve({ store, stateDir: other, reserve: 'harbor' })).rejects.toThrow(PublishedOtherLog);
    writeFileSync(leaves, `${honest}0x${'1'.repeat(64)}\n`);
    await expect(publishReserve({ store, stateDir: other, reserve: 'harbor' })).rejects.toThrow(PublishedOtherLog);
  });
  it('says which artefact the store lacks', async () => {
    const poor: Store = {
      ...store,
      artefact: (hash) => (hash === cycles[1]?.record.plan ? Promise.resolve(null) : store.artefact(hash)),
    };
    await expect(publishReserve({ store: poor, stateDir: join(stateDir, 'poor'), reserve: 'harbor' })).rejects.toThrow(
      ArtefactNotStored,
    );
    expect(existsSync(join(publicFolder(join(stateDir, 'poor'), 'harbor'), 'cycles', '2.json'))).toBe(false);
  });
  it('a reserve without complete cycles publishes nothing', async () => {
    const path = await publishReserve({ store, stateDir, reserve: 'nobody' });
    expect(existsSync(path)).toBe(false);
  });
});

const shorten = (path: string, bytes: number, head: string): void => {
  writeFileSync(path, readFileSync(path, 'utf8').slice(0, -bytes));
  rmSync(head);
};

describe('readBundle', () => {
  it('finds the folder from itself, from public and from the state directory', async () => {
    for (const path of [folder, join(stateDir, 'public'), stateDir]) expect(await fails(path)).toEqual([]);
  });
  it('refuses a path with nothing to read, several reserves, and files that are no bundle', async () => {
    await expect(readBundle(join(stateDir, 'none'))).rejects.toThrow(BundleUnreadable);
    const two = join(stateDir, 'two', 'public');
    cpSync(folder, join(two, 'harbor'), { recursive: true });
    cpSync(folder, join(two, 'other'), { recursive: true });
    await expect(readBundle(two)).rejects.toThrow(BundleUnreadable);
    expect(await fails(two, { reserve: 'other' })).toEqual([]);
    await expect(readBundle(two, { reserve: 'third' })).rejects.toThrow(BundleUnreadable);
    await expect(readBundle(join(folder, 'cycles', '1.json'))).rejects.toThrow(BundleUnreadable);
    await expect(readBundle(join(folder, 'artefacts', '..', 'cycles'))).rejects.toThrow(BundleUnreadable);
  });
  it('a record that names files outside the folder reads none of them', async () => {
    const copy = copyOf('traversal');
    writeFileSync(join(copy, 'secret.json'), '{"secret":true}');
    const record = {
      ...(cycles[2] as TestCycle).record,
      plan: '../secret',
      receipts: ['../../secret'],
      statement: '../secret',
    };
    writeFileSync(join(copy, 'cycles', '3.json'), canonicalText(record));
    const bundle = await readBundle(copy);
    expect(JSON.stringify(bundle)).not.toContain('secret\\":true');
    expect(verifyBundle(bundle).ok).toBe(false);
    writeFileSync(join(copy, 'cycles', '3.json'), canonicalText({ ...record, receipts: 7 }));
    expect(await fails(copy)).toContain('artefact · record · MALFORMED');
  });
  it('refuses files too long to be what they say, before reading them', async () => {
    const copy = copyOf('long');
    for (const name of ['log/leaves', 'cycles/3.json']) {
      truncateSync(join(copy, name), 300_000_000);
      await expect(readBundle(copy)).rejects.toThrow(BundleUnreadable);
      writeFileSync(join(copy, name), readFileSync(join(folder, name)));
    }
    const file = join(stateDir, 'long.json');
    writeFileSync(file, '');
    truncateSync(file, 300_000_000);
    await expect(readBundle(file)).rejects.toThrow(BundleUnreadable);
  });
  it('an empty folder verifies to a list of what is missing', async () => {
    const empty = join(stateDir, 'empty');
    mkdirSync(empty);
    expect(await fails(empty)).toEqual(['record · record · MISSING', 'tree head · log · MISSING']);
  });
  it.each<[string, string, string]>([
    ['the record', 'cycles/3.json', 'record · record · MISSING'],
    ['the statement', 'statements/3.json', 'artefact · statement · MISSING'],
    ['the tree head', 'log/tree-head.json', 'tree head · log · MISSING'],
    ['the leaves', 'log/leaves', 'inclusion · log · MISSING'],
    ['the record before', 'cycles/2.json', 'artefact · previous record · '],
  ])('a folder without %s names it', async (_name, file, expected) => {
    const copy = copyOf(`without ${file.replaceAll('/', '-')}`);
    rmSync(join(copy, file));
    const found = await fails(copy, { cycle: 3 });
    expect(found.some((line) => line.startsWith(expected))).toBe(true);
  });
  it('a folder without the newest record does not pass an older one off for it', async () => {
    const copy = copyOf('without newest');
    rmSync(join(copy, 'cycles', '3.json'));
    const result = verifyBundle(await readBundle(copy));
    expect(result).toMatchObject({ ok: false, cycle: null });
  });
  it('every artefact file missing or changed by a byte is named', async () => {
    const copy = copyOf('tampered');
    const record = cycles[2]?.record as TestCycle['record'];
    const named: [string, Hash][] = [
      ['snapshot', record.snapshot],
      ['proofs', record.proofs as Hash],
      ['policy', record.policy],
      ['carried state in', record.carriedIn],
      ['history', record.history],
      ['balance sheet', record.balanceSheet],
      ['assessment', record.assessment],
      ['plan', record.plan],
      ['carried state out', record.carriedOut],
    ];
    for (const [kind, hash] of named) {
      const path = join(copy, 'artefacts', `${hash}.json`);
      const text = readFileSync(path, 'utf8');
      writeFileSync(path, text.replace('harbor', 'harbour'));
      expect((await fails(copy))[0]).toBe(`artefact · ${kind} · HASH_MISMATCH`);
      rmSync(path);
      expect((await fails(copy))[0]).toBe(`artefact · ${kind} · MISSING`);
      writeFileSync(path, text);
    }
    expect(await fails(copy)).toEqual([]);
  });
  it('a changed leaf, a dropped leaf, a garbled leaf', async () => {
    const copy = copyOf('leaves');
    const path = join(copy, 'log', 'leaves');
    const text = readFileSync(path, 'utf8');
    writeFileSync(
      path,
      text.replace(/[0-9a-f]\n/, (end) => (end.startsWith('0') ? '1\n' : '0\n')),
    );
    expect(await fails(copy)).toEqual(['log · leaves · WRONG_ROOT']);
    writeFileSync(path, text.slice(67));
    expect(await fails(copy)).toEqual(['log · leaves · WRONG_ROOT']);
    writeFileSync(path, text.replace('0x', '0X'));
    expect(await fails(copy)).toEqual(['tree head · log · REPLAY_LOG_MALFORMED']);
    writeFileSync(path, text.replaceAll('\n', '\r\n'));
    expect(await fails(copy)).toEqual(['tree head · log · REPLAY_LOG_MALFORMED']);
  });
  it('a cycle published while a reader looks is not taken for a signed one', async () => {
    const copy = copyOf('racing');
    appendFileSync(join(copy, 'log', 'leaves'), `0x${'1'.repeat(64)}\n`);
    writeFileSync(join(copy, 'cycles', '4.json'), '{}');
    expect(await fails(copy)).toEqual([]);
  });
});

describe('exportBundle', () => {
  it('one file verifies alone, for any cycle, and shows growth since a size', async () => {
    const to = join(stateDir, 'bundle.json');
    for (const cycle of [1, 2, 3]) {
      const hash = await exportBundle({ from: stateDir, to, cycle, sinceSize: 1 });
      expect(sha256Text(readFileSync(to, 'utf8'))).toBe(hash);
      expect(await fails(to)).toEqual([]);
    }
    const early = verifyBundle(await readBundle(to), {
      earlierTreeHead: readFileSync(join(folder, 'log', 'tree-head.json'), 'utf8'),
    });
    expect(early.ok).toBe(true);
  });
  it('one changed character anywhere in the file is found', async () => {
    const to = join(stateDir, 'tampered.json');
    await exportBundle({ from: folder, to });
    const text = readFileSync(to, 'utf8');
    for (let at = 0; at < text.length; at += Math.floor(text.length / 40)) {
      writeFileSync(to, text.slice(0, at) + (text[at] === '7' ? '8' : '7') + text.slice(at + 1));
      const outcome = await fails(to).catch((error: unknown) =>
        error instanceof BundleUnreadable ? ['unreadable'] : [],
      );
      expect(outcome).not.toEqual([]);
    }
  });
  it('refuses a cycle that is not in the log', async () => {
    const copy = copyOf('short');
    rmSync(join(copy, 'log', 'leaves'));
    writeFileSync(join(copy, 'log', 'leaves'), '');
    await expect(exportBundle({ from: copy, to: join(stateDir, 'x.json') })).rejects.toMatchObject({
      code: 'REPLAY_LOG_MALFORMED',
    });
  });
});

it('the log goes on, and a head kept from before shows that nothing was rewritten', async () => {
  const earlierTreeHead = readFileSync(join(folder, 'log', 'tree-head.json'), 'utf8');
  await attestTestCycles(store, key, await loadAttesterLog(store, 'harbor'), cycles.slice(3));
  await publishReserve({ store, stateDir, reserve: 'harbor' });
  const grown = verifyBundle(await readBundle(folder), { earlierTreeHead });
  expect(grown.checks.filter((check) => !check.ok)).toEqual([]);
  expect(grown.checks.find((check) => check.name === 'append-only')?.detail).toBe('3 → 5 cycles');
  const to = join(stateDir, 'since.json');
  await exportBundle({ from: folder, to, sinceSize: 3 });
  expect(verifyBundle(await readBundle(to), { earlierTreeHead }).ok).toBe(true);
});
