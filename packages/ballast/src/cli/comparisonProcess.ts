// A comparison run in a process of its own, so that it uses another core; ends when its parent does.
import { BallastError } from '@ballast/core';
import { runComparison, type ComparisonInput } from './comparison.ts';
import type { ComparisonAnswer } from './startComparison.ts';

const stop = new AbortController();
process.on('disconnect', () => process.exit());
// The parent tells when to stop; a signal to the whole group must not cut a report in half.
process.on('SIGINT', () => stop.abort());
process.on('SIGTERM', () => stop.abort());

process.once('message', (input) => {
  const answer = (message: ComparisonAnswer): void => {
    process.send?.(message, () => process.exit());
  };
  runComparison(input as ComparisonInput, stop.signal).then(
    (column) => answer({ ok: true, column }),
    (error: unknown) =>
      answer({
        ok: false,
        code: error instanceof BallastError ? error.code : 'BUG',
        message: error instanceof Error ? error.message : String(error),
      }),
  );
});
