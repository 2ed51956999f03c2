import { InvalidArgumentError, type Command } from 'commander';
import { countArgument, wholeNumber } from '../arguments.ts';
import { runDemo } from '../demoRun.ts';
import { importPriceFile } from '../../history/importPriceFile.ts';
import type { Runner } from '../session.ts';

interface DemoFlags {
  readonly seed: number;
  readonly payable: 'usd' | 'usdc';
  readonly compare: boolean;
  readonly moments?: number;
  readonly history?: readonly string[];
}

export function registerDemo(program: Command, run: Runner): void {
  program
    .command('demo')
    .argument('[scenario]', 'a shipped scenario, or a scenario file', 'usdc-march-2023')
    .description('a reserve lives through a crisis on a local chain with real contracts')
    .option('--seed <n>', 'seed of the noise between anchors', wholeNumber, 1)
    .option('--payable <what>', 'what a claim is owed: usd or usdc', payable, 'usd')
    .option('--history <file...>', "real price files instead of the scenario's anchors")
    .option('--moments <n>', 'stop after so many cycles', countArgument)
    .option('--no-compare', 'leave the two comparison runs out')
    .addHelpText(
      'after',
      '\nScenarios: usdc-march-2023, terra-may-2022, ftx-november-2022,\nblack-thursday-2020, calm-quarter\n\nExample:\n  ballast demo terra-may-2022 --seed 7',
    )
    .action(
      run(async (session, scenario, flags) => {
        const { seed, payable: owed, compare, moments, history } = flags as DemoFlags;
        const files = (history ?? []).map((path) => importPriceFile(path));
        return runDemo(session, {
          world: { scenario: String(scenario), seed, payable: owed, ...(files.length === 0 ? {} : { history: files }) },
          compare,
          priceFiles: files,
          ...(moments === undefined ? {} : { moments }),
        });
      }),
    );
}

function payable(text: string): 'usd' | 'usdc' {
  if (text === 'usd' || text === 'usdc') return text;
  throw new InvalidArgumentError('expected usd or usdc');
}
