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

function linesOf({ what, state, detail, remedy }: Finding, paint: Paint): string[] {
  const mark = state === 'fine' ? paint.good('✓') : state === 'warning' ? paint.warn('!') : paint.bad('✗');
  const [first = '', ...rest] = breakLines(detail, 56);
  return [
    `${mark} ${padRight(what, 20)} ${first}`,
    ...rest.map((line) => `${' '.repeat(23)}${line}`),
    ...(remedy === '' ? [] : breakLines(`mend: ${remedy}`, 56).map((line) => paint.dim(`${' '.repeat(23)}${line}`))),
  ];
}
