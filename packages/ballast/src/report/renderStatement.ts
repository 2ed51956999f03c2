import { isoTime, type Statement } from '@ballast/core';
import { limitName } from './limitName.ts';
import { bpsPercent, duration, percent, price, shortUsd } from './money.ts';
import { breakLines, type Paint } from './paint.ts';
import { textTable, type Table } from './table.ts';

/** Assets line by line: what, where, with whom, how soon cash, on what evidence. Pure. */
export const statementAssetsTable = (statement: Statement): Table => ({
  columns: [
    { head: 'asset' },
    { head: 'value', align: 'right' },
    { head: 'mark', align: 'right' },
    { head: 'haircut', align: 'right' },
    { head: 'to cash' },
    { head: 'age', align: 'right' },
    { head: 'evidence' },
  ],
  rows: statement.assets.map((item) => [
    item.venueId === null ? item.assetId : `${item.assetId} in ${item.venueId}`,
    item.valueWad === null ? 'unknown' : shortUsd(item.valueWad),
    price(item.markWad),
    bpsPercent(item.haircutBps),
    item.encumbrance === null ? item.timeToCash : 'encumbered',
    duration(item.amountAgeSeconds),
    item.evidence,
  ]),
});

const backingTable = (statement: Statement): Table => ({
  columns: [
    { head: 'counted' },
    { head: 'assets', align: 'right' },
    { head: 'owed', align: 'right' },
    { head: 'ratio', align: 'right' },
    { head: 'surplus', align: 'right' },
  ],
  rows: (
    [
      ['at mark', statement.atMark],
      ['after haircuts', statement.afterHaircuts],
      ['at stressed exit', statement.atStressedExit],
    ] as const
  ).map(([name, item]) => [
    name,
    shortUsd(item.assetsWad),
    shortUsd(item.liabilitiesWad),
    percent(item.ratioWad),
    shortUsd(item.surplusWad),
  ]),
});

const owedTable = (statement: Statement): Table => ({
  columns: [
    { head: 'owed' },
    { head: 'claim', align: 'right' },
    { head: 'redeemable', align: 'right' },
    { head: 'held back by terms', align: 'right' },
  ],
  rows: statement.liabilities.map((item) => [
    item.liabilityId,
    item.claimWad === null ? 'unknown' : shortUsd(item.claimWad),
    item.redeemableWad === null ? 'unknown' : shortUsd(item.redeemableWad),
    item.temporarilyNonRedeemableWad === null ? 'unknown' : shortUsd(item.temporarilyNonRedeemableWad),
  ]),
});

/** The statement of reserves for a terminal. Pure; 80 columns. */
export function renderStatement(statement: Statement, paint: Paint): string {
  const tint = statement.state === 'valid' ? paint.good : statement.state === 'degraded' ? paint.warn : paint.bad;
  const missed = statement.limits.filter((limit) => limit.cyclesMet < limit.cyclesChecked);
  const bullets = (lines: readonly string[]): string[] =>
    lines.flatMap((line) => breakLines(`- ${line}`, 76).map((part, index) => `  ${index === 0 ? part : `  ${part}`}`));
  const blocks = [
    [
      `${paint.bold(`Statement of reserves · ${statement.reserve}`)} · cycle ${statement.cycle} · ${tint(statement.state)}`,
      paint.dim(`as of ${isoTime(statement.asOfSeconds)}, expires ${isoTime(statement.expiresAtSeconds)}`),
      ...statement.blocks.map((block) => paint.dim(`${block.chain} block ${block.number}, ${block.agreement}`)),
      paint.dim(`policy ${statement.parents.policy}`),
      paint.dim(`signed by ${statement.signer}`),
      ...bullets(statement.reasons.map((item) => `${item.reason} [${item.code}]`)),
    ],
    textTable(backingTable(statement), paint),
    textTable(statementAssetsTable(statement), paint),
    textTable(owedTable(statement), paint),
    [
      `${paint.bold('Limits')}  ${statement.limits.length - missed.length} of ${statement.limits.length} met at every cycle since the last statement`,
      ...bullets(missed.map((limit) => `${limitName(limit.id)} met in ${limit.cyclesMet} of ${limit.cyclesChecked}`)),
    ],
    [paint.bold('This is'), ...bullets(statement.isNot)],
  ];
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}
