import type { Command } from 'commander';
import { loadCycle, type LoadedCycle } from '../../attest/loadCycle.ts';
import { explainCycle } from '../../report/explainCycle.ts';
import { wholeNumber } from '../arguments.ts';
import { EXIT } from '../exitCodes.ts';
import { NoState, reserveOf, withStore, type SessionStore } from '../openStore.ts';
import type { Runner, Session } from '../session.ts';

export function registerWhy(program: Command, run: Runner): void {
  program
    .command('why')
    .argument('[cycle]', 'cycle number; the last complete one when left out', wholeNumber)
    .description('a cycle in plain words: what was seen, what binds, what was decided and refused, what happened')
    .option('--reserve <id>', 'which reserve, when the state holds several')
    .addHelpText('after', '\nExample:\n  ballast why 12')
    .action(
      run(async (session, cycle, flags) =>
        whyCommand(session, cycle as number | undefined, (flags as { readonly reserve?: string }).reserve),
      ),
    );
}

async function whyCommand(session: Session, cycle: number | undefined, reserve: string | undefined): Promise<number> {
  const loaded = await withStore(session, async (store) => loadNamed(session, store, reserve, cycle));
  session.output.result({
    json: () => ({
      schema: 'ballast/why/1',
      reserve: loaded.record.reserve,
      cycle: loaded.record.cycle,
      level: loaded.assessment.level,
      evidence: loaded.assessment.levelEvidence,
      limits: loaded.assessment.limits,
      plan: loaded.plan,
      receipts: loaded.receipts,
    }),
    text: () => explainCycle(loaded),
  });
  return EXIT.fine;
}

/** Loads a cycle by number, or the last complete one. */
export async function loadNamed(
  session: Session,
  store: SessionStore,
  reserve: string | undefined,
  cycle: number | undefined,
): Promise<LoadedCycle> {
  const id = await reserveOf(store, reserve);
  if (cycle !== undefined) return loadCycle(store, id, cycle);
  const newest = (await store.cycles(id, { limit: 2 })).find((item) => item.state === 'complete');
  if (newest === undefined) throw new NoState(session.loaded.config.stateDir);
  return loadCycle(store, id, newest.cycle);
}
