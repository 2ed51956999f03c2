import { openStore } from './openStore.ts';
import { completion, decidedCycle, plannedIntent, signature } from './storedCycle.fixture.ts';

/*
 * A process of the kill tests: `STATE_DIR DATABASE_URL KILL_AFTER`. Runs whole cycles from where the store stands,
 * prints every step once it is acknowledged, and kills itself with SIGKILL after that many steps; 0 never.
 */
const [stateDir = '', databaseUrl = '', killAfter = '0'] = process.argv.slice(2);
const store = await openStore({ stateDir, databaseUrl });
let steps = 0;

const step = async (name: string, work: Promise<unknown>): Promise<void> => {
  await work;
  process.stdout.write(`${name}\n`);
  steps += 1;
  if (steps === Number(killAfter)) process.kill(process.pid, 'SIGKILL');
};

process.stdout.write('open\n');
let cycle = ((await store.latestCycle('r'))?.cycle ?? 0) + 1;
for (;;) {
  const { cycle: decided, artefacts } = decidedCycle('r', cycle);
  const leafIndex = (await store.leaves('r', 0)).length;
  const intent = plannedIntent('r', cycle, 0);
  await step(`begin ${cycle}`, store.beginCycle(decided, artefacts));
  await step(`plan ${cycle}`, store.journal.plan(intent));
  await step(`sign ${cycle}`, store.journal.sign(intent.id, signature(cycle)));
  await step(`sent ${cycle}`, store.journal.sent(intent.id));
  await step(`settle ${cycle}`, store.journal.settle(intent.id, 'confirmed'));
  await step(`complete ${cycle}`, store.completeCycle(completion('r', cycle, leafIndex)));
  cycle += 1;
}
