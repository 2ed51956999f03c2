import { describe, expect, it } from 'vitest';
import { bps, parseWad, sha256Text, type FailureFigure, type FailureRecord, type SurplusRisk } from '@ballast/core';
import { failureNotes } from './failureNotes.ts';
import { riskLines } from './riskLines.ts';

const RISK: SurplusRisk = {
  model: 'stressed simulation',
  confidenceBps: bps(9_750n),
  horizonDays: 7,
  paths: 19_968,
  valueAtRiskWad: parseWad('1835371'),
  valueAtRiskErrorWad: parseWad('15010'),
  shortfallWad: parseWad('7750447'),
  shortfallErrorWad: parseWad('155984'),
  components: [],
  bearers: [
    { rank: 'surplus', capacityWad: parseWad('5208200'), lossWad: parseWad('5208200') },
    { rank: 'junior', capacityWad: parseWad('0'), lossWad: parseWad('0') },
    { rank: 'holders', capacityWad: null, lossWad: parseWad('2542247') },
  ],
  liabilitiesPerRiskWad: parseWad('12.2'),
  incomePerYearWad: parseWad('285002'),
  incomePerRiskWad: parseWad('0.036'),
};

describe('riskLines', () => {
  it('say the loss with its error, who bears it, and what is owed and earned for it', () => {
    expect(riskLines(RISK)).toEqual([
      'Surplus at risk in 7 days at 97.50 %: VaR $1.83m ± $15.0k, ES $7.75m ± $155.9k (stressed simulation, 19968 paths). Borne by the waterfall: the surplus $5.20m of $5.20m, the junior stake $0.00 of $0.00, the holders $2.54m.',
      'For each dollar of that ES 12.20 are owed, and 0.036 earned a year: $285.0k from lending and savings venues at the rates of now.',
    ]);
  });

  it('say that nothing is carried where nothing is lost', () => {
    expect(riskLines({ ...RISK, liabilitiesPerRiskWad: null, incomePerRiskWad: null }).at(-1)).toContain(
      'Nothing is lost there',
    );
  });
});

describe('failureNotes', () => {
  const hash = sha256Text('history');
  const record: FailureRecord = {
    horizonDays: 7,
    scenarios: {
      schema: 'ballast/scenario-sets/1',
      parents: { history: hash, policy: hash },
      sources: [
        { model: 'calm simulation', basis: 'b', assetIds: [], days: 7, paths: 64, independentPaths: 64, set: hash },
      ],
    },
    why: '',
    figures: [
      { failure: 'liquidity', passage: 'first passage', highWad: null, note: 'no rung' },
    ] as unknown as readonly FailureFigure[],
    risk: null,
  };

  it('name the sets and what could not be judged', () => {
    expect(failureNotes(record)).toEqual([
      'liquidity: no rung',
      `scenarios: calm simulation, 64 paths of 7 d: b; set ${hash.slice(0, 10)}`,
    ]);
  });

  it('say why there is nothing', () => {
    expect(failureNotes({ ...record, scenarios: null, why: 'too few days' })).toEqual([
      'no probability of failure: too few days',
    ]);
  });
});
