import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bps } from '../units/amounts.ts';
import { effectiveTargets } from './effectiveTargets.ts';

const weightsOf = (targets: readonly number[]) =>
  targets.map((target, index) => ({ assetId: String(index), targetBps: bps(target) }));
const someWeights = fc.array(fc.integer({ min: 0, max: 5000 }), { minLength: 1, maxLength: 8 });

describe('effectiveTargets', () => {
  it('moves every weight and loses none', () => {
    fc.assert(
      fc.property(someWeights, fc.array(fc.integer({ min: 0, max: 7 })), (targets, off) => {
        const weights = weightsOf(targets);
        const after = effectiveTargets(weights, '0', new Set(off.map(String)));
        const total = (list: typeof after): bigint => list.reduce((sum, { targetBps }) => sum + targetBps, 0n);
        expect(total(after)).toBe(total(weights));
        for (const { assetId, targetBps } of after)
          if (assetId !== '0' && off.includes(Number(assetId))) expect(targetBps).toBe(0n);
      }),
    );
  });

  it('does not depend on the order, and doing it again changes nothing', () => {
    fc.assert(
      fc.property(someWeights, fc.array(fc.integer({ min: 0, max: 7 })), (targets, off) => {
        const disabled = new Set(off.map(String));
        const weights = weightsOf(targets);
        const once = effectiveTargets(weights, '0', disabled);
        expect(effectiveTargets(weights.toReversed(), '0', disabled).toReversed()).toEqual(once);
        expect(effectiveTargets(once, '0', disabled)).toEqual(once);
      }),
    );
  });

  it('keeps the base asset’s own weight even when it is disabled', () => {
    expect(effectiveTargets(weightsOf([4000, 6000]), '0', new Set(['0']))).toEqual(weightsOf([4000, 6000]));
  });
});
