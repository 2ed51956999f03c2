// The demonstration: one crisis, three ways through it, on real contracts.
import { join } from 'node:path';
import { BallastError, type Policy } from '@ballast/core';
import type { CycleResult } from '../engine/runCycle.ts';
import { runReserves } from '../engine/runReserve.ts';
import { beginEphemeralState } from '../engine/stateFolder.ts';
import { UNWATCHED, watchSheet } from '../engine/watchRun.ts';
import { checkSeries } from '../history/checkSeries.ts';
import type { PriceFile } from '../history/priceSeries.ts';
import { historyLines } from '../report/historyLines.ts';
import { renderCycle, type CycleView } from '../report/renderCycle.ts';
import { cycleLineHead, renderCycleLine } from '../report/renderCycleLine.ts';
import { renderScore, scoreMarkdown, type ScoreColumn } from '../report/renderScore.ts';
import { breakLines } from '../report/paint.ts';
import { createLocalWorld, type LocalWorld, type LocalWorldOptions } from '../worlds/local/createLocalWorld.ts';
import type { Moment } from '../worlds/world.ts';
import { scoreColumn, watchedAsset } from './comparison.ts';
import { EXIT } from './exitCodes.ts';
import { startComparisons } from './startComparisons.ts';
import { openReserves } from './openReserves.ts';
import { openSessionStore } from './openStore.ts';
import type { OpenWorld } from './openWorld.ts';
import { policyOfText } from './policies.ts';
import type { Session } from './session.ts';
import { shortPath } from './shortPath.ts';

export interface DemoOptions {
  readonly world: LocalWorldOptions & {
    readonly scenario: string;
    readonly seed: number;
    readonly payable: 'usd' | 'usdc';
  };
  /** Run the two comparisons as well. */
  readonly compare: boolean;
  readonly moments?: number;
  /** Real prices given instead of the scenario's; what was repaired or refused in them is shown. */
  readonly priceFiles: readonly PriceFile[];
}

export class NotALocalWorld extends BallastError {
  constructor() {
    super({
      code: 'CLI_DEMO_WITHOUT_VAULT',
      message: 'the demonstration needs a policy with a vault',
      remedy: 'leave --policy out, or name one made by `ballast init`',
      retryable: false,
    });
  }
}

/** Runs the demonstration; returns the exit code. Clears what an earlier one left in the same folder. */
export async function runDemo(session: Session, options: DemoOptions): Promise<number> {
  const { output } = session;
  const { scenario, seed, payable } = options.world;
  const identity = `local:${scenario}:${seed}:${payable}`;
  output.line(
    output.paint.bold(
      `Ballast · ${scenario} · claims owed in ${payable === 'usd' ? 'dollars' : 'USDC'} · seed ${seed}`,
    ),
  );
  for (const line of historyLines(options.priceFiles.flatMap(checkSeries), [])) output.line(output.paint.dim(line));
  output.log('starting a local chain; deploying Uniswap v3, Aave v3, feeds, the vault …');
  const comparisons = options.compare
    ? startComparisons({
        world: options.world,
        ...(options.moments === undefined ? {} : { moments: options.moments }),
      })
    : Promise.resolve([]);
  // A comparison that fails while the run goes on is reported when its turn comes.
  comparisons.catch(() => undefined);
  const world = await createLocalWorld(options.world);
  for (const line of historyLines([], world.historyNotes)) output.line(output.paint.dim(line));
  try {
    const own = await liveThrough(session, options, world, identity);
    if (own === null) {
      output.log('stopped before the first cycle');
      return EXIT.interrupted;
    }
    const isWhole = !session.signal.aborted;
    if (options.compare && isWhole) output.log('finishing the comparison runs …');
    const columns = [own, ...(isWhole ? await comparisons : [])];
    if (session.signal.aborted) output.line(output.paint.warn('stopped early: what follows stands at the last cycle'));
    finish(session, columns, watchedAsset(policyOfText(world.policyText ?? '').policy));
    return session.signal.aborted ? EXIT.interrupted : EXIT.fine;
  } finally {
    await world.stop();
  }
}

/** The product's own run: every cycle recorded, attested and published; null when it was stopped before the first. */
async function liveThrough(
  session: Session,
  options: DemoOptions,
  world: LocalWorld,
  identity: string,
): Promise<ScoreColumn | null> {
  const { output, loaded } = session;
  const { stateDir } = loaded.config;
  if (beginEphemeralState(stateDir, identity)) output.log(`cleared the state of an earlier local world in ${stateDir}`);
  const policies = [policyOfText(world.policyText ?? '')];
  const open: OpenWorld = { world, policies, identity, isEphemeral: true };
  const store = await openSessionStore(session);
  try {
    await store.startOver(identity);
    const [reserve] = openReserves(session, open, store, 'execute');
    if (reserve === undefined) throw new NotALocalWorld();
    const watched = watchedAsset(reserve.policy);
    output.line(output.paint.dim(cycleLineHead(watched)));
    let watch = UNWATCHED;
    let last: CycleResult | null = null;
    await runReserves({
      reserves: [reserve],
      signal: session.signal,
      publish: 'at the end',
      ...(options.moments === undefined ? {} : { moments: options.moments }),
      onCycle: (result, moment) => {
        last = result;
        watch = watchSheet(watch, result.sheet, watched);
        showCycle(session, reserve.policy, result, moment, watched);
      },
    });
    const final = last as CycleResult | null;
    if (final === null) return null;
    output.line('');
    if (output.format === 'text') output.line(renderCycle(viewOf(reserve.policy, final), output.paint));
    return await scoreColumn('Ballast', world, reserve.policy, final, watch);
  } finally {
    await store.close();
  }
}

function showCycle(session: Session, policy: Policy, result: CycleResult, moment: Moment, watched: string): void {
  const { output } = session;
  if (moment.note !== null) {
    for (const line of breakLines(moment.note, 76)) output.line(output.paint.warn(`  ▏ ${line}`));
  }
  output.line(renderCycleLine(viewOf(policy, result), watched, output.paint));
  output.progress(moment.progress === null ? '' : `${Math.round(moment.progress * 100)} %`);
}

const viewOf = (policy: Policy, { sheet, assessment, plan, receipts }: CycleResult): CycleView => ({
  policy,
  sheet,
  assessment,
  plan,
  receipts,
  mode: 'execute',
});

function finish(session: Session, columns: readonly ScoreColumn[], watched: string): void {
  const { output, loaded } = session;
  const folder = join(loaded.config.stateDir, 'public');
  output.result({
    json: () => ({ schema: 'ballast/demo/1', watched, columns }),
    md: () => scoreMarkdown(columns, watched),
    text: () =>
      `${renderScore(columns, watched, output.paint)}\n${output.paint.dim('A reconstruction from public record; its sources stand in the scenario.')}\n\nNext:  ballast why          the last cycle in plain words\n       ballast replay all   every decision again, byte for byte\n       ballast verify ${shortPath(session.cwd, folder)}\n`,
  });
}
