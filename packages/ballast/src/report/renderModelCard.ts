import type { TailModel } from '@ballast/core';
import { chance, confidenceName, dayName, share, type ModelScore } from './modelScoreView.ts';
import { rejections } from './renderModelScore.ts';
import { markdownTable, type Table } from './table.ts';

/** What each model is, in a sentence. */
export const MODEL_DESCRIPTIONS: Readonly<Record<TailModel, string>> = {
  'HS-250': 'the empirical tail of the last 250 returns',
  'HS-500': 'the empirical tail of the last 500 returns',
  'EWMA-normal': 'a normal with exponentially weighted variance, decay 0.94',
  'EWMA-FHS': 'filtered historical simulation over exponentially weighted variance, decay 0.94',
  'EWMA90-normal': 'a normal with exponentially weighted variance, decay 0.90',
  'EWMA97-FHS': 'filtered historical simulation over exponentially weighted variance, decay 0.97',
  'GARCH-normal': 'GARCH(1,1) with normal innovations, refitted every day',
  'GJR-t': 'GJR-GARCH(1,1) with Student-t innovations, refitted every day',
  'GJR-skewed-t': "GJR-GARCH(1,1) with Hansen's skewed t innovations, refitted every day",
  'GJR-t-FHS': 'filtered historical simulation over GJR-GARCH(1,1)-t, refitted every day',
  'GJR-t-EVT': 'a generalised Pareto tail on the shocks of GJR-GARCH(1,1)-t, refitted every day',
  'GJR-t+EWMA-FHS': 'the plain mean of GJR-t and EWMA-FHS',
  combined: 'half GJR-t, a quarter EWMA90-normal, a quarter EWMA97-FHS',
  peg: 'a reverting deviation with a robust variance, the empirical tail of its shocks, and a standing chance of a break',
};

/** Where a model failed on assets and years it was not chosen on, whatever the card at hand says: docs/reference/tail-models.md. */
const FAILED_ELSEWHERE: Partial<Readonly<Record<TailModel, string>>> = {
  combined:
    'Skewed returns, elsewhere: three quarters of it are symmetric. The S&P 500 of 1991–2009 went beyond its 97.5 and 99 % VaR on 3.1 and 1.4 % of days, the VIX of 2019–2025 on 0.7 and 0.1 %.',
  peg: 'Years without a break, elsewhere: the chance of one that it holds makes its ES larger than what came; GJR-t scored better on USDC from 2023-06 to 2025-09.',
};

/** A model's card in Markdown: what it is, how it did on these data, and where it failed. Pure. */
export function modelCard(score: ModelScore, model: TailModel): string {
  const days = score.series.reduce((sum, item) => sum + item.days, 0);
  const elsewhere = FAILED_ELSEWHERE[model];
  const lines = [
    `# Model card: ${model}`,
    '',
    `${sentence(MODEL_DESCRIPTIONS[model])} It says VaR and ES of the next daily log return from the ${score.windowDays} before it.`,
    '',
    `Judged on ${score.series.length} series and ${days} days, each forecast made from what was known the evening before.`,
    '',
    '## How it did',
    '',
    ...markdownTable(resultTable(score, model)),
    '',
    `exc.: days beyond VaR, ${score.confidences.map((c) => `${share(1 - c, 1)} promised at ${confidenceName(c)}`).join(', ')}. p-values: Kupiec, Christoffersen, dynamic quantile, exceedance residuals, intercept of the ES regression. FZ0: lower is better, returns in per cent; rank among ${score.pooled[0]?.length ?? 0} models. MCS: level in the model confidence set, inside the 90 % set from 0.1. Last column: chance of being no better than ${score.baseline} (Diebold–Mariano).`,
    '',
    '## Where it fails',
    '',
    ...failures(score, model),
    '',
    ...(elsewhere === undefined ? [] : [elsewhere, '']),
    `Losses furthest beyond its ES at ${confidenceName(score.confidences.at(-1) ?? 0)}:`,
    '',
    ...markdownTable(worstTable(score, model)),
    '',
    '## What it does not know',
    '',
    '- Anything but the closes of one series: no depth, no order flow, no redemption queue, no news.',
    '- Falls within the day, and days without a close: a return over a missing day is left out, not stretched.',
    '- Horizons beyond a day, and how series fall together.',
    '- Quotes in a token that loses its own peg: a USDT price is not a dollar price.',
    '',
  ];
  if (score.left.length > 0) lines.push('## Left out', '', ...score.left.map((line) => `- ${line}`), '');
  return lines.join('\n');
}

