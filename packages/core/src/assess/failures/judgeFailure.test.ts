import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bps, sum, WAD, type Bps } from '../../units/amounts.ts';
import { wadToFloat } from '../../units/float.ts';
import { randomStream } from '../../quant/simulation/randomStream.ts';
import type { FailureLimits, Policy } from '../../policy/policy.ts';
import { canonicalText, hashArtefact, parseArtefact } from '../../records/canonical.ts';
import { assess } from '../assess.ts';
import { CALM, HASH, historyOf, limitOf, POLICY, turn, YEAR, type World } from '../assess.fixture.ts';
import { drawCycleScenarios } from './cycleScenarios.ts';
import { policyDefaults } from './judgeFailure.ts';

const { normal } = randomStream([3, 9]);
const draws = (from: number, deviation: number): number[] =>
  Array.from({ length: 400 }, (_, i) => deviation * normal(from + i));
const HISTORY = historyOf(
  { usdc: draws(2_000, 0.0004), usdt: draws(3_000, 0.0003), weth: draws(0, 0.03), bill: draws(1_000, 0.0005) },
  401,
);

const circle = (lowPerYear: number, highPerYear: number): FailureLimits['defaults'][number] => ({
  kind: 'issuer',
  id: 'circle',
  lowPerYearBps: bps(lowPerYear),
  highPerYearBps: bps(highPerYear),
  lossBps: bps(5_000),
  source: 'test',
});
const RULE: FailureLimits = {
  horizonDays: 7,
  maxBalanceSheetBps: bps(200),
  maxLiquidityBps: bps(500),
  maxRegulatoryBps: null,
  pack: null,
  runMultipleWad: WAD,
  paths: 2_048,
  defaults: [circle(50, 200)],
};
const under = (rule: Partial<FailureLimits>): Policy => ({
  ...POLICY,
  limits: { ...POLICY.limits, failure: { ...RULE, ...rule } },
});
const judged = (rule: Partial<FailureLimits> = {}, world: Partial<World> = {}) =>
  turn(world, { policy: under(rule), history: HISTORY });
const high = ({ assessment }: ReturnType<typeof turn>, failure: string): number => {
  const found = assessment.failure?.figures.find((item) => item.failure === failure);
  return found?.highWad == null ? NaN : wadToFloat(found.highWad);
};
/** 30m of ether in 105m of assets against 100m owed: one fall of a sixth takes the surplus. */
const thin = { holdings: { ...CALM.holdings, usdc: '40000000', weth: '15000' } };

