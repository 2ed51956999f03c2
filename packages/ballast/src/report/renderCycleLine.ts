import { isoTime, type AssetPrice } from '@ballast/core';
import { percent, price, shortUsd } from './money.ts';
import { padLeft, padRight, type Paint } from './paint.ts';
import { describeAction, type CycleView } from './renderCycle.ts';

/** Column heads of `renderCycleLine`. */
export const cycleLineHead = (watched: string): string =>
  `${padRight('time (UTC)', 13)}${padLeft(watched, 8)}${padLeft('backing', 11)}${padLeft('surplus', 10)}  ${padRight('level', 11)}what was done`;

/** One line a cycle, 80 columns, for watching a run go by. `watched` names the asset whose price is shown. */
export function renderCycleLine(view: CycleView, watched: string, paint: Paint): string {
  const { sheet, assessment, plan } = view;
  const level = assessment?.level ?? 'normal';
  const tint = level === 'normal' ? paint.good : level === 'watch' ? paint.warn : paint.bad;
  const asset: AssetPrice | undefined = sheet.prices.find((item) => item.assetId === watched);
  const head =
    `${padRight(isoTime(sheet.asOfSeconds).slice(5, 16).replace('T', ' '), 13)}${padLeft(price(asset?.markWad ?? null), 8)}` +
    `${padLeft(percent(sheet.backingRatioWad), 11)}${padLeft(shortUsd(sheet.surplusWad), 10)}  ${padRight(tint(level), 11)}`;
  const done = plan === null ? [] : plan.actions.map((action) => describeAction(action, view.policy));
  const failed = view.receipts.filter(
    (receipt) => receipt.outcome === 'reverted' || receipt.outcome === 'refused',
  ).length;
  const first = done[0] ?? paint.dim('–');
  const more = done.length > 1 ? ` (+${done.length - 1})` : '';
  const text = shorten(first, 80 - 55 - more.length - (failed > 0 ? 3 : 0));
  return `${head}${text}${more}${failed > 0 ? paint.bad(` ✗${failed}`) : ''}`;
}

const shorten = (text: string, width: number): string =>
  text.length <= width || text.includes('\u001B') ? text : `${text.slice(0, Math.max(1, width - 1))}…`;
