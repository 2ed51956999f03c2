import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AssetState, AssetStateName } from '../records/assessment.ts';
import type { CarriedState } from '../records/carried.ts';
import type { VaultState } from '../records/snapshot.ts';
import { CALM, historyOf, START, turn, vaultOf } from './assess.fixture.ts';

/** States do not look at it, and hashing a year of prices each cycle takes the time. */
const NO_HISTORY = historyOf({}, 0);

type Print = string | null | readonly (string | null)[];
interface Step {
  readonly atSeconds: number;
  readonly usdt: Print;
  readonly vault?: VaultState | null;
}

/** The states of usdt over the steps, each cycle carrying the last. */
function walk(steps: readonly Step[]): AssetState[] {
  let carried: CarriedState | undefined;
  return steps.map((step) => {
    const result = turn(
      {
        nowSeconds: START + step.atSeconds,
        prices: { ...CALM.prices, usdt: step.usdt },
        vault: step.vault ?? null,
      },
      { history: NO_HISTORY, ...(carried === undefined ? {} : { carried }) },
    );
    carried = result.carried;
    const found = result.assessment.assetStates.find((item) => item.assetId === 'usdt');
    if (found === undefined) throw new RangeError('usdt has no state');
    return found;
  });
}
const names = (steps: readonly Step[]): AssetStateName[] => walk(steps).map((item) => item.state);
const at = (minutes: number, usdt: Print): Step => ({ atSeconds: minutes * 60, usdt });
const disabled: VaultState = {
  ...vaultOf(),
  assets: vaultOf().assets.map((asset) => (asset.assetId === 'usdt' ? { ...asset, isDisabled: true } : asset)),
};

describe('asset states: what must not change one', () => {
  it('a single origin below the threshold, however deep and however long', () => {
    expect(names([at(0, ['0.5', '1', '1']), at(60, ['0.5', '1', '1']), at(600, ['0.5', '1', '1'])])).toEqual([
      'sound',
      'sound',
      'sound',
    ]);
  });
  it('two origins below, but not for the stated time: the clock starts again after a break', () => {
    expect(names([at(0, '0.985'), at(29, '0.985'), at(30, '1'), at(31, '0.985'), at(59, '0.985')])).toEqual(
      Array(5).fill('sound'),
    );
  });
  it('an outage: unknown replaces sound, never disables, and ends with it', () => {
    const states = walk([at(0, '1'), at(60, null), at(6_000, null), at(6_001, '1')]);
    expect(states.map((item) => item.state)).toEqual(['sound', 'unknown', 'unknown', 'sound']);
    expect(states.map((item) => item.previous)).toEqual(['sound', 'sound', 'unknown', 'unknown']);
    expect(states[2]?.sinceSeconds).toBe(START + 3_600);
  });
  it('a first cycle without any price is unknown', () => {
    expect(names([at(0, null)])).toEqual(['unknown']);
  });
  it('an outage does not run the clock of a fall', () => {
    expect(names([at(0, '0.95'), at(10, null), at(500, null), at(501, '0.95')])[3]).not.toBe('disabled');
  });
  it('an outage does not absolve: iffy and disabled stay through it', () => {
    const fallen = [at(0, '0.985'), at(30, '0.985')];
    expect(names([...fallen, at(60, null), at(900, '0.985')])).toEqual(['sound', 'iffy', 'iffy', 'iffy']);
    const lost = [at(0, '0.9'), at(60, '0.9')];
    const states = walk([...lost, at(120, null), at(900, '0.9')]);
    expect(states.map((item) => item.state)).toEqual(['sound', 'disabled', 'disabled', 'disabled']);
    expect(states[2]?.evidence).toBe('not yet back: no live price');
  });
});

