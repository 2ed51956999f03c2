import { formatWad, type Pack, type PackResult, type PackRule } from '@ballast/core';
import { percent } from './money.ts';
import { breakLines, type Paint } from './paint.ts';
import { markdownTable, textTable, type Table } from './table.ts';

/** What every page about packs says of itself. */
export const NOT_ADVICE =
  'Rules as read from the sources named, with the day they bind; no legal advice. What needs data no balance sheet has is not determinable, and never passes.';

/** A pack and how a reserve stands to it. */
export interface PackView {
  readonly pack: Pack;
  readonly results: readonly PackResult[];
}

const MARK: Readonly<Record<PackResult['status'], string>> = { met: '✓', breached: '✗', 'not determinable': '?' };

function show(result: PackResult, value: bigint | null): string {
  if (value === null || result.unit === 'none') return '–';
  return result.unit === 'days' ? `${formatWad(value, 1).replace(/\.0$/, '')} d` : percent(value);
}

/** One rule a row. Pure. */
export function packTable({ pack, results }: PackView, paint: Paint): Table {
  const tint = { met: (text: string): string => text, breached: paint.bad, 'not determinable': paint.warn };
  return {
    columns: [
      { head: `${pack.id} rule` },
      { head: 'value', align: 'right' },
      { head: '' },
      { head: 'threshold', align: 'right' },
      { head: '' },
      { head: 'binds' },
    ],
    rows: results.map((result) => [
      `${tint[result.status](MARK[result.status])} ${result.rule.id}`,
      show(result, result.valueWad),
      result.unit === 'none' ? '' : result.direction === 'min' ? '≥' : '≤',
      show(result, result.thresholdWad),
      tint[result.status](result.status),
      bindsText(result.rule, result.phase),
    ]),
  };
}

const bindsText = ({ from }: PackRule, phase: PackResult['phase']): string =>
  phase === 'not yet' ? `from ${from ?? 'a day not set'}` : phase;

/** The pack against the reserve, with the reason behind everything not met. Pure; 80 columns. */
export function renderPack(view: PackView, paint: Paint): string {
  const { pack, results } = view;
  const reasons = results
    .filter((result) => result.status !== 'met')
    .flatMap((result) =>
      breakLines(`${result.rule.id}: ${result.rule.text}${result.note === '' ? '' : ` – ${result.note}`}`, 74).map(
        (line, index) => (index === 0 ? `  · ${line}` : `    ${line}`),
      ),
    );
  const lines = [
    paint.bold(pack.name),
    ...breakLines(pack.note, 78).map(paint.dim),
    ...textTable(packTable(view, paint), paint),
    ...reasons,
  ];
  return `${lines.join('\n')}\n`;
}

/** The same in Markdown, with sources. Pure. */
export function packMarkdown(view: PackView, paint: Paint): string {
  const table = packTable(view, paint);
  return `${[
    `### ${view.pack.name}`,
    '',
    `${view.pack.note}.`,
    '',
    ...markdownTable({
      columns: [...table.columns, { head: 'rule and source' }],
      rows: table.rows.map((row, index) => {
        const result = view.results[index];
        return [
          ...row,
          result === undefined
            ? ''
            : [result.rule.text, result.note, result.rule.source].filter((text) => text !== '').join(' · '),
        ];
      }),
    }),
    '',
    NOT_ADVICE,
  ].join('\n')}\n`;
}

/** The same as data. Pure. */
export const packJson = ({ pack, results }: PackView): unknown => ({
  pack: pack.id,
  name: pack.name,
  note: pack.note,
  rules: results.map((result) => ({
    id: result.id,
    text: result.rule.text,
    status: result.status,
    phase: result.phase,
    from: result.rule.from,
    until: result.rule.until,
    source: result.rule.source,
    unit: result.unit,
    direction: result.direction,
    value: result.valueWad === null ? null : formatWad(result.valueWad),
    threshold: result.unit === 'none' ? null : formatWad(result.thresholdWad),
    headroom: result.headroomWad === null ? null : formatWad(result.headroomWad),
    note: result.note,
  })),
});
