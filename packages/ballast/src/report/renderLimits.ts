import type { Assessment, LimitResult } from '@ballast/core';
import { limitName } from './limitName.ts';
import { percent, shortUsd } from './money.ts';
import type { Paint } from './paint.ts';
import { textTable, type Table } from './table.ts';

const MARK: Readonly<Record<LimitResult['status'], string>> = { met: '✓', breached: '✗', unknown: '?' };

const show = (limit: LimitResult, value: bigint | null): string => {
  if (value === null) return '–';
  return limit.unit === 'ratio' ? percent(value) : shortUsd(value);
};

/** Limits with value, threshold, headroom; the binding one marked. Pure. */
export function limitsTable(limits: readonly LimitResult[], paint: Paint): Table {
  const tint = { met: (text: string): string => text, breached: paint.bad, unknown: paint.warn };
  return {
    columns: [
      { head: 'limit' },
      { head: 'value', align: 'right' },
      { head: '' },
      { head: 'threshold', align: 'right' },
      { head: 'headroom', align: 'right' },
      { head: '' },
    ],
    rows: limits.map((limit) => [
      `${tint[limit.status](MARK[limit.status])} ${limitName(limit.id)}`,
      show(limit, limit.valueWad),
      limit.direction === 'min' ? '≥' : '≤',
      show(limit, limit.thresholdWad),
      show(limit, limit.headroomWad),
      [
        limit.status === 'met' ? '' : tint[limit.status](limit.status),
        limit.isBinding && limit.status === 'met' ? 'tightest' : '',
        limit.origin === 'chain' ? 'on chain' : '',
      ]
        .filter((word) => word !== '')
        .join(', '),
    ]),
  };
}

/** The limits a reader must know of: what is not met, and what binds. */
export function renderKeyLimits(assessment: Assessment, paint: Paint): string[] {
  const notMet = assessment.limits.filter((limit) => limit.status !== 'met');
  const binding = assessment.limits.filter((limit) => limit.isBinding && limit.status === 'met');
  const shown = [...notMet.slice(0, 6), ...binding];
  const head = `${paint.bold('Limits')}  ${assessment.limits.length - notMet.length} of ${assessment.limits.length} met${assessment.isExitOnly ? paint.bad('  exit only') : ''}`;
  return [
    head,
    ...(shown.length === 0 ? [] : textTable(limitsTable(shown, paint), paint)),
    ...(notMet.length > 6 ? [paint.dim(`  and ${notMet.length - 6} more, see \`ballast assess\``)] : []),
  ];
}
