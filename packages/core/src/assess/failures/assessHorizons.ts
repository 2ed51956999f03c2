import { judgeHorizons, planHorizons, type HorizonFailures, type HorizonsInput } from './planHorizons.ts';
import { sumBooks, tallyBooks } from './tallyBooks.ts';

/**
 * How likely the reserve fails over each horizon, by what happened and by what was simulated together: the figures of
 * `ballast stress`. Pure; throws as `planHorizons` does.
 */
export function assessHorizons(input: HorizonsInput): HorizonFailures {
  const plan = planHorizons(input);
  const tallies = plan.plans.map(({ models }) =>
    models.map(({ job, matrix }) => tallyBooks(job, sumBooks(job, { from: 0, count: matrix.paths }))),
  );
  return judgeHorizons(input, plan, tallies);
}
