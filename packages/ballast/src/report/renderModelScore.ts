import {
  chance,
  confidenceName,
  dayName,
  isKept,
  share,
  type ModelScore,
  type PooledModel,
  type SeriesScore,
} from './modelScoreView.ts';
import type { Paint } from './paint.ts';
import { csvTable, markdownTable, textTable, type Table } from './table.ts';

/** All series at one confidence, best FZ0 first. Pure. */
export function pooledTable(pooled: readonly PooledModel[], baseline: string): Table {
  return {
    columns: [
      { head: 'model' },
      { head: 'exc.', align: 'right' },
      { head: 'Kupiec', align: 'right' },
      { head: 'Christ.', align: 'right' },
      { head: 'ES', align: 'right' },
      { head: 'ESR', align: 'right' },
      { head: 'MCS', align: 'right' },
      { head: 'FZ0', align: 'right' },
      { head: `− ${baseline}`, align: 'right' },
      { head: 'p', align: 'right' },
    ],
    rows: pooled
      .toSorted((a, b) => a.meanFz0 - b.meanFz0)
      .map((row) => [
        row.model,
        share(row.exceptions, row.days),
        `${row.coverageKept}/${row.series}`,
        `${row.conditionalKept}/${row.series}`,
        `${row.shortfallKept}/${row.series}`,
        `${row.interceptKept}/${row.series}`,
        `${row.inSet}/${row.series}`,
        row.meanFz0.toFixed(4),
        row.againstBaseline === null ? '' : row.againstBaseline.meanDifference.toFixed(4),
        row.againstBaseline === null ? '' : chance(row.againstBaseline.pFirstBetter),
      ]),
  };
}

/** One series at one confidence, best FZ0 first. Pure. */
export function seriesTable(series: SeriesScore, at: number): Table {
  return {
    columns: [
      { head: 'model' },
      ...['days', 'exc.', 'Kupiec', 'Christ.', 'DQ', 'ES', 'ESR', 'MCS', 'FZ0', 'p'].map((head) => ({
        head,
        align: 'right' as const,
      })),
    ],
    rows: (series.byConfidence[at] ?? [])
      .toSorted((a, b) => a.score.meanFz0 - b.score.meanFz0)
      .map(({ model, score, againstBaseline, setLevel }) => [
        model,
        String(score.days),
        share(score.exceptions, score.days),
        chance(score.coverage.unconditional.pValue),
        chance(score.coverage.conditional.pValue),
        chance(score.dynamicQuantile?.pValue),
        chance(score.exceedanceResiduals.pValue),
        chance(score.shortfallIntercept.pValue),
        chance(setLevel),
        score.meanFz0.toFixed(4),
        againstBaseline === null ? '' : chance(againstBaseline.pFirstBetter),
      ]),
  };
}

/** A line a series: which model scored best, and which of the tests it does not pass. Pure. */
function bestTable({ series }: ModelScore, at: number): Table {
  return {
    columns: [
      { head: 'series' },
      { head: 'days', align: 'right' },
      { head: 'best FZ0' },
      { head: 'FZ0', align: 'right' },
      { head: 'exc.', align: 'right' },
      { head: 'rejected by' },
    ],
    rows: series.flatMap((item) => {
      const best = (item.byConfidence[at] ?? []).toSorted((a, b) => a.score.meanFz0 - b.score.meanFz0)[0];
      if (best === undefined) return [];
      const { score } = best;
      return [
        [
          `${item.symbol}/${item.quote}`,
          String(score.days),
          best.model,
          score.meanFz0.toFixed(4),
          share(score.exceptions, score.days),
          rejections(score).join(', ') || 'none',
        ],
      ];
    }),
  };
}

/** Names of the tests that reject at 5 %. Pure. */
export function rejections(score: SeriesScore['byConfidence'][number][number]['score']): string[] {
  const tests = [
    ['Kupiec', score.coverage.unconditional.pValue],
    ['Christoffersen', score.coverage.conditional.pValue],
    ['DQ', score.dynamicQuantile?.pValue],
    ['ES', score.exceedanceResiduals.pValue],
    ['ESR', score.shortfallIntercept.pValue],
    ['Z2', score.acerbiSzekely2.pValue],
  ] as const;
  return tests.flatMap(([name, pValue]) => (isKept(pValue) ? [] : [name]));
}

