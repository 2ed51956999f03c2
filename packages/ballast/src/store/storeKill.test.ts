import { once } from 'node:events';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChildProcess } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { killHard, lineOf, startFixture } from './childProcess.fixture.ts';
import { codeOfAsync } from './codeOf.fixture.ts';
import { openStore, type StoreOptions } from './openStore.ts';
import { BACKENDS, newFolder, type Backend } from './storeOptions.fixture.ts';
import { plannedIntent, signature } from './storedCycle.fixture.ts';

const STEPS = ['begin', 'plan', 'sign', 'sent', 'settle', 'complete'] as const;

const start = (options: StoreOptions, killAfter: number): ChildProcess =>
  startFixture('./storeWriter.fixture.ts', [options.stateDir, options.databaseUrl ?? '', String(killAfter)]);

/** Acknowledged steps of a writer that was killed, in order. */
async function stepsUntilDeath(child: ChildProcess): Promise<string[]> {
  let text = '';
  child.stdout?.on('data', (chunk) => (text += String(chunk)));
  await once(child, 'close');
  expect(child.signalCode).toBe('SIGKILL');
  return text.split('\n').filter((line) => line !== '' && line !== 'open');
}

/** How many of the six steps of a cycle the store holds; they can only be there in order. */
async function stepsHeld(options: StoreOptions, cycle: number): Promise<number> {
  const store = await openStore(options);
  try {
    const stored = await store.cycle('r', cycle);
    const intent = await store.journal.find(plannedIntent('r', cycle, 0).id);
    const isSigned = intent?.rawTransaction === signature(cycle).rawTransaction && intent.nonce === cycle;
    const held = [
      stored !== null,
      intent !== null,
      isSigned,
      isSigned && ['sent', 'confirmed'].includes(intent.state),
      intent?.state === 'confirmed',
      stored?.state === 'complete',
    ];
    const count = held.filter(Boolean).length;
    expect(held).toEqual(STEPS.map((_, index) => index < count));
    const cycles = await store.cycles('r', { limit: 100_000 });
    const complete = cycles.filter(({ state }) => state === 'complete').length;
    expect(await store.leaves('r', 0)).toHaveLength(complete);
    expect((await store.treeHead('r')) === null).toBe(complete === 0);
    return count;
  } finally {
    await store.close();
  }
}

// Each case starts a dozen processes; a busy machine needs its time.
const PATIENCE_MS = 180_000;

describe.each(BACKENDS)('kill -9 of the process that writes to $name', ({ start: startBackend }) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await startBackend();
  });
  afterAll(async () => {
    await backend?.stop();
  });

  it(
    'after each step was acknowledged: it is there, the next step is not, and a new owner gets in at once',
    async () => {
      const options = await backend.fresh();
      for (const [index, name] of STEPS.entries()) {
        const cycle = index + 1;
        const steps = await stepsUntilDeath(start(options, index + 1));
        expect(steps.at(-1)).toBe(`${name} ${cycle}`);
        expect(await stepsHeld(options, cycle)).toBe(index + 1);
      }
    },
    PATIENCE_MS,
  );

  it(
    'at any moment, three times on one database: nothing acknowledged is lost, at most the step under way is added',
    async () => {
      const options = await backend.fresh();
      for (const delayMs of [37, 91, 163]) {
        const child = start(options, 0);
        const death = stepsUntilDeath(child);
        await lineOf(child, 'begin');
        await new Promise((resolve) => setTimeout(resolve, delayMs));
        await killHard(child);
        const steps = await death;
        const [name = '', cycle = ''] = (steps.at(-1) ?? '').split(' ');
        const acknowledged = STEPS.findIndex((step) => step === name) + 1;
        if (acknowledged === 6) {
          expect(await stepsHeld(options, Number(cycle))).toBe(6);
          expect(await stepsHeld(options, Number(cycle) + 1)).toBeLessThanOrEqual(1);
        } else {
          const held = await stepsHeld(options, Number(cycle));
          expect(held).toBeGreaterThanOrEqual(acknowledged);
          expect(held).toBeLessThanOrEqual(acknowledged + 1);
        }
      }
    },
    PATIENCE_MS,
  );

  it('keeps a second writer out while the first lives', async () => {
    const options = await backend.fresh();
    const child = start(options, 0);
    await lineOf(child, 'begin 1');
    const attempt = async (): Promise<void> => {
      const store = await openStore(options);
      try {
        await store.putArtefacts('r', []);
      } finally {
        await store.close();
      }
    };
    expect(await codeOfAsync(attempt())).toBe('STORE_LOCKED retryable');
    await killHard(child);
    await attempt();
  });
});

describe('kill -9 while the embedded database is being made', () => {
  const folders: string[] = [];
  const newPlace = (): string => {
    const folder = newFolder();
    folders.push(folder);
    return folder;
  };
  afterAll(() => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });

  it(
    'leaves no half database: the next open makes a whole one',
    async () => {
      const stateDir = newPlace();
      const child = start({ stateDir }, 0);
      while (!existsSync(join(stateDir, 'db.new', 'base'))) await new Promise((resolve) => setTimeout(resolve, 5));
      await killHard(child);
      expect(existsSync(join(stateDir, 'db'))).toBe(false);
      expect(existsSync(join(stateDir, 'db.new'))).toBe(true);
      await (await openStore({ stateDir })).close();
      expect(existsSync(join(stateDir, 'db.new'))).toBe(false);
    },
    PATIENCE_MS,
  );

  it('names a directory that is not a whole database', async () => {
    const stateDir = newPlace();
    mkdirSync(join(stateDir, 'db', 'global'), { recursive: true });
    writeFileSync(join(stateDir, 'db', 'PG_VERSION'), '18\n');
    expect(await codeOfAsync(openStore({ stateDir }))).toBe('STORE_DAMAGED');
    // The failure gives the directory back.
    expect(await codeOfAsync(openStore({ stateDir }))).toBe('STORE_DAMAGED');
  });
});
