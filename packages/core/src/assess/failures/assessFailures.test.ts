import { describe, expect, it } from 'vitest';
import { bps, type Wad } from '../../units/amounts.ts';
import { wadToFloat } from '../../units/float.ts';
import { firstPassageProbability, terminalProbability } from '../../quant/failures/firstPassage.ts';
import { packOf } from '../../policy/packs/packs.ts';
import { CALM, POLICY, turn, type World } from '../assess.fixture.ts';
import type { FailureFigure, FailureKind } from '../../records/failure.ts';
import { assessFailures } from './assessFailures.ts';
import type { FailuresInput } from './planFailures.ts';
import { DefaultMalformed, type DefaultAssumption } from './defaultAssumption.ts';
import { ScenariosMalformed, type ScenarioMatrix } from './scenarioMatrix.ts';
import { still, walks } from './scenarios.fixture.ts';

const ASSETS = ['usdc', 'usdt', 'weth', 'bill'];
const HORIZONS = [1, 7, 30];
const circle = (lowPerYear: number, highPerYear: number, loss = 5_000): DefaultAssumption => ({
  party: { kind: 'issuer', id: 'circle' },
  lowPerYear,
  highPerYear,
  lossBps: bps(loss),
  source: 'test',
});

function ask(scenarios: readonly ScenarioMatrix[], more: Partial<FailuresInput> = {}, world: Partial<World> = {}) {
  const { sheet, snapshot } = turn(world);
  const input = { sheet, snapshot, policy: POLICY, scenarios, horizonsDays: HORIZONS, defaults: [], runMultiples: [1] };
  return assessFailures({ ...input, pack: null, ...more });
}
function pick(
  figures: readonly FailureFigure[],
  failure: FailureKind,
  horizonDays: number,
  passage: FailureFigure['passage'] = 'first passage',
): FailureFigure {
  const found = figures.find(
    (item) => item.failure === failure && item.horizonDays === horizonDays && item.passage === passage,
  );
  if (found === undefined) throw new RangeError(`no figure ${failure} ${horizonDays}`);
  return found;
}
const float = (value: Wad | null): number => (value === null ? NaN : wadToFloat(value));

