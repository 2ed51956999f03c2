// One idea: the whole of one cycle told in plain words, section by section.
import {
  isoTime,
  type Action,
  type Assessment,
  type AssetState,
  type BalanceSheet,
  type LimitResult,
  type Plan,
  type Policy,
  type Priority,
  type Receipt,
  type RefusedAction,
  type Snapshot,
} from '@ballast/core';
import { duration, fullUsd, percent, price, shortUsd, tokens } from './money.ts';
import { breakLines } from './paint.ts';
import { actionName, describeAction } from './describeAction.ts';
import { failureNotes } from './failureNotes.ts';
import { limitName, nameLimits } from './limitName.ts';

/** What a cycle left behind; receipts are empty while nothing has been tried. */
export interface ExplainedCycle {
  readonly policy: Policy;
  readonly snapshot: Snapshot;
  readonly sheet: BalanceSheet;
  readonly assessment: Assessment;
  readonly plan: Plan;
  readonly receipts: readonly Receipt[];
}

const WIDTH = 80;
const PRIORITIES: Readonly<Record<Priority, string>> = {
  payRedemptions: 'first of all, holders who asked are paid',
  restrictIntake: 'before anything is sold, intake that would make things worse is stopped',
  leaveDisabled: 'assets no longer trusted are left',
  restoreLiquidity: 'cash for the next redemptions is restored',
  cureCaps: 'exposure above a cap is cut',
  rebalance: 'weights outside their band are moved toward target',
  deposit: 'true surplus cash may earn a yield',
};

/**
 * Explains one cycle for `ballast why`: what was seen, which limits bind, what was decided and why, what was refused and
 * why, and what happened, also when that is nothing. Plain text, at most 80 columns, ends with a line end. Pure.
 */
