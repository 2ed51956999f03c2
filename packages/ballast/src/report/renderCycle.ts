import type { Assessment, BalanceSheet, Plan, Policy, Receipt } from '@ballast/core';
import type { Paint } from './paint.ts';
import { renderHeadline } from './renderHeadline.ts';
import { holdingsTable } from './renderHoldings.ts';
import { renderKeyLimits } from './renderLimits.ts';
import { renderPlan } from './renderPlan.ts';
import { unknownLines } from './renderSheet.ts';
import { textTable } from './table.ts';

/** What a cycle shows; pieces after `plan` may be missing while only looking. */
export interface CycleView {
  readonly policy: Policy;
  readonly sheet: BalanceSheet;
  readonly assessment: Assessment | null;
  readonly plan: Plan | null;
  readonly receipts: readonly Receipt[];
  readonly mode: string;
}

const UNKNOWNS_SHOWN = 6;

/** The terminal page of one cycle, at most 80 columns, meaning carried by words and shapes before colour. Pure. */
export function renderCycle(view: CycleView, paint: Paint): string {
  const { sheet, assessment, plan, policy, receipts } = view;
  const context = [...(plan?.block == null ? [] : [`block ${plan.block.number}`]), view.mode];
  const blocks = [
    renderHeadline({ sheet, assessment, context }, paint),
    textTable(holdingsTable(sheet, assessment, paint), paint),
    ...(assessment === null ? [] : [renderKeyLimits(assessment, paint)]),
    ...(plan === null ? [] : [renderPlan({ policy, plan, receipts }, paint)]),
    ...(sheet.unknowns.length === 0
      ? []
      : [
          [
            paint.warn('Unknown'),
            ...sheet.unknowns.slice(0, UNKNOWNS_SHOWN).flatMap(unknownLines),
            ...(sheet.unknowns.length > UNKNOWNS_SHOWN
              ? [paint.dim(`  and ${sheet.unknowns.length - UNKNOWNS_SHOWN} more, see \`ballast value\``)]
              : []),
          ],
        ]),
  ];
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}
