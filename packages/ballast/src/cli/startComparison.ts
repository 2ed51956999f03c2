import { fork } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BallastError } from '@ballast/core';
import type { ScoreColumn } from '../report/renderScore.ts';
import type { ComparisonInput } from './comparison.ts';

/** What a comparison process sends back. */
export type ComparisonAnswer =
  | { readonly ok: true; readonly column: ScoreColumn | null }
  | { readonly ok: false; readonly code: string; readonly message: string };

export class ComparisonFailed extends BallastError {
  constructor(name: string, why: string) {
    super({
      code: 'CLI_COMPARISON_FAILED',
      message: `the comparison run "${name}" ended: ${why}`,
      remedy: 'run again, or leave comparisons out with --no-compare',
      retryable: true,
    });
  }
}

/** Starts a comparison in a process of its own and gives its column; null when it was stopped early. */
export async function startComparison(input: ComparisonInput): Promise<ScoreColumn | null> {
  const file = fileURLToPath(new URL(`./comparisonProcess${extname(import.meta.url)}`, import.meta.url));
  const child = fork(file, { serialization: 'advanced', stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  return new Promise((resolve, reject) => {
    child.once('message', (message) => {
      const answer = message as ComparisonAnswer;
      if (answer.ok) resolve(answer.column);
      else reject(new ComparisonFailed(input.name, `${answer.message} [${answer.code}]`));
    });
    child.once('error', (error) => reject(new ComparisonFailed(input.name, error.message)));
    child.once('exit', (code) => reject(new ComparisonFailed(input.name, `exit code ${code ?? 'none'}`)));
    child.send(input);
  });
}