describe('failures in a cycle', () => {
  it('are absent where the policy limits none: no figure, no limit, no parent', () => {
    const { assessment } = turn({}, { history: HISTORY });
    expect(canonicalText(assessment)).not.toContain('failure');
    expect(assessment.parents.scenarioSet).toBeNull();
    expect(drawCycleScenarios({ sheet: turn().sheet, policy: POLICY, policyHash: HASH, history: HISTORY })).toBeNull();
  });

  it('name every source they were judged by, and the name of all is a parent', () => {
    const { assessment } = judged();
    const { scenarios, figures, why } = assessment.failure ?? expect.unreachable('no failure');
    expect(assessment.parents.scenarioSet).toBe(hashArtefact(scenarios));
    expect(scenarios?.parents).toEqual({ history: hashArtefact(HISTORY), policy: HASH });
    expect(scenarios?.sources.map(({ model, paths, set }) => [model, paths, set === null])).toEqual([
      ['history of 4 assets', 394, true],
      ['calm simulation', 2_048, false],
      ['stressed simulation', 2_048, false],
    ]);
    expect(why).toBe('');
    expect(figures.map(({ failure, passage, horizonDays }) => `${failure}, ${passage}, ${horizonDays}`)).toEqual([
      'balance sheet, first passage, 7',
      'balance sheet, terminal, 7',
      'liquidity, first passage, 7',
      'liquidity, terminal, 7',
      'regulatory, first passage, 7',
      'regulatory, terminal, 7',
    ]);
    // The artefact is one: it reads back to itself.
    expect(parseArtefact(canonicalText(assessment))).toEqual(assessment);
  });

  it('are the same bytes again, and other ones under another law or history', () => {
    const bytes = ({ assessment }: ReturnType<typeof turn>): string => canonicalText(assessment);
    expect(bytes(judged())).toBe(bytes(judged()));
    const sets = (drawn: ReturnType<typeof turn>) => drawn.assessment.failure?.scenarios?.sources.map(({ set }) => set);
    expect(sets(judged({ horizonDays: 6 }))).not.toEqual(sets(judged()));
    expect(sets(turn({}, { policy: under({}), history: { ...HISTORY, reserve: 'other' } }))).not.toEqual(
      sets(judged()),
    );
  });

  it('meet their limits while calm, with the range and its error beside them', () => {
    const { assessment } = judged({ maxBalanceSheetBps: bps(9_000) });
    expect(limitOf(assessment, 'failure:balanceSheet:7d')).toMatchObject({
      status: 'met',
      unit: 'ratio',
      direction: 'max',
      thresholdWad: 900_000_000_000_000_000n,
      note: expect.stringMatching(/^\d+\.\d\d% to \d+\.\d\d%, sampling error \d+\.\d\d%$/),
    });
    expect(assessment.limits.some(({ id }) => id === 'failure:regulatory:7d')).toBe(false);
  });

  it('raise the level to watch when they are too likely', () => {
    const calm = judged({ maxBalanceSheetBps: bps(9_000), maxLiquidityBps: null });
    expect(calm.assessment.level).toBe('normal');
    const { assessment } = judged({ maxLiquidityBps: null }, thin);
    expect(limitOf(assessment, 'failure:balanceSheet:7d').status).toBe('breached');
    expect(assessment.levelEvidence.join()).toContain('limit failure:balanceSheet:7d is breached');
    expect(assessment.level).toBe('watch');
  });

  it('are unknown where the sampling error reaches over the limit', () => {
    const probability = high(judged({}, thin), 'balance sheet');
    const limit = bps(Math.ceil(probability * 10_000));
    const found = limitOf(judged({ maxBalanceSheetBps: limit }, thin).assessment, 'failure:balanceSheet:7d');
    expect([found.status, found.valueWad]).toEqual(['unknown', null]);
  });

  it('say why there is none: a history too short, nothing drawn, a line without a value', () => {
    const short = turn({}, { policy: under({}), history: historyOf({ weth: draws(0, 0.03) }, 100) });
    expect(short.assessment.failure).toMatchObject({ scenarios: null, figures: [], risk: null });
    expect(short.assessment.failure?.why).toBe('weth has 99 daily returns of 250 needed');
    expect(short.assessment.parents.scenarioSet).toBeNull();
    expect(limitOf(short.assessment, 'failure:liquidity:7d')).toMatchObject({
      status: 'unknown',
      note: 'weth has 99 daily returns of 250 needed',
    });
    expect(short.assessment.level).toBe('watch');
    const { sheet, snapshot, valued } = judged();
    const law = { policy: under({}), policyHash: HASH, history: HISTORY, scenarioSet: null };
    const undrawn = assess({ sheet, snapshot, ...law, carried: valued }).assessment;
    expect(undrawn.failure?.why).toBe('no scenarios were drawn');
    const unknown = judged({}, { holdings: { ...CALM.holdings, usdt: null } }).assessment;
    expect(limitOf(unknown, 'failure:balanceSheet:7d')).toMatchObject({ status: 'unknown', valueWad: null });
    expect(unknown.failure?.risk).toBeNull();
  });

  it('refuse a malformed history with its code', () => {
    const [first, ...rest] = HISTORY.series;
    const twice = { ...HISTORY, series: first === undefined ? rest : [first, ...HISTORY.series] };
    expect(() => turn({}, { policy: under({}), history: twice })).toThrow(
      expect.objectContaining({ code: 'ASSESS_HISTORY_MALFORMED' }),
    );
  });

  it('say which asset no model fits', () => {
    const still = draws(0, 0.03).map((value, i) => (i % 4 === 0 ? value : 0));
    const steady = { usdc: draws(2_000, 0.0004), usdt: draws(3_000, 0.0003), bill: draws(1_000, 0.0005) };
    const stuck = historyOf({ ...steady, weth: still }, 401);
    expect(turn({}, { policy: under({}), history: stuck }).assessment.failure?.why).toBe(
      'weth: GARCH: 300 of 400 values are equal',
    );
    // A bill whose price stands still most days is judged by the curve instead.
    expect(turn({}, { policy: under({}), history: YEAR }).assessment.failure?.why).toBe('');
  });

  it('are never less likely with a higher default probability, nor with a longer horizon', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_000 }), fc.integer({ min: 0, max: 4_000 }), (a, b) => {
        const [less, more] = a < b ? [a, b] : [b, a];
        const at = (chance: number) => high(judged({ defaults: [circle(0, chance)], paths: 1_024 }), 'balance sheet');
        expect(at(less)).toBeLessThanOrEqual(at(more));
      }),
      { numRuns: 5 },
    );
    const [week, day] = [judged(), judged({ horizonDays: 1 })].map((drawn) => high(drawn, 'balance sheet'));
    expect(day).toBeLessThanOrEqual(week ?? 0);
  });
});

