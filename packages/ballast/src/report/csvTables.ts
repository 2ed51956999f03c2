import { formatDecimal, formatWad, isoTime, type Assessment, type BalanceSheet, type LimitResult } from '@ballast/core';
import { limitName } from './limitName.ts';
import type { Table } from './table.ts';

const exact = (value: bigint | null): string => (value === null ? '' : formatWad(value));

/** Every line of the balance sheets, exact, one row a place; an empty cell is unknown, never zero. Pure. */
export function holdingsCsv(sheets: readonly BalanceSheet[]): Table {
  return {
    columns: [
      'reserve',
      'cycle',
      'as_of_utc',
      'asset',
      'account',
      'venue',
      'where',
      'amount_tokens',
      'mark_numeraire_per_token',
      'value_numeraire',
      'haircut_bps',
      'after_haircut_numeraire',
      'numeraire',
      'flags',
    ].map((head) => ({ head })),
    rows: sheets.flatMap((sheet) =>
      sheet.lines.map((line) => [
        sheet.reserve,
        String(sheet.cycle),
        isoTime(sheet.asOfSeconds),
        line.assetId,
        line.accountId,
        line.venueId ?? '',
        line.where,
        line.amountRaw === null ? '' : formatDecimal(line.amountRaw, line.decimals),
        exact(line.markWad),
        exact(line.valueWad),
        line.haircutBps.toString(),
        exact(line.riskAdjustedWad),
        sheet.numeraire,
        line.flags.join(' '),
      ]),
    ),
  };
}

/** Every limit of every reserve, exact; ratios in per cent, money in the numeraire, each in columns of its own. Pure. */
export function limitsCsv(assessments: readonly Assessment[]): Table {
  return {
    columns: [
      'reserve',
      'cycle',
      'as_of_utc',
      'limit',
      'meaning',
      'status',
      'direction',
      ...['value', 'threshold', 'headroom'].flatMap((name) => [`${name}_percent`, `${name}_usd`]),
      'binding',
      'set_by',
    ].map((head) => ({ head })),
    rows: assessments.flatMap((assessment) =>
      assessment.limits.map((limit) => [
        assessment.reserve,
        String(assessment.cycle),
        isoTime(assessment.asOfSeconds),
        limit.id,
        limitName(limit.id),
        limit.status,
        limit.direction,
        ...[limit.valueWad, limit.thresholdWad, limit.headroomWad].flatMap((value) => inUnit(limit, value)),
        String(limit.isBinding),
        limit.origin,
      ]),
    ),
  };
}

const inUnit = ({ unit }: LimitResult, value: bigint | null): [string, string] =>
  unit === 'ratio' ? [exact(value === null ? null : value * 100n), ''] : ['', exact(value)];
