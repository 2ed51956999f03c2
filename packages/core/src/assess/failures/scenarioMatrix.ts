import type { PathRatios } from '../../quant/failures/pathSums.ts';
import { BallastError } from '../../units/error.ts';

/** What one model says could happen: the price of every asset, over days, on many equally likely paths. */
export interface ScenarioMatrix {
  /** Model and version, for people. */
  readonly model: string;
  readonly assetIds: readonly string[];
  readonly days: number;
  readonly paths: number;
  /** How many independent ones they are worth: fewer where stretches of one history overlap. */
  readonly independentPaths: number;
  /** What each path is called, for people, such as the day a stretch of history began; absent where nothing tells them apart. */
  readonly pathNames?: readonly string[];
  /** Price ÷ today's price; index (path × days + day) × assets + asset, day 0 the first after today. */
  readonly ratios: Float64Array;
  /** Of assets whose redemption the model knows; absent where it knows none. */
  readonly shut?: readonly ShutDays[];
}

/** When redemption at par of an asset is shut, or there is no par any more. */
export interface ShutDays {
  readonly assetId: string;
  /** path × days + day, rising. */
  readonly rows: Uint32Array;
}

export class ScenariosMalformed extends BallastError {
  constructor(model: string, why: string) {
    super({
      code: 'ASSESS_SCENARIOS_MALFORMED',
      message: `the scenarios of ${model} ${why}`,
      remedy: 'refuse the run that made them; a ratio is a finite number, not negative',
      retryable: false,
    });
  }
}

/** Fewest paths a probability is taken from. */
export const FEWEST_PATHS = 100;

/** Judged before, with every number: matrices are immutable and large. */
const SOUND = new WeakSet<ScenarioMatrix>();

/** Refuses shapes that do not fit, too few paths, assets named twice, and ratios that are not finite or negative. Pure. */
export function checkScenarios(matrix: ScenarioMatrix): void {
  if (SOUND.has(matrix)) return;
  const { model, assetIds, days, paths, independentPaths, pathNames, ratios, shut = [] } = matrix;
  const fail = (why: string): never => {
    throw new ScenariosMalformed(model, why);
  };
  if (!Number.isInteger(days) || days < 1) fail(`have ${days} days`);
  if (!Number.isInteger(paths) || paths < FEWEST_PATHS)
    fail(`have ${paths} paths, at least ${FEWEST_PATHS} are needed`);
  if (!(independentPaths >= 1 && independentPaths <= paths)) fail(`count ${independentPaths} of them as independent`);
  if (new Set(assetIds).size !== assetIds.length) fail('name an asset twice');
  if (ratios.length !== paths * days * assetIds.length)
    fail(`have ${ratios.length} ratios for ${paths} paths × ${days} days × ${assetIds.length} assets`);
  if (pathNames !== undefined && pathNames.length !== paths) fail(`name ${pathNames.length} of ${paths} paths`);
  for (const { assetId, rows } of shut) {
    if (!assetIds.includes(assetId)) fail(`shut the par of ${assetId}, which they do not hold`);
    if (rows.some((row, index) => row >= paths * days || row <= (rows[index - 1] ?? -1)))
      fail(`shut the par of ${assetId} on path-days out of order`);
  }
  if (new Set(shut.map(({ assetId }) => assetId)).size !== shut.length) fail('shut the par of an asset twice');
  if (!areRatios(ratios)) {
    const bad = ratios.find((ratio) => !(ratio >= 0 && Number.isFinite(ratio)));
    if (bad !== undefined) fail(`hold a ratio of ${bad}`);
  }
  SOUND.add(matrix);
}

/** Whether all are surely finite and not negative, four at a time; sums of huge ones leave it open. */
function areRatios(ratios: Float64Array): boolean {
  const whole = ratios.length - (ratios.length % 4);
  for (let i = 0; i < whole; i += 4) {
    const [a, b] = [ratios[i] as number, ratios[i + 1] as number];
    const [c, d] = [ratios[i + 2] as number, ratios[i + 3] as number];
    if (!(a >= 0 && b >= 0 && c >= 0 && d >= 0 && a + b + c + d < Infinity)) return false;
  }
  return ratios.subarray(whole).every((ratio) => ratio >= 0 && ratio < Infinity);
}

/** The ratios of a matrix, for mathematics that knows no assets. Pure. */
export const pathsOf = ({ ratios, days, assetIds }: ScenarioMatrix): PathRatios => ({
  ratios,
  steps: days,
  width: assetIds.length,
});
