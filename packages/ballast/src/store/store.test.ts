import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { sha256Text, type Hash } from '@ballast/core';
import { codeOfAsync } from './codeOf.fixture.ts';
import { openStore } from './openStore.ts';
import { BACKENDS, type Backend } from './storeOptions.fixture.ts';
import { artefactOf, completion, decidedCycle, plannedIntent } from './storedCycle.fixture.ts';

type OpenedStore = Awaited<ReturnType<typeof openStore>>;

describe.each(BACKENDS)('store on $name', ({ start }) => {
  let backend: Backend;
  let store: OpenedStore;
  let reserves = 0;
  // Every test has a reserve of its own, so that one database serves them all.
  const newReserve = (): string => `reserve-${(reserves += 1)}`;
  const begin = async (reserve: string, cycle: number): Promise<void> => {
    const { cycle: decided, artefacts } = decidedCycle(reserve, cycle);
    await store.beginCycle(decided, artefacts);
  };

  beforeAll(async () => {
    backend = await start();
    store = await openStore(await backend.fresh());
  });
  afterAll(async () => {
    await store?.close();
    await backend?.stop();
  });

  it('knows nothing of what was never written', async () => {
    const unknown = sha256Text('nothing');
    expect(await store.artefact(unknown)).toBeNull();
    expect(await store.artefactByPrefix(unknown)).toBeNull();
    expect(await store.latestCycle('nobody')).toBeNull();
    expect(await store.cycle('nobody', 1)).toBeNull();
    expect(await store.cycles('nobody', { limit: 10 })).toEqual([]);
    expect(await store.leaves('nobody', 0)).toEqual([]);
    expect(await store.treeHead('nobody')).toBeNull();
    expect(store.kind).toBe(backend.kind);
  });

  it('refuses text under another hash, and writes nothing of that batch', async () => {
    const good = artefactOf({ note: 'good' });
    const bad = { ...artefactOf({ note: 'bad' }), text: '{"note":"changed"}' };
    const code = await codeOfAsync(store.putArtefacts(newReserve(), [good, bad]));
    expect(code).toBe('STORE_MISNAMED');
    expect(await store.artefact(good.hash)).toBeNull();
  });

  it('keeps the very bytes of any canonical text, once per hash', async () => {
    const reserve = newReserve();
    await fc.assert(
      fc.asyncProperty(fc.array(fc.dictionary(fc.string(), fc.string()), { maxLength: 4 }), async (values) => {
        const artefacts = values.map((value) => artefactOf({ value: JSON.stringify(value) }));
        await store.putArtefacts(reserve, artefacts);
        await store.putArtefacts(reserve, artefacts);
        for (const { hash, text } of artefacts) expect(await store.artefact(hash)).toBe(text);
      }),
      { numRuns: 30 },
    );
  });

  it('takes one artefact twice in one batch, and a text of ten megabytes', async () => {
    const twin = artefactOf({ note: 'twin' });
    const large = artefactOf({ note: 'é'.repeat(5_000_000) });
    await store.putArtefacts(newReserve(), [twin, twin, large]);
    expect(await store.artefact(twin.hash)).toBe(twin.text);
    expect(await store.artefact(large.hash)).toBe(large.text);
  });

  it('finds an artefact by the start of its hash only when it is the one', async () => {
    const reserve = newReserve();
    const [one, two] = [artefactOf({ note: 'one' }), artefactOf({ note: 'two' })];
    await store.putArtefacts(reserve, [one, two]);
    expect(await store.artefactByPrefix(one.hash.slice(0, 20))).toEqual(one);
    expect(await store.artefactByPrefix(one.hash)).toEqual(one);
    expect(await store.artefactByPrefix('0x')).toBeNull();
    expect(await store.artefactByPrefix('')).toBeNull();
    expect(await store.artefactByPrefix('%')).toBeNull();
    expect(await store.artefactByPrefix(`${one.hash.slice(0, 20)}_`)).toBeNull();
  });

  it('refuses a begun cycle whose plan or carried state is not stored, leaving no cycle and no artefact', async () => {
    const reserve = newReserve();
    const { cycle, artefacts } = decidedCycle(reserve, 1);
    const [plan, carried] = artefacts;
    expect(await codeOfAsync(store.beginCycle(cycle, [plan!]))).toBe('STORE_ARTEFACT_MISSING');
    expect(await codeOfAsync(store.beginCycle(cycle, [carried!]))).toBe('STORE_ARTEFACT_MISSING');
    const withProofs = { ...cycle, proofsHash: sha256Text('proofs nobody handed over') };
    expect(await codeOfAsync(store.beginCycle(withProofs, artefacts))).toBe('STORE_ARTEFACT_MISSING');
    expect(await store.latestCycle(reserve)).toBeNull();
    expect(await store.artefact(plan!.hash)).toBeNull();
  });

  it('gives a cycle back as it was begun, with proofs and without', async () => {
    const reserve = newReserve();
    const proofs = artefactOf({ schema: 'ballast/proofs/1' });
    const [one, two] = [decidedCycle(reserve, 1), decidedCycle(reserve, 2)];
    const withProofs = { ...two.cycle, proofsHash: proofs.hash };
    await store.beginCycle(one.cycle, one.artefacts);
    await store.beginCycle(withProofs, [...two.artefacts, proofs]);
    expect(await store.cycle(reserve, 1)).toEqual(one.cycle);
    expect(await store.cycle(reserve, 2)).toEqual(withProofs);
  });

  it('refuses a cycle number already taken, decided or complete, and keeps the first', async () => {
    const reserve = newReserve();
    await begin(reserve, 1);
    const other = artefactOf({ schema: 'ballast/plan/1', other: true });
    const { cycle, artefacts } = decidedCycle(reserve, 1);
    const again = { ...cycle, planHash: other.hash };
    expect(await codeOfAsync(store.beginCycle(again, [...artefacts, other]))).toBe('STORE_CYCLE_TAKEN');
    expect(await store.artefact(other.hash)).toBeNull();
    await store.completeCycle(completion(reserve, 1, 0));
    expect(await codeOfAsync(store.beginCycle(again, [...artefacts, other]))).toBe('STORE_CYCLE_TAKEN');
    expect((await store.cycle(reserve, 1))?.planHash).toBe(cycle.planHash);
  });

  it('refuses to begin a cycle that says it is complete', async () => {
    const { cycle, artefacts } = decidedCycle(newReserve(), 1);
    expect(await codeOfAsync(store.beginCycle({ ...cycle, state: 'complete' }, artefacts))).toBe(
      'STORE_CYCLE_NOT_OPEN',
    );
  });

  it('completes a cycle once, never one that was not begun, never with a leaf that is not the next', async () => {
    const reserve = newReserve();
    expect(await codeOfAsync(store.completeCycle(completion(reserve, 1, 0)))).toBe('STORE_CYCLE_NOT_OPEN');
    await begin(reserve, 1);
    expect(await codeOfAsync(store.completeCycle(completion(reserve, 1, 1)))).toBe('STORE_LEAF_TAKEN');
    const without = { ...completion(reserve, 1, 0), artefacts: [] };
    expect(await codeOfAsync(store.completeCycle(without))).toBe('STORE_ARTEFACT_MISSING');
    expect(await store.leaves(reserve, 0)).toEqual([]);
    expect((await store.latestCycle(reserve))?.state).toBe('decided');
    const done = completion(reserve, 1, 0);
    await store.completeCycle(done);
    expect(await codeOfAsync(store.completeCycle(done))).toBe('STORE_CYCLE_NOT_OPEN');
    expect(await store.leaves(reserve, 0)).toEqual([done.leafHash]);
    expect(await store.treeHead(reserve)).toBe(done.treeHead);
    expect(await store.artefact(done.recordHash)).toBe(done.artefacts[0]?.text);
    expect(await store.latestCycle(reserve)).toEqual({
      ...decidedCycle(reserve, 1).cycle,
      state: 'complete',
      recordHash: done.recordHash,
    });
  });

  it('lets one of many simultaneous completions with the same leaf win', async () => {
    const reserve = newReserve();
    const cycles = [1, 2, 3, 4, 5];
    for (const cycle of cycles) await begin(reserve, cycle);
    const codes = await Promise.all(
      cycles.map((cycle) => codeOfAsync(store.completeCycle(completion(reserve, cycle, 0)))),
    );
    expect(codes.toSorted()).toEqual([
      'STORE_LEAF_TAKEN',
      'STORE_LEAF_TAKEN',
      'STORE_LEAF_TAKEN',
      'STORE_LEAF_TAKEN',
      'no error',
    ]);
    const winner = cycles[codes.indexOf('no error')] ?? 0;
    expect(await store.leaves(reserve, 0)).toEqual([completion(reserve, winner, 0).leafHash]);
    const states = (await store.cycles(reserve, { limit: 9 })).map(({ state }) => state);
    expect(states.filter((state) => state === 'complete')).toHaveLength(1);
  });

  it('pages cycles newest first, keeps leaves in order, and keeps reserves apart', async () => {
    const [reserve, other] = [newReserve(), newReserve()];
    const leaves: Hash[] = [];
    // Eleven, because text order would put 10 before 9.
    for (let cycle = 1; cycle <= 11; cycle += 1) {
      await begin(reserve, cycle);
      const done = completion(reserve, cycle, cycle - 1);
      await store.completeCycle(done);
      leaves.push(done.leafHash);
    }
    await begin(other, 1);
    const numbers = async (page: { before?: number; limit: number }): Promise<number[]> =>
      (await store.cycles(reserve, page)).map(({ cycle }) => cycle);
    expect(await numbers({ limit: 3 })).toEqual([11, 10, 9]);
    expect(await numbers({ before: 9, limit: 3 })).toEqual([8, 7, 6]);
    expect(await numbers({ before: 1, limit: 3 })).toEqual([]);
    expect(await store.leaves(reserve, 0)).toEqual(leaves);
    expect(await store.leaves(reserve, 9)).toEqual(leaves.slice(9));
    expect(await store.treeHead(reserve)).toBe(completion(reserve, 11, 10).treeHead);
    expect((await store.latestCycle(reserve))?.cycle).toBe(11);
    expect((await store.latestCycle(other))?.cycle).toBe(1);
    expect(await store.leaves(other, 0)).toEqual([]);
    const known = await store.reserves();
    expect(known).toEqual(known.toSorted());
    expect(known).toEqual(expect.arrayContaining([reserve, other]));
  });

  it('belongs to one world for ever', async () => {
    await store.claimWorld('local:5eed');
    await store.claimWorld('local:5eed');
    expect(await codeOfAsync(store.claimWorld('live:eip155:1'))).toBe('STORE_OTHER_WORLD');
    await store.claimWorld('local:5eed');
  });

  it('starts a local world over, and never a live one', async () => {
    const own = await openStore(await backend.fresh());
    const { cycle, artefacts } = decidedCycle('r', 1);
    await own.startOver('local:1');
    await own.beginCycle(cycle, artefacts);
    await own.completeCycle(completion('r', 1, 0));
    await own.journal.plan(plannedIntent('r', 1, 0));
    await own.startOver('local:2');
    expect([await own.latestCycle('r'), await own.leaves('r', 0), await own.journal.open('r')]).toEqual([null, [], []]);
    expect(await own.artefact(cycle.planHash)).toBeNull();
    await own.claimWorld('local:2');
    expect(await codeOfAsync(own.startOver('live'))).toBe('STORE_OTHER_WORLD');
    await own.close();
    const live = await openStore(await backend.fresh());
    await live.claimWorld('live');
    await live.beginCycle(cycle, artefacts);
    expect(await codeOfAsync(live.startOver('local:1'))).toBe('STORE_OTHER_WORLD');
    expect((await live.latestCycle('r'))?.cycle).toBe(1);
    await live.close();
  });

  it('finds everything again after closing and reopening', async () => {
    const options = await backend.fresh();
    const first = await openStore(options);
    const { cycle, artefacts } = decidedCycle('r', 1);
    await first.claimWorld('local:1');
    await first.beginCycle(cycle, artefacts);
    await first.completeCycle(completion('r', 1, 0));
    await first.close();
    const second = await openStore(options);
    expect((await second.latestCycle('r'))?.recordHash).toBe(completion('r', 1, 0).recordHash);
    expect(await second.leaves('r', 0)).toHaveLength(1);
    expect(await codeOfAsync(second.claimWorld('local:2'))).toBe('STORE_OTHER_WORLD');
    await second.close();
  });
});
