import { formatWad, type PolicyChange } from '@ballast/core';
import { newlyBroken, noLongerBroken, type Compared } from './consequence.ts';
import { directionsInWords, rulesInWords, whichHash, whoMay, type DiffView } from './diffWords.ts';
import { percent, shortUsd } from './money.ts';
import { breakLines, type Paint } from './paint.ts';
import { textTable, type Table } from './table.ts';
import { warningsOf } from './diffWarnings.ts';

const MARK: Readonly<Record<PolicyChange['direction'], string>> = { loosening: '▲', tightening: '▼', neutral: '·' };

/** The difference and its consequences, at most 80 columns. Pure. */
export function renderPolicyDiff(view: DiffView, paint: Paint): string {
  const tint = { loosening: paint.bad, tightening: paint.good, neutral: paint.dim };
  const lines = [
    paint.bold(`Policy of ${view.reserve}`),
    ...[view.before, view.after].flatMap(({ hash, from }, at) => [
      `  ${at === 0 ? 'old' : 'new'}  ${hash}`,
      ...breakLines(from, 72).map((line) => paint.dim(`       ${line}`)),
    ]),
    '',
    view.changes.length === 0
      ? 'No rule differs.'
      : `${rulesInWords(view.changes)} differ${view.changes.length === 1 ? 's' : ''}: ${directionsInWords(view.changes)}`,
    ...warningsOf(view).flatMap((text) => breakLines(text, 76).map((line) => paint.bad(`! ${line}`))),
    ...view.changes.flatMap((change) => [
      `${tint[change.direction](MARK[change.direction])} ${paint.bold(change.name)}`,
      ...breakLines(`${change.before ?? 'none'} → ${change.after ?? 'none'}`, 74).map((line) => `    ${line}`),
      ...breakLines(
        `${change.direction}; ${whoMay(change, view.delay)}; hash: ${whichHash(change)}${change.meaning === '' ? '' : `; ${change.meaning}`}`,
        74,
      ).map((line) => paint.dim(`    ${line}`)),
    ]),
    ...(view.refusal === null
      ? []
      : ['', ...breakLines(`The contract would refuse the new law: ${view.refusal}.`, 78).map(paint.bad)]),
    '',
    ...nowLines(view, paint),
    ...scenarioLines(view, paint),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

const was = (before: string, after: string): string[] => [before, before === after ? 'same' : after];

/** What it comes to now, law by law. */
export function nowTable({ before, after }: Compared): Table {
  return {
    columns: [{ head: '' }, { head: 'old', align: 'right' }, { head: 'new', align: 'right' }],
    rows: [
      ['backing', ...was(percent(before.backingWad), percent(after.backingWad))],
      ['backing after haircuts', ...was(percent(before.riskAdjustedWad), percent(after.riskAdjustedWad))],
      ...before.cash.map((rung) => [
        `cash by ${rung.horizon} ÷ owed`,
        ...was(percent(rung.coverageWad), percent(cashOf(after, rung.horizon))),
      ]),
      ['yield a year, lending', ...was(percent(before.yieldWad), percent(after.yieldWad))],
      ['worst day (ballast bound)', ...was(shortUsd(before.worstDayWad), shortUsd(after.worstDayWad))],
      ['if every venue failed', ...was(shortUsd(before.venueFailureWad), shortUsd(after.venueFailureWad))],
      ['level', ...was(before.level, after.level)],
      ['actions planned first', ...was(String(before.actions), String(after.actions))],
      ['limits not met', ...was(String(before.notMet.length), String(after.notMet.length))],
    ],
  };
}

const cashOf = (consequence: Compared['before'], horizon: string) =>
  consequence.cash.find((item) => item.horizon === horizon)?.coverageWad ?? null;

function nowLines({ now }: DiffView, paint: Paint): string[] {
  if (now === null)
    return [
      ...breakLines(
        'The reserve was never seen: run `ballast run`, or pass --snapshot FILE, to see what it comes to.',
        78,
      ),
      '',
    ];
  return [
    `${paint.bold('On the reserve as it is')}  ${paint.dim(`${now.name}, ${now.asOf}`)}`,
    ...textTable(nowTable(now), paint),
    ...brokenLines(now, paint, 2),
    '',
  ];
}

function brokenLines(compared: Compared, paint: Paint, indent: number): string[] {
  const margin = ' '.repeat(indent);
  const list = (head: string, ids: readonly string[], tint: (text: string) => string): string[] =>
    ids.length === 0
      ? []
      : breakLines(`${head}: ${ids.join(', ')}`, 78 - indent).map((line) => tint(`${margin}${line}`));
  return [
    ...list('would break', newlyBroken(compared), paint.bad),
    ...list('would no longer break', noLongerBroken(compared), paint.good),
  ];
}

/** Short enough for five columns: the number, or both when they differ. */
const pair = (before: bigint | null, after: bigint | null): string => {
  const show = (value: bigint | null): string => (value === null ? '?' : formatWad(value * 100n, 1));
  const [old, next] = [show(before), show(after)];
  return old === next ? `${old} %` : `${old} → ${next} %`;
};

/** The worst of each scenario, nobody acting. */
export function scenarioTable(scenarios: DiffView['scenarios']): Table {
  return {
    columns: [
      { head: 'worst of' },
      { head: 'after haircuts', align: 'right' },
      { head: 'cash by day', align: 'right' },
      { head: 'yield', align: 'right' },
    ],
    rows: scenarios.map(({ name, before, after }) => [
      name,
      pair(before.riskAdjustedWad, after.riskAdjustedWad),
      pair(cashOf(before, 'day'), cashOf(after, 'day')),
      pair(before.yieldWad, after.yieldWad),
    ]),
  };
}

function scenarioLines({ scenarios, changes }: DiffView, paint: Paint): string[] {
  const [first] = scenarios;
  if (first === undefined) return [];
  const left = changes.length - first.applied;
  return [
    paint.bold('In the bundled scenarios, nobody acting'),
    ...textTable(scenarioTable(scenarios), paint),
    ...scenarios.flatMap((item) => {
      const broken = brokenLines(item, paint, 4);
      const day =
        item.before.worstDayWad === item.after.worstDayWad
          ? []
          : [`    worst day ${shortUsd(item.before.worstDayWad)} → ${shortUsd(item.after.worstDayWad)}`];
      return broken.length + day.length === 0 ? [] : [`  ${item.name}`, ...day, ...broken];
    }),
    ...breakLines(
      `The scenarios hold the Harbor reserve under its own law and the changed rules${left > 0 ? `; left out: ${left} about assets, venues or addresses that are not Harbor's, or things of one world` : ''}.`,
      78,
    ).map(paint.dim),
  ];
}
