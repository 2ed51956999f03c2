import type { Command } from 'commander';
import { breakLines, padRight, type Paint } from '../../report/paint.ts';
import { runDoctor, type Finding } from '../doctorChecks.ts';
import { EXIT } from '../exitCodes.ts';
import type { Runner, Session } from '../session.ts';

export function registerDoctor(program: Command, run: Runner): void {
  program
    .command('doctor')
    .description('look at everything a run needs: configuration, policy, state, endpoints, vault, keys')
    .addHelpText('after', '\nExample:\n  ballast doctor')
    .action(run(doctorCommand));
}

async function doctorCommand(session: Session): Promise<number> {
  const findings = await runDoctor(session);
  session.output.result({
    json: () => ({ schema: 'ballast/doctor/1', findings }),
    text: () => `${findings.flatMap((finding) => linesOf(finding, session.output.paint)).join('\n')}\n`,
  });
  return findings.some((finding) => finding.state === 'fault') ? EXIT.failed : EXIT.fine;
}

const WIDTH = 80;
const ROOM = 56;

function linesOf({ what, state, detail, remedy }: Finding, paint: Paint): string[] {
  const mark = state === 'fine' ? paint.good('✓') : state === 'warning' ? paint.warn('!') : paint.bad('✗');
  // A long path or hash would not fit beside its name: it begins on the next line.
  const isLong = detail.split(' ').some((word) => word.length > ROOM);
  const margin = ' '.repeat(isLong ? 4 : WIDTH - ROOM - 1);
  const under = (text: string): string[] => breakLines(text, WIDTH - margin.length).map((line) => `${margin}${line}`);
  const [first = '', ...rest] = isLong ? ['', ...under(detail)] : under(detail);
  return [
    `${mark} ${padRight(what, 20)} ${first.trimStart()}`.trimEnd(),
    ...rest,
    ...(remedy === '' ? [] : under(`mend: ${remedy}`).map((line) => paint.dim(line))),
  ];
}
