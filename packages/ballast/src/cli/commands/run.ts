import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { SafeBatch } from '../../act/safeBatch.ts';
import { beginEphemeralState, claimState } from '../../engine/stateFolder.ts';
import { runReserves } from '../../engine/runReserve.ts';
import { renderCycle } from '../../report/renderCycle.ts';
import { countArgument } from '../arguments.ts';
import { EXIT } from '../exitCodes.ts';
import { modeOf, openReserves } from '../openReserves.ts';
import { openSessionStore } from '../openStore.ts';
import { openWorld } from '../openWorld.ts';
import type { Runner, Session } from '../session.ts';

interface RunFlags {
  readonly propose?: boolean;
  readonly execute?: boolean;
  readonly moments?: number;
}

/** What a call that stands in no plan did. */
const TENDED = {
  poke: 'showed the vault',
  openExit: 'opened the exit of',
  open: 'put up for auction',
  pushHaircut: 'haircut on chain of',
  attest: 'committed the statement on chain',
} as const;

export function registerRun(program: Command, run: Runner): void {
  program
    .command('run')
    .description('cycle after cycle: observe, value, assess, decide, act, attest')
    .option('--propose', 'let plans become batches for the Safe that is the keeper')
    .option('--execute', 'sign and send as the keeper')
    .option('--moments <n>', 'stop after so many', countArgument)
    .addHelpText('after', '\nExample:\n  ballast run --moments 3')
    .action(run(async (session, flags) => runCommand(session, flags as RunFlags)));
}

async function runCommand(session: Session, flags: RunFlags): Promise<number> {
  const { output, loaded } = session;
  const { stateDir } = loaded.config;
  const mode = modeOf(session, flags);
  if (mode === 'execute' && loaded.config.world.kind === 'live')
    await session.confirm('sign and send as the keeper, cycle after cycle, until stopped?');
  const open = await openWorld(session);
  const stopWaiting = (): void => void open.world.stop();
  try {
    if (!open.isEphemeral) claimState(stateDir, open.identity);
    else if (beginEphemeralState(stateDir, open.identity)) output.log('cleared the state of an earlier local world');
    const store = await openSessionStore(session);
    if (!open.isEphemeral) session.signal.addEventListener('abort', stopWaiting, { once: true });
    try {
      await (open.isEphemeral ? store.startOver(open.identity) : store.claimWorld(open.identity));
      let needsAttention = false;
      await runReserves({
        reserves: openReserves(session, open, store, mode),
        signal: session.signal,
        publish: 'each cycle',
        ...(flags.moments === undefined ? {} : { moments: flags.moments }),
        onCycle: (result, moment, { policy }) => {
          if (result.proposal !== null && result.proposal.transactions.length > 0)
            output.log(`batch for the Safe: ${writeProposal(stateDir, policy.reserve, result.cycle, result.proposal)}`);
          if (moment.note !== null) output.log(moment.note);
          for (const item of result.tended)
            output.log(
              `${TENDED[item.call]} ${item.assetIds.join(', ')}`.trimEnd() +
                `: ${item.outcome}${item.reason === '' ? '' : `, ${item.reason}`}`,
            );
          needsAttention ||= result.assessment.limits.some((limit) => limit.status !== 'met');
          output.item({
            json: () => ({
              schema: 'ballast/cycle-view/1',
              reserve: policy.reserve,
              cycle: result.cycle,
              record: result.recordHash,
              level: result.assessment.level,
              plan: result.plan,
              receipts: result.receipts,
            }),
            text: () =>
              `${renderCycle({ policy, sheet: result.sheet, assessment: result.assessment, plan: result.plan, receipts: result.receipts, mode }, output.paint)}\n`,
          });
        },
      });
      return session.flags.detailedExitcode === true && needsAttention ? EXIT.attention : EXIT.fine;
    } finally {
      session.signal.removeEventListener('abort', stopWaiting);
      await store.close();
    }
  } finally {
    await open.world.stop();
  }
}

/** Keeps the calls of a cycle where the owners of the Safe find them. */
function writeProposal(stateDir: string, reserve: string, cycle: number, proposal: SafeBatch): string {
  const folder = join(stateDir, 'proposals', reserve);
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${cycle}.json`);
  writeFileSync(path, `${JSON.stringify(proposal, null, 2)}\n`);
  return path;
}
