import {
  BallastError,
  comparePooled,
  compareTails,
  dailyLosses,
  FEWEST_TO_SCORE,
  isJudged,
  modelConfidenceSet,
  scoreTails,
  type DatedTrack,
  type TailModel,
  type TailScore,
} from '@ballast/core';
import type { DailyReturns } from '../history/dailyReturns.ts';
import { isInSet, isKept, type PooledModel, type SeriesScore, type WorstDay } from '../report/modelScoreView.ts';
import { createRandom } from '../worlds/scenario/counterRandom.ts';

/** What each model that was asked for said, returns and tails in per cent. */
export type ModelTracks = ReadonlyMap<TailModel, DatedTrack>;

/** Forecasts of one series by confidence and model; the same models at each, in the order of TAIL_MODELS. */
export interface SeriesTracks {
  readonly series: DailyReturns;
  readonly byConfidence: readonly ModelTracks[];
}

/** What every model is compared with; always among those asked for. */
export const BASELINE: TailModel = 'HS-500';
/** Share of the days a model must have answered on to enter the confidence set. */
const LEAST_ANSWERED = 0.98;

/** Every test and score of every model on one series. Pure. */
export function scoreSeries({ series, byConfidence }: SeriesTracks): SeriesScore {
  const { times } = byConfidence[0]!.get(BASELINE)!;
  return {
    symbol: series.symbol,
    quote: series.quote,
    source: series.source,
    fromSeconds: times[0]!,
    toSeconds: times.at(-1)!,
    days: times.length,
    missingDays: series.missingDays,
    byConfidence: byConfidence.map((tracks, at) => {
      const levels = setLevels([tracks], `${series.symbol}/${series.quote}/${at}`);
      return [...tracks].flatMap(([model, track]) => {
        const score = scoreOrNothing(track);
        if (score === null) return [];
        const againstBaseline = model === BASELINE ? null : compareTails(track, tracks.get(BASELINE)!);
        return [{ model, score, againstBaseline, setLevel: levels.get(model) ?? null }];
      });
    }),
    worst: Object.fromEntries([...byConfidence.at(-1)!].map(([model, track]) => [model, worstDays(track)])),
  };
}

const WORST_KEPT = 10;

/** The losses furthest beyond ES, in multiples of it. */
function worstDays({ returns, times, forecasts }: DatedTrack): WorstDay[] {
  return returns
    .flatMap((value, t) => {
      const forecast = forecasts[t];
      if (forecast == null || !(forecast.expectedShortfall > 0) || -value <= forecast.expectedShortfall) return [];
      return [
        {
          endSeconds: times[t]!,
          lossPercent: -value,
          valueAtRiskPercent: forecast.valueAtRisk,
          shortfallPercent: forecast.expectedShortfall,
        },
      ];
    })
    .toSorted((a, b) => b.lossPercent / b.shortfallPercent - a.lossPercent / a.shortfallPercent)
    .slice(0, WORST_KEPT);
}

function scoreOrNothing(track: DatedTrack): TailScore | null {
  try {
    return scoreTails(track);
  } catch (error) {
    if (error instanceof BallastError && error.code === 'QUANT_SAMPLE_TOO_SHORT') return null;
    throw error;
  }
}

/** Seed of the bootstrap: any, but the same each time, so that a score is the same each time. */
const SET_SEED = 1;

/** Levels of the model confidence set, of the models that answered on every day any of them did; none below 100 days. */
function setLevels(series: readonly ModelTracks[], label: string): Map<TailModel, number> {
  // A model that answers on few days would leave the others few days to be compared on.
  const asked = [...(series[0]?.keys() ?? [])];
  const answers = (model: TailModel): number =>
    series.reduce((sum, tracks) => sum + tracks.get(model)!.forecasts.filter(isJudged).length, 0);
  const most = Math.max(...asked.map(answers));
  const models = asked.filter((model) => answers(model) >= LEAST_ANSWERED * most);
  const losses = dailyLosses(models.map((model) => series.map((tracks) => tracks.get(model)!)));
  if (models.length < 2 || losses[0]!.length < FEWEST_TO_SCORE) return new Map();
  const levels = modelConfidenceSet(losses, { draws: createRandom(SET_SEED, `model-score/${label}`) });
  return new Map(models.map((model, at) => [model, levels[at]!]));
}

/** Every model over all series, at one confidence by its place; `scored` are the same series in the same order. Pure. */
export function poolModels(all: readonly SeriesTracks[], scored: readonly SeriesScore[], at: number): PooledModel[] {
  const tracks = all.map(({ byConfidence }) => byConfidence[at]!);
  const levels = setLevels(tracks, `pooled/${at}`);
  const of = (name: TailModel): DatedTrack[] => tracks.map((models) => models.get(name)!);
  return [...(tracks[0]?.keys() ?? [])].flatMap((model) => {
    const own = of(model).flatMap((track) => scoreOrNothing(track) ?? []);
    if (own.length === 0) return [];
    const sum = (value: (score: TailScore) => number): number => own.reduce((total, score) => total + value(score), 0);
    return [
      {
        model,
        series: own.length,
        days: sum(({ days }) => days),
        exceptions: sum(({ exceptions }) => exceptions),
        meanFz0: sum(({ meanFz0 }) => meanFz0) / own.length,
        coverageKept: sum(({ coverage }) => Number(isKept(coverage.unconditional.pValue))),
        conditionalKept: sum(({ coverage }) => Number(isKept(coverage.conditional.pValue))),
        shortfallKept: sum(({ exceedanceResiduals }) => Number(isKept(exceedanceResiduals.pValue))),
        interceptKept: sum(({ shortfallIntercept }) => Number(isKept(shortfallIntercept.pValue))),
        inSet: scored.filter(({ byConfidence }) =>
          byConfidence[at]!.some((item) => item.model === model && isInSet(item.setLevel)),
        ).length,
        setLevel: levels.get(model) ?? null,
        againstBaseline: model === BASELINE ? null : comparePooled(of(model), of(BASELINE)),
      },
    ];
  });
}
