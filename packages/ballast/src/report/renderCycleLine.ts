import { isoTime, type Action, type Policy, type Receipt } from '@ballast/core';
import { percent, price, shortUsd, tokens } from './money.ts';
import { padLeft, padRight, type Paint } from './paint.ts';
import type { CycleView } from './renderCycle.ts';

const DONE_WIDTH = 26;

/** Column heads of `renderCycleLine`. */
export const cycleLineHead = (watched: string): string =>
  `${padRight('UTC', 12)}${padLeft(watched, 7)}${padLeft('backing', 10)}${padLeft('surplus', 10)}  ${padRight('level', 11)}  what was done`;

/** One line a cycle, 80 columns, for watching a run go by. `watched` names the asset whose price is shown. */
export function renderCycleLine(view: CycleView, watched: string, paint: Paint): string {
  const { sheet, assessment, plan, receipts, policy } = view;
  const level = assessment?.level ?? 'normal';
  const tint = level === 'normal' ? paint.good : level === 'watch' ? paint.warn : paint.bad;
  const asset = sheet.prices.find((item) => item.assetId === watched);
  const head =
    padRight(isoTime(sheet.asOfSeconds).slice(5, 16).replace('T', ' '), 12) +
    padLeft(price(asset?.markWad ?? null), 7) +
    padLeft(percent(sheet.backingRatioWad), 10) +
    padLeft(shortUsd(sheet.surplusWad), 10);
  return `${head}  ${padRight(tint(level), 11)}  ${describeDone(plan?.actions ?? [], receipts, policy, paint)}`;
}

/** What a cycle did in a few words: each kind once, what failed marked. */
function describeDone(actions: readonly Action[], receipts: readonly Receipt[], policy: Policy, paint: Paint): string {
  const failed = new Set(
    receipts
      .filter((item) => item.outcome !== 'confirmed' && item.outcome !== 'simulated' && item.outcome !== 'proposed')
      .map((item) => item.index),
  );
  const done = actions.filter((action) => !failed.has(action.index));
  const parts = [
    ...summarise(done, 'swap', (action) => `${action.fromAssetId} → ${action.toAssetId} ${shortUsd(action.soldWad)}`),
    ...summarise(
      done,
      'payRedemptions',
      (action) => `paid ${shortPayout(action.payoutRaw, action.payoutAssetId, policy)}`,
    ),
    ...summarise(done, 'setIntake', (action) => (action.isPaused ? 'intake paused' : 'intake resumed')),
    ...counted(done.filter((action) => action.kind === 'withdraw').length, 'withdrew'),
    ...counted(done.filter((action) => action.kind === 'deposit').length, 'lent'),
  ];
  const mark = failed.size === 0 ? '' : ` ✗${failed.size}`;
  if (parts.length === 0 && mark === '') return paint.dim('–');
  return `${fit(parts, DONE_WIDTH - mark.length)}${paint.bad(mark)}`;
}

type ActionOf<K extends Action['kind']> = Extract<Action, { readonly kind: K }>;

const summarise = <K extends Action['kind']>(
  actions: readonly Action[],
  kind: K,
  describe: (action: ActionOf<K>) => string,
): string[] => actions.filter((action): action is ActionOf<K> => action.kind === kind).map(describe);

const counted = (count: number, word: string): string[] =>
  count === 0 ? [] : [count === 1 ? word : `${word} ×${count}`];

function shortPayout(payoutRaw: bigint, assetId: string, policy: Policy): string {
  const decimals = policy.assets.find((item) => item.id === assetId)?.deployments[0]?.decimals ?? 18;
  const whole = payoutRaw / 10n ** BigInt(decimals);
  if (whole >= 1_000_000n) return `${tokens(whole / 10_000n, 2)}m`;
  return whole >= 10_000n ? `${whole / 1000n}k` : tokens(whole, 0);
}

/** As many parts as fit, then how many were left out. */
function fit(parts: readonly string[], width: number): string {
  for (let count = parts.length; count > 0; count -= 1) {
    const rest = parts.length - count;
    const text = parts.slice(0, count).join(', ') + (rest === 0 ? '' : ` +${rest}`);
    if (text.length <= width) return text;
  }
  return `${(parts[0] ?? '').slice(0, width - 1)}…`;
}
