import type { Seconds } from '@ballast/core';
import type { RepairCode } from './priceSeries.ts';

/** Something about a series its reader should know: a note to be aware of, or a doubt to settle before using it. */
export interface Finding {
  readonly code: RepairCode | DoubtCode | OptionDoubt;
  readonly level: 'note' | 'doubt';
  readonly fromSeconds: Seconds | null;
  readonly toSeconds: Seconds | null;
  readonly count: number;
  readonly detail: string;
}

export type DoubtCode =
  | 'HISTORY_QUOTE_NOT_USD'
  | 'HISTORY_UNIT_DOUBT'
  | 'HISTORY_SCALE_JUMP'
  | 'HISTORY_CONSTANT'
  | 'HISTORY_STALE_RUN'
  | 'HISTORY_DIED'
  | 'HISTORY_ENDS_EARLY'
  | 'HISTORY_SHORT'
  | 'HISTORY_SOURCES_DISAGREE'
  | 'HISTORY_INVERTED';

export type OptionDoubt =
  | 'OPTIONS_EXPIRED'
  | 'OPTIONS_TWICE'
  | 'OPTIONS_CROSSED'
  | 'OPTIONS_ASK_ZERO'
  | 'OPTIONS_IV_NOT_POSITIVE'
  | 'OPTIONS_MARK_OUTSIDE'
  | 'OPTIONS_PARITY'
  | 'OPTIONS_STALE';
