import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wad } from '../../units/amounts.ts';
import { absorbLoss } from './absorbLoss.ts';

const money = fc.bigInt({ min: -(10n ** 26n), max: 10n ** 26n }).map(wad);
const losses = (loss: bigint, surplus: bigint, junior: bigint): bigint[] =>
  absorbLoss(wad(loss), ['surplus', 'junior', 'holders'], { surplusWad: wad(surplus), juniorWad: wad(junior) }).map(
    (share) => share.lossWad,
  );

describe('absorbLoss', () => {
  it('takes the ranks in order, each up to what it has', () => {
    expect(losses(5n, 7n, 3n)).toEqual([5n, 0n, 0n]);
    expect(losses(9n, 7n, 3n)).toEqual([7n, 2n, 0n]);
    expect(losses(12n, 7n, 3n)).toEqual([7n, 3n, 2n]);
  });

  it('lets nobody bear a gain, and a shortfall bear nothing', () => {
    expect(losses(-5n, 7n, 3n)).toEqual([0n, 0n, 0n]);
    expect(losses(5n, -7n, 3n)).toEqual([0n, 3n, 2n]);
  });

  it('leaves the rest to holders where the waterfall does not name them', () => {
    const shares = absorbLoss(wad(9n), ['surplus'], { surplusWad: wad(4n), juniorWad: wad(9n) });
    expect(shares.map(({ rank, lossWad }) => [rank, lossWad])).toEqual([
      ['surplus', 4n],
      ['holders', 5n],
    ]);
  });

  it('distributes every loss exactly, none negative', () => {
    fc.assert(
      fc.property(money, money, money, (loss, surplus, junior) => {
        const shares = losses(loss, surplus, junior);
        expect(shares.every((share) => share >= 0n)).toBe(true);
        expect(shares.reduce((total, share) => total + share, 0n)).toBe(loss > 0n ? loss : 0n);
      }),
    );
  });
});
