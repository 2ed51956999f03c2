import { fork } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BallastError } from '@ballast/core';
import type { ScoreColumn } from '../report/renderScore.ts';
import type { ComparisonInput } from './comparison.ts';

/** What the comparison process sends back. */
export type ComparisonAnswer =
  | { readonly ok: true; readonly columns: readonly ScoreColumn[] }
  | { readonly ok: false; readonly code: string; readonly message: string };

export class ComparisonFailed extends BallastError {
  constructor(why: string) {
    super({
      code: 'CLI_COMPARISON_FAILED',
      message: `the comparison runs ended: ${why}`,
      remedy: 'run again, or leave comparisons out with --no-compare',
      retryable: true,
    });
  }
}

/** Starts the comparison runs in a process of their own and gives their columns. */
export async function startComparisons(input: ComparisonInput): Promise<readonly ScoreColumn[]> {
  const file = fileURLToPath(new URL(`./comparisonProcess${extname(import.meta.url)}`, import.meta.url));
  const child = fork(file, { serialization: 'advanced', stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  return new Promise((resolve, reject) => {
    child.once('message', (message) => {
      const answer = message as ComparisonAnswer;
      if (answer.ok) resolve(answer.columns);
      else reject(new ComparisonFailed(`${answer.message} [${answer.code}]`));
    });
    child.once('error', (error) => reject(new ComparisonFailed(error.message)));
    child.once('exit', (code) => reject(new ComparisonFailed(`exit code ${code ?? 'none'}`)));
    child.send(input);
  });
}