describe('assessFailures, balance sheet', () => {
  // 20m of weth in 105m of assets over 100m of claims: weth may fall by a quarter.
  const quiet = (assetId: string) => ({ assetId, drift: 0, deviation: 0 });
  const moving = { assetId: 'weth', drift: -0.002, deviation: 0.05 };
  const matrix = walks([quiet('usdc'), quiet('usdt'), moving, quiet('bill')], { days: 30, paths: 20_000, seed: 5 });
  const figures = ask([matrix]);
  const diffusion = { distance: 0.25, drift: -0.002, deviation: 0.05 };

  it.each([7, 30])('agrees with the first passage of a diffusion over %i days, looked at daily', (days) => {
    const { lowWad, highWad, highErrorWad } = pick(figures, 'balance sheet', days);
    const expected = firstPassageProbability(diffusion, days, days);
    expect(Math.abs(float(highWad) - expected)).toBeLessThan(4 * float(highErrorWad));
    expect(float(lowWad)).toBeCloseTo(float(highWad), 8);
  });

  it.each(HORIZONS)('agrees with the normal distribution at the end of %i days', (days) => {
    const { highWad, highErrorWad } = pick(figures, 'balance sheet', days, 'terminal');
    const expected = terminalProbability(diffusion, days);
    expect(Math.abs(float(highWad) - expected)).toBeLessThan(4 * float(highErrorWad) + 2e-4);
  });

  it('is never more likely at the end than on the way, nor sooner than later', () => {
    for (const days of HORIZONS)
      expect(float(pick(figures, 'balance sheet', days, 'terminal').highWad)).toBeLessThanOrEqual(
        float(pick(figures, 'balance sheet', days).highWad),
      );
    const [day, week, month] = HORIZONS.map((days) => float(pick(figures, 'balance sheet', days).highWad));
    expect((day ?? 1) <= (week ?? 1) && (week ?? 1) <= (month ?? 1)).toBe(true);
  });

  it('names the paths that leave least, and prices as their cause', () => {
    const { causes, worstPaths, byPricesWad } = pick(figures, 'balance sheet', 30);
    expect(causes).toEqual([{ cause: 'prices', probabilityWad: byPricesWad }]);
    const left = worstPaths.map((item) => float(item.moneyWad));
    expect(left).toEqual(left.toSorted((a, b) => a - b));
    expect(worstPaths.length === 3 && (left[0] ?? 0) < -5e6).toBe(true);
  });

  it('says what moved on each of them: today less what the moves took is what is left', () => {
    const { worstPaths } = pick(figures, 'balance sheet', 30);
    const today = float(pick(ask([still(ASSETS, 30)]), 'balance sheet', 30).worstPaths[0]?.moneyWad ?? null);
    for (const { path, day, moneyWad, moves } of worstPaths) {
      const taken = moves.map((move) => float(move.moneyWad));
      expect(taken).toEqual(taken.toSorted((a, b) => a - b));
      expect(Math.abs(today + taken.reduce((sum, money) => sum + money, 0) - float(moneyWad))).toBeLessThan(0.01);
      const at = (Number(path.slice('path '.length)) - 1) * matrix.days + day - 1;
      for (const { column, moveWad } of moves) {
        const ratio = matrix.ratios[at * matrix.assetIds.length + matrix.assetIds.indexOf(column)] ?? Number.NaN;
        expect(float(moveWad)).toBeCloseTo(ratio - 1, 12);
      }
    }
    expect(pick(ask([still(ASSETS, 30)]), 'balance sheet', 30).worstPaths[0]?.moves).toEqual([]);
  });

  it('spans models, and names the one behind each end', () => {
    const calm = still(ASSETS, 30);
    const { lowWad, highWad, lowModel, highModel } = pick(ask([matrix, calm]), 'balance sheet', 30);
    expect([lowWad, lowModel, highModel]).toEqual([0n, 'still', 'walk']);
    expect(float(highWad)).toBeGreaterThan(0.1);
  });

  it('takes the end from the model that knows it best where all say the same, in any order', () => {
    const few = { ...still(ASSETS, 30), model: 'history', independentPaths: 11 };
    const many = { ...still(ASSETS, 30), model: 'simulation' };
    for (const models of [
      [few, many],
      [many, few],
    ])
      for (const passage of ['first passage', 'terminal'] as const) {
        const figure = pick(ask(models), 'balance sheet', 30, passage);
        expect([figure.lowModel, figure.highModel]).toEqual(['simulation', 'simulation']);
        expect([float(figure.lowErrorWad), float(figure.highErrorWad)]).toEqual([0.03, 0.03]);
        expect(figure.note).toContain('fewer than 3 in 100 ');
      }
    // Where they differ the larger one sets it, whatever its error.
    const worse = { ...matrix, model: 'history', independentPaths: 11 };
    expect(pick(ask([worse, many]), 'balance sheet', 30).highModel).toBe('history');
  });

  it('is the default probability of an exposure its surplus does not cover, to the digit, beside what a sample without a failure can tell', () => {
    // Half of 50m usdc lost against 5m of surplus.
    const figure = pick(ask([still(ASSETS, 30)], { defaults: [circle(0.01, 0.02)] }), 'balance sheet', 30);
    expect(float(figure.lowWad)).toBeCloseTo(1 - 0.99 ** (30 / 365), 9);
    expect(float(figure.highWad)).toBeCloseTo(1 - 0.98 ** (30 / 365), 8);
    // None in 100 paths: 3 ÷ 100.
    expect([float(figure.lowErrorWad), float(figure.highErrorWad), figure.byPricesWad]).toEqual([0.03, 0.03, 0n]);
    expect(figure.note).toContain('fewer than 3 in 100');
    expect(figure.causes.map((item) => item.cause)).toEqual(['issuer circle']);
    expect(figure.worstPaths[0]).toMatchObject({ path: 'path 1', day: 1 });
    expect(float(figure.worstPaths[0]?.moneyWad ?? null)).toBeCloseTo(5e6, 2);
  });

  it('never goes below that default probability, even where the paths only rise', () => {
    const rising = walks(
      ASSETS.map((assetId) => ({ assetId, drift: 0.1, deviation: 0 })),
      { days: 30, paths: 100 },
    );
    const { lowWad, highWad, floorWad } = pick(ask([rising], { defaults: [circle(0.01, 0.02)] }), 'balance sheet', 30);
    expect(float(lowWad)).toBeCloseTo(1 - 0.99 ** (30 / 365), 9);
    expect(highWad).toBe(floorWad);
  });

  it('gains nothing from a default the surplus covers', () => {
    const small = circle(0.5, 0.5, 500);
    expect(pick(ask([still(ASSETS, 30)], { defaults: [small] }), 'balance sheet', 30).highWad).toBe(0n);
  });

  it('refuses to speak of what it cannot simulate', () => {
    const blind = ask([still(['usdc', 'usdt'], 30)]);
    expect(pick(blind, 'balance sheet', 7)).toMatchObject({ lowWad: null, highWad: null });
    expect(pick(blind, 'balance sheet', 7).note).toMatch(/^23.8 % of what is held has no scenarios/);
    const unknown = ask([still(ASSETS, 30)], {}, { holdings: { ...CALM.holdings, weth: null } });
    expect(pick(unknown, 'balance sheet', 7).note).toContain('without a value');
    expect(pick(ask([still(ASSETS, 7)]), 'balance sheet', 30).note).toBe('no scenarios reach 30 days');
  });
});

