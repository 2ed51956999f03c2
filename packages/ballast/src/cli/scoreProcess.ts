// Forecasts chunk after chunk in a process of its own, so that they use another core; it ends when its parent does.
import { BallastError } from '@ballast/core';
import { forecastChunk, type ChunkForecasts, type ScoreChunk } from './scoreChunk.ts';

/** What a forecasting process sends back. */
export type ScoreAnswer =
  | { readonly kind: 'day' }
  | { readonly kind: 'done'; readonly forecasts: ChunkForecasts }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };

process.on('disconnect', () => process.exit());
// The parent decides when to stop; a signal to the whole group must not cut a chunk it still wants.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);

process.on('message', (chunk) => {
  const answer = (message: ScoreAnswer): void => void process.send?.(message);
  forecastChunk(chunk as ScoreChunk, () => answer({ kind: 'day' })).then(
    (forecasts) => answer({ kind: 'done', forecasts }),
    (error: unknown) =>
      answer({
        kind: 'failed',
        code: error instanceof BallastError ? error.code : 'BUG',
        message: error instanceof Error ? error.message : String(error),
      }),
  );
});
