import { describe, expect, it } from 'vitest';
import { loadPolicy, WAD, type FailureLimits, type Policy } from '@ballast/core';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { historyDaysFor } from './reserve.ts';

const path = fileURLToPath(new URL('../../../../test/corpus/policies/valid.yaml', import.meta.url));
const { policy } = loadPolicy(readFileSync(path, 'utf8'), 'valid.yaml');
const limiting = (method: Policy['limits']['tails'][number]['method']): Policy => ({
  ...policy,
  limits: { ...policy.limits, tails: policy.limits.tails.map((tail) => ({ ...tail, method })) },
});

describe('historyDaysFor', () => {
  it('is a year, and a thousand returns where a model is fitted to them', () => {
    expect(historyDaysFor(limiting('historical'))).toBe(365);
    expect(historyDaysFor(limiting('combined'))).toBe(1_001);
    expect(historyDaysFor(limiting('combined with pegs'))).toBe(1_001);
    const failure: FailureLimits = {
      horizonDays: 7,
      maxBalanceSheetBps: null,
      maxLiquidityBps: null,
      maxRegulatoryBps: null,
      pack: null,
      runMultipleWad: WAD,
      paths: 1_000,
      defaults: [],
    };
    const limits = { ...limiting('historical').limits, failure };
    expect(historyDaysFor({ limits })).toBe(1_001);
  });
});
