import { OutsideDomain } from '../numbers/elementary.ts';
import { BadShape } from '../algebra/matrix.ts';
import { vulnerabilities, type StressNetwork } from './stressNetwork.ts';

/** How a party in stress hurts its creditors: in proportion to its own loss, or not before it has failed. */
export type StressPassing = 'inProportion' | 'onceFailed';

export interface SpreadRequest extends StressNetwork {
  /** What each counts for in the whole, not negative; they need not add up to one. */
  readonly weights: readonly number[];
  /** Share of its buffer each has lost at first, 0 to 1. */
  readonly shocks: readonly number[];
  readonly passing: StressPassing;
  /** Ends once no party's stress rises by more; rounding where left out. */
  readonly leastRise?: number;
}

export interface SpreadStress {
  /** Loss of each over its buffer; above one where it lost more than it had. */
  readonly stresses: readonly number[];
  /** Weighted mean of stresses, none counted above one, at first and what was added: DebtRank where in proportion. */
  readonly originalStress: number;
  readonly additionalStress: number;
  /** In money, what was lost beyond a buffer included. */
  readonly originalLosses: number;
  readonly additionalLosses: number;
  /** Parties that failed and were not shocked to failure. */
  readonly additionalDefaults: number;
  readonly rounds: number;
  readonly ended: 'converged' | 'stopped';
}

const MOST_ROUNDS = 100_000;
const ROUNDING = 1e-15;
const FAILED = 1 - 1e-12;

/**
 * How far losses spread through claims. In proportion it is DebtRank as Bardoscia, Battiston, Caccioli and Caldarelli
 * (PLoS ONE, 2015) have it: what a party lost since the round before, no more than its buffer in all, its creditors
 * lose in proportion to their claims, round after round. Once failed it is the cascade of defaults, in which claims on
 * who failed are lost whole. `leastRise` is where published figures stop: NetworkRiskMeasures at ε^0.2. Refuses what
 * `vulnerabilities` refuses, shapes that do not fit, shocks outside 0 to 1 and weights that are negative or all zero;
 * an end that was not reached is said. Pure.
 */
export function spreadStress(request: SpreadRequest): SpreadStress {
  const { buffers, weights, shocks, passing, leastRise = ROUNDING } = request;
  const losses = vulnerabilities(request);
  check(request);
  const passedBy = (stress: number): number =>
    passing === 'inProportion' ? Math.min(1, stress) : stress >= FAILED ? 1 : 0;
  let [stresses, passed] = [[...shocks], shocks.map(() => 0)];
  let [rounds, ended] = [0, 'stopped' as SpreadStress['ended']];
  while (rounds < MOST_ROUNDS && ended === 'stopped') {
    const now = stresses.map(passedBy);
    const news = now.map((value, i) => value - passed[i]!);
    const next = losses.map((row, i) => row.reduce((sum, loss, j) => sum + loss * news[j]!, stresses[i]!));
    const rise = next.reduce((most, value, i) => Math.max(most, value - stresses[i]!), 0);
    [stresses, passed] = [next, now];
    rounds += 1;
    if (rise <= leastRise) ended = 'converged';
  }
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  const stressOf = (of: readonly number[]): number =>
    of.reduce((sum, stress, i) => sum + Math.min(1, stress) * weights[i]!, 0) / whole;
  const lossOf = (of: readonly number[]): number => of.reduce((sum, stress, i) => sum + stress * buffers[i]!, 0);
  return {
    stresses,
    originalStress: stressOf(shocks),
    additionalStress: stressOf(stresses) - stressOf(shocks),
    originalLosses: lossOf(shocks),
    additionalLosses: lossOf(stresses.map((stress, i) => stress - shocks[i]!)),
    additionalDefaults: stresses.filter((stress, i) => shocks[i]! < 1 && stress >= FAILED).length,
    rounds,
    ended,
  };
}

function check({ buffers, weights, shocks, leastRise = 0 }: SpreadRequest): void {
  if (weights.length !== buffers.length || shocks.length !== buffers.length)
    throw new BadShape(`${weights.length} weights and ${shocks.length} shocks for ${buffers.length} buffers`);
  for (const shock of shocks) if (!(shock >= 0 && shock <= 1)) throw new OutsideDomain('shock', shock);
  for (const weight of weights)
    if (!(weight >= 0 && Number.isFinite(weight))) throw new OutsideDomain('weight', weight);
  if (!weights.some((weight) => weight > 0)) throw new OutsideDomain('sum of weights', 0);
  if (!(leastRise >= 0)) throw new OutsideDomain('least rise', leastRise);
}
