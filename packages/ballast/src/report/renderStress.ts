import { formatWad, isoTime, WAD, type ExitPlan } from '@ballast/core';
import { causeLines, failuresTable, share } from './failuresTable.ts';
import { bpsPercent, percent, shortUsd } from './money.ts';
import { breakLines, type Paint } from './paint.ts';
import type { StressView } from './stressView.ts';
import { riskLines } from './riskLines.ts';
import { textTable, type Table } from './table.ts';

const WORLD_TERMS = 'That world by asset, share of its loss; last, what each brings to the ES above';

/** The most plausible failing world, with what brings losses in the tail. Pure. */
export function worldTable({ reverse, shortfall }: StressView): Table {
  const partOf = (assetId: string): bigint | null =>
    shortfall?.components.find((item) => item.assetId === assetId)?.componentWad ?? null;
  const usd = (value: bigint | null): string => (value === null ? '–' : shortUsd(value));
  return {
    columns: [
      { head: 'asset' },
      { head: 'price moves by', align: 'right' },
      { head: 'costs', align: 'right' },
      { head: 'share', align: 'right' },
      { head: 'part of shortfall', align: 'right' },
    ],
    rows: (reverse?.moves ?? []).map((move) => [
      move.assetId,
      percent(move.changeWad),
      usd(move.lossWad),
      percent(move.shareWad),
      usd(partOf(move.assetId)),
    ]),
  };
}

/** Whose prices come from where: a reconstruction says that it is one. Pure. */
export const priceLine = ({ source, assetIds }: StressView['prices'][number]): string =>
  `prices of ${assetIds.join(', ')}: ${source}`;

/** Haircuts with everything they came from. Pure. */
export const haircutsTable = ({ haircuts }: StressView): Table => ({
  columns: [
    { head: 'haircut' },
    { head: 'market', align: 'right' },
    { head: 'credit', align: 'right' },
    { head: 'liquid', align: 'right' },
    { head: 'stale', align: 'right' },
    { head: 'disagree', align: 'right' },
    { head: 'floor', align: 'right' },
    { head: 'in force', align: 'right' },
    { head: 'set by' },
  ],
  rows: haircuts.map(({ assetId, parts, market, asks, effective }) => [
    assetId,
    market.ratioWad === null ? '–' : percent(parts.marketWad),
    percent(parts.creditWad),
    percent(parts.liquidityWad),
    asks.stalenessWad === null ? '–' : percent(asks.stalenessWad),
    asks.disagreementWad === null ? '–' : percent(asks.disagreementWad),
    bpsPercent(asks.floorBps),
    bpsPercent(effective.haircutBps),
    effective.reason,
  ]),
});

/** Falls shown of each asset. */
const WORST_FALLS = 3;

/** The history behind the market part: how many windows, and the worst. Pure. */
export const windowsTable = ({ haircuts, horizonDays }: StressView): Table => ({
  columns: [
    { head: 'history' },
    { head: 'windows', align: 'right' },
    { head: `worst falls of ${horizonDays} d, ending` },
  ],
  rows: haircuts.flatMap(({ assetId, market }) => {
    const falls = market.worst
      .slice(0, WORST_FALLS)
      .map(({ endSeconds, fallWad }) => `${percent(fallWad)} ${isoTime(endSeconds).slice(0, 10)}`);
    return [[assetId, `${market.sampleSize}`, market.ratioWad === null ? market.note : falls.join(', ')]];
  }),
});

/** From mark to stressed exit value, each part once. Pure. */
export const bridgeTable = ({ haircuts }: StressView): Table => ({
  columns: [
    { head: 'bridge' },
    { head: 'mark', align: 'right' },
    { head: '− market', align: 'right' },
    { head: '− credit', align: 'right' },
    { head: '− liquidity', align: 'right' },
    { head: 'exit value', align: 'right' },
  ],
  rows: haircuts.flatMap(({ assetId, bridge }) =>
    bridge === null
      ? []
      : [
          [
            assetId,
            ...[bridge.markWad, bridge.marketWad, bridge.creditWad, bridge.liquidityWad, bridge.exitWad].map(shortUsd),
          ],
        ],
  ),
});

/** What prices and leaving take of the surplus together. Pure. */
export const lossesTable = ({ losses }: StressView): Table => ({
  columns: [
    { head: 'surplus' },
    { head: 'at mark', align: 'right' },
    { head: 'VaR', align: 'right' },
    { head: '± error', align: 'right' },
    { head: 'leaving now', align: 'right' },
    { head: 'VaR with exit', align: 'right' },
    { head: 'ES with exit', align: 'right' },
  ],
  rows: losses.map((loss) => [
    `${loss.horizonDays} d, ${percentOf(loss.confidence)}`,
    ...[
      loss.surplusWad,
      loss.valueAtRiskWad,
      loss.valueAtRiskErrorWad,
      loss.exitCostWad,
      loss.valueAtRiskWithExitWad,
      loss.shortfallWithExitWad,
    ].map(shortUsd),
  ]),
});

/** How what has to be sold is best left, over days. Pure. */
export const exitsTable = ({ exits }: StressView): Table => ({
  columns: [
    { head: 'leaving' },
    { head: 'held', align: 'right' },
    { head: 'depth seen', align: 'right' },
    { head: 'at once', align: 'right' },
    { head: '% sold a day', align: 'right' },
    { head: 'mean cost', align: 'right' },
    { head: '97.5 %', align: 'right' },
  ],
  rows: exits.map((exit) => [
    exit.assetId,
    shortUsd(exit.valueWad),
    shortUsd(exit.seenWad),
    shortUsd(exit.atOnceCostWad),
    soldByDay(exit),
    shortUsd(exit.expectedCostWad),
    shortUsd(exit.tailCostWad),
  ]),
});