const NOTES = (score: ModelScore): string[] => [
  `One day ahead, from the ${score.windowDays} returns before; log returns in per cent.`,
  'exc.: days beyond VaR. Kupiec, Christ., DQ, ES (exceedance residuals), ESR',
  '(intercept of the ES regression, whatever VaR says): p-values, or how many',
  'series a test does not reject at 5 %. FZ0: joint score',
  `of VaR and ES, lower is better; p: chance of being no better than ${score.baseline}`,
  '(Diebold and Mariano; over all series a day counts once). MCS: level in the',
  'model confidence set, or how many series have the model in the 90 % set.',
];

/** The score on a terminal, at most 80 columns; `isFull` adds every model on every series. Pure. */
export function renderModelScore(score: ModelScore, isFull: boolean, paint: Paint): string {
  const days = score.series.reduce((sum, item) => sum + item.days, 0);
  const lines = [
    paint.bold(`${score.series.length} series, ${days} days forecast`),
    ...NOTES(score).map((note) => `  ${note}`),
  ];
  score.confidences.forEach((confidence, at) => {
    lines.push('', paint.bold(`All series, ${confidenceName(confidence)}`));
    lines.push(...textTable(pooledTable(score.pooled[at] ?? [], score.baseline), paint));
    lines.push(
      '',
      paint.bold(`Best of each series, ${confidenceName(confidence)}`),
      ...textTable(bestTable(score, at), paint),
    );
  });
  if (isFull)
    for (const item of score.series)
      score.confidences.forEach((confidence, at) => {
        lines.push('', paint.bold(`${spanOf(item)}, ${confidenceName(confidence)}`));
        lines.push(...textTable(seriesTable(item, at), paint));
      });
  if (score.left.length > 0) lines.push('', paint.bold('Left out'), ...score.left.map((line) => `  ${line}`));
  return `${lines.join('\n')}\n`;
}

/** The same in Markdown, every series included. Pure. */
export function modelScoreMarkdown(score: ModelScore): string {
  const lines = [...NOTES(score), ''];
  score.confidences.forEach((confidence, at) => {
    lines.push(`## All series, ${confidenceName(confidence)}`, '');
    lines.push(...markdownTable(pooledTable(score.pooled[at] ?? [], score.baseline)), '');
  });
  for (const item of score.series)
    score.confidences.forEach((confidence, at) => {
      lines.push(`## ${spanOf(item)}, ${confidenceName(confidence)}`, '', ...markdownTable(seriesTable(item, at)), '');
    });
  if (score.left.length > 0) lines.push('## Left out', '', ...score.left.map((line) => `- ${line}`), '');
  return `${lines.join('\n')}`;
}

/** Every model on every series at every confidence, a line each. Pure. */
export function modelScoreCsv(score: ModelScore): string {
  const number = (value: number | null | undefined): string => (value == null ? '' : String(value));
  return csvTable({
    columns: [
      'symbol',
      'quote',
      'source',
      'fromDay',
      'toDay',
      'confidence',
      'model',
      'days',
      'unanswered',
      'exceptions',
      'kupiecP',
      'independenceP',
      'conditionalP',
      'dynamicQuantileP',
      'acerbiSzekely1',
      'acerbiSzekely1P',
      'acerbiSzekely2',
      'acerbiSzekely2P',
      'exceedanceResidualsP',
      'shortfallInterceptP',
      'meanFz0',
      'meanTickPercent',
      'fz0LessBaseline',
      'noBetterThanBaselineP',
      'confidenceSetLevel',
    ].map((head) => ({ head })),
    rows: score.series.flatMap((item) =>
      score.confidences.flatMap((confidence, at) =>
        (item.byConfidence[at] ?? []).map(({ model, score: own, againstBaseline, setLevel }) => [
          item.symbol,
          item.quote,
          item.source,
          dayName(item.fromSeconds),
          dayName(item.toSeconds),
          String(confidence),
          model,
          String(own.days),
          String(own.unanswered),
          String(own.exceptions),
          number(own.coverage.unconditional.pValue),
          number(own.coverage.independence.pValue),
          number(own.coverage.conditional.pValue),
          number(own.dynamicQuantile?.pValue),
          number(own.acerbiSzekely1.statistic),
          number(own.acerbiSzekely1.pValue),
          number(own.acerbiSzekely2.statistic),
          number(own.acerbiSzekely2.pValue),
          number(own.exceedanceResiduals.pValue),
          number(own.shortfallIntercept.pValue),
          number(own.meanFz0),
          number(own.meanTick),
          number(againstBaseline?.meanDifference),
          number(againstBaseline?.pFirstBetter),
          number(setLevel),
        ]),
      ),
    ),
  });
}

const spanOf = (item: SeriesScore): string =>
  `${item.symbol}/${item.quote}, ${dayName(item.fromSeconds)} to ${dayName(item.toSeconds)}`;
