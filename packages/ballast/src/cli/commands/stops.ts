import type { Command } from 'commander';
import { areStopsDamaged, readStops, writeStops, type Stop } from '../../engine/stops.ts';
import { EXIT } from '../exitCodes.ts';
import { acceptCommand } from '../acceptCommand.ts';
import { freezeOnChain } from '../freezeOnChain.ts';
import type { Runner, Session } from '../session.ts';
import { onlyOf, stoppedReserve } from '../stoppedReserve.ts';

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
  const reserve = stoppedReserve(session, flags.reserve);
  const stop: Stop = { reserve, kind, reason: flags.reason ?? '', atSeconds: Math.floor(Date.now() / 1000) };
  // The stop comes first: whatever the chain answers, nothing new is planned here.
  const isDamaged = areStopsDamaged(stateDir);
  if (isDamaged) session.output.log('the list of stops is damaged: everything stays stopped until `ballast resume`');
  else
    writeStops(stateDir, [
      ...readStops(stateDir).filter((item) => item.reserve !== reserve || item.kind !== kind),
      stop,
    ]);
  if (kind === 'freeze' && (flags.execute === true || flags.output !== undefined)) {
    session.output.log(`${reserve} is stopped here, whatever follows; now the vault …`);
    await freezeOnChain(session, reserve, stop, flags);
  }
  const next = kind === 'freeze' && flags.execute === true ? 'frozenOnChain' : kind;
  session.output.result({
    json: () => ({ schema: 'ballast/stops/1', stops: isDamaged ? [stop] : readStops(stateDir) }),
    text: () => `${session.output.paint.warn(kind)}  ${reserve}: ${stop.reason}\n${NEXT[next]}`,
  });
  return EXIT.fine;
}

const NEXT: Readonly<Record<Stop['kind'] | 'frozenOnChain', string>> = {
  frozenOnChain:
    'A cycle under way finishes; nothing new is planned. The vault is frozen: holders\nare still paid, tokens come home from venues, and only the owner unfreezes it.\n',
  hold: 'A cycle under way finishes; the next ones observe, assess and attest, and plan\nnothing new. `ballast resume` lifts it.\n',
  freeze:
    'A cycle under way finishes; nothing new is planned. The keeper still has its\nkey: if that may be lost, freeze the vault too, with `ballast freeze --execute`\nor a batch for the guardian, `ballast freeze -o FILE`.\n',
};

async function resumeCommand(session: Session, flags: StopFlags): Promise<number> {
  if (flags.accept !== undefined) return acceptCommand(session, flags.accept, flags.reserve);
  const { stateDir } = session.loaded.config;
  const wasDamaged = areStopsDamaged(stateDir);
  if (wasDamaged) {
    await session.confirm('the list of stops is damaged: lift every stop of every reserve?');
    writeStops(stateDir, []);
  }
  const stops = readStops(stateDir);
  const reserve =
    flags.reserve ?? (stops.length === 0 ? null : onlyOf([...new Set(stops.map((stop) => stop.reserve))]));
  const lifted = stops.filter((stop) => stop.reserve === reserve);
  if (lifted.length > 0) await session.confirm(`lift ${lifted.map((stop) => stop.kind).join(' and ')} of ${reserve}?`);
  writeStops(
    stateDir,
    stops.filter((stop) => stop.reserve !== reserve),
  );
  session.output.result({
    json: () => ({ schema: 'ballast/stops/1', stops: readStops(stateDir) }),
    text: () =>
      wasDamaged
        ? 'lifted: every stop\n'
        : lifted.length === 0
          ? 'nothing was stopped\n'
          : `lifted: ${lifted.map((stop) => stop.kind).join(', ')}\n`,
  });
  return EXIT.fine;
}
