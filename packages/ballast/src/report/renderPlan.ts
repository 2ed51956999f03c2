import type { Plan, Policy, Receipt } from '@ballast/core';
import { actionName, describeAction } from './describeAction.ts';
import { limitName, nameLimits } from './limitName.ts';
import { shortUsd } from './money.ts';
import { breakLines, type Paint } from './paint.ts';
import { textTable } from './table.ts';

export interface PlanView {
  readonly policy: Policy;
  readonly plan: Plan;
  readonly receipts: readonly Receipt[];
}

const REFUSED_SHOWN = 3;

/** The plan as a difference: what is done and why, what was refused and why, what it changes. Pure; 80 columns. */
export function renderPlan({ policy, plan, receipts }: PlanView, paint: Paint): string[] {
  const actions = plan.actions.flatMap((action) => {
    const receipt = receipts.find((item) => item.index === action.index);
    return [
      ...breakLines(`+ ${describeAction(action, policy)}`, 74).map((line, index) =>
        index === 0 ? `  ${line}` : `    ${line}`,
      ),
      ...(receipt === undefined ? [] : [`    ${outcome(receipt, paint)}`]),
      ...breakLines(`${nameLimits(action.reason)} Sized by ${limitName(action.sizedBy)}.`, 74).map((line) =>
        paint.dim(`    ${line}`),
      ),
    ];
  });
  const idle =
    plan.actions.length === 0 ? plan.reasons.slice(0, 4).flatMap((reason) => breakLines(nameLimits(reason), 76)) : [];
  const refused = plan.refused
    .slice(0, REFUSED_SHOWN)
    .flatMap((item) =>
      breakLines(`− not done: ${actionName(item)}; ${nameLimits(item.reason)} [${item.code}]`, 74).map((line, index) =>
        paint.dim(index === 0 ? `  ${line}` : `    ${line}`),
      ),
    );
  const more = plan.refused.length - REFUSED_SHOWN;
  return [
    `${paint.bold('Plan')}  ${plan.actions.length === 0 ? 'nothing to do' : `${plan.actions.length} action${plan.actions.length === 1 ? '' : 's'}`}`,
    ...actions,
    ...idle.map((line) => paint.dim(`  ${line}`)),
    ...refused,
    ...(more > 0 ? [paint.dim(`  − and ${more} more refused, see \`ballast why\``)] : []),
    ...difference(plan, paint),
  ];
}

function difference(plan: Plan, paint: Paint): string[] {
  // A change too small to be seen in these figures is none to a reader; the plan itself keeps it.
  const changed = plan.difference.filter((row) => shortUsd(row.beforeWad) !== shortUsd(row.afterWad));
  if (changed.length === 0) return [];
  const rows = changed.map((row) => [
    row.assetId,
    shortUsd(row.beforeWad),
    shortUsd(row.afterWad),
    shortUsd(row.targetWad),
  ]);
  return [
    '',
    ...textTable(
      {
        columns: [
          { head: 'asset' },
          { head: 'now', align: 'right' },
          { head: 'after', align: 'right' },
          { head: 'target', align: 'right' },
        ],
        rows,
      },
      paint,
    ),
  ];
}

function outcome(receipt: Receipt, paint: Paint): string {
  if (receipt.outcome === 'confirmed') return paint.good(`✓ done in block ${receipt.blockNumber ?? '?'}`);
  if (receipt.outcome === 'simulated' || receipt.outcome === 'proposed') return paint.good(`✓ ${receipt.outcome}`);
  return paint.bad(`✗ ${receipt.outcome} ${receipt.code}${receipt.reason === '' ? '' : `: ${receipt.reason}`}`);
}
