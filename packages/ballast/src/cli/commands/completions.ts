import { Argument, type Command } from 'commander';
import { commandTree } from '../commandTree.ts';
import { SHELLS } from '../completionScripts.ts';
import { EXIT } from '../exitCodes.ts';
import type { Runner } from '../session.ts';

export function registerCompletions(program: Command, run: Runner): void {
  program
    .command('completions')
    .addArgument(new Argument('<shell>', 'your shell').choices(Object.keys(SHELLS)))
    .description('a script that completes commands and flags in your shell')
    .addHelpText('after', '\nExample:\n  source <(ballast completions bash)')
    .action(
      run(async ({ output }, shell) => {
        const script = SHELLS[shell as keyof typeof SHELLS](commandTree(program));
        output.result({ json: () => ({ schema: 'ballast/completions/1', shell, script }), text: () => script });
        return EXIT.fine;
      }),
    );
}