export function explainCycle(cycle: ExplainedCycle): string {
  const sections = [
    headline(cycle),
    section('What was seen', seen(cycle)),
    section('What binds', limits(cycle.assessment)),
    section('How serious it is', level(cycle.assessment)),
    ...(cycle.assessment.failure === undefined
      ? []
      : [section('How it could fail', failureNotes(cycle.assessment.failure).flatMap(bullet))]),
    section('What was decided', decided(cycle)),
    section('What was refused', refused(cycle.plan)),
    section('What happened', happened(cycle)),
  ];
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

const section = (title: string, paragraphs: readonly string[]): string[] => [title, ...paragraphs];

/** A paragraph hanging under its mark; words longer than the line are cut, and control characters a node may have sent are blanked. */
function paragraph(text: string, mark = ''): string[] {
  const indent = '  ';
  const hanging = ' '.repeat(mark.length);
  const room = WIDTH - indent.length - mark.length;
  const words = text
    .replaceAll(/\p{Cc}/gu, ' ')
    .split(' ')
    .flatMap((word) => word.match(new RegExp(`.{1,${room}}`, 'gu')) ?? []);
  return breakLines(words.join(' '), room).map((line, index) => `${indent}${index === 0 ? mark : hanging}${line}`);
}

const bullet = (text: string): string[] => paragraph(text, '- ');

function headline({ policy, sheet, snapshot }: ExplainedCycle): string[] {
  const blocks = snapshot.blocks.map((block) => `block ${block.number} of ${block.chain}`).join(', ');
  return breakLines(
    `${policy.name}, cycle ${sheet.cycle}, as of ${isoTime(sheet.asOfSeconds)}${blocks === '' ? '' : ` (${blocks})`}`,
    WIDTH,
  );
}

function seen({ sheet, snapshot, assessment }: ExplainedCycle): string[] {
  const atLeast = sheet.isBound ? 'at least ' : '';
  const backing =
    sheet.backingRatioWad === null
      ? sheet.liabilities.length === 0 || (sheet.liabilitiesWad === 0n && !sheet.isBound)
        ? 'Nothing is owed.'
        : 'What is owed is not fully known, so the backing is unknown.'
      : `Backing is ${percent(sheet.backingRatioWad)}, ${percent(sheet.riskAdjustedBackingRatioWad)} after haircuts.`;
  const gap =
    sheet.surplusWad < 0n
      ? `a shortfall of ${shortUsd(-sheet.surplusWad)}`
      : `a surplus of ${shortUsd(sheet.surplusWad)}`;
  const waiting = sheet.liabilities.filter((line) => line.pendingWad > 0n);
  return [
    ...paragraph(
      `The reserve holds ${atLeast}${fullUsd(sheet.assetsWad)} and owes ${fullUsd(sheet.liabilitiesWad)}: ${gap}. ${backing}`,
    ),
    ...waiting.flatMap((line) =>
      bullet(`${shortUsd(line.pendingWad)} of ${line.liabilityId} is asked back and waits to be paid`),
    ),
    ...assessment.assetStates.filter((state) => state.state !== 'sound').flatMap((state) => assetNews(state, sheet)),
    ...assessment.contractAlerts.flatMap((alert) => bullet(`contract ${alert.subject}: ${alert.detail}`)),
    ...snapshot.blocks
      .filter((block) => block.agreement === 'disagreed')
      .flatMap((block) => bullet(`the nodes of ${block.chain} do not agree on block ${block.number}`)),
    ...unknowns(sheet),
  ];
}

function assetNews(state: AssetState, sheet: BalanceSheet): string[] {
  const quote = sheet.prices.find((item) => item.assetId === state.assetId);
  const range =
    quote === undefined || quote.lowWad === null
      ? 'no price'
      : `between ${price(quote.lowWad)} and ${price(quote.highWad)}`;
  const before = state.previous === state.state ? '' : ` (was ${state.previous})`;
  return bullet(`${state.assetId} is ${state.state}${before}, ${range}: ${state.evidence}`);
}

function unknowns(sheet: BalanceSheet): string[] {
  if (sheet.unknowns.length === 0) return [];
  const shown = sheet.unknowns.slice(0, 5).flatMap((item) => bullet(`${item.what} is unknown: ${item.reason}`));
  const rest = sheet.unknowns.length - 5;
  return [...shown, ...(rest > 0 ? bullet(`and ${rest} more unknown figures; none of them counts as zero`) : [])];
}

function limits(assessment: Assessment): string[] {
  const notMet = assessment.limits.filter((limit) => limit.status !== 'met');
  const binding = assessment.limits.find((limit) => limit.isBinding && limit.status === 'met');
  const met = assessment.limits.length - notMet.length;
  return [
    ...paragraph(`${met} of ${assessment.limits.length} limits are met.`),
    ...notMet.flatMap((limit) =>
      bullet(
        `${limitText(limit)}: ${limit.status === 'breached' ? 'breached' : 'cannot be judged'}${limit.note === '' ? '' : ` (${limit.note})`}`,
      ),
    ),
    ...(binding === undefined
      ? []
      : bullet(
          `the tightest limit that is met: ${limitText(binding)}, headroom ${amountOf(binding, binding.headroomWad)}`,
        )),
    ...(assessment.isExitOnly ? bullet(`the reserve only exits: ${assessment.exitOnlyReason}`) : []),
  ];
}

const amountOf = (limit: LimitResult, value: LimitResult['valueWad']): string =>
  limit.unit === 'ratio' ? percent(value) : value === null ? 'unknown' : shortUsd(value);

const limitText = (limit: LimitResult): string =>
  `${limitName(limit.id)} is ${amountOf(limit, limit.valueWad)}, ${limit.direction === 'min' ? 'at least' : 'at most'} ${amountOf(limit, limit.thresholdWad)}${limit.origin === 'chain' ? ' (tightened on chain)' : ''}`;

function level(assessment: Assessment): string[] {
  const since = assessment.asOfSeconds - assessment.levelSinceSeconds;
  const change =
    assessment.previousLevel === assessment.level
      ? since === 0
        ? ''
        : `, for ${duration(since)}`
      : `, ${assessment.previousLevel} until now`;
  const why = assessment.levelEvidence.map(nameLimits).flatMap(bullet);
  return [
    ...paragraph(`The level is ${assessment.level}${change}.`),
    ...(why.length === 0 ? bullet('nothing asks for a higher one') : why),
  ];
}

function decided({ plan, policy }: ExplainedCycle): string[] {
  if (plan.actions.length === 0)
    return [...paragraph('To do nothing.'), ...plan.reasons.map(nameLimits).flatMap(bullet)];
  const lines = plan.reasons.flatMap((reason) => paragraph(nameLimits(reason)));
  let priority: Priority | null = null;
  for (const action of plan.actions) {
    if (action.priority !== priority) lines.push(...paragraph(`${upperFirst(PRIORITIES[action.priority])}:`));
    priority = action.priority;
    lines.push(...actionLines(action, policy));
  }
  const { lossBudgetUsedWad, turnoverUsedWad } = plan;
  if (turnoverUsedWad > 0n || lossBudgetUsedWad > 0n)
    lines.push(
      ...paragraph(
        `Together this turns over ${shortUsd(turnoverUsedWad)} and may lose ${shortUsd(lossBudgetUsedWad)} of the day's budgets.`,
      ),
    );
  return lines;
}

/** Names in capitals keep them. */
const lowerFirst = (text: string): string =>
  /^\p{Lu}\p{Ll}/u.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function actionLines(action: Action, policy: Policy): string[] {
  const mark = `${action.index + 1}. `;
  // What holders are paid is theirs: it ends a claim and is no cost of the reserve.
  const isCostly = action.kind !== 'payRedemptions';
  const cost =
    isCostly && action.expectedCostWad > 0n
      ? `, expected cost ${shortUsd(action.expectedCostWad)}`
      : isCostly && action.expectedCostWad < 0n
        ? `, expected gain ${shortUsd(-action.expectedCostWad)}`
        : '';
  return [
    ...paragraph(`${describeAction(action, policy)}`, mark),
    ...paragraph(`because ${lowerFirst(nameLimits(action.reason))}`, '   '),
    ...paragraph(`sized by ${limitName(action.sizedBy)}${cost}`, '   '),
    ...action.worsens.flatMap(({ limitId, pathBack }) =>
      paragraph(`worsens ${limitName(limitId)} for now; the way back: ${pathBack}`, '   '),
    ),
  ];
}

function refused(plan: Plan): string[] {
  if (plan.refused.length === 0) return paragraph('Nothing was considered and refused.');
  return plan.refused.flatMap((item) => bullet(refusedText(item)));
}

function refusedText(item: RefusedAction): string {
  // What is breached has no room, and the limits section says by how much.
  const room = item.headroomWad === null || item.headroomWad < 0n ? '' : `, room left ${shortUsd(item.headroomWad)}`;
  return `${actionName(item)}: ${nameLimits(item.reason)} [${item.code}${room}]`;
}

function happened({ plan, receipts, policy }: ExplainedCycle): string[] {
  if (plan.actions.length === 0) return paragraph('Nothing was to be done, and nothing was done.');
  if (receipts.length === 0) return paragraph('Nothing has been tried yet; the plan only stands written down.');
  return plan.actions.flatMap((action) => {
    const receipt = receipts.find((item) => item.index === action.index);
    return paragraph(
      receipt === undefined ? 'no receipt' : outcomeText(action, receipt, policy),
      `${action.index + 1}. `,
    );
  });
}

function outcomeText(action: Action, receipt: Receipt, policy: Policy): string {
  const why = [receipt.code, receipt.reason].filter((text) => text !== '').join(': ');
  const tail = why === '' ? '' : ` (${why})`;
  switch (receipt.outcome) {
    case 'confirmed':
      return `done in block ${receipt.blockNumber ?? 'unknown'}${resultText(action, receipt, policy)}, transaction ${receipt.transactionHash ?? 'unknown'}`;
    case 'simulated':
      return `only simulated, it would have worked${tail}: mode ${receipt.mode} sends nothing`;
    case 'proposed':
      return `proposed to the signers${tail}`;
    case 'reverted':
      return `sent, and the chain refused it${tail}; nothing moved`;
    case 'refused':
      return `not sent${tail}`;
    case 'skipped':
      return `left out${tail}`;
  }
}

function resultText(action: Action, receipt: Receipt, policy: Policy): string {
  if (action.kind !== 'swap' || receipt.amountOutRaw === null) return '';
  const decimals = policy.assets.find((asset) => asset.id === action.toAssetId)?.deployments[0]?.decimals ?? 18;
  return `, brought ${tokens(receipt.amountOutRaw, decimals)} ${action.toAssetId}`;
}
