import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { sha256Text } from '@ballast/core';
import { codeOfAsync } from './codeOf.fixture.ts';
import type { Intent, IntentState } from './journal.ts';
import { openStore } from './openStore.ts';
import { BACKENDS, type Backend } from './storeOptions.fixture.ts';
import { plannedIntent, signature } from './storedCycle.fixture.ts';

type Step = 'sign' | 'sent' | 'confirmed' | 'reverted' | 'dropped';

/** The life of an intent, written down a second time: from each state, the steps that are allowed. */
const ALLOWED: Readonly<Record<IntentState, readonly Step[]>> = {
  planned: ['sign', 'dropped'],
  signed: ['sent', 'confirmed', 'reverted', 'dropped'],
  sent: ['sent', 'confirmed', 'reverted', 'dropped'],
  confirmed: ['confirmed'],
  reverted: ['reverted'],
  dropped: ['dropped'],
};

describe.each(BACKENDS)('journal on $name', ({ start }) => {
  let backend: Backend;
  let store: Awaited<ReturnType<typeof openStore>>;
  let reserves = 0;
  const newReserve = (): string => `journal-${(reserves += 1)}`;
  const take = (intent: Intent, step: Step): Promise<void> => {
    if (step === 'sign') return store.journal.sign(intent.id, signature(7));
    return step === 'sent' ? store.journal.sent(intent.id) : store.journal.settle(intent.id, step);
  };

  beforeAll(async () => {
    backend = await start();
    store = await openStore(await backend.fresh());
  });
  afterAll(async () => {
    await store?.close();
    await backend?.stop();
  });

  it('refuses steps of an intent that was never planned', async () => {
    const ghost = plannedIntent('nobody', 1, 0);
    for (const step of ['sign', 'sent', 'confirmed', 'reverted', 'dropped'] as const) {
      expect(await codeOfAsync(take(ghost, step))).toBe('STORE_INTENT_UNKNOWN');
    }
    expect(await store.journal.find(ghost.id)).toBeNull();
    expect(await store.journal.open('nobody')).toEqual([]);
  });

  it('refuses to plan what says it is further on', async () => {
    const intent = plannedIntent(newReserve(), 1, 0);
    expect(await codeOfAsync(store.journal.plan({ ...intent, state: 'sent' }))).toBe('STORE_INTENT_ORDER');
    expect(await codeOfAsync(store.journal.plan({ ...intent, ...signature(1) }))).toBe('STORE_INTENT_ORDER');
    expect(await store.journal.find(intent.id)).toBeNull();
  });

  it('plans an id once, keeps what was planned first, also when many try at once', async () => {
    const intent = plannedIntent(newReserve(), 1, 0);
    const results = await Promise.all(Array.from({ length: 5 }, () => store.journal.plan(intent)));
    expect(results.filter(Boolean)).toHaveLength(1);
    expect(await store.journal.plan({ ...intent, data: '0x00' })).toBe(false);
    expect(await store.journal.find(intent.id)).toEqual(intent);
  });

  it('keeps the signed bytes, and never lets a second signature replace them', async () => {
    const intent = plannedIntent(newReserve(), 1, 0);
    await store.journal.plan(intent);
    await store.journal.sign(intent.id, signature(3));
    expect(await codeOfAsync(store.journal.sign(intent.id, signature(4)))).toBe('STORE_INTENT_ORDER');
    expect(await store.journal.find(intent.id)).toEqual({ ...intent, state: 'signed', ...signature(3) });
  });

  it('follows the life of an intent through any sequence of steps', async () => {
    const steps = fc.constantFrom<Step>('sign', 'sent', 'confirmed', 'reverted', 'dropped');
    await fc.assert(
      fc.asyncProperty(fc.array(steps, { maxLength: 8 }), async (sequence) => {
        const reserve = newReserve();
        const intent = plannedIntent(reserve, 1, 0);
        await store.journal.plan(intent);
        let state: IntentState = 'planned';
        let isSigned = false;
        for (const step of sequence) {
          const isAllowed = ALLOWED[state].includes(step);
          expect(await codeOfAsync(take(intent, step))).toBe(isAllowed ? 'no error' : 'STORE_INTENT_ORDER');
          if (isAllowed) state = step === 'sign' ? 'signed' : step;
          isSigned ||= state === 'signed';
          const expected = { ...intent, state, ...(isSigned ? signature(7) : {}) };
          expect(await store.journal.find(intent.id)).toEqual(expected);
          const isOpen = ['planned', 'signed', 'sent'].includes(state);
          expect(await store.journal.open(reserve)).toEqual(isOpen ? [expected] : []);
        }
      }),
      { numRuns: 25 },
    );
  });

  it('lists open intents oldest first, of one reserve only', async () => {
    const [reserve, other] = [newReserve(), newReserve()];
    const intents = [plannedIntent(reserve, 9, 1), plannedIntent(reserve, 9, 0), plannedIntent(reserve, 10, 0)];
    for (const intent of intents) await store.journal.plan(intent);
    await store.journal.plan(plannedIntent(other, 1, 0));
    expect((await store.journal.open(reserve)).map(({ id }) => id)).toEqual(intents.map(({ id }) => id));
    await store.journal.settle(intents[1]!.id, 'dropped');
    expect((await store.journal.open(reserve)).map(({ id }) => id)).toEqual([intents[0]!.id, intents[2]!.id]);
  });

  it('keeps a nonce and bytes larger than any float holds', async () => {
    const intent = plannedIntent(newReserve(), 1, 0);
    await store.journal.plan(intent);
    const signed = { ...signature(Number.MAX_SAFE_INTEGER), rawTransaction: `0x${'ab'.repeat(60_000)}` as const };
    await store.journal.sign(intent.id, signed);
    expect(await store.journal.find(intent.id)).toMatchObject(signed);
    expect(sha256Text(signed.rawTransaction)).toBe(
      sha256Text((await store.journal.find(intent.id))?.rawTransaction ?? ''),
    );
  });
});
