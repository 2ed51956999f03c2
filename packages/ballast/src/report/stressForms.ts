import { formatWad, isoTime, type SurplusRisk } from '@ballast/core';
import { causeLines, failuresTable } from './failuresTable.ts';
import {
  bridgeTable,
  crisesTable,
  crisisNotes,
  exitsTable,
  haircutsTable,
  lossesTable,
  priceLine,
  stressSummary,
  windowsTable,
  worldTable,
} from './renderStress.ts';
import { riskLines } from './riskLines.ts';
import type { StressView } from './stressView.ts';
import { markdownTable, type Table } from './table.ts';

/** The answer as one page of Markdown. Pure. */
export function stressMarkdown(view: StressView): string {
  const section = (title: string, table: Table): string[] =>
    table.rows.length === 0 ? [] : [`### ${title}`, '', ...markdownTable(table), ''];
  return `${[
    `## How ${view.reserve} fails`,
    '',
    `From ${view.from}, as of ${isoTime(view.asOfSeconds)}.`,
    '',
    ...view.models.map((model) => `- scenarios: ${model}`),
    ...view.defaults.map((line) => `- default: ${line}`),
    '',
    ...section('Probability of failure', failuresTable(view.figures)),
    ...causeLines(view.figures).map((line) => `- ${line}`),
    ...stressSummary(view).map((line) => `- ${line}`),
    ...(view.risk === null ? [] : riskLines(view.risk)).map((line) => `- ${line}`),
    '',
    ...section('The most plausible failing world', worldTable(view)),
    ...section('What prices and leaving take', lossesTable(view)),
    ...section('Leaving over days', exitsTable(view)),
    ...section('If it came again', crisesTable(view)),
    ...section(`Haircuts, ${view.haircutTerms}`, haircutsTable(view)),
    ...section('History behind the market part', windowsTable(view)),
    ...view.prices.map((item) => `- ${priceLine(item)}`),
    '',
    ...section('From mark to stressed exit value', bridgeTable(view)),
    '### What the figures do not say',
    '',
    ...[...view.notes, ...crisisNotes(view)].map((note) => `- ${note}`),
  ].join('\n')}\n`;
}

const decimal = (value: bigint | null): string | null => (value === null ? null : formatWad(value));

/** The answer as data: money and ratios as decimal text. Pure. */
export function stressJson(view: StressView): unknown {
  const { reverse, shortfall, buffer } = view;
  return {
    schema: 'ballast/stress/1',
    reserve: view.reserve,
    from: view.from,
    asOfSeconds: view.asOfSeconds,
    models: view.models,
    prices: view.prices,
    scenarioSets: view.scenarioSets,
    defaults: view.defaults,
    failures: view.figures.map((item) => ({
      failure: item.failure,
      passage: item.passage,
      horizonDays: item.horizonDays,
      low: decimal(item.lowWad),
      high: decimal(item.highWad),
      lowError: decimal(item.lowErrorWad),
      highError: decimal(item.highErrorWad),
      lowModel: item.lowModel,
      highModel: item.highModel,
      byPrices: decimal(item.byPricesWad),
      causes: item.causes.map(({ cause, probabilityWad }) => ({ cause, probability: decimal(probabilityWad) })),
      worstPaths: item.worstPaths.map(({ path, day, moneyWad, moves }) => ({
        path,
        day,
        leftUsd: decimal(moneyWad),
        moves: moves.map((move) => ({
          of: move.column,
          change: decimal(move.moveWad),
          givesUsd: decimal(move.moneyWad),
        })),
      })),
      floor: decimal(item.floorWad),
      note: item.note,
    })),
    riskAdjustedBacking: decimal(view.riskAdjustedWad),
    horizonDays: view.horizonDays,
    reverse:
      reverse === null
        ? null
        : {
            outcome: reverse.outcome,
            distance: decimal(reverse.distanceWad),
            normalProbability: decimal(reverse.normalProbabilityWad),
            bound: decimal(reverse.boundWad),
            moves: reverse.moves.map((move) => ({
              assetId: move.assetId,
              change: decimal(move.changeWad),
              lossUsd: decimal(move.lossWad),
              share: decimal(move.shareWad),
            })),
          },
    shortfall:
      shortfall === null
        ? null
        : {
            measure: 'ES',
            confidence: shortfall.confidence,
            horizonDays: shortfall.horizonDays,
            lossUsd: decimal(shortfall.shortfallWad),
            components: shortfall.components.map((item) => ({
              assetId: item.assetId,
              componentUsd: decimal(item.componentWad),
              marginal: decimal(item.marginalWad),
            })),
          },
    risk: view.risk === null ? null : riskJson(view.risk),
    buffer:
      buffer === null
        ? null
        : {
            target: buffer.target,
            bufferUsd: decimal(buffer.required.bufferWad),
            probability: decimal(buffer.required.probabilityWad),
            standardError: decimal(buffer.required.standardErrorWad),
            note: buffer.required.note,
          },
    basis: view.basis,
    losses: view.losses.map((item) => ({
      confidence: item.confidence,
      horizonDays: item.horizonDays,
      surplusUsd: decimal(item.surplusWad),
      valueAtRiskUsd: decimal(item.valueAtRiskWad),
      valueAtRiskErrorUsd: decimal(item.valueAtRiskErrorWad),
      shortfallUsd: decimal(item.shortfallWad),
      shortfallErrorUsd: decimal(item.shortfallErrorWad),
      exitCostUsd: decimal(item.exitCostWad),
      valueAtRiskWithExitUsd: decimal(item.valueAtRiskWithExitWad),
      shortfallWithExitUsd: decimal(item.shortfallWithExitWad),
    })),
    exits: view.exits.map((item) => ({
      assetId: item.assetId,
      valueUsd: decimal(item.valueWad),
      seenUsd: decimal(item.seenWad),
      seenCostUsd: decimal(item.seenCostWad),
      soldByDay: item.sharesWad.map(decimal),
      atOnceCostUsd: decimal(item.atOnceCostWad),
      expectedCostUsd: decimal(item.expectedCostWad),
      tailCostUsd: decimal(item.tailCostWad),
    })),
    crises: view.crises.map(({ text, why, state, unpaidWad, broken, notes }) => ({
      whatIf: text,
      why,
      surplusUsd: decimal(state?.surplusWad ?? null),
      backing: decimal(state?.backingWad ?? null),
      riskAdjustedBacking: decimal(state?.riskAdjustedWad ?? null),
      isBound: state?.isBound ?? null,
      mostUnpaidUsd: decimal(unpaidWad),
      limitsBroken: state === null ? null : broken,
      notes,
    })),
    haircuts: view.haircuts.map((item) => ({
      assetId: item.assetId,
      valueUsd: decimal(item.valueWad),
      haircutBps: Number(item.effective.haircutBps),
      setBy: item.effective.reason,
      unknown: item.effective.unknown,
      floorBps: Number(item.asks.floorBps),
      model: decimal(item.asks.modelWad),
      staleness: decimal(item.asks.stalenessWad),
      disagreement: decimal(item.asks.disagreementWad),
      depth: decimal(item.asks.depthWad),
      market: decimal(item.market.ratioWad),
      credit: decimal(item.parts.creditWad),
      liquidity: decimal(item.parts.liquidityWad),
      sampleSize: item.market.sampleSize,
      worstWindows: item.market.worst.map((window) => ({
        endSeconds: window.endSeconds,
        fall: decimal(window.fallWad),
      })),
      exitUsd: decimal(item.bridge?.exitWad ?? null),
      notes: item.notes,
    })),
    notes: view.notes,
  };
}

const riskJson = (risk: SurplusRisk): unknown => ({
  model: risk.model,
  confidenceBps: Number(risk.confidenceBps),
  horizonDays: risk.horizonDays,
  paths: risk.paths,
  valueAtRiskUsd: decimal(risk.valueAtRiskWad),
  valueAtRiskErrorUsd: decimal(risk.valueAtRiskErrorWad),
  shortfallUsd: decimal(risk.shortfallWad),
  shortfallErrorUsd: decimal(risk.shortfallErrorWad),
  bearers: risk.bearers.map(({ rank, capacityWad, lossWad }) => ({
    rank,
    capacityUsd: decimal(capacityWad),
    lossUsd: decimal(lossWad),
  })),
  liabilitiesPerRisk: decimal(risk.liabilitiesPerRiskWad),
  incomePerYearUsd: decimal(risk.incomePerYearWad),
  incomePerRisk: decimal(risk.incomePerRiskWad),
});
