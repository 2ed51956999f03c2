import type { Assessment, AssetPrice, AssetStateName, BalanceSheet } from '@ballast/core';
import { bpsPercent, price, shortUsd } from './money.ts';
import type { Paint } from './paint.ts';
import type { Table } from './table.ts';

const STATE_MARK: Readonly<Record<AssetStateName, string>> = { sound: '●', iffy: '◆', disabled: '■', unknown: '?' };

/** How far the price sources agree. */
const AGREEMENT: Readonly<Record<AssetPrice['status'], string>> = {
  OK: 'agreed',
  DEGRADED: 'few sources',
  HALT: 'disputed',
  CLASS: 'one source',
  INDETERMINATE: 'none live',
};

/** What is held, by asset, with its mark and the interval it was taken from. Pure. */
export function holdingsTable(sheet: BalanceSheet, assessment: Assessment | null, paint: Paint): Table {
  const held = sheet.prices.filter((item) => sheet.lines.some((line) => line.assetId === item.assetId));
  return {
    columns: [
      { head: 'asset' },
      { head: 'value', align: 'right' },
      { head: 'share', align: 'right' },
      { head: 'marked at', align: 'right' },
      { head: 'sources say', align: 'right' },
      { head: assessment === null ? 'agreement' : 'state' },
    ],
    rows: held.map((item) => row(sheet, assessment, item, paint)),
  };
}

function row(sheet: BalanceSheet, assessment: Assessment | null, item: AssetPrice, paint: Paint): string[] {
  const lines = sheet.lines.filter((line) => line.assetId === item.assetId);
  const isUnknown = lines.some((line) => line.valueWad === null);
  const value = lines.reduce((total, line) => total + (line.valueWad ?? 0n), 0n);
  const share = sheet.exposures.find((exposure) => exposure.kind === 'asset' && exposure.id === item.assetId);
  const interval =
    item.lowWad === null || item.highWad === null ? 'unknown' : `${price(item.lowWad)} – ${price(item.highWad)}`;
  return [
    item.assetId,
    isUnknown ? paint.warn(value === 0n ? 'unknown' : `≥ ${shortUsd(value)}`) : shortUsd(value),
    // Shares round up: one basis point may be dust.
    share === undefined ? '–' : `${share.shareBps === 1n ? '≤ ' : ''}${bpsPercent(share.shareBps)}`,
    price(item.markWad),
    interval,
    stateOf(assessment, item, paint),
  ];
}

function stateOf(assessment: Assessment | null, item: AssetPrice, paint: Paint): string {
  const state = assessment?.assetStates.find((entry) => entry.assetId === item.assetId)?.state;
  if (state === undefined) return AGREEMENT[item.status];
  const tint = state === 'sound' ? (text: string): string => text : state === 'disabled' ? paint.bad : paint.warn;
  return tint(`${STATE_MARK[state]} ${state}`);
}
