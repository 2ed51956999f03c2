import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { applyPlan, type Applied } from '../../act/applyPlan.ts';
import { actChainOf, VaultMissing } from '../../engine/actChainOf.ts';
import { claimState } from '../../engine/stateFolder.ts';
import { refuseStopped } from '../../engine/stops.ts';
import { renderPlan } from '../../report/renderPlan.ts';
import { forgetfulJournal } from '../../store/forgetfulJournal.ts';
import { EXIT } from '../exitCodes.ts';
import { modeOf, signerOf } from '../openReserves.ts';
import { openSessionStore, ReserveUnclear } from '../openStore.ts';
import { openWorld, type OpenWorld } from '../openWorld.ts';
import { readPlanFile, type PlanFile } from '../planFile.ts';
import type { Runner, Session } from '../session.ts';

interface ApplyFlags {
  readonly propose?: boolean;
  readonly execute?: boolean;
  readonly output?: string;
}

export function registerApply(program: Command, run: Runner): void {
  program
    .command('apply')
    .argument('<file>', 'a plan written by `ballast plan -o`')
    .description('carry a plan out: simulate it, or propose or execute when the configuration allows it too')
    .option('--propose', 'write the calls as a batch for the Safe that is the keeper')
    .option('--execute', 'sign and send as the keeper')
    .option('-o, --output <file>', 'where --propose writes the batch', 'safe-batch.json')
    .addHelpText('after', '\nExample:\n  ballast apply plan.json')
    .action(run(async (session, file, flags) => applyCommand(session, String(file), flags as ApplyFlags)));
}

async function applyCommand(session: Session, path: string, flags: ApplyFlags): Promise<number> {
  const mode = modeOf(session, flags);
  const file = readPlanFile(path);
  if (mode !== 'dry') refuseStopped(session.loaded.config.stateDir, file.plan);
  if (mode === 'execute')
    await session.confirm(`execute ${file.plan.actions.length} actions of plan ${file.planHash}?`);
  const open = await openWorld(session);
  try {
    await advanceToPlan(open, file);
    const applied = await carryOut(session, open, file, mode);
    if (applied.proposal !== null && flags.output !== undefined) {
      writeFileSync(flags.output, `${JSON.stringify(applied.proposal, null, 2)}\n`);
      session.output.log(`batch for the Safe written to ${flags.output}\nchecksum ${applied.proposal.meta.checksum}`);
    }
    const policy = policyOf(open, file).policy;
    session.output.result({
      json: () => ({ schema: 'ballast/applied/1', mode, planHash: file.planHash, receipts: applied.receipts }),
      text: () =>
        `${renderPlan({ policy, plan: file.plan, receipts: applied.receipts }, session.output.paint).join('\n')}\n`,
    });
    const isDone = applied.receipts.every((receipt) =>
      ['confirmed', 'simulated', 'proposed'].includes(receipt.outcome),
    );
    return isDone ? EXIT.fine : EXIT.failed;
  } finally {
    await open.world.stop();
  }
}

async function carryOut(
  session: Session,
  open: OpenWorld,
  { plan, snapshot }: PlanFile,
  mode: ReturnType<typeof modeOf>,
): Promise<Applied> {
  const policyFile = policyOf(open, { plan });
  const chain = actChainOf(policyFile.policy, open.world);
  if (chain === null) throw new VaultMissing(plan.reserve);
  const signer = mode === 'execute' ? signerOf(session, open.world) : null;
  const { policy, documentHash: policyHash } = policyFile;
  const input = { plan, policy, policyHash, snapshot, mode, chain, signer };
  // A world that ends with this command has nothing to resume.
  if (open.isEphemeral) return applyPlan({ ...input, journal: forgetfulJournal() });
  claimState(session.loaded.config.stateDir, open.identity);
  const store = await openSessionStore(session);
  try {
    await store.claimWorld(open.identity);
    return await applyPlan({ ...input, journal: store.journal });
  } finally {
    await store.close();
  }
}

const policyOf = (open: OpenWorld, { plan }: Pick<PlanFile, 'plan'>): OpenWorld['policies'][number] => {
  const found = open.policies.find((item) => item.policy.reserve === plan.reserve);
  if (found === undefined) throw new ReserveUnclear(open.policies.map((item) => item.policy.reserve));
  return found;
};

/** A local world is made anew, block for block, and moved to where the plan was made. */
async function advanceToPlan(open: OpenWorld, { plan }: PlanFile): Promise<void> {
  if (!open.isEphemeral) return;
  for (let moment = await open.world.advance(); moment !== null; moment = await open.world.advance()) {
    if (moment.timeSeconds >= plan.asOfSeconds) return;
  }
}
