import {
  areLinked,
  billDuration,
  calibratePegs,
  chanceOfLoss,
  coinBreaks,
  gateBreaks,
  JUDGED_DAYS,
  judgePegs,
  POOLED_FACTS,
  REPORTED_FALLS,
  STABLECOIN_FACTS,
  STAKING_FACTS,
  stakingBreaks,
  type PegBreaks,
  type PegCalibration,
  type PegEvent,
  type PegFacts,
  type PosteriorRange,
} from '@ballast/core';
import type { Paint } from './paint.ts';
import { markdownTable, textTable, type Table } from './table.ts';

/** Every break, what was made of them, and what each was given by the others: a title and a table each. */
function sections(): readonly (readonly [string, Table])[] {
  const coins = calibratePegs(STABLECOIN_FACTS);
  const staked = calibratePegs(STAKING_FACTS, POOLED_FACTS);
  const kinds = [['coin', coins] as const, ['staking token', staked] as const];
  return [
    ['Breaks of coins', eventTable(STABLECOIN_FACTS)],
    ['Breaks of staking tokens', eventTable(STAKING_FACTS)],
    ['Days at risk', exposureTable()],
    ['Chance of a break of its own in a day', chanceTable(kinds)],
    ['What a break does', endTable(coins, staked)],
    ['What is drawn', drawnTable()],
    ['Each break, judged by the others', judgementTable()],
    ['Falls known from reports', reportTable()],
  ];
}

/** What is known of pegs, in Markdown, with the source of each break. Pure. */
export const pegCard = (): string =>
  sections()
    .flatMap(([title, table]) => [`## ${title}`, '', ...markdownTable(table), ''])
    .join('\n');

/** The same for a terminal; sources, whole sentences, stand in the Markdown. Pure. */
export const renderPegCard = (paint: Paint): string =>
  [
    ...sections().flatMap(([title, table]) => [paint.bold(title), ...textTable(withoutSource(table), paint), '']),
    paint.dim('Where each comes from: --md'),
  ].join('\n');

function withoutSource({ columns, rows }: Table): Table {
  const isKept = (_: unknown, index: number): boolean => columns[index]?.head !== 'source';
  return { columns: columns.filter(isKept), rows: rows.map((row) => row.filter(isKept)) };
}

const right = (head: string): Table['columns'][number] => ({ head, align: 'right' });

/** A fraction in per cent, to two digits that say something. */
function percent(value: number): string {
  const shown = 100 * value;
  if (shown >= 99.95) return '100 %';
  return `${shown >= 10 ? shown.toFixed(0) : shown >= 1 ? shown.toFixed(1) : shown.toPrecision(2)} %`;
}

const points = (value: number): string => (1e4 * value).toFixed(0);
const range = ({ low, middle, high }: PosteriorRange, show: (value: number) => string): string[] => [
  show(low),
  show(middle),
  show(high),
];

const eventTable = ({ events }: PegFacts): Table => ({
  columns: [
    { head: 'break' },
    { head: 'first day' },
    right('bps before'),
    right('at worst'),
    right('days'),
    { head: 'par' },
    { head: 'with' },
    { head: 'source' },
  ],
  rows: events.map((event) => [
    event.coin,
    event.day,
    points(event.before),
    points(event.worst),
    event.days === null ? 'dead' : String(event.days),
    event.redemption,
    event.follows ?? '',
    event.source,
  ]),
});

const exposureTable = (): Table => ({
  columns: [
    { head: 'coin' },
    { head: 'from' },
    { head: 'to' },
    right('nearest par'),
    right('further'),
    right('furthest'),
  ],
  rows: POOLED_FACTS.exposures.map(({ coin, from, to, daysAtRisk }) => [coin, from, to, ...daysAtRisk.map(String)]),
});

const ENDS = [right('5 %'), right('mean'), right('95 %')];

