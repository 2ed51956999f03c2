import type { Command } from 'commander';
import { showConfig } from '../../config/showConfig.ts';
import { breakLines, padRight } from '../../report/paint.ts';
import { EXIT } from '../exitCodes.ts';
import type { Runner, Session } from '../session.ts';

export function registerConfig(program: Command, run: Runner): void {
  const config = program
    .command('config')
    .description("the operator's file: what is set, and where it came from")
    .addHelpText('after', '\nExample:\n  ballast config show');
  config
    .command('show')
    .description('every key with its value, origin and meaning; secrets are cut')
    .addHelpText('after', '\nExample:\n  ballast config show')
    .action(run(showCommand));
  config
    .command('check')
    .description('read and check the file, print nothing but faults')
    .addHelpText('after', '\nExample:\n  ballast config check')
    .action(run(checkCommand));
}

async function showCommand({ loaded, output }: Session): Promise<number> {
  const rows = showConfig(loaded);
  output.result({
    json: () => ({ schema: 'ballast/config-view/1', file: loaded.file, rows }),
    text: () =>
      `${output.paint.dim(loaded.file === null ? 'no file: defaults hold' : `file ${loaded.file}`)}\n\n${rows
        .map(({ key, value, origin, meaning }) =>
          [
            `${output.paint.bold(padRight(key, 14))} ${value}`,
            ...breakLines(`${meaning} (${origin})`, 62).map((line) => output.paint.dim(`${' '.repeat(15)}${line}`)),
          ].join('\n'),
        )
        .join('\n')}\n`,
  });
  return EXIT.fine;
}

async function checkCommand({ loaded, output }: Session): Promise<number> {
  output.log(loaded.file === null ? 'no configuration file; defaults hold' : `${loaded.file}: fine`);
  return EXIT.fine;
}
