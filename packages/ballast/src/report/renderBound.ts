import { formatWad, type BoundParameters, type LossBound } from '@ballast/core';
import { bpsPercent, fullUsd, shortUsd } from './money.ts';
import { breakLines, type Paint } from './paint.ts';
import { markdownTable, textTable, type Table } from './table.ts';

/** The loss bound of one reserve, as it is shown. */
export interface BoundView {
  readonly reserve: string;
  /** What the numbers were read from. */
  readonly from: string;
  readonly parameters: BoundParameters;
  readonly day: LossBound;
  readonly week: LossBound;
  /** The day under the chain's law alone, where that is wider than what the document says; else null. */
  readonly chainAloneWad: bigint | null;
}

/** What the sum does not promise; printed wherever it is. */
export const NOT_COVERED: readonly string[] = [
  'Both feeds of one asset wrong in the same direction: then only the turnover budget is left.',
  'Moves in the price of what is held, and losses from doing nothing.',
  'Failure of a venue, custodian, bridge or issuer: bounded apart, by caps × loss given default.',
  'What the DAO votes itself: the delay gives warning, not prevention.',
  'Accounts other than the vault, and other chains.',
];

const whole = (value: bigint): string => fullUsd(value).replace(/\.00$/, '');
const budget = ({ burstWad, refillPerDayWad }: BoundParameters['loss']): string =>
  `${shortUsd(burstWad)} + ${shortUsd(refillPerDayWad)} a day`;

function boundTable({ parameters, day, week }: BoundView): Table {
  const row = (term: string, derivation: string, pick: (bound: LossBound) => bigint): string[] => [
    term,
    derivation,
    whole(pick(day)),
    whole(pick(week)),
  ];
  const hasDepeg = day.depegWad > 0n;
  const assets = day.oracleErrorAssets.join(' + ');
  return {
    columns: [
      { head: '' },
      { head: 'from' },
      { head: 'any 24 hours', align: 'right' },
      { head: 'any 7 days', align: 'right' },
    ],
    rows: [
      row('X', `loss: ${budget(parameters.loss)}`, (bound) => bound.lossWad),
      row('D', hasDepeg ? `exit: ${budget(parameters.depeg)}` : 'no depeg budget', (bound) => bound.depegWad),
      row('V·ε', `${shortUsd(day.turnoverWad)} a day × ${bpsPercent(day.oracleErrorBps)}`, (bound) => bound.oracleWad),
      ...(assets === '' ? [] : [['', `ε: ${assets}`, '', '']]),
      row(
        'E',
        parameters.exitPenalties.length > 0 ? 'leaving every venue once' : 'none stated',
        (bound) => bound.exitPenaltyWad,
      ),
      ...parameters.exitPenalties.map(({ venueId, capWad, penaltyBps }) => [
        '',
        `${venueId}: ${shortUsd(capWad)} × ${bpsPercent(penaltyBps)}`,
        '',
        '',
      ]),
      row('sum', '', (bound) => bound.sumWad),
    ],
  };
}

function venueTable({ parameters, day }: BoundView): Table {
  return {
    columns: [
      { head: 'venue' },
      { head: 'cap', align: 'right' },
      { head: 'lost if it fails', align: 'right' },
      { head: '', align: 'right' },
    ],
    rows: [
      ...parameters.venues.map((venue) => [
        venue.venueId,
        shortUsd(venue.capWad),
        bpsPercent(venue.lossGivenDefaultBps),
        shortUsd((venue.capWad * venue.lossGivenDefaultBps) / 10_000n),
      ]),
      ['all at once', '', '', shortUsd(day.venueFailureWad)],
    ],
  };
}

const LARGEST: Readonly<Record<LossBound['largest'], string>> = {
  loss: 'X: lossPerDay',
  depeg: 'D: the depeg-exit budget',
  oracle: 'V·ε: turnoverPerDay, and how far honest feeds may lag',
  exitPenalty: 'E: the exit penalties of venues',
};

