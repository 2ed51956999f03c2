import { formatWad, isoTime, type LimitPath, type RunMoment, type UnseenPrice } from '@ballast/core';
import { limitName } from './limitName.ts';
import { percent, price, shortUsd } from './money.ts';
import { breakLines, type Paint } from './paint.ts';
import { paintLevel } from './renderHeadline.ts';
import { textTable, type Table } from './table.ts';
import type { WhatIfState, WhatIfView } from './whatIfView.ts';

const usd = (value: bigint | null): string => (value === null ? 'unknown' : shortUsd(value));
const afterHead = ({ afterSeconds }: WhatIfView): string => `after ${hours(afterSeconds)}`;

/** "now", "30 min", "48 h": runs are spoken of in hours. */
const hours = (seconds: number): string =>
  seconds === 0 ? 'now' : seconds < 3600 ? `${Math.ceil(seconds / 60)} min` : `${Math.ceil(seconds / 3600)} h`;

/** The events as they were understood, one each. Pure. */
export function understoodEvents({ whatIf, followers }: WhatIfView): string[] {
  const events = whatIf.events.map((event): string => {
    switch (event.kind) {
      case 'move':
        return `${event.assetId} at ${percent(event.factorWad)} of its price`;
      case 'price':
        return `${event.assetId} at ${price(event.priceWad)}`;
      case 'redeem':
        return `${percent(event.shareBps * 10n ** 14n)} of ${event.liabilityId} redeemed ${event.overSeconds === 0 ? 'at once' : `over ${hours(event.overSeconds)}`}`;
      case 'fail':
        return `${event.party.kind} ${event.party.id} fails: ${percent(event.lossBps * 10n ** 14n)} lost${event.party.kind === 'issuer' ? ' of the price' : ', the rest stuck'}`;
      case 'depth':
        return `pools keep ${percent(event.factorWad)} of their depth`;
    }
  });
  return [...events, ...followers.map(({ assetId, leaderId }) => `${assetId} follows ${leaderId}`)];
}

/** The balance before, as it hits, and after. Pure. */
export function statesTable(view: WhatIfView): Table {
  const states = [view.before, view.atOnce, view.after];
  const row = (name: string, show: (state: WhatIfState) => string): string[] => [name, ...states.map(show)];
  return {
    columns: [
      { head: '' },
      { head: 'before', align: 'right' },
      { head: 'at once', align: 'right' },
      { head: afterHead(view), align: 'right' },
    ],
    rows: [
      row('reserve', (state) => usd(state.assetsWad)),
      row('owed', (state) => usd(state.liabilitiesWad)),
      row('surplus', (state) => usd(state.surplusWad)),
      row('backing at mark', (state) => percent(state.backingWad)),
      row('backing after haircuts', (state) => percent(state.riskAdjustedWad)),
      row('cash now', (state) => usd(state.cashNowWad)),
      row('level', (state) => state.level),
    ],
  };
}

/** Who is paid by when. Pure. */
export function runTable({ run }: WhatIfView): Table {
  return {
    columns: [
      { head: 'by' },
      { head: 'asked', align: 'right' },
      { head: 'due', align: 'right' },
      { head: 'paid', align: 'right' },
      { head: 'unpaid', align: 'right' },
      { head: 'exit cost', align: 'right' },
    ],
    rows: run.moments
      .filter(isNews)
      .map((moment) => [
        hours(moment.afterSeconds),
        ...[moment.askedWad, moment.dueWad, moment.paidWad, moment.unpaidWad, moment.exitCostWad].map(usd),
      ]),
  };
}

/** Whether anything changed since the moment before. */
const isNews = (moment: RunMoment, index: number, all: readonly RunMoment[]): boolean => {
  const before = all[index - 1];
  return (
    before === undefined ||
    before.askedWad !== moment.askedWad ||
    before.dueWad !== moment.dueWad ||
    before.paidWad !== moment.paidWad
  );
};

/** What the payments come from. Pure. */
export function drawsTable(moment: RunMoment): Table {
  return {
    columns: [
      { head: 'paid from' },
      { head: 'through' },
      { head: 'cash', align: 'right' },
      { head: 'exit cost', align: 'right' },
    ],
    rows: moment.draws.map((draw) => [
      draw.assetId,
      draw.venueId ?? 'as held',
      shortUsd(draw.cashWad),
      shortUsd(draw.costWad),
    ]),
  };
}

/** Who bears the loss. Pure. */
export const lossTable = ({ shares }: WhatIfView): Table => ({
  columns: [{ head: 'borne by' }, { head: 'has', align: 'right' }, { head: 'bears', align: 'right' }],
  rows: shares.map(({ rank, capacityWad, lossWad }) => [
    rank,
    capacityWad === null ? 'the rest' : shortUsd(capacityWad),
    shortUsd(lossWad),
  ]),
});

/** What became of a limit: by shape and word. */
const courseText = ({ course, statuses }: LimitPath): string =>
  ({
    breaks: '✗ breaks',
    blurs: '? unknown',
    stays: statuses.includes('breached') ? '✗ already' : '? already',
    heals: '✓ heals',
    holds: '✓',
  })[course];

/** Limits that are not met at some moment. Pure. */
export function pathsTable(view: WhatIfView): Table {
  const show = (path: LimitPath, value: bigint | null): string =>
    value === null ? '–' : path.unit === 'ratio' ? percent(value) : shortUsd(value);
  return {
    columns: [
      { head: 'limit' },
      { head: 'before', align: 'right' },
      { head: 'at once', align: 'right' },
      { head: afterHead(view), align: 'right' },
      { head: 'threshold', align: 'right' },
      { head: '' },
    ],
    rows: view.limits
      .filter((path) => path.course !== 'holds')
      .map((path) => [
        limitName(path.id),
        ...path.values.map((value) => show(path, value)),
        `${path.direction === 'min' ? '≥' : '≤'} ${show(path, path.thresholdWad)}`,
        courseText(path),
      ]),
  };
}