describe('assessFailures, liquidity and regulatory', () => {
  it('fails for want of cash alone when holders run faster than assets turn to cash', () => {
    // 10 % a day of 100m; the ladder reaches some 60m, all of it weth excluded.
    const figures = ask([still(ASSETS, 30)], { runMultiples: [0.1, 1] });
    const month = pick(figures, 'liquidity', 30);
    expect([month.lowWad, float(month.highWad)]).toEqual([0n, 1]);
    expect([month.lowModel, month.highModel]).toEqual(['still, run × 0.1', 'still, run × 1']);
    expect(pick(figures, 'liquidity', 1).highWad).toBe(0n);
    expect(month.causes.map((item) => item.cause)).toEqual(['prices and the run']);
    expect(pick(figures, 'balance sheet', 30).highWad).toBe(0n);
  });

  it('fails a pack that permits nothing of what is held, and has no figure without one', () => {
    const figures = ask([still(ASSETS, 30)], { pack: packOf('nydfs') });
    expect(float(pick(figures, 'regulatory', 1).lowWad)).toBe(1);
    expect(pick(figures, 'regulatory', 1).causes[0]?.cause).toBe('as it stands');
    // That it has failed needs no sample; that it still does at the end rests on a hundred paths.
    expect(pick(figures, 'regulatory', 1).highErrorWad).toBe(0n);
    expect(float(pick(figures, 'regulatory', 1, 'terminal').highErrorWad)).toBe(0.03);
    expect(pick(ask([still(ASSETS, 30)]), 'regulatory', 1)).toMatchObject({ lowWad: null, highWad: null });
  });
});

describe('assessFailures, laws', () => {
  const list = ASSETS.map((assetId, i) => ({ assetId, drift: 0, deviation: 0.01 * (i + 1) }));
  const matrix = walks(list, { days: 7, paths: 2_000, seed: 21 });
  const tether: DefaultAssumption = { ...circle(0.01, 0.3, 3_000), party: { kind: 'issuer', id: 'tether' } };
  const shown = (figures: readonly FailureFigure[]) => figures.map(({ lowWad, highWad }) => [lowWad, highWad]);

  it('does not depend on the order of assets or of counterparties', () => {
    const width = ASSETS.length;
    const ratios = matrix.ratios.map((_, at) => matrix.ratios[at - (at % width) + (width - 1 - (at % width))] ?? 0);
    const turned = { ...matrix, assetIds: ASSETS.toReversed(), ratios };
    const defaults = [circle(0.01, 0.2), tether];
    expect(shown(ask([turned], { defaults: defaults.toReversed() }))).toEqual(shown(ask([matrix], { defaults })));
  });

  it('never falls when a default is likelier, takes more, or is one more', () => {
    const high = (defaults: readonly DefaultAssumption[]): number =>
      float(pick(ask([matrix], { defaults }), 'balance sheet', 7).highWad);
    const base = high([circle(0.01, 0.1, 2_000)]);
    expect(high([circle(0.01, 0.3, 2_000)])).toBeGreaterThanOrEqual(base);
    expect(high([circle(0.01, 0.1, 6_000)])).toBeGreaterThanOrEqual(base);
    expect(high([circle(0.01, 0.1, 2_000), tether])).toBeGreaterThanOrEqual(base);
    expect(base).toBeGreaterThanOrEqual(high([]));
  });
});

describe('assessFailures, malformed input', () => {
  const bad = (change: Partial<ScenarioMatrix>): (() => unknown) => {
    return () => ask([{ ...still(ASSETS, 7), ...change }]);
  };
  it.each([
    ['a shape that does not fit', bad({ days: 8 })],
    ['too few paths', bad({ paths: 10 })],
    ['names that do not fit', bad({ pathNames: ['one'] })],
    ['more independent paths than paths', bad({ independentPaths: 101 })],
    ['an asset twice', bad({ assetIds: ['usdc', 'usdc', 'weth', 'bill'] })],
    ['a ratio that is none', bad({ ratios: new Float64Array(2800).fill(NaN) })],
    ['a negative ratio', bad({ ratios: new Float64Array(2800).fill(-1) })],
  ])('refuses %s', (_what, run) => expect(run).toThrow(ScenariosMalformed));

  it.each([[circle(0.2, 0.1)], [circle(-0.1, 0.1)], [circle(0.1, 1)], [circle(NaN, 0.1)], [circle(0.1, 0.2, 10_001)]])(
    'refuses a default probability that is none',
    (assumption) => expect(() => ask([still(ASSETS, 7)], { defaults: [assumption] })).toThrow(DefaultMalformed),
  );
});