describe('asset states: what changes one', () => {
  it('two origins below for the stated time: iffy after 30 minutes, with the evidence', () => {
    const states = walk([
      at(0, ['0.985', '0.989', '1']),
      at(29, ['0.985', '0.989', '1']),
      at(30, ['0.985', '0.989', '1']),
    ]);
    expect(states.map((item) => item.state)).toEqual(['sound', 'sound', 'iffy']);
    expect(states[2]).toMatchObject({
      previous: 'sound',
      sinceSeconds: START + 1_800,
      evidence: '2 origins 1.00% or more below par since 2023-03-11T00:00:00Z',
    });
    expect(states[0]?.evidence).toBe('2 origins below the threshold, not yet two for long enough');
  });
  it('two honest venues far apart in a crash disable without a consensus', () => {
    expect(names([at(0, ['0.874', '0.93', null]), at(60, ['0.874', '0.93', null])])).toEqual(['sound', 'disabled']);
  });
  it('a flag on chain counts at once, and lifting it does not make an asset sound that never came back', () => {
    const states = walk([at(0, '1'), { ...at(1, '1'), vault: disabled }, { ...at(2, '1'), vault: vaultOf() }]);
    expect(states.map((item) => item.state)).toEqual(['sound', 'disabled', 'disabled']);
    expect(states[1]?.evidence).toBe('disabled on chain');
  });
  it('lifting the flag frees an asset that was inside recovery all along', () => {
    expect(names([at(0, '1'), { ...at(10, '1'), vault: disabled }, { ...at(360, '1'), vault: vaultOf() }])).toEqual([
      'sound',
      'disabled',
      'sound',
    ]);
  });
  it('recovery only inside the recovery deviation for the stated time', () => {
    const fall = [at(0, '0.985'), at(30, '0.985')];
    const states = walk([
      ...fall,
      at(40, '0.994'),
      at(500, '0.994'),
      at(510, '0.996'),
      at(869, '0.996'),
      at(870, '0.996'),
    ]);
    expect(states.map((item) => item.state)).toEqual(['sound', 'iffy', 'iffy', 'iffy', 'iffy', 'iffy', 'sound']);
    expect(states[3]?.evidence).toBe('not yet back: needs to be inside 0.50% for 6 h');
    expect(states[5]?.evidence).toBe('not yet back: needs to be inside 0.50% for 6 h, is since 2023-03-11T08:30:00Z');
    expect(states[6]?.evidence).toBe('inside 0.50% for 6 h');
  });
  it('from disabled it comes back whole, not through iffy', () => {
    expect(names([at(0, '0.95'), at(60, '0.95'), at(70, '1'), at(429, '1'), at(430, '1')])).toEqual([
      'sound',
      'disabled',
      'disabled',
      'disabled',
      'sound',
    ]);
  });
  it('the evidence names what origins were compared with', () => {
    const fallen = walk([at(0, '0.985'), at(30, '0.985')])[1]?.evidence;
    expect(fallen).toContain('below par');
    const before = turn().carried;
    const crash = { prices: { ...CALM.prices, weth: '1000' }, nowSeconds: START + 60 };
    const first = turn(crash, { carried: before });
    const second = turn({ ...crash, nowSeconds: START + 3_660 }, { carried: first.carried });
    expect(second.assessment.assetStates.find((item) => item.assetId === 'weth')).toMatchObject({
      state: 'disabled',
      evidence: '3 origins 40.00% or more below the slow average since 2023-03-11T00:01:00Z',
    });
  });
  it('a class asset without its one price is unknown, with it sound', () => {
    const bill = (price: string | null): AssetState | undefined =>
      turn({ prices: { ...CALM.prices, bill: price } }).assessment.assetStates.find((item) => item.assetId === 'bill');
    expect(bill(null)?.state).toBe('unknown');
    expect(bill('1')).toMatchObject({ state: 'sound', evidence: 'stated single-origin class' });
  });
});

describe('asset states: laws', () => {
  const price = fc.constantFrom<Print>(
    '1',
    '0.996',
    '0.993',
    '0.985',
    '0.97',
    '0.94',
    '0.9',
    null,
    ['0.5', '1', '1'],
    ['0.9', '0.95', null],
  );
  const steps = fc.array(fc.tuple(fc.integer({ min: 1, max: 240 }), price), { minLength: 2, maxLength: 60 });
  const timed = (rows: readonly (readonly [number, Print])[]): Step[] => {
    let minute = 0;
    return rows.map(([gap, usdt]) => {
      minute += gap;
      return at(minute, usdt);
    });
  };
  it('never flap: iffy and disabled last at least the recovery time, and a fall takes its stated time', () => {
    fc.assert(
      fc.property(steps, (rows) => {
        const path = timed(rows);
        const states = walk(path);
        states.forEach((state, index) => {
          if (state.state === state.previous) return;
          const now = START + (path[index]?.atSeconds ?? 0);
          const before = index === 0 ? START : (states[index - 1]?.sinceSeconds ?? START);
          // A look that heard nothing stops the clock for the time before it; what lies between it and the next look
          // that heard counts, though nobody saw it: at most one gap an outage.
          const blind = path.reduce((sum, step, look) => {
            const next = path[look + 1];
            return step.usdt === null && next !== undefined && look < index
              ? sum + next.atSeconds - step.atSeconds
              : sum;
          }, 0);
          if (state.state === 'sound' && state.previous !== 'unknown')
            expect(now - before).toBeGreaterThanOrEqual(6 * 3_600);
          if (state.state === 'iffy' && state.previous === 'sound')
            expect(now - before + blind).toBeGreaterThanOrEqual(1_800);
          if (state.state === 'disabled' && state.previous === 'sound')
            expect(now - before + blind).toBeGreaterThanOrEqual(3_600);
          expect(state.previous === 'disabled' && state.state === 'iffy').toBe(false);
          expect(state.state === 'unknown' && state.previous !== 'sound').toBe(false);
        });
      }),
      { numRuns: 60 },
    );
  });
  it('without two live origins nothing ever becomes iffy or disabled', () => {
    const blind = fc.array(
      fc.tuple(fc.integer({ min: 1, max: 600 }), fc.constantFrom<Print>(null, ['0.1', null, null], ['1', null, null])),
      { minLength: 1, maxLength: 20 },
    );
    fc.assert(
      fc.property(blind, (rows) => {
        expect(new Set(names(timed(rows)))).toEqual(new Set(['unknown']));
      }),
      { numRuns: 30 },
    );
  });
});