describe('the surplus at risk', () => {
  const { assessment, sheet } = judged({}, thin);
  const risk = assessment.failure?.risk ?? expect.unreachable('no risk');

  it('is of the model that loses most, with errors of the sample', () => {
    expect(risk.model).toBe('stressed simulation');
    expect(risk.shortfallWad).toBeGreaterThan(risk.valueAtRiskWad);
    expect(risk.shortfallErrorWad).toBeGreaterThan(0n);
    expect(risk.valueAtRiskErrorWad).toBeGreaterThan(0n);
    expect([risk.confidenceBps, risk.horizonDays, risk.paths]).toEqual([9_750n, 7, 2_048]);
  });

  it('is what its assets bring, and what the waterfall bears', () => {
    const parts = sum(risk.components.map(({ componentWad }) => componentWad));
    expect(Math.abs(wadToFloat(parts) - wadToFloat(risk.shortfallWad))).toBeLessThan(1e-6);
    expect(sum(risk.bearers.map(({ lossWad }) => lossWad))).toBe(risk.shortfallWad);
    expect(risk.bearers.map(({ rank }) => rank)).toEqual(['surplus', 'junior', 'holders']);
    const [surplus] = risk.bearers;
    expect(wadToFloat(surplus?.capacityWad ?? expect.unreachable('no surplus'))).toBeCloseTo(
      wadToFloat(sheet.surplusWad),
      3,
    );
    expect(surplus?.lossWad).toBe(surplus?.capacityWad);
  });

  it('carries what is owed, and earns nothing where nothing is lent', () => {
    expect(wadToFloat(risk.liabilitiesPerRiskWad ?? sheet.surplusWad)).toBeCloseTo(
      wadToFloat(sheet.liabilitiesWad) / wadToFloat(risk.shortfallWad),
      6,
    );
    expect([risk.incomePerYearWad, risk.incomePerRiskWad]).toEqual([0n, 0n]);
  });
});

describe('policyDefaults', () => {
  it('carries the day a probability is of', () => {
    const dated = { ...circle(50, 200), asOf: '2026-01-15' };
    expect(policyDefaults({ defaults: [dated] })[0]?.asOf).toBe('2026-01-15');
    expect(policyDefaults({ defaults: [circle(50, 200)] })[0]).not.toHaveProperty('asOf');
  });

  it('turns basis points into probabilities', () => {
    expect(policyDefaults({ defaults: [circle(50, 200)] })).toEqual([
      {
        party: { kind: 'issuer', id: 'circle' },
        lowPerYear: 0.005,
        highPerYear: 0.02,
        lossBps: 5_000n as Bps,
        source: 'test',
      },
    ]);
  });
});