/** Which parameters set the numbers. */
function bindingLines({ parameters, day }: BoundView): string[] {
  const slip = `turnover × maxSlippage (${shortUsd(day.turnoverWad)} × ${bpsPercent(parameters.slipBps)} = ${shortUsd(day.slipWad)})`;
  return [
    `Largest term: ${LARGEST[day.largest]}.`,
    day.binding === 'lossBudget'
      ? `What ends losses by swapping: lossPerDay; ${slip} would allow more.`
      : `What ends losses by swapping, the exit regime aside: ${slip}, before lossPerDay is spent.`,
  ];
}

/** The bound with its derivation, at most 80 columns. Pure. */
export function renderBound(view: BoundView, paint: Paint): string {
  const { day, week, chainAloneWad } = view;
  const lines = [
    paint.bold(`Loss bound of ${view.reserve}`),
    ...breakLines(view.from, 78).map(paint.dim),
    ...breakLines(
      `${chainAloneWad === null ? 'Whoever has the key of the keeper' : 'A keeper that obeys the document'} costs the reserve at most ${whole(day.sumWad)} in any 24 hours and ${whole(week.sumWad)} in any 7 days, while one of each asset's two feeds is honest.`,
      78,
    ),
    '',
    ...textTable(boundTable(view), paint),
    '',
    ...bindingLines(view).flatMap((line) => breakLines(line, 78)),
    ...(chainAloneWad === null
      ? []
      : breakLines(
          `Whoever has its key is held by the chain alone, which allows ${whole(chainAloneWad)} in any 24 hours: the document is stricter, and a stolen keeper does not obey it.`,
          78,
        ).map(paint.warn)),
    '',
    ...(view.parameters.venues.length === 0
      ? []
      : [paint.bold('Apart: venues failing at their caps'), ...textTable(venueTable(view), paint), '']),
    paint.bold('Not covered'),
    ...NOT_COVERED.flatMap((text) => breakLines(text, 74).map((line, at) => `  ${at === 0 ? '·' : ' '} ${line}`)),
  ];
  return `${lines.join('\n')}\n`;
}

export function boundMarkdown(view: BoundView): string {
  return `${[
    `# Loss bound of ${view.reserve}`,
    '',
    `Read ${view.from}. Holds while one of each asset's two feeds is honest.`,
    '',
    ...markdownTable(boundTable(view)),
    '',
    ...bindingLines(view).map((line) => `- ${line}`),
    ...(view.chainAloneWad === null ? [] : [`- the chain alone would allow ${whole(view.chainAloneWad)} in 24 hours`]),
    '',
    ...(view.parameters.venues.length === 0 ? [] : [...markdownTable(venueTable(view)), '']),
    '## Not covered',
    '',
    ...NOT_COVERED.map((line) => `- ${line}`),
  ].join('\n')}\n`;
}

/** The bound as data: amounts as decimal text in the numeraire. */
export const boundJson = ({ reserve, from, day, week, chainAloneWad }: BoundView): unknown => ({
  schema: 'ballast/loss-bound/1',
  reserve,
  from,
  day: plain(day),
  week: plain(week),
  chainAlone: chainAloneWad === null ? null : formatWad(chainAloneWad),
  notCovered: NOT_COVERED,
});

const plain = (bound: LossBound): unknown => ({
  windowSeconds: bound.windowSeconds,
  loss: formatWad(bound.lossWad),
  depeg: formatWad(bound.depegWad),
  turnover: formatWad(bound.turnoverWad),
  oracleErrorBps: Number(bound.oracleErrorBps),
  oracleErrorAssets: bound.oracleErrorAssets,
  oracle: formatWad(bound.oracleWad),
  exitPenalty: formatWad(bound.exitPenaltyWad),
  sum: formatWad(bound.sumWad),
  venueFailure: formatWad(bound.venueFailureWad),
  binding: bound.binding,
  largest: bound.largest,
});
