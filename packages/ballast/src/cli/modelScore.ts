import { join, resolve } from 'node:path';
import {
  BallastError,
  DAY_SECONDS,
  TAIL_MODELS,
  type DatedTrack,
  type Seconds,
  type TailModel,
  type TailRisk,
} from '@ballast/core';
import { dailyReturns, type DailyReturns } from '../history/dailyReturns.ts';
import { importPriceFile } from '../history/importPriceFile.ts';
import type { ModelScore } from '../report/modelScoreView.ts';
import type { ChunkForecasts, ScoreChunk } from './scoreChunk.ts';
import { forecastAll } from './scorePool.ts';
import { BASELINE, poolModels, scoreSeries, type SeriesTracks } from './scoreTracks.ts';
import type { Session } from './session.ts';

export const SCORE_CONFIDENCES = [0.975, 0.99] as const;
/** Days a chunk: short enough that little is lost at a stop, whole years of days stay whole. */
const CHUNK_DAYS = 128;

export interface ScoreRequest {
  readonly files: readonly string[];
  /** Symbols to score, upper case; all when empty. */
  readonly symbols: readonly string[];
  /** What prices are in where no file says it. */
  readonly quote?: string;
  readonly windowDays: number;
  /** Models to score, beside the baseline; all when empty. */
  readonly models: readonly TailModel[];
  /** Ends of the first and of the last day forecast, where they are limited. */
  readonly fromSeconds?: Seconds;
  readonly toSeconds?: Seconds;
  readonly workers: number;
}

/** A score, and the forecasts it came from. */
export interface ModelScoring {
  readonly score: ModelScore;
  readonly tracks: readonly SeriesTracks[];
}

export class NothingToScore extends BallastError {
  constructor(left: readonly string[]) {
    super({
      code: 'CLI_NOTHING_TO_SCORE',
      message: `no series with days enough to score${left.length === 0 ? '' : `: ${left.join('; ')}`}`,
      remedy: 'give longer daily histories, or a smaller --window (500 at least)',
      retryable: false,
    });
  }
}

/** Fewer days to judge than this make no line of the table. */
const FEWEST_DAYS = 250;

/** Rolling forecasts of every series of the files and their scores; reads files, keeps chunks in the state folder. */
export async function scoreModels(session: Session, request: ScoreRequest): Promise<ModelScoring> {
  const left: string[] = [];
  const spans = readSeries(session.cwd, request, left);
  if (spans.length === 0) throw new NothingToScore(left);
  const models = TAIL_MODELS.filter(
    (model) => model === BASELINE || request.models.length === 0 || request.models.includes(model),
  );
  const plans = spans.map((span) => ({ ...span, chunks: chunksOf(span, request.windowDays, models) }));
  const forecasts = await forecastAll(
    plans.flatMap(({ chunks }) => chunks),
    {
      folder: join(session.loaded.config.stateDir, 'model-score'),
      workers: request.workers,
      signal: session.signal,
      onProgress: (done, all) =>
        session.output.progress(`${done} of ${all} days forecast (${Math.floor((100 * done) / all)} %)`),
    },
  );
  session.output.progress('');
  let taken = 0;
  const tracks = plans.map(({ chunks, ...span }) => {
    const own = forecasts.slice(taken, taken + chunks.length);
    taken += chunks.length;
    return tracksOf(span, own, models);
  });
  const series = tracks.map(scoreSeries);
  return {
    tracks,
    score: {
      windowDays: request.windowDays,
      baseline: BASELINE,
      confidences: SCORE_CONFIDENCES,
      series,
      pooled: SCORE_CONFIDENCES.map((_, at) => poolModels(tracks, series, at)),
      left,
    },
  };
}

interface Span {
  readonly series: DailyReturns;
  readonly from: number;
  readonly to: number;
}

function readSeries(cwd: string, request: ScoreRequest, left: string[]): Span[] {
  const seen = new Set<string>();
  return request.files.flatMap((path) => {
    const file = importPriceFile(resolve(cwd, path), request.quote === undefined ? {} : { quote: request.quote });
    for (const { code, symbol, detail } of file.refusals) left.push(`${symbol ?? file.name}: ${code}, ${detail}`);
    return file.series.flatMap((raw) => {
      if (request.symbols.length > 0 && !request.symbols.includes(raw.symbol)) return [];
      const series = dailyReturns(raw, file.name);
      const name = `${series.symbol}/${series.quote}`;
      if (seen.has(name)) {
        left.push(`${name} of ${file.name}: scored from an earlier file already`);
        return [];
      }
      const firstWanted = series.ends.findIndex((end) => end >= (request.fromSeconds ?? 0));
      const beyond = series.ends.findIndex((end) => end > (request.toSeconds ?? Number.MAX_SAFE_INTEGER));
      const to = beyond === -1 ? series.ends.length : beyond;
      const from = Math.max(request.windowDays, firstWanted === -1 ? to : firstWanted);
      if (to - from < FEWEST_DAYS) {
        left.push(`${name} of ${file.name}: ${Math.max(0, to - from)} days to judge, ${FEWEST_DAYS} needed`);
        return [];
      }
      seen.add(name);
      return [{ series, from, to }];
    });
  });
}

/** The days of a span in chunks that begin at fixed dates, so that new days leave the old chunks as they are. */
function chunksOf({ series, from, to }: Span, windowDays: number, models: readonly TailModel[]): ScoreChunk[] {
  const chunks: ScoreChunk[] = [];
  for (let start = from; start < to;) {
    const dayNumber = Math.round(series.ends[start]! / DAY_SECONDS);
    const end = Math.min(to, start + CHUNK_DAYS - (dayNumber % CHUNK_DAYS));
    chunks.push({
      window: windowDays,
      models,
      confidences: SCORE_CONFIDENCES,
      returns: series.returns.slice(start - windowDays, end),
      asKnown: [...series.asKnown]
        .filter(([index, stood]) => index >= start && index < end && stood.length >= windowDays)
        .map(([index, stood]) => [index - start, stood.slice(-windowDays)] as const),
    });
    start = end;
  }
  return chunks;
}

const PERCENT = 100;

function tracksOf(
  { series, from, to }: Span,
  forecasts: readonly ChunkForecasts[],
  models: readonly TailModel[],
): SeriesTracks {
  const returns = series.returns.slice(from, to).map((value) => PERCENT * value);
  const times = series.ends.slice(from, to);
  const byConfidence = SCORE_CONFIDENCES.map((confidence, at) => {
    const track = (model: TailModel): DatedTrack => ({
      returns,
      times,
      p: 1 - confidence,
      forecasts: forecasts.flatMap((chunk) => (chunk[model] ?? []).map((answer) => tailOf(answer, at))),
    });
    return new Map(models.map((model) => [model, track(model)]));
  });
  return { series, byConfidence };
}

function tailOf(answer: ChunkForecasts[string][number], at: number): TailRisk | null {
  const pair = typeof answer === 'string' ? undefined : answer[at];
  return pair === undefined ? null : { valueAtRisk: PERCENT * pair[0], expectedShortfall: PERCENT * pair[1] };
}
