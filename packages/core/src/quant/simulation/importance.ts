import { exponential, logarithm, OutsideDomain } from '../numbers/elementary.ts';
import { BadShape } from '../algebra/matrix.ts';
import { normalDensity, normalQuantile } from '../distributions/normal.ts';
import { studentTQuantile } from '../distributions/studentT.ts';
import { gammaDensity } from './lowerGamma.ts';
import type { CopulaDegrees, PreparedModel } from './preparedModel.ts';
import type { Paths } from './simulatePaths.ts';

/**
 * Likelihood ratio of every path drawn with the first normal moved by `shift` and χ² multiplied by the model's tilt:
 * e^(−μx + μ²/2) · c^(ν/2)·e^((1/c − 1)·y/2), y = ν/s² the moved χ². Their mean is one.
 * Refuses (BadShape) paths drawn without `keepsVariates`. Pure.
 * Source: Glasserman, Heidelberger and Shahabuddin, "Portfolio value-at-risk with heavy-tailed risk factors",
 * Mathematical Finance 12 (2002), for the idea of tilting both; the two densities are divided here directly.
 */
export function pathWeights(model: PreparedModel, paths: Paths, shift: number): Float64Array {
  const nu = model.groups[0] ?? 'gaussian';
  if (!Number.isFinite(shift)) throw new OutsideDomain('shift', shift);
  const [drawn = 0, kept] = [paths.profits[0]?.length, paths.firstNormal.length];
  if (kept !== drawn) throw new BadShape(`${kept} variates kept of ${drawn} paths`);
  if (nu === 'gaussian' || model.tilt === 1) {
    return paths.firstNormal.map((x) => exponential(shift * (shift / 2 - x)));
  }
  const constant = (shift * shift) / 2 + (nu / 2) * logarithm(model.tilt);
  const rate = (nu * (1 / model.tilt - 1)) / 2;
  return paths.firstNormal.map((x, i) => {
    const mixing = paths.mixing[i] as number;
    return exponential(Math.max(-700, constant - shift * x + rate / (mixing * mixing)));
  });
}

/** How far importance sampling moves the first normal, and what it multiplies χ² by. */
export interface Importance {
  readonly shift: number;
  readonly tilt: number;
}

const SHIFTS = [0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4];
const TILTS = [1, 0.9, 0.8, 0.7, 0.6, 0.55];

/**
 * The shift and tilt that make the excess beyond VaR vary least, for a loss that follows the first direction alone (a
 * variate of the copula's own law): the second moment over a grid of both, by the midpoint rule. Any choice gives an
 * unbiased estimate; this one only saves paths. `confidence` in (0.5, 1). Pure.
 */
export function chooseImportance(degrees: CopulaDegrees, confidence: number): Importance {
  if (!(confidence > 0.5 && confidence < 1)) throw new OutsideDomain('confidence', confidence);
  const isGaussian = degrees === 'gaussian';
  const level = isGaussian ? normalQuantile(confidence) : studentTQuantile(confidence, degrees);
  const x = Array.from({ length: 120 }, (_, i) => (i + 0.5) / 15);
  // χ² from a thousandth of its mean to four times it, evenly in logarithms.
  const logs = isGaussian ? [0] : Array.from({ length: 120 }, (_, i) => -6.9 + ((i + 0.5) * 8.3) / 120);
  const chi = logs.map((log) => (isGaussian ? 1 : degrees * exponential(log)));
  const chance = chi.map((y) => (isGaussian ? 1 : gammaDensity(degrees / 2, y / 2) * y));
  const mixing = chi.map((y) => (isGaussian ? 1 : Math.sqrt(degrees / y)));
  const ratioX = SHIFTS.map((shift) => x.map((at) => exponential(shift * (shift / 2 - at)) * normalDensity(at)));
  let best: Importance & { readonly moment: number } = { shift: 0, tilt: 1, moment: Number.POSITIVE_INFINITY };
  for (const tilt of isGaussian ? [1] : TILTS) {
    const power = isGaussian ? 0 : (degrees / 2) * logarithm(tilt);
    const ratioY = chi.map((y, j) => exponential(power + (y * (1 / tilt - 1)) / 2) * (chance[j] ?? 0));
    SHIFTS.forEach((shift, s) => {
      let moment = 0;
      mixing.forEach((scale, j) => {
        x.forEach((at, i) => {
          const excess = scale * at - level;
          if (excess > 0) moment += (ratioX[s]?.[i] ?? 0) * (ratioY[j] ?? 0) * excess * excess;
        });
      });
      if (moment < best.moment) best = { shift, tilt, moment };
    });
  }
  return { shift: best.shift, tilt: best.tilt };
}
