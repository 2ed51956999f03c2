// The comparison runs in a process of their own, so that they use another core; it ends when its parent does.
import { BallastError } from '@ballast/core';
import { runComparisons, type ComparisonInput } from './comparison.ts';
import type { ComparisonAnswer } from './startComparisons.ts';

const stop = new AbortController();
process.on('disconnect', () => process.exit());
// The parent tells when to stop; a signal to the whole group must not cut a report in half.
process.on('SIGINT', () => stop.abort());
process.on('SIGTERM', () => stop.abort());

process.once('message', (input) => {
  const answer = (message: ComparisonAnswer): void => {
    process.send?.(message, () => process.exit());
  };
  runComparisons(input as ComparisonInput, stop.signal).then(
    (columns) => answer({ ok: true, columns }),
    (error: unknown) =>
      answer({
        ok: false,
        code: error instanceof BallastError ? error.code : 'BUG',
        message: error instanceof Error ? error.message : String(error),
      }),
  );
});
