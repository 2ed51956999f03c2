import { choleskyFactor } from '../algebra/cholesky.ts';
import { OutsideDomain } from '../numbers/elementary.ts';
import type { GarchEstimate } from '../volatility/fitGarch.ts';
import { BadShape, type Matrix } from '../algebra/matrix.ts';
import type { Margin } from './margin.ts';
import { copulaNodes } from './copulaNodes.ts';
import { marginTable, type MarginTable } from './marginTable.ts';
import { checkDegrees, type CopulaDegrees } from './preparedModel.ts';
import { gaussianMixing, mixingTable, normalTable } from './uniformTable.ts';

/** An asset whose variance clusters: GARCH or GJR parameters of its log returns, and the variance of the first step. */
export interface StepAsset {
  readonly garch: GarchEstimate;
  readonly nextVariance: number;
}

/** An event that may strike once a step, on its own, and move several assets at once. */
export interface Jump {
  /** Probability in one step, in [0, 0.5]; told apart to 2⁻³². */
  readonly probability: number;
  /** Normal size in log return of each asset struck; sizes are independent. */
  readonly hits: readonly { readonly asset: number; readonly mean: number; readonly deviation: number }[];
}

/** Joint distribution of the log returns of n assets over several steps (days, as the GARCH was fitted). */
export interface StepModel {
  readonly steps: number;
  readonly assets: readonly StepAsset[];
  /** Correlation of the copula that joins the innovations of one step; steps are joined by the variances alone. */
  readonly correlation: Matrix;
  readonly degrees: CopulaDegrees;
  /** Jumps move prices, not variances: they are calibrated apart from the GARCH. */
  readonly jumps: readonly Jump[];
}

/** One possible jump of one asset, and the words that decide it. */
export interface PreparedHit {
  readonly asset: number;
  /** The step's word that says whether (0 mixes), and the number of the hit, whose own word says how much. */
  readonly word: number;
  readonly number: number;
  readonly threshold: number;
  readonly mean: number;
  readonly deviation: number;
}

/** A step model made ready for drawing. */
export interface PreparedSteps {
  readonly steps: number;
  readonly assets: readonly {
    readonly row: Float64Array;
    readonly margin: MarginTable;
    readonly mean: number;
    readonly omega: number;
    readonly up: number;
    readonly down: number;
    readonly beta: number;
    readonly firstVariance: number;
    readonly hits: readonly PreparedHit[];
  }[];
  /** Quads of words drawn every step: one word mixes, one for each asset, one for each jump. */
  readonly quads: number;
  /** Quads after them, drawn only where a jump happens: one word for each hit. */
  readonly sizeQuads: number;
  readonly normal: Float64Array;
  readonly mixing: Float64Array;
}

const MOST_STEPS = 366;

/**
 * Tables, factor and jumps of a step model. Refuses (OutsideDomain) parameters that make no variance, t innovations
 * with two degrees of freedom or fewer, jump probabilities outside [0, 0.5], steps outside 1–366; throws
 * BadShape, NotPositiveDefinite. Pure.
 */
export function prepareSteps(model: StepModel): PreparedSteps {
  const n = model.assets.length;
  if (n === 0 || model.correlation.length !== n) throw new BadShape(`${n} assets, ${model.correlation.length} series`);
  if (!(Number.isInteger(model.steps) && model.steps >= 1 && model.steps <= MOST_STEPS)) {
    throw new OutsideDomain('number of steps', model.steps);
  }
  const degrees = checkDegrees(model.degrees);
  const nodes = copulaNodes(degrees === 'gaussian' ? 'normal' : degrees);
  const factor = choleskyFactor(model.correlation);
  const hits = prepareHits(model.jumps, n);
  // Assets with the same innovations share a table.
  const tables = new Map<string, MarginTable>();
  return {
    steps: model.steps,
    assets: model.assets.map(({ garch, nextVariance }, asset) => {
      checkVariance(garch, nextVariance);
      const law = `${garch.nu}/${garch.skew}`;
      const margin = tables.get(law) ?? marginTable(innovationOf(garch), nodes, 'logReturn');
      tables.set(law, margin);
      return {
        row: Float64Array.from((factor[asset] ?? []).slice(0, asset + 1)),
        margin,
        mean: garch.mean,
        omega: garch.omega,
        up: garch.alpha,
        down: garch.alpha + garch.gamma,
        beta: garch.beta,
        firstVariance: nextVariance,
        hits: hits.filter((hit) => hit.asset === asset),
      };
    }),
    quads: Math.ceil((1 + n + model.jumps.length) / 4),
    sizeQuads: Math.ceil(hits.length / 4),
    normal: normalTable(),
    mixing: degrees === 'gaussian' ? gaussianMixing() : mixingTable(degrees),
  };
}

/** Innovations have variance one. */
function innovationOf({ nu, skew }: GarchEstimate): Margin {
  if (nu === null) return { kind: 'normal', location: 0, deviation: 1 };
  if (skew !== null) return { kind: 'skewedT', nu, skew, location: 0, scale: 1 };
  if (!(nu > 2)) throw new OutsideDomain('innovation with degrees of freedom', nu);
  return { kind: 'studentT', nu, location: 0, scale: Math.sqrt((nu - 2) / nu) };
}

function checkVariance({ mean, omega, alpha, gamma, beta }: GarchEstimate, nextVariance: number): void {
  if (!Number.isFinite(mean)) throw new OutsideDomain('mean return', mean);
  for (const value of [omega, alpha, alpha + gamma, beta, nextVariance]) {
    if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) throw new OutsideDomain('variance parameter', value);
  }
}

function prepareHits(jumps: readonly Jump[], assets: number): PreparedHit[] {
  const drawn = jumps.flatMap(({ probability, hits }, jump) => {
    if (!(probability >= 0 && probability <= 0.5)) throw new OutsideDomain('jump probability', probability);
    const threshold = Math.round(probability * 4_294_967_296);
    return hits.map((hit) => ({ ...hit, word: 1 + assets + jump, threshold }));
  });
  return drawn.map((hit, number) => {
    const { asset, mean, deviation } = hit;
    if (!(Number.isInteger(asset) && asset >= 0 && asset < assets)) throw new OutsideDomain('asset number', asset);
    if (!Number.isFinite(mean)) throw new OutsideDomain('mean jump', mean);
    if (!(deviation >= 0 && deviation < Number.POSITIVE_INFINITY)) throw new OutsideDomain('jump spread', deviation);
    return { ...hit, number };
  });
}
