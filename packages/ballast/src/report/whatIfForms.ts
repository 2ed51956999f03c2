import { formatWad, isoTime } from '@ballast/core';
import {
  drawsTable,
  lossTable,
  pathsTable,
  rulesTable,
  runTable,
  statesTable,
  understoodEvents,
  whatIfSummary,
} from './renderWhatIf.ts';
import { markdownTable, type Table } from './table.ts';
import type { WhatIfState, WhatIfView } from './whatIfView.ts';

/** The answer as one page of Markdown. Pure. */
export function whatIfMarkdown(view: WhatIfView): string {
  const last = view.run.moments.at(-1);
  const hasRun = last !== undefined && last.askedWad > 0n;
  const section = (title: string, table: Table): string[] =>
    table.rows.length === 0 ? [] : [`### ${title}`, '', ...markdownTable(table), ''];
  return `${[
    `## What if ${view.whatIf.text}`,
    '',
    `${view.reserve} from ${view.from}, as of ${isoTime(view.asOfSeconds)}.`,
    '',
    ...whatIfSummary(view).map((line) => `- ${line}`),
    '',
    'Read as:',
    '',
    ...understoodEvents(view).map((line) => `- ${line}`),
    '',
    ...section('Balance', statesTable(view)),
    ...(hasRun ? section('Redemptions, cumulative', runTable(view)) : []),
    ...(hasRun ? section('What pays them', drawsTable(last)) : []),
    ...(view.lossWad > 0n ? section('Who bears the loss', lossTable(view)) : []),
    ...section('Limits not met', pathsTable(view)),
    ...section('Rules of packs', rulesTable(view)),
    '### First thing the keeper would do',
    '',
    ...(view.actions.length === 0 ? ['- nothing'] : view.actions.map((action) => `- ${action}`)),
    '',
    '### Taken for granted',
    '',
    ...[...view.pastNotes, ...view.notes].map((note) => `- ${note}`),
  ].join('\n')}\n`;
}

/** The answer as data: money and ratios as decimal text. Pure. */
export function whatIfJson(view: WhatIfView): unknown {
  const decimal = (value: bigint | null): string | null => (value === null ? null : formatWad(value));
  const state = (item: WhatIfState): unknown => ({
    assetsUsd: decimal(item.assetsWad),
    liabilitiesUsd: decimal(item.liabilitiesWad),
    surplusUsd: decimal(item.surplusWad),
    juniorUsd: decimal(item.juniorWad),
    cashNowUsd: decimal(item.cashNowWad),
    backingRatio: decimal(item.backingWad),
    riskAdjustedBackingRatio: decimal(item.riskAdjustedWad),
    level: item.level,
    isBound: item.isBound,
  });
  return {
    schema: 'ballast/what-if/1',
    reserve: view.reserve,
    numeraire: view.numeraire,
    from: view.from,
    asOfSeconds: view.asOfSeconds,
    text: view.whatIf.text,
    events: view.whatIf.events.map((event) => event.text),
    followers: view.followers,
    understood: understoodEvents(view),
    summary: whatIfSummary(view),
    unseen: view.unseen.map((item) => ({
      assetId: item.assetId,
      priceUsd: decimal(item.priceWad),
      minPriceUsd: decimal(item.minPriceWad),
    })),
    before: state(view.before),
    atOnce: state(view.atOnce),
    after: { seconds: view.afterSeconds, ...(state(view.after) as object) },
    run: {
      parts: view.run.parts.map((part) => ({
        liabilityId: part.liabilityId,
        askedUsd: decimal(part.askedWad),
        waitingUsd: decimal(part.waitingWad),
        turnedAwayUsd: decimal(part.cappedWad),
        feeUsd: decimal(part.feeWad),
        lastDueSeconds: part.lastDueSeconds,
      })),
      moments: view.run.moments.map((moment) => ({
        afterSeconds: moment.afterSeconds,
        askedUsd: decimal(moment.askedWad),
        dueUsd: decimal(moment.dueWad),
        paidUsd: decimal(moment.paidWad),
        unpaidUsd: decimal(moment.unpaidWad),
        exitCostUsd: decimal(moment.exitCostWad),
        draws: moment.draws.map((draw) => ({
          assetId: draw.assetId,
          venueId: draw.venueId,
          amountRaw: draw.amountRaw,
          cashUsd: decimal(draw.cashWad),
          exitCostUsd: decimal(draw.costWad),
        })),
      })),
    },
    lossUsd: decimal(view.lossWad),
    waterfall: view.shares.map((share) => ({
      rank: share.rank,
      capacityUsd: decimal(share.capacityWad),
      lossUsd: decimal(share.lossWad),
    })),
    fairness:
      view.fairness === null
        ? null
        : { leaversRatio: decimal(view.fairness.leaversWad), stayersRatio: decimal(view.fairness.stayersWad) },
    limits: view.limits.map((path) => ({
      id: path.id,
      unit: path.unit,
      direction: path.direction,
      threshold: decimal(path.thresholdWad),
      values: path.values.map(decimal),
      statuses: path.statuses,
      course: path.course,
    })),
    rules: view.rules.map((path) => ({
      id: path.id,
      phase: path.phase,
      statuses: path.results.map((result) => result.status),
      values: path.results.map((result) => decimal(result.valueWad)),
    })),
    actions: view.actions,
    notes: [...view.pastNotes, ...view.notes],
  };
}
