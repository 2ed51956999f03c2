import type { Command } from 'commander';
import { isoTime, type Hash } from '@ballast/core';
import { csvTable, markdownTable, textTable, type Table } from '../../report/table.ts';
import type { StoredCycle } from '../../store/store.ts';
import { countArgument, CSV, wholeNumber } from '../arguments.ts';
import { EXIT } from '../exitCodes.ts';
import { reserveOf, withStore } from '../openStore.ts';
import type { Runner, Session } from '../session.ts';

interface HistoryFlags {
  readonly reserve?: string;
  readonly limit: number;
  readonly before?: number;
}

export function registerHistory(program: Command, run: Runner): void {
  program
    .command('history')
    .description('cycles of a reserve, newest first')
    .option('--reserve <id>', 'which reserve, when the state holds several')
    .option('--limit <n>', 'at most so many', countArgument, 20)
    .option('--csv', CSV)
    .option('--before <cycle>', 'older than this cycle', wholeNumber)
    .addHelpText('after', '\nExample:\n  ballast history --limit 5')
    .action(run(async (session, flags) => historyCommand(session, flags as HistoryFlags)));
}

async function historyCommand(session: Session, flags: HistoryFlags): Promise<number> {
  const cycles = await withStore(session, async (store) =>
    store.cycles(await reserveOf(store, flags.reserve), {
      limit: flags.limit,
      ...(flags.before === undefined ? {} : { before: flags.before }),
    }),
  );
  session.output.result({
    json: () => ({ schema: 'ballast/history-view/1', cycles }),
    md: () => `${markdownTable(cyclesTable(cycles)).join('\n')}\n`,
    csv: () => csvTable(cyclesTable(cycles)),
    text: () =>
      `${textTable(cyclesTable(cycles.map((cycle) => ({ ...cycle, recordHash: shortHash(cycle.recordHash) }))), session.output.paint).join('\n')}\n`,
  });
  return EXIT.fine;
}

/** Enough of a hash to tell records apart on a page; --json and --csv hold all of it. */
const shortHash = (hash: Hash | null): Hash | null => (hash === null ? null : (hash.slice(0, 12) as Hash));

const cyclesTable = (cycles: readonly StoredCycle[]): Table => ({
  columns: [
    { head: 'cycle', align: 'right' },
    { head: 'as of (UTC)' },
    { head: 'level' },
    { head: 'actions', align: 'right' },
    { head: 'state' },
    { head: 'record' },
  ],
  rows: cycles.map((cycle) => [
    String(cycle.cycle),
    isoTime(cycle.asOfSeconds),
    cycle.level,
    String(cycle.actions),
    cycle.state,
    cycle.recordHash ?? '',
  ]),
});
