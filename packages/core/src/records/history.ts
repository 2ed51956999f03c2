import type { Wad } from '../units/amounts.ts';
import type { Seconds } from '../units/time.ts';

/** Price window a model saw, one series an asset, oldest first; gaps stay gaps. */
export interface History {
  readonly schema: 'ballast/history/1';
  readonly reserve: string;
  readonly toSeconds: Seconds;
  /** Spacing the series are meant to have; points may be missing. */
  readonly stepSeconds: number;
  readonly series: readonly {
    readonly assetId: string;
    readonly source: string;
    readonly points: readonly { readonly timeSeconds: Seconds; readonly priceWad: Wad }[];
  }[];
}
