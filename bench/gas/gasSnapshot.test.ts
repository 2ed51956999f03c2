import { describe, expect, it } from 'vitest';
import { compareGas, readGasSnapshot } from './gasSnapshot.ts';

const figures = (gas: number) => ({ warm: gas, cold: 2 * gas, transaction: 3 * gas });

describe('compareGas', () => {
  it('is silent at two percent and speaks one gas beyond, dearer or cheaper', () => {
    const was = { swap: figures(1_000) };
    expect(compareGas(was, { swap: { ...figures(1_000), warm: 1_020 } })).toEqual([]);
    expect(compareGas(was, { swap: { ...figures(1_000), warm: 980 } })).toEqual([]);
    expect(compareGas(was, { swap: { ...figures(1_000), warm: 1_021 } })).toEqual([
      { id: 'swap', figure: 'warm', was: 1_000, is: 1_021 },
    ]);
    expect(compareGas(was, { swap: { ...figures(1_000), cold: 1_959 } })).toEqual([
      { id: 'swap', figure: 'cold', was: 2_000, is: 1_959 },
    ]);
  });

  it('names a call that only one side has', () => {
    expect(compareGas({ swap: figures(1_000) }, { poke: figures(500) })).toEqual([
      { id: 'swap', figure: 'call', was: 1_000, is: null },
      { id: 'poke', figure: 'call', was: null, is: 500 },
    ]);
  });

  it('finds the committed snapshot equal to itself', () => {
    const { calls, assets } = readGasSnapshot();
    expect(compareGas(calls, calls)).toEqual([]);
    expect(assets).toBe(8);
  });
});
