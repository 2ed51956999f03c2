import type { Wad } from '../../units/amounts.ts';
import { floatToWadUp } from '../../units/float.ts';
import { DAY_SECONDS, type Seconds } from '../../units/time.ts';
import { historicalTail } from '../../quant/distributions/tailRisk.ts';
import { OutsideDomain } from '../../quant/numbers/elementary.ts';
import type { Series } from '../portfolioReturns.ts';

/** What a haircut of the market was read from. */
export interface MarketHaircut {
  /** Expected fall in the worst 1 − confidence of windows; null when refused. */
  readonly ratioWad: Wad | null;
  readonly confidence: number;
  readonly horizonDays: number;
  /** Overlapping windows of the horizon. */
  readonly sampleSize: number;
  /** The worst windows that share no time, worst first: where they end, and the fall. */
  readonly worst: readonly { readonly endSeconds: Seconds; readonly fallWad: Wad }[];
  readonly note: string;
}

/** Fewest windows beyond the confidence; with fewer the figure is one event. */
const FEWEST_BEYOND = 5;
const SHOWN = 5;

/**
 * How far an asset fell: expected shortfall of its returns over overlapping windows of the horizon. Refuses a history
 * with fewer than five windows beyond the confidence, and one whose step does not divide the horizon; windows across a
 * gap are left out. A rise counts as no fall. `series` as `readSeries` gives it; `confidence` in (0, 1). Pure.
 */
export function marketHaircut(
  series: Series,
  stepSeconds: Seconds,
  { confidence, horizonDays }: { readonly confidence: number; readonly horizonDays: number },
): MarketHaircut {
  if (!(confidence > 0 && confidence < 1)) throw new OutsideDomain('confidence', confidence);
  if (!(Number.isInteger(horizonDays) && horizonDays > 0)) throw new OutsideDomain('horizon in days', horizonDays);
  const windows = windowsOf(series, stepSeconds, horizonDays);
  const shape = { confidence, horizonDays, sampleSize: windows.length };
  if (windows.length * (1 - confidence) < FEWEST_BEYOND) {
    const needed = Math.ceil(FEWEST_BEYOND / (1 - confidence) - 1e-9);
    return { ...shape, ratioWad: null, worst: [], note: `${windows.length} windows of ${needed} needed` };
  }
  const { expectedShortfall } = historicalTail(
    windows.map((window) => window.change),
    confidence,
  );
  const worst = worstApart(windows, horizonDays * DAY_SECONDS).map(({ endSeconds, change }) => ({
    endSeconds,
    fallWad: floatToWadUp(-change),
  }));
  return { ...shape, ratioWad: floatToWadUp(Math.max(0, expectedShortfall)), worst, note: '' };
}

/** One fall is in as many windows as it has days: each is shown by its worst. */
function worstApart(windows: readonly Window[], lengthSeconds: Seconds): Window[] {
  const found: Window[] = [];
  for (const window of windows.toSorted((a, b) => a.change - b.change || a.endSeconds - b.endSeconds)) {
    if (found.length === SHOWN || window.change >= 0) break;
    if (found.every((other) => Math.abs(other.endSeconds - window.endSeconds) >= lengthSeconds)) found.push(window);
  }
  return found;
}

interface Window {
  readonly endSeconds: Seconds;
  readonly change: number;
}

function windowsOf(series: Series, stepSeconds: Seconds, horizonDays: number): Window[] {
  const steps = (horizonDays * DAY_SECONDS) / stepSeconds;
  if (!Number.isInteger(steps)) return [];
  return [...series].flatMap(([step, price]) => {
    const before = series.get(step - steps);
    return before === undefined ? [] : [{ endSeconds: step * stepSeconds, change: price / before - 1 }];
  });
}
