import { describe, expect, it } from 'vitest';
import { bps, wad } from '../../units/amounts.ts';
import { DAY_SECONDS } from '../../units/time.ts';
import { POLICY, START, turn, YEAR } from '../assess.fixture.ts';
import { assessFailures } from './assessFailures.ts';
import { assessHorizons } from './assessHorizons.ts';
import { firstDays } from './drawScenarios.ts';
import { historicalMatrix } from './historicalMatrix.ts';
import { coinPars } from './parMove.ts';
import type { HorizonsInput } from './planHorizons.ts';
import { walks } from './scenarios.fixture.ts';

const { sheet, snapshot } = turn();
const base = { sheet, snapshot, policy: POLICY, defaults: [], runMultiples: [1], pack: null };
const drawn = walks(
  ['usdc', 'usdt', 'weth', 'bill'].map((assetId, i) => ({ assetId, drift: 0, deviation: 0.02 * i })),
  { days: 30, paths: 500, seed: 3 },
);
const ask = (more: Partial<HorizonsInput> = {}) =>
  assessHorizons({ ...base, history: YEAR, drawn: [drawn], horizonsDays: [1, 30], ...more });

describe('assessHorizons', () => {
  it('asks each horizon of its own stretches of history and of the first days of the simulated paths', () => {
    const { figures, past } = ask();
    const assetIds = POLICY.assets.map(({ id }) => id);
    const pars = coinPars(POLICY);
    expect(past).toEqual([1, 30].map((days) => historicalMatrix(YEAR, { assetIds, days, nowSeconds: START, pars })));
    const [, month] = past;
    if (month === undefined || 'why' in month) throw new RangeError('no month of history');
    const alone = assessFailures({ ...base, scenarios: [month, drawn], horizonsDays: [30] });
    expect(figures.filter(({ horizonDays }) => horizonDays === 30)).toEqual(alone);
    expect(figures.map(({ horizonDays }) => horizonDays)).toEqual([...Array(6).fill(1), ...Array(6).fill(30)]);
  });

  it('answers of days within longer paths what those days alone answer, defaults and runs among them', () => {
    const horizonsDays = [1, 6, 7, 30];
    const defaults = [
      { party: { kind: 'issuer', id: 'circle' }, lowPerYear: 0.01, highPerYear: 0.05, lossBps: bps(6_000), source: '' },
      { party: { kind: 'issuer', id: 'tether' }, lowPerYear: 0.02, highPerYear: 0.04, lossBps: bps(9_000), source: '' },
    ] as const;
    const more = { ...base, defaults, runMultiples: [0.5, 2], pack: null };
    const wild = walks(
      drawn.assetIds.map((assetId, i) => ({ assetId, drift: -0.001, deviation: 0.04 * i })),
      { days: 30, paths: 400, seed: 4, model: 'wilder walk' },
    );
    const { figures, past } = ask({ defaults, runMultiples: [0.5, 2], drawn: [drawn, wild], horizonsDays });
    const expected = horizonsDays.flatMap((days, index) => {
      const made = past[index];
      const stretches = made === undefined || 'why' in made ? [] : [made];
      const scenarios = [...stretches, firstDays(drawn, days), firstDays(wild, days)];
      return assessFailures({ ...more, scenarios, horizonsDays: [days] });
    });
    expect(figures).toEqual(expected);
    expect(figures.some(({ highWad, floorWad }) => highWad !== null && highWad > 0n && floorWad !== highWad)).toBe(
      true,
    );
  });

  it('answers by simulation alone where history is too short for a horizon', () => {
    const short = { ...YEAR, series: YEAR.series.map((one) => ({ ...one, points: one.points.slice(-120) })) };
    const { figures, past } = ask({ history: short });
    expect(past.map((made) => 'why' in made)).toEqual([false, true]);
    expect(
      figures.find(({ failure, horizonDays }) => failure === 'balance sheet' && horizonDays === 30)?.lowModel,
    ).toBe('walk');
  });

  it('reads no price later than the sheet', () => {
    const later = YEAR.series.map((one) => ({
      ...one,
      points: [...one.points, { timeSeconds: START + DAY_SECONDS, priceWad: wad(7n) }],
    }));
    expect(ask({ history: { ...YEAR, series: later } })).toEqual(ask());
  });
});