/** Whole per cent a day, as far as there are any. */
function soldByDay({ sharesWad }: ExitPlan): string {
  const parts = sharesWad.map((part) => Number((part * 100n + WAD / 2n) / WAD));
  return parts.slice(0, parts.findLastIndex((part) => part > 0) + 1).join(' ');
}

/** The reserve after each crisis, as it hits. Pure. */
export const crisesTable = ({ crises }: StressView): Table => ({
  columns: [
    { head: 'if it came again' },
    { head: 'surplus', align: 'right' },
    { head: 'at mark', align: 'right' },
    { head: 'after haircuts', align: 'right' },
    { head: 'unpaid', align: 'right' },
    { head: 'limits broken', align: 'right' },
  ],
  rows: crises.flatMap(({ text, state, unpaidWad, broken }) =>
    state === null
      ? []
      : [
          [
            text.replace(/^crisis /, ''),
            `${state.isBound ? '≥ ' : ''}${shortUsd(state.surplusWad)}`,
            percent(state.backingWad),
            percent(state.riskAdjustedWad),
            unpaidWad === null ? '–' : shortUsd(unpaidWad),
            `${broken}`,
          ],
        ],
  ),
});

/** How crises are to be read, and why one has no figures. Pure. */
export const crisisNotes = ({ crises }: StressView): string[] => [
  'if it came again: closes, coins at their lowest, holders running as those of the coin run on did; what has no figure of its own falls as ether did, or stands if it is a coin: `ballast what-if "crisis terra"` says which',
  ...crises.flatMap(({ text, why }) => (why === '' ? [] : [`no figures for "${text}": ${why}`])),
];

/** What the tables say, in sentences. Pure. */
export function stressSummary(view: StressView): string[] {
  const { reverse, shortfall, buffer, horizonDays, basis } = view;
  const days = `${horizonDays} day${horizonDays === 1 ? '' : 's'}`;
  const lines = [`Backing after haircuts is ${percent(view.riskAdjustedWad)} now.`];
  if (reverse?.outcome === 'found' && reverse.distanceWad !== null)
    lines.push(
      `The most plausible world without a surplus in ${days} lies ${formatWad(reverse.distanceWad, 2)} deviations away: ${share(reverse.normalProbabilityWad)} likely were returns normal, at most ${share(reverse.boundWad)} whatever their distribution, to first order (${basis.reverse}).`,
    );
  if (reverse !== null && reverse.outcome !== 'found') lines.push(REVERSE[reverse.outcome]);
  if (shortfall !== null)
    lines.push(
      `In the worst ${percentOf(1 - shortfall.confidence)} of ${days} the surplus loses ${shortUsd(shortfall.shortfallWad)} on average (${basis.shortfall}).`,
    );
  if (buffer !== null)
    lines.push(
      buffer.required.bufferWad === null
        ? `No buffer is named for ${buffer.target} in ${days}: ${buffer.required.note}.`
        : `For at most ${buffer.target} in ${days} the surplus needs ${shortUsd(buffer.required.bufferWad)} more.`,
    );
  return lines;
}

const REVERSE: Readonly<Record<'failed already' | 'cannot fail' | 'not converged', string>> = {
  'failed already': 'There is no surplus to lose: nothing need happen.',
  'cannot fail': 'Nothing that moves in these scenarios can take the surplus, however far it moves.',
  'not converged': 'No most plausible failing world was found; none is shown.',
};

/** A float ratio as per cent for people. */
const percentOf = (ratio: number): string => `${Math.round(ratio * 1e4) / 100} %`;

/** The whole answer. Pure; 80 columns. */
export function renderStress(view: StressView, paint: Paint): string {
  const bullet = (text: string): string[] =>
    breakLines(text, 74).map((line, index) => (index === 0 ? `  · ${line}` : `    ${line}`));
  const world = worldTable(view);
  const bridge = bridgeTable(view);
  const [losses, exits] = [lossesTable(view), exitsTable(view)];
  const blocks: string[][] = [
    [
      paint.bold(`How ${view.reserve} fails`),
      ...breakLines(`from ${view.from}, as of ${isoTime(view.asOfSeconds)}`, 78).map(paint.dim),
      ...view.models.flatMap((model) => breakLines(`scenarios: ${model}`, 78).map(paint.dim)),
      ...view.defaults.flatMap((line) => breakLines(`default: ${line}`, 78).map(paint.dim)),
    ],
    [...textTable(failuresTable(view.figures), paint), ...causeLines(view.figures).flatMap(bullet)],
    [...stressSummary(view), ...(view.risk === null ? [] : riskLines(view.risk))].flatMap((line) =>
      breakLines(line, 78),
    ),
    ...(world.rows.length > 0 ? [[paint.dim(WORLD_TERMS), ...textTable(world, paint)]] : []),
    ...(losses.rows.length > 0 ? [textTable(losses, paint)] : []),
    ...(exits.rows.length > 0 ? [textTable(exits, paint)] : []),
    [...textTable(crisesTable(view), paint)],
    [paint.dim(view.haircutTerms), ...textTable(haircutsTable(view), paint)],
    [...textTable(windowsTable(view), paint), ...view.prices.flatMap((item) => bullet(priceLine(item)))],
    ...(bridge.rows.length > 0 ? [textTable(bridge, paint)] : []),
    [paint.bold('What the figures do not say'), ...[...view.notes, ...crisisNotes(view)].flatMap(bullet)],
  ];
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}
