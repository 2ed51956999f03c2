import { exponential, logarithm } from '../numbers/elementary.ts';
import { skewedTLogDensity, skewedTQuantile } from '../distributions/skewedT.ts';
import { scaleOf, symmetricLaw, type Margin, type SymmetricLaw } from './margin.ts';
import type { CopulaNodes } from './copulaNodes.ts';

/** Log returns at the nodes of one side of the copula's variate, and their slopes in |x|. */
export interface MarginSide {
  readonly values: Float64Array;
  readonly slopes: Float64Array;
}

/** A margin's log returns at the copula's nodes: where the variate is not negative, and where it is. Pure. */
export function marginQuantiles(margin: Margin, nodes: CopulaNodes): readonly [upper: MarginSide, lower: MarginSide] {
  const scale = scaleOf(margin);
  const place = ({ values, slopes }: MarginSide, sign: number): MarginSide => ({
    values: values.map((value) => margin.location + sign * scale * value),
    slopes: slopes.map((slope) => sign * scale * slope),
  });
  if (margin.kind === 'skewedT') {
    const { nu, skew } = margin;
    return [place(skewedQuantiles(nu, -skew, nodes), 1), place(skewedQuantiles(nu, skew, nodes), -1)];
  }
  const side = symmetricQuantiles(symmetricLaw(margin.kind === 'normal' ? 'normal' : margin.nu), nodes);
  return [place(side, 1), place(side, -1)];
}

/** Distances below zero of a unit-variance skewed t in its lower tail; the upper one is that of the mirrored skew. */
function skewedQuantiles(nu: number, skew: number, nodes: CopulaNodes): MarginSide {
  const shape = { nu, skew };
  const values = nodes.logTail.map((log) => -skewedTQuantile(exponential(log), shape));
  return {
    values,
    slopes: values.map((value, node) => {
      const log = skewedTLogDensity(-value, shape);
      return log < -650 ? 0 : (nodes.density[node] ?? 0) / exponential(log);
    }),
  };
}

/** A symmetric law's upper quantiles at the nodes' probabilities, each solved from its neighbours. */
function symmetricQuantiles(law: SymmetricLaw, nodes: CopulaNodes): MarginSide {
  const size = nodes.x.length;
  const [values, slopes] = [new Float64Array(size), new Float64Array(size)];
  slopes[0] = (nodes.density[0] ?? 0) / law.density(0);
  for (let node = 1; node < size; node += 1) {
    let q = predict(values, slopes, nodes.x, node);
    let density = law.density(q);
    for (let i = 0; i < 40; i += 1) {
      const tail = law.above(q);
      // Newton on the logarithm of the tail, in q near the middle and in ln q beyond, where tails are powers.
      const step = ((logarithm(Math.max(1e-300, tail)) - (nodes.logTail[node] ?? 0)) * tail) / density;
      q = q > 2 ? q * exponential(Math.max(-1, Math.min(1, step / q))) : Math.max(q / 2, q + step);
      density = law.density(q);
      if (!(density > 0) || Math.abs(step) <= 1e-6 * q) break;
    }
    values[node] = q;
    slopes[node] = density > 0 ? (nodes.density[node] ?? 0) / density : 0;
  }
  return { values, slopes };
}

/** The cubic through the two nodes before, carried on to this one. */
function predict(values: Float64Array, slopes: Float64Array, x: Float64Array, node: number): number {
  const [b, slopeB, xb] = [values[node - 1] ?? 0, slopes[node - 1] ?? 0, x[node - 1] ?? 0];
  const ahead = (x[node] ?? 0) - xb;
  if (node === 1) return b + slopeB * ahead;
  const [a, slopeA] = [values[node - 2] ?? 0, slopes[node - 2] ?? 0];
  const width = xb - (x[node - 2] ?? 0);
  const third = (slopeA + slopeB) * width - 2 * (b - a);
  const second = b - a - slopeA * width - third;
  const s = 1 + ahead / width;
  return Math.max(b, a + s * (slopeA * width + s * (second + s * third)));
}