function resultTable(score: ModelScore, model: TailModel): Table {
  return {
    columns: [
      { head: 'series' },
      { head: 'conf.' },
      ...['days', 'exc.', 'Kupiec', 'Christ.', 'DQ', 'ES', 'ESR', 'FZ0', 'rank', 'MCS', 'p'].map((head) => ({
        head,
        align: 'right' as const,
      })),
    ],
    rows: score.series.flatMap((item) =>
      score.confidences.flatMap((confidence, at) => {
        const models = item.byConfidence[at] ?? [];
        const found = models.find((candidate) => candidate.model === model);
        if (found === undefined) return [];
        const { score: own, againstBaseline } = found;
        return [
          [
            `${item.symbol}/${item.quote}`,
            confidenceName(confidence),
            String(own.days),
            share(own.exceptions, own.days),
            chance(own.coverage.unconditional.pValue),
            chance(own.coverage.conditional.pValue),
            chance(own.dynamicQuantile?.pValue),
            chance(own.exceedanceResiduals.pValue),
            chance(own.shortfallIntercept.pValue),
            own.meanFz0.toFixed(4),
            String(1 + models.filter((other) => other.score.meanFz0 < own.meanFz0).length),
            chance(found.setLevel),
            chance(againstBaseline?.pFirstBetter),
          ],
        ];
      }),
    ),
  };
}

function failures(score: ModelScore, model: TailModel): string[] {
  const lines = score.series.flatMap((item) =>
    score.confidences.flatMap((confidence, at) => {
      const found = (item.byConfidence[at] ?? []).find((candidate) => candidate.model === model);
      if (found === undefined)
        return [`- ${item.symbol}/${item.quote}, ${confidenceName(confidence)}: too few days answered.`];
      const names = rejections(found.score);
      const unanswered = found.score.unanswered === 0 ? [] : [`${found.score.unanswered} days without an answer`];
      const all = [...(names.length === 0 ? [] : [`rejected at 5 % by ${names.join(', ')}`]), ...unanswered];
      return all.length === 0
        ? []
        : [`- ${item.symbol}/${item.quote}, ${confidenceName(confidence)}: ${all.join('; ')}.`];
    }),
  );
  return lines.length === 0 ? ['No test rejects it at 5 % on any of these series.'] : lines;
}

const WORST_SHOWN = 10;

function worstTable(score: ModelScore, model: TailModel): Table {
  const days = score.series
    .flatMap((item) => (item.worst[model] ?? []).map((day) => ({ ...day, name: `${item.symbol}/${item.quote}` })))
    .toSorted((a, b) => b.lossPercent / b.shortfallPercent - a.lossPercent / a.shortfallPercent)
    .slice(0, WORST_SHOWN);
  return {
    columns: [
      { head: 'day' },
      { head: 'series' },
      { head: 'loss, %', align: 'right' },
      { head: 'VaR, %', align: 'right' },
      { head: 'ES, %', align: 'right' },
    ],
    rows: days.map((day) => [
      dayName(day.endSeconds),
      day.name,
      day.lossPercent.toFixed(3),
      day.valueAtRiskPercent.toFixed(3),
      day.shortfallPercent.toFixed(3),
    ]),
  };
}

const sentence = (text: string): string => `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}.`;