/** Rules of packs that some moment could judge. Pure. */
export function rulesTable(view: WhatIfView): Table {
  return {
    columns: [{ head: 'rule' }, { head: 'before' }, { head: 'at once' }, { head: afterHead(view) }, { head: 'binds' }],
    rows: view.rules
      .filter((path) => path.results.some((result) => result.status !== 'not determinable'))
      .map((path) => [path.id, ...path.results.map((result) => result.status), path.phase]),
  };
}

/** The answer in one sentence or two: paid or not, who bears what, what breaks. Pure. */
export function whatIfSummary(view: WhatIfView): string[] {
  const { run, shares, lossWad, fairness } = view;
  const last = run.moments.at(-1);
  const missed = run.moments.find((moment) => moment.unpaidWad > 0n);
  const worst = run.moments.reduce((most, moment) => (moment.unpaidWad > most ? moment.unpaidWad : most), 0n);
  const hasRun = last !== undefined && last.askedWad > 0n;
  const capped = run.parts.reduce((total, part) => total + part.cappedWad, 0n);
  const holders = shares.find((item) => item.rank === 'holders')?.lossWad ?? 0n;
  const count = (course: LimitPath['course']): number => view.limits.filter((path) => path.course === course).length;
  const [breaks, blurs] = [count('breaks'), count('blurs')];
  return [
    ...view.unseen.map(unseenText),
    ...(hasRun
      ? [
          missed === undefined
            ? `Everybody is paid when due: ${shortUsd(last.paidWad)} at an exit cost of ${shortUsd(last.exitCostWad)}.`
            : `Not everybody is paid when due: up to ${shortUsd(worst)} late, from ${missed.afterSeconds === 0 ? 'the start' : `${hours(missed.afterSeconds)} on`}; ${shortUsd(last.paidWad)} of ${shortUsd(last.dueWad)} paid in the end.`,
        ]
      : []),
    ...(capped > 0n ? [`The daily cap turns ${shortUsd(capped)} of redemptions away.`] : []),
    isDust(lossWad)
      ? 'The surplus stays as it is.'
      : lossWad < 0n
        ? `The surplus gains ${shortUsd(-lossWad)}.`
        : `The loss is ${shortUsd(lossWad)}: ${shares
            .filter((item) => item.lossWad > 0n)
            .map((item) => `${item.rank} ${shortUsd(item.lossWad)}`)
            .join(', ')}.`,
    ...(holders > 0n && fairness !== null && fairness.stayersWad !== null
      ? [
          `Whoever leaves gets ${percent(fairness.leaversWad)} of the claim, whoever stays is backed by ${percent(fairness.stayersWad)}.`,
        ]
      : []),
    breaks === 0
      ? 'No limit breaks that held before.'
      : `${breaks} limit${breaks === 1 ? ' breaks' : 's break'} that held before.`,
    ...(blurs === 0 ? [] : [`${blurs} that held before can no longer be judged.`]),
  ];
}

/** Less than a cent, on either side: roundings against ourselves. */
const isDust = (value: bigint): boolean => -CENT < value && value < CENT;
const CENT = 10n ** 16n;

/** Why the rest of the page cannot follow a price. */
const unseenText = ({ assetId, priceWad, minPriceWad }: UnseenPrice): string =>
  `${assetId} at ${price(priceWad)} is below ${formatWad(minPriceWad)}, the least its sources may say (minPrice): to a cycle it is unknown. It counts nothing here; what needs its price cannot be judged, and neither level nor keeper follow. "${assetId} = ${formatWad(minPriceWad)}" shows both.`;

/** The whole answer. Pure; 80 columns. */
export function renderWhatIf(view: WhatIfView, paint: Paint): string {
  const bullet = (text: string): string[] =>
    breakLines(text, 74).map((line, index) => (index === 0 ? `  · ${line}` : `    ${line}`));
  const last = view.run.moments.at(-1);
  const hasRun = last !== undefined && last.askedWad > 0n;
  const paths = pathsTable(view);
  const blocks: string[][] = [
    [
      ...breakLines(`What if ${view.whatIf.text}`, 78).map(paint.bold),
      ...breakLines(`${view.reserve} from ${view.from}, as of ${isoTime(view.asOfSeconds)}`, 78).map(paint.dim),
      ...understoodEvents(view).flatMap(bullet),
    ],
    [
      ...whatIfSummary(view).flatMap((line) => breakLines(line, 78)),
      `Level ${paintLevel(view.before.level, paint)} → ${paintLevel(view.atOnce.level, paint)} → ${paintLevel(view.after.level, paint)}`,
    ],
    textTable(statesTable(view), paint),
    ...(hasRun ? [textTable(runTable(view), paint)] : []),
    ...(hasRun && last.draws.length > 0 ? [textTable(drawsTable(last), paint)] : []),
    ...(view.lossWad > 0n ? [textTable(lossTable(view), paint)] : []),
    ...(paths.rows.length > 0 ? [textTable(paths, paint)] : []),
    ...(rulesTable(view).rows.length > 0 ? [textTable(rulesTable(view), paint)] : []),
    [
      paint.bold('First thing the keeper would do'),
      ...(view.actions.length === 0 ? ['  nothing'] : view.actions.slice(0, 6).flatMap(bullet)),
      ...(view.actions.length > 6 ? [`  and ${view.actions.length - 6} more`] : []),
    ],
    [paint.bold('Taken for granted'), ...[...view.pastNotes, ...view.notes].flatMap(bullet)],
  ];
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}
