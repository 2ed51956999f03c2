import type { History } from '../../records/history.ts';
import { mulDivDown, subFloor, wad, type Wad } from '../../units/amounts.ts';
import { DAY_SECONDS, type Seconds } from '../../units/time.ts';
import type { Snapshot, VaultState } from '../../records/snapshot.ts';

/**
 * The same world so much later, nothing new having happened: feeds go on answering as often as they did, attested
 * records are renewed as they are now, and the vault's budgets refill. Maturities come nearer. Pure; seconds ≥ 0.
 */
export function passTime(snapshot: Snapshot, seconds: Seconds): Snapshot {
  const later = <T extends { readonly asOfSeconds: Seconds; readonly expiresAtSeconds: Seconds }>(record: T): T => ({
    ...record,
    asOfSeconds: record.asOfSeconds + seconds,
    expiresAtSeconds: record.expiresAtSeconds + seconds,
  });
  return {
    ...snapshot,
    asOfSeconds: snapshot.asOfSeconds + seconds,
    blocks: snapshot.blocks.map((block) => ({ ...block, timestampSeconds: block.timestampSeconds + seconds })),
    prices: snapshot.prices.map((item) => ({
      ...item,
      updatedAtSeconds: item.updatedAtSeconds === null ? null : item.updatedAtSeconds + seconds,
    })),
    attested: snapshot.attested.map(later),
    books: snapshot.books.map(later),
    attestedPrices: snapshot.attestedPrices.map(later),
    vault: snapshot.vault === null ? null : refill(snapshot.vault, seconds),
  };
}

function refill(vault: VaultState, seconds: Seconds): VaultState {
  const left = (usedWad: Wad, perDayWad: Wad): Wad =>
    subFloor(usedWad, wad(mulDivDown(perDayWad, BigInt(seconds), BigInt(DAY_SECONDS))));
  const { redemption, gates } = vault;
  return {
    ...vault,
    lossUsedWad: left(vault.lossUsedWad, vault.lossRefillPerDayWad),
    turnoverUsedWad: left(vault.turnoverUsedWad, vault.turnoverRefillPerDayWad),
    mintUsedWad: left(vault.mintUsedWad, vault.mintCapPerDayWad),
    redemption: {
      ...redemption,
      usedWad:
        redemption.capPerDayWad === null ? redemption.usedWad : left(redemption.usedWad, redemption.capPerDayWad),
    },
    ...(gates === undefined
      ? {}
      : {
          gates: {
            ...gates,
            depegUsedWad: left(gates.depegUsedWad, gates.depegRefillPerDayWad),
            anchorAtSeconds: gates.anchorAtSeconds + seconds,
          },
        }),
  };
}

/**
 * The prices a model knows of, as old then as they are now: nobody stops looking because a what-if takes a while. Moved by
 * whole steps. Pure.
 */
export function passHistory(history: History, seconds: Seconds): History {
  const moved = Math.floor(seconds / history.stepSeconds) * history.stepSeconds;
  return {
    ...history,
    toSeconds: history.toSeconds + moved,
    series: history.series.map((item) => ({
      ...item,
      points: item.points.map((point) => ({ ...point, timeSeconds: point.timeSeconds + moved })),
    })),
  };
}
