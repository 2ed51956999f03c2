import { createHash } from 'node:crypto';
import { rollTails, type TailModel } from '@ballast/core';

/** A stretch of days to forecast, with all that the forecasts may read; nothing else reaches them. */
export interface ScoreChunk {
  readonly window: number;
  readonly models: readonly TailModel[];
  readonly confidences: readonly number[];
  /** `window` returns and then those to forecast. */
  readonly returns: readonly number[];
  /** Days, counted from the first to forecast, whose window stood otherwise that evening. */
  readonly asKnown: readonly (readonly [number, readonly number[]])[];
}

/** Of each model its answers in order of days: pairs of VaR and ES a confidence, or a refusal's code. */
export type ChunkForecasts = Readonly<Record<string, readonly (readonly (readonly [number, number])[] | string)[]>>;

/** Raised whenever a model's answers change, so that kept forecasts of another version are not taken for its own. */
const FORECASTS_VERSION = 2;

/** The name a chunk's forecasts are kept under: the hash of everything they depend on. Pure. */
export const chunkKey = ({ models, ...rest }: ScoreChunk): string =>
  createHash('sha256')
    .update(JSON.stringify([FORECASTS_VERSION, models, rest]))
    .digest('hex');

/** Days a chunk forecasts. Pure. */
export const chunkDays = ({ returns, window }: ScoreChunk): number => returns.length - window;

/** Forecasts of a chunk by each of its models; `tick` is called after each day. */
export async function forecastChunk(
  chunk: ScoreChunk,
  tick: () => Promise<void> | void = () => undefined,
): Promise<ChunkForecasts> {
  const { window, models, confidences, returns, asKnown } = chunk;
  const options = { window, confidences, models };
  const otherwise = new Map(asKnown);
  const answers: Record<string, (readonly (readonly [number, number])[] | string)[]> = Object.fromEntries(
    models.map((model) => [model, []]),
  );
  for (let day = 0; day < chunkDays(chunk); day += 1) {
    const stood = otherwise.get(day)?.slice(-window);
    const [rolled] =
      stood === undefined
        ? rollTails(returns, window + day, window + day + 1, options)
        : rollTails([...stood, 0], window, window + 1, options);
    for (const model of models) answers[model]?.push(answerOf(model, rolled!.forecasts));
    await tick();
  }
  return answers;
}

type Rolled = ReturnType<typeof rollTails<TailModel>> extends Generator<infer Day> ? Day : never;

function answerOf(model: TailModel, forecasts: Rolled['forecasts']): readonly (readonly [number, number])[] | string {
  const forecast = forecasts[model];
  return forecast.kind === 'refused'
    ? forecast.code
    : forecast.tails.map(({ valueAtRisk, expectedShortfall }) => [valueAtRisk, expectedShortfall] as const);
}
