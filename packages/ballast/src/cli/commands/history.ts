import type { Command } from 'commander';
import { isoTime } from '@ballast/core';
import { padLeft, padRight } from '../../report/paint.ts';
import type { StoredCycle } from '../../store/store.ts';
import { wholeNumber } from '../arguments.ts';
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
    .option('--limit <n>', 'at most so many', wholeNumber, 20)
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
    md: () =>
      [
        '| cycle | as of (UTC) | level | actions | state | record |',
        '|---|---|---|---|---|---|',
        ...cycles.map(markdownRow),
        '',
      ].join('\n'),
    text: () => [session.output.paint.dim(heads), ...cycles.map(textRow), ''].join('\n'),
  });
  return EXIT.fine;
}

const heads = `${padLeft('cycle', 6)}  ${padRight('as of (UTC)', 20)}  ${padRight('level', 10)}${padLeft('actions', 8)}  ${padRight('state', 9)}  record`;

const textRow = (cycle: StoredCycle): string =>
  `${padLeft(String(cycle.cycle), 6)}  ${isoTime(cycle.asOfSeconds)}  ${padRight(cycle.level, 10)}${padLeft(String(cycle.actions), 8)}  ${padRight(cycle.state, 9)}  ${cycle.recordHash?.slice(0, 12) ?? '–'}`;

const markdownRow = (cycle: StoredCycle): string =>
  `| ${cycle.cycle} | ${isoTime(cycle.asOfSeconds)} | ${cycle.level} | ${cycle.actions} | ${cycle.state} | ${cycle.recordHash ?? '–'} |`;
