import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';
import {
  DAY_SECONDS,
  FEWEST_FOR_TAILS,
  judgePegs,
  REPORTED_FALLS,
  STABLECOIN_FACTS,
  STAKING_FACTS,
  TAIL_MODELS,
  type Seconds,
  type TailModel,
} from '@ballast/core';
import { confidenceName, dayName } from '../../report/modelScoreView.ts';
import { modelCard } from '../../report/renderModelCard.ts';
import { pegCard, renderPegCard } from '../../report/renderPegCard.ts';
import { modelScoreCsv, modelScoreMarkdown, renderModelScore } from '../../report/renderModelScore.ts';
import { csvTable } from '../../report/table.ts';
import { countArgument, CSV, wholeNumber } from '../arguments.ts';
import { EXIT } from '../exitCodes.ts';
import { assetName } from '../hintFlags.ts';
import { SCORE_CONFIDENCES, scoreModels, type ModelScoring } from '../modelScore.ts';
import type { Runner, Session } from '../session.ts';

interface ScoreFlags {
  readonly symbols?: readonly string[];
  readonly quote?: string;
  readonly models?: readonly TailModel[];
  readonly window: number;
  readonly from?: Seconds;
  readonly to?: Seconds;
  readonly workers: number;
  readonly full?: boolean;
  readonly forecasts?: string;
  readonly model: TailModel;
}

export function registerModel(program: Command, run: Runner): void {
  const model = program
    .command('model')
    .description('tail models judged by what came: forecasts, scores, cards')
    .addHelpText('after', '\nExample:\n  ballast model score btc.csv eth.csv');
  withFlags(model.command('score'))
    .description('one-day VaR and ES of every model on daily prices, forecast day by day without looking ahead')
    .option('--models <names...>', 'only these, and plain history; the confidence set is of them', modelNames)
    .option('--full', 'every model on every series as well')
    .option('--forecasts <file>', 'every forecast and what came, as CSV')
    .option('--csv', CSV)
    .addHelpText('after', '\nExample:\n  ballast model score prices.csv.gz --symbols BTC ETH --from 2021-01-01')
    .action(run(async (session, files, flags) => scoreCommand(session, files as string[], flags as ScoreFlags)));
  withFlags(model.command('card'))
    .description("one model's card: what it is, how it did on these prices, where it fails (Markdown)")
    .option('--model <name>', `one of ${TAIL_MODELS.join(', ')}`, modelName, 'combined')
    .addHelpText('after', '\nExample:\n  ballast model card stables.csv --model peg > card.md')
    .action(run(async (session, files, flags) => cardCommand(session, files as string[], flags as ScoreFlags)));
  model
    .command('pegs')
    .description('every break of a peg that chances are taken from, and what each was given by the others')
    .addHelpText('after', '\nExample:\n  ballast model pegs')
    .action(run(async (session) => pegsCommand(session)));
}

const withFlags = (command: Command): Command =>
  command
    .argument('<files...>', 'price files (.csv or .csv.gz), as `ballast` imports them')
    .option('--symbols <names...>', 'only these, of files with many')
    .option('--quote <quote>', 'what prices are in, where no file says it', assetName)
    .option('--window <days>', `returns a forecast reads, ${FEWEST_FOR_TAILS} or more`, windowDays, 1000)
    .option('--from <day>', 'first day forecast', dayArgument)
    .option('--to <day>', 'last day forecast', dayArgument)
    .option('--workers <n>', 'processes', countArgument, Math.min(8, availableParallelism()));

async function scoreCommand(session: Session, files: readonly string[], flags: ScoreFlags): Promise<number> {
  const scoring = await scored(session, files, flags);
  if (flags.forecasts !== undefined) writeFileSync(resolve(session.cwd, flags.forecasts), forecastsCsv(scoring));
  const { score } = scoring;
  session.output.result({
    json: () => ({ schema: 'ballast/model-score/1', ...score }),
    md: () => modelScoreMarkdown(score),
    csv: () => modelScoreCsv(score),
    text: () => renderModelScore(score, flags.full === true, session.output.paint),
  });
  return EXIT.fine;
}

async function cardCommand(session: Session, files: readonly string[], flags: ScoreFlags): Promise<number> {
  const { score } = await scored(session, files, flags);
  session.output.result({
    json: () => ({ schema: 'ballast/model-card/1', model: flags.model, score }),
    md: () => modelCard(score, flags.model),
    text: () => modelCard(score, flags.model),
  });
  return EXIT.fine;
}

function pegsCommand(session: Session): number {
  const facts = { coins: STABLECOIN_FACTS, staking: STAKING_FACTS, reported: REPORTED_FALLS };
  session.output.result({
    json: () => ({ schema: 'ballast/model-pegs/1', ...facts, judged: judgePegs(STABLECOIN_FACTS) }),
    md: pegCard,
    text: () => renderPegCard(session.output.paint),
  });
  return EXIT.fine;
}

const scored = (session: Session, files: readonly string[], flags: ScoreFlags): Promise<ModelScoring> =>
  scoreModels(session, {
    files,
    symbols: (flags.symbols ?? []).map((name) => name.toUpperCase()),
    ...(flags.quote === undefined ? {} : { quote: flags.quote }),
    windowDays: flags.window,
    models: flags.models ?? [],
    ...(flags.from === undefined ? {} : { fromSeconds: flags.from }),
    ...(flags.to === undefined ? {} : { toSeconds: flags.to }),
    workers: flags.workers,
  });

/** Every day, model and confidence; empty where the model said nothing. */
function forecastsCsv({ tracks }: ModelScoring): string {
  const heads = [
    'symbol',
    'quote',
    'day',
    'confidence',
    'model',
    'returnPercent',
    'valueAtRiskPercent',
    'shortfallPercent',
  ];
  return csvTable({
    columns: heads.map((head) => ({ head })),
    rows: tracks.flatMap(({ series, byConfidence }) =>
      SCORE_CONFIDENCES.flatMap((confidence, at) =>
        [...byConfidence[at]!].flatMap(([model, { returns, times, forecasts }]) =>
          returns.map((value, t) => [
            series.symbol,
            series.quote,
            dayName(times[t]!),
            confidenceName(confidence),
            model,
            String(value),
            forecasts[t] == null ? '' : String(forecasts[t].valueAtRisk),
            forecasts[t] == null ? '' : String(forecasts[t].expectedShortfall),
          ]),
        ),
      ),
    ),
  });
}

/** A calendar day as the moment it ends. */
function dayArgument(text: string): Seconds {
  const start = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(start)) throw new InvalidArgumentError('expected a day such as 2023-03-11');
  return start / 1000 + DAY_SECONDS;
}

function windowDays(text: string): number {
  const days = wholeNumber(text);
  if (days < FEWEST_FOR_TAILS) throw new InvalidArgumentError(`expected at least ${FEWEST_FOR_TAILS}`);
  return days;
}

function modelName(text: string): TailModel {
  const found = TAIL_MODELS.find((model) => model.toLowerCase() === text.toLowerCase());
  if (found === undefined) throw new InvalidArgumentError(`expected one of ${TAIL_MODELS.join(', ')}`);
  return found;
}

const modelNames = (text: string, before: readonly TailModel[] = []): TailModel[] => [...before, modelName(text)];
