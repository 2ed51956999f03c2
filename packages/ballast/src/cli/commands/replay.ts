import type { Command } from 'commander';
import { BallastError, replayCycle, type Replay } from '@ballast/core';
import { loadCycle } from '../../attest/loadCycle.ts';
import { breakLines, padRight } from '../../report/paint.ts';
import { drawHere } from '../../engine/cycleDraws.ts';
import { EXIT } from '../exitCodes.ts';
import { reserveOf, withStore, type SessionStore } from '../openStore.ts';
import type { Output } from '../output.ts';
import type { Runner, Session } from '../session.ts';

export class NotACycle extends BallastError {
  constructor(text: string) {
    super({
      code: 'CLI_NOT_A_CYCLE',
      message: `"${text}" is no cycle`,
      remedy: 'name a cycle number, or `all`',
      retryable: false,
    });
  }
}

export function registerReplay(program: Command, run: Runner): void {
  program
    .command('replay')
    .argument('<cycle>', 'cycle number, or all')
    .description('compute value, assess and decide again from the stored snapshot and compare the bytes')
    .option('--reserve <id>', 'which reserve, when the state holds several')
    .addHelpText('after', '\nExample:\n  ballast replay all')
    .action(
      run(async (session, cycle, flags) =>
        replayCommand(session, String(cycle), (flags as { readonly reserve?: string }).reserve),
      ),
    );
}

interface Replayed extends Replay {
  readonly cycle: number;
}

async function replayCommand(session: Session, which: string, reserve: string | undefined): Promise<number> {
  const replays = await withStore(session, async (store) => {
    const id = await reserveOf(store, reserve);
    const results: Replayed[] = [];
    for (const cycle of await cyclesOf(store, id, which)) {
      session.output.progress(`replaying cycle ${cycle} …`);
      results.push({ cycle, ...replayCycle(await loadCycle(store, id, cycle), drawHere) });
    }
    return results;
  });
  const isSame = replays.every((replay) => replay.isSame);
  session.output.result({
    json: () => ({ schema: 'ballast/replay/1', isSame, replays }),
    text: () => renderReplays(replays, session.output),
  });
  return isSame ? EXIT.fine : EXIT.failed;
}

async function cyclesOf(store: SessionStore, reserve: string, which: string): Promise<number[]> {
  if (/^\d{1,9}$/.test(which)) return [Number(which)];
  if (which !== 'all') throw new NotACycle(which);
  const numbers: number[] = [];
  for (let before: number | undefined; ;) {
    const page = await store.cycles(reserve, { limit: 500, ...(before === undefined ? {} : { before }) });
    if (page.length === 0) return numbers.toReversed();
    numbers.push(...page.filter((item) => item.state === 'complete').map((item) => item.cycle));
    before = page.at(-1)?.cycle;
  }
}

function renderReplays(replays: readonly Replayed[], { paint }: Output): string {
  const different = replays.filter((replay) => !replay.isSame);
  const lines = different.flatMap((replay) =>
    replay.artefacts
      .filter((item) => item.difference !== null)
      .slice(0, 1)
      .flatMap((item) => [
        `${paint.bad('✗')} cycle ${replay.cycle}: the ${item.artefact} differs at ${item.difference?.path ?? ''}`,
        ...breakLines(
          `stored ${item.difference?.stored ?? ''}, recomputed ${item.difference?.recomputed ?? ''}`,
          76,
        ).map((line) => `    ${line}`),
      ]),
  );
  if (replays.length === 1 && different.length === 0) {
    const names = replays[0]?.artefacts ?? [];
    lines.push(
      ...names.map((item) => `  ${paint.good('✓')} ${padRight(item.artefact, 14)} ${item.stored.slice(0, 34)}…`),
    );
  }
  const verdict =
    different.length === 0
      ? `${paint.good('✓')} ${replays.length} of ${replays.length} cycles recomputed to the same bytes`
      : `${paint.bad('✗')} ${different.length} of ${replays.length} cycles differ`;
  return `${[...lines, verdict].join('\n')}\n`;
}
