import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { readStops, writeStops, type Stop } from '../../engine/stops.ts';
import { EXIT } from '../exitCodes.ts';
import { ReserveUnclear } from '../openStore.ts';
import { acceptCommand } from '../acceptCommand.ts';
import { freezeOnChain } from '../freezeOnChain.ts';
import type { Runner, Session } from '../session.ts';

interface StopFlags {
  readonly reserve?: string;
  readonly reason?: string;
  readonly execute?: boolean;
  readonly output?: string;
  readonly accept?: readonly string[];
}

export function registerStops(program: Command, run: Runner): void {
  const command = (kind: Stop['kind'], description: string): Command =>
    program
      .command(kind)
      .description(description)
      .requiredOption('--reason <text>', 'why; kept with the stop and shown in every cycle')
      .option('--reserve <id>', 'which reserve')
      .addHelpText('after', `\nExample:\n  ballast ${kind} --reason "auditor on site"`)
      .action(run(async (session, flags) => stopCommand(session, kind, flags as StopFlags)));
  command('hold', 'no new plans until resumed; redemptions that are due are still paid');
  command('freeze', 'as hold, for when keys may be lost; with the guardian, the vault itself is frozen')
    .option('--execute', 'freeze the vault on chain with BALLAST_GUARDIAN_KEY_FILE')
    .option('-o, --output <file>', 'write the freeze as a batch for the Safe that is the guardian');
  program
    .command('resume')
    .description('lift hold and freeze in this state; what the guardian did on chain only the owner undoes')
    .option('--reserve <id>', 'which reserve')
    .option('--accept <subject...>', 'contracts that changed and may be what they now are, as `assess` names them')
    .addHelpText('after', '\nExample:\n  ballast resume\n  ballast resume --accept token:USDC@eip155:1')
    .action(run(async (session, flags) => resumeCommand(session, flags as StopFlags)));
}

async function stopCommand(session: Session, kind: Stop['kind'], flags: StopFlags): Promise<number> {
  const { stateDir } = session.loaded.config;
  const reserve = flags.reserve ?? onlyReserve(stateDir);
  const stop: Stop = { reserve, kind, reason: flags.reason ?? '', atSeconds: Math.floor(Date.now() / 1000) };
  // The stop comes first: whatever the chain answers, nothing new is planned here.
  writeStops(stateDir, [...readStops(stateDir).filter((item) => item.reserve !== reserve || item.kind !== kind), stop]);
  if (kind === 'freeze' && (flags.execute === true || flags.output !== undefined))
    await freezeOnChain(session, reserve, stop, flags);
  session.output.result({
    json: () => ({ schema: 'ballast/stops/1', stops: readStops(stateDir) }),
    text: () => `${session.output.paint.warn(kind)}  ${reserve}: ${stop.reason}\n${NEXT[kind]}`,
  });
  return EXIT.fine;
}

const NEXT: Readonly<Record<Stop['kind'], string>> = {
  hold: 'A cycle under way finishes; the next ones observe, assess and attest, and plan\nnothing new. `ballast resume` lifts it.\n',
  freeze:
    'A cycle under way finishes; nothing new is planned. The keeper still has its key:\nif that may be lost, let the guardian call setMode(2) or setKeeper(0) on the vault.\n',
};

async function resumeCommand(session: Session, flags: StopFlags): Promise<number> {
  if (flags.accept !== undefined) return acceptCommand(session, flags.accept, flags.reserve);
  const { stateDir } = session.loaded.config;
  const stops = readStops(stateDir);
  const reserve = flags.reserve ?? (stops.length === 0 ? null : onlyReserve(stateDir));
  const lifted = stops.filter((stop) => stop.reserve === reserve);
  if (lifted.length > 0) await session.confirm(`lift ${lifted.map((stop) => stop.kind).join(' and ')} of ${reserve}?`);
  writeStops(
    stateDir,
    stops.filter((stop) => stop.reserve !== reserve),
  );
  session.output.result({
    json: () => ({ schema: 'ballast/stops/1', stops: readStops(stateDir) }),
    text: () =>
      lifted.length === 0 ? 'nothing was stopped\n' : `lifted: ${lifted.map((stop) => stop.kind).join(', ')}\n`,
  });
  return EXIT.fine;
}

/** Stops are files beside the store, so that they work while another process owns it. */
function onlyReserve(stateDir: string): string {
  const stopped = readStops(stateDir).map((stop) => stop.reserve);
  let published: string[] = [];
  try {
    published = readdirSync(join(stateDir, 'public'));
  } catch {
    // Nothing was published yet: the stops alone tell.
  }
  const known = [...new Set([...stopped, ...published])];
  if (known.length !== 1 || known[0] === undefined) throw new ReserveUnclear(known);
  return known[0];
}