const chanceTable = (kinds: readonly (readonly [string, PegCalibration])[]): Table => ({
  columns: [{ head: 'kind' }, { head: 'bps below par the evening before' }, ...ENDS],
  rows: kinds.flatMap(([kind, { edges, chances }]) =>
    chances.map((chance, i) => [
      kind,
      i === 0 ? `under ${points(edges[0] ?? 0)}` : `${points(edges[i - 1] ?? 0)} to ${points(edges[i] ?? 0)}`,
      ...range(chance, percent),
    ]),
  ),
});

function endTable(coins: PegCalibration, staked: PegCalibration): Table {
  const days = (value: number): string => value.toFixed(0);
  const row = (what: string, values: PosteriorRange, show = percent): string[] => [what, ...range(values, show)];
  return {
    columns: [{ head: 'what' }, ...ENDS],
    rows: [
      row(`coin: takes beyond ${percent(coins.leastLoss)}, in the mean`, coins.furtherLoss),
      row(`staking token: takes beyond ${percent(staked.leastLoss)}, in the mean`, staked.furtherLoss),
      row('coin: is the end', coins.deathShare),
      row('staking token: is the end', staked.deathShare),
      row('coin: par is shut', coins.shutShare),
      row('staking token: par is shut', staked.shutShare),
      row('coin: days it stays shut, in the mean', coins.shutDays, days),
      row('staking token: days it stays shut, in the mean', staked.shutDays, days),
      row('comes back in a day while par is open', coins.recovery),
      row('takes a linked peg along', coins.follow.linked),
      row('takes another along', coins.follow.unlinked),
    ],
  };
}

function drawnTable(): Table {
  const sets: readonly (readonly [string, PegBreaks])[] = [
    ['coin, calm', coinBreaks('mean')],
    ['coin, stressed', coinBreaks('worse')],
    ['staking token, calm', stakingBreaks('mean')],
    ['staking token, stressed', stakingBreaks('worse')],
    [`bill of ${(365 * billDuration('mean')).toFixed(1)} days, calm`, gateBreaks('mean')],
    [`bill of ${(365 * billDuration('worse')).toFixed(0)} days, stressed`, gateBreaks('worse')],
  ];
  return {
    columns: [
      { head: 'kind' },
      right('a day'),
      right('takes'),
      right('the end'),
      right('left'),
      right('par shut'),
      right('days'),
      right('back'),
    ],
    rows: sets.map(([kind, breaks]) => [
      kind,
      percent(breaks.chances[0] ?? 0),
      percent(breaks.leastLoss + breaks.furtherLoss),
      percent(breaks.deathShare),
      breaks.deathShare === 0 ? '' : percent(breaks.deathValue),
      percent(breaks.shutShare),
      (1 / breaks.reopening).toFixed(0),
      percent(breaks.recovery),
    ]),
  };
}

function judgementTable(): Table {
  const event = (id: string): PegEvent | undefined => STABLECOIN_FACTS.events.find((item) => item.id === id);
  return {
    columns: [{ head: 'break' }, { head: 'chance of' }, ...ENDS, right('as deep'), right('others')],
    rows: judgePegs(STABLECOIN_FACTS).map(({ id, chance, asDeep, basis }) => {
      const origin = event(event(id)?.follows ?? '');
      const asked =
        origin === undefined
          ? `a break within ${JUDGED_DAYS} days`
          : `with ${origin.coin}${areLinked(STABLECOIN_FACTS, origin.coin, event(id)?.coin ?? '') ? ', linked' : ''}`;
      return [id, asked, ...range(chance, percent), percent(asDeep), String(basis)];
    }),
  };
}

const reportTable = (): Table => ({
  columns: [
    { head: 'coin' },
    { head: 'day' },
    right('lowest'),
    { head: 'the end' },
    right('as deep'),
    { head: 'source' },
  ],
  rows: REPORTED_FALLS.map(({ coin, day, lowest, isEnd, source }) => [
    coin,
    day,
    String(lowest),
    isEnd ? 'yes' : 'no',
    percent(chanceOfLoss(STABLECOIN_FACTS, 1 - lowest)),
    source,
  ]),
});
