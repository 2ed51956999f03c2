import { InvalidArgumentError, Option, type Command } from 'commander';
import { BallastError, packOf, parseRatio, wadToFloat } from '@ballast/core';
import { renderStress } from '../../report/renderStress.ts';
import type { StressView } from '../../report/stressView.ts';
import { stressJson, stressMarkdown } from '../../report/stressForms.ts';
import { countArgument, wholeNumber } from '../arguments.ts';
import { assessHorizonsInWorkers } from '../../engine/assessInWorkers.ts';
import { withThreads } from '../../engine/helpers.ts';
import { simulateScenarios } from '../../engine/simulateScenarios.ts';
import { EXIT } from '../exitCodes.ts';
import { judgeStress, stressHorizons, stressQuestion } from '../judgeStress.ts';
import { lookOnce } from '../lookOnce.ts';
import { oneOrList } from '../oneOrList.ts';
import type { Runner, Session } from '../session.ts';

interface StressOptions {
  readonly step: number;
  readonly horizon: number;
  readonly target: { readonly text: string; readonly ratio: number };
  readonly default?: readonly string[];
  readonly pack?: string;
  readonly paths: number;
}

export function registerStress(program: Command, run: Runner): void {
  program
    .command('stress')
    .description('how the reserve fails: probabilities, the likeliest failing world, buffer, haircuts')
    .option('--step <n>', 'moments a local or recorded world moves first', wholeNumber, 1)
    .option('--horizon <days>', 'of reverse stress, buffer and haircuts; at most 366', horizonArgument, 7)
    .addOption(
      new Option('--target <share>', 'probability the buffer is sized for')
        .argParser(targetArgument)
        .default({ text: '5%', ratio: 0.05 }, '5%'),
    )
    .option('--paths <n>', 'paths each simulated model draws', pathsArgument, 100_000)
    .option(
      '--default <text...>',
      'default a year, as "issuer circle 0.5%..2% loss 50%"; those of the policy when left out',
    )
    .option('--pack <name>', 'pack whose backing rule is the regulatory failure; that of the policy when left out')
    .addHelpText('after', '\nExample:\n  ballast stress --default "issuer circle 0.5%..2% loss 50%" --pack genius')
    .action(run(async (session, flags) => stressCommand(session, flags as StressOptions)));
}

function targetArgument(text: string): StressOptions['target'] {
  try {
    const ratio = wadToFloat(parseRatio(text));
    if (ratio > 0 && ratio < 1) return { text, ratio };
  } catch (error) {
    if (!(error instanceof BallastError)) throw error;
  }
  throw new InvalidArgumentError('expected a share between 0% and 100%');
}

/** The longest horizon paths are drawn for, in days. */
const LONGEST_DAYS = 366;

function horizonArgument(text: string): number {
  const days = countArgument(text);
  if (days <= LONGEST_DAYS) return days;
  throw new InvalidArgumentError(`expected at most ${LONGEST_DAYS} days`);
}

/** Whole blocks of 64 are drawn; with fewer than a thousand no tail is worth showing. */
function pathsArgument(text: string): number {
  const paths = countArgument(text);
  if (paths >= 1_000) return paths;
  throw new InvalidArgumentError('expected at least 1000');
}

async function stressCommand(session: Session, options: StressOptions): Promise<number> {
  const { horizon: horizonDays, target, default: defaults } = options;
  // Named before the world is opened, so that a typo answers at once.
  const pack = options.pack === undefined ? undefined : packOf(options.pack);
  return lookOnce(session, { step: options.step }, async (looks) => {
    const flags = { horizonDays, target: target.ratio, targetText: target.text, defaults, pack };
    const days = stressHorizons(horizonDays).at(-1) ?? horizonDays;
    const views: StressView[] = [];
    await withThreads(async (threads) => {
      // One after another: each set of scenarios takes as much memory as the machine should give.
      for (const look of looks) {
        const { sheet, policy, history, file } = look;
        const request = { sheet, policy, policyHash: file.documentHash, history, days, paths: options.paths };
        const drawn = await simulateScenarios({ ...request, threads });
        const question = stressQuestion(look, flags, drawn);
        const failures = await assessHorizonsInWorkers(question, threads);
        views.push(judgeStress(look, flags, drawn, question, failures));
      }
    });
    session.output.result({
      json: () => oneOrList('ballast/stress-list/1', views.map(stressJson)),
      md: () => views.map(stressMarkdown).join('\n'),
      text: () => views.map((view) => renderStress(view, session.output.paint)).join('\n'),
    });
    return EXIT.fine;
  });
}
