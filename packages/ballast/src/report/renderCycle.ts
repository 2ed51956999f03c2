import {
  isoTime,
  type Action,
  type Assessment,
  type BalanceSheet,
  type Plan,
  type Policy,
  type Receipt,
} from '@ballast/core';
import { bpsPercent, duration, percent, price, shortUsd, tokens } from './money.ts';
import { breakLines, padLeft, padRight, type Paint } from './paint.ts';

/** What a cycle shows; pieces after `plan` may be missing while only looking. */
export interface CycleView {
  readonly policy: Policy;
  readonly sheet: BalanceSheet;
  readonly assessment: Assessment | null;
  readonly plan: Plan | null;
  readonly receipts: readonly Receipt[];
  readonly mode: string;
}

const WIDTH = 80;
const LEVEL_MARK = { normal: '●', watch: '◆', defensive: '▲', emergency: '■' } as const;
const STATE_MARK = { sound: '●', iffy: '◆', disabled: '■', unknown: '?' } as const;

/** The terminal page of one cycle, at most 80 columns, meaning carried by words before colour. Pure. */
export function renderCycle(view: CycleView, paint: Paint): string {
  const blocks = [headline(view, paint), holdings(view, paint)];
  if (view.assessment !== null) blocks.push(limits(view.assessment, paint));
  if (view.plan !== null) blocks.push(planLines(view, view.plan, paint));
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function headline(view: CycleView, paint: Paint): string[] {
  const { sheet, assessment, plan } = view;
  const level = assessment?.level ?? null;
  const colour = level === 'normal' ? paint.good : level === 'watch' ? paint.warn : paint.bad;
  const levelText = level === null ? '' : colour(`${LEVEL_MARK[level]} ${level.toUpperCase()}`);
  const block = plan?.block === null || plan === null ? '' : `block ${plan.block.number}`;
  const left = `${paint.bold(sheet.reserve)}  cycle ${sheet.cycle}`;
  const top = padRight(left, WIDTH - 14) + padLeft(levelText, 14);
  const asOf = paint.dim(`as of ${isoTime(sheet.asOfSeconds)}${block === '' ? '' : ` · ${block}`} · mode ${view.mode}`);
  const bound = sheet.isBound ? paint.warn('  (bounds: something is unknown)') : '';
  const now = sheet.ladder.find((rung) => rung.horizon === 'now');
  return [
    top,
    asOf + bound,
    '',
    figure('Reserve', shortUsd(sheet.assetsWad)) +
      figure('Owed', shortUsd(sheet.liabilitiesWad)) +
      figure('Surplus', shortUsd(sheet.surplusWad)),
    figure('Backing', percent(sheet.backingRatioWad)) +
      figure('After haircuts', percent(sheet.riskAdjustedBackingRatioWad)) +
      figure('Cash now', now === undefined ? 'unknown' : shortUsd(now.cashWad)),
  ];
}

const figure = (name: string, value: string): string => padRight(`${padRight(name, 14)} ${value}`, 27);

function holdings(view: CycleView, paint: Paint): string[] {
  const { sheet, assessment } = view;
  const rows = [
    paint.dim(
      `  ${padRight('asset', 9)}${padLeft('value', 10)}${padLeft('share', 9)}${padLeft('mark', 11)}${padLeft('low – high', 20)}  state`,
    ),
  ];
  for (const assetPrice of sheet.prices) {
    const lines = sheet.lines.filter((line) => line.assetId === assetPrice.assetId);
    if (lines.length === 0) continue;
    const value = lines.reduce((total, line) => total + (line.valueWad ?? 0n), 0n);
    const share = sheet.exposures.find((exposure) => exposure.kind === 'asset' && exposure.id === assetPrice.assetId);
    const state = assessment?.assetStates.find((item) => item.assetId === assetPrice.assetId)?.state ?? null;
    const stateText = state === null ? assetPrice.status : `${STATE_MARK[state]} ${state}`;
    const tint =
      state === 'disabled' ? paint.bad : state === 'iffy' || state === 'unknown' ? paint.warn : (text: string) => text;
    rows.push(
      `  ${padRight(assetPrice.assetId, 9)}${padLeft(shortUsd(value), 10)}${padLeft(share === undefined ? '–' : bpsPercent(share.shareBps), 9)}` +
        `${padLeft(price(assetPrice.markWad), 11)}${padLeft(`${price(assetPrice.lowWad)} – ${price(assetPrice.highWad)}`, 20)}  ${tint(stateText)}`,
    );
  }
  return rows;
}

function limits(assessment: Assessment, paint: Paint): string[] {
  const breached = assessment.limits.filter((limit) => limit.status !== 'met');
  const binding = assessment.limits.find((limit) => limit.isBinding && limit.status === 'met');
  const met = assessment.limits.length - breached.length;
  const lines = [`${paint.bold('Limits')}  ${met} met, ${breached.length} not`];
  const show = (limit: (typeof assessment.limits)[number]): string => {
    const format =
      limit.unit === 'ratio'
        ? (value: bigint | null): string => percent(value)
        : (value: bigint | null): string => (value === null ? 'unknown' : shortUsd(value));
    const sign = limit.direction === 'min' ? '≥' : '≤';
    return `${padRight(limit.id, 34)} ${padLeft(format(limit.valueWad), 11)} ${sign} ${padLeft(format(limit.thresholdWad), 11)}`;
  };
  for (const limit of breached.slice(0, 6)) {
    const word = limit.status === 'breached' ? paint.bad('✗ breached') : paint.warn('? unknown ');
    lines.push(`  ${word} ${show(limit)}`);
  }
  if (breached.length > 6) lines.push(`  … and ${breached.length - 6} more (--json lists them)`);
  if (binding !== undefined) lines.push(`  ${paint.dim('▸ binding ')} ${show(binding)}`);
  return lines;
}

function planLines(view: CycleView, plan: Plan, paint: Paint): string[] {
  const lines = [paint.bold('Plan')];
  if (plan.actions.length === 0) lines[0] += '  nothing to do';
  for (const action of plan.actions) {
    const receipt = view.receipts.find((item) => item.index === action.index);
    lines.push(
      `  ${paint.bold('+')} ${describeAction(action, view.policy)}${receipt === undefined ? '' : `  ${outcome(receipt, paint)}`}`,
    );
    for (const line of breakLines(action.reason, WIDTH - 6)) lines.push(paint.dim(`      ${line}`));
  }
  if (plan.actions.length === 0) {
    for (const reason of plan.reasons.slice(0, 3))
      for (const line of breakLines(reason, WIDTH - 4)) lines.push(paint.dim(`    ${line}`));
  }
  for (const refused of plan.refused.slice(0, 3)) {
    lines.push(
      ...breakLines(`− refused ${refused.kind} ${refused.subject}: ${refused.reason}`, WIDTH - 4).map((line) =>
        paint.dim(`  ${line}`),
      ),
    );
  }
  if (plan.refused.length > 3) lines.push(paint.dim(`  − and ${plan.refused.length - 3} more refused`));
  const changed = plan.difference.filter((row) => row.beforeWad !== row.afterWad);
  if (changed.length > 0)
    lines.push(
      `  ${paint.dim(changed.map((row) => `${row.assetId} ${shortUsd(row.beforeWad)} → ${shortUsd(row.afterWad)}`).join('   '))}`.slice(
        0,
        WIDTH + 12,
      ),
    );
  return lines;
}

function outcome(receipt: Receipt, paint: Paint): string {
  const good = receipt.outcome === 'confirmed' || receipt.outcome === 'simulated' || receipt.outcome === 'proposed';
  return good ? paint.good(`✓ ${receipt.outcome}`) : paint.bad(`✗ ${receipt.outcome} ${receipt.code}`);
}

/** One action as a short imperative line. */
export function describeAction(action: Action, policy: Policy): string {
  const decimals = (assetId: string): number =>
    policy.assets.find((asset) => asset.id === assetId)?.deployments[0]?.decimals ?? 18;
  switch (action.kind) {
    case 'payRedemptions':
      return `pay ${action.maxCount} redemption${action.maxCount === 1 ? '' : 's'}: ${tokens(action.payoutRaw, decimals(action.payoutAssetId))} ${action.payoutAssetId}`;
    case 'swap':
      return `sell ${tokens(action.amountInRaw, decimals(action.fromAssetId))} ${action.fromAssetId} for ≥ ${tokens(action.floorOutRaw, decimals(action.toAssetId))} ${action.toAssetId}`;
    case 'withdraw':
      return `withdraw ${tokens(action.amountRaw, decimals(action.assetId))} ${action.assetId} from ${action.venueId}`;
    case 'deposit':
      return `deposit ${tokens(action.amountRaw, decimals(action.assetId))} ${action.assetId} into ${action.venueId}`;
    case 'setIntake':
      return `${action.isPaused ? 'pause' : 'resume'} intake of ${action.liabilityId}`;
  }
}

/** Age of the figures in words, for headers of stored cycles. */
export const ageLine = (asOfSeconds: number, nowSeconds: number): string =>
  `${duration(Math.max(0, nowSeconds - asOfSeconds))} old`;
