import { describe, expect, it } from 'vitest';
import { simulatePegs } from '../../quant/simulation/pegPaths.ts';
import { randomStream } from '../../quant/simulation/randomStream.ts';
import type { PegLaw } from '../../quant/simulation/pegLaw.ts';
import type { Policy, PolicyAsset } from '../../policy/policy.ts';
import { historyOf, POLICY, START } from '../assess.fixture.ts';
import { drawScenarios, PEGGED_STREAM } from './drawScenarios.ts';
import { fitScenarioModels, type ScenarioModel } from './scenarioModel.ts';
import { shutDays } from './shutDays.ts';

const { normal } = randomStream([5, 11]);
const noise = (from: number): number[] => {
  const gaps = Array.from({ length: 401 }, (_, i) => 0.0004 * normal(from + i));
  return gaps.slice(1).map((gap, i) => gap - (gaps[i] ?? 0));
};
const weth = POLICY.assets.find(({ id }) => id === 'weth') as PolicyAsset;
const STAKED: Policy = {
  ...POLICY,
  assets: [...POLICY.assets, { ...weth, id: 'steth', class: 'lst', underlying: 'weth', issuer: 'lido' }],
};
const walk = Array.from({ length: 400 }, (_, i) => 0.02 * normal(9_000 + i));
const fitted = fitScenarioModels({
  history: historyOf({ usdc: noise(0), usdt: noise(1_000), weth: walk }, 401),
  policy: STAKED,
  assetIds: ['usdc', 'usdt', 'weth', 'steth', 'bill'],
  days: 30,
  nowSeconds: START,
});
if ('why' in fitted) throw new RangeError(fitted.why);
const [calm, stressed] = fitted as readonly [ScenarioModel, ScenarioModel];
const PEGS = ['usdc', 'usdt', 'steth', 'bill'];
const COUNT = 6_400;

/** The model with laws changed. */
const withLaws = (model: ScenarioModel, change: (law: PegLaw) => PegLaw): ScenarioModel => ({
  ...model,
  pegs: { ...model.pegs, laws: model.pegs.laws.map(change) },
});
/** Breaks so often that most paths have one, with this least loss. */
const often = (leastLoss: number) =>
  withLaws(stressed, (law) => ({
    ...law,
    breaks: { ...law.breaks, leastLoss, chances: law.breaks.chances.map(() => 0.02) },
  }));
const atOnce = (model: ScenarioModel, key: readonly [number, number], from: number): number[][] => {
  const { shut } = simulatePegs(model.pegs, { key, stream: PEGGED_STREAM, steps: model.days, from, count: COUNT });
  return PEGS.map((_, peg) =>
    Array.from({ length: COUNT * model.days }, (__, row) => row).filter((row) => shut[row * PEGS.length + peg] === 1),
  );
};

describe('shutDays', () => {
  it.each<[string, ScenarioModel, number]>([
    ['calm', calm, 0],
    ['stressed, from path 64 on', stressed, 64],
    ['breaking often', often(0.01), 0],
    ['breaks that may take nothing', often(0), 0],
    ['breaks that take the most there is', often(0.9), 128],
    ['a coin that stands in a break today', withLaws(calm, (law) => ({ ...law, below: 0.03 })), 0],
  ])('finds every day on which par is shut, of the same draws: %s', (_what, model, from) => {
    const key = [7, 8] as const;
    const ratios = drawScenarios(model, { key, from, count: COUNT });
    const found = shutDays(model, { key, from, count: COUNT }, ratios, PEGS);
    expect(found.map(({ assetId }) => assetId)).toEqual(PEGS);
    const all = atOnce(model, key, from);
    expect(all.flat().length).toBeGreaterThan(0);
    expect(found.map(({ rows }) => [...rows])).toEqual(all);
  });

  it('says nothing of what is no peg of the model, nor of what was not asked for', () => {
    const key = [7, 8] as const;
    const ratios = drawScenarios(calm, { key, from: 0, count: 64 });
    const ask = (assetIds: readonly string[]) =>
      shutDays(calm, { key, from: 0, count: 64 }, ratios, assetIds).map(({ assetId }) => assetId);
    expect([ask(['weth', 'elsewhere']), ask(['bill']), ask([])]).toEqual([[], ['bill'], []]);
  });
});
