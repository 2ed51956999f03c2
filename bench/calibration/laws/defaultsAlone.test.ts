// Prices that hardly move and issuers that may default: what the engine says beside the closed form.
import { describe, expect, it } from 'vitest';
import { askEngine } from '../askEngine.ts';
import { plainHistory } from '../plainReserve.ts';
import { throwDice } from '../throwDice.ts';

const NOW = 1_760_054_400;
/** Chances leave the engine with nine decimals, the high end rounded up. */
const ROUNDING = 1e-9;
const KINDS = ['one', 'any of them', 'all of them', 'some of them'] as const;

/** Reserves of 1 to 5 issuers that may default and one asset of nobody; a surplus of which so many losses are more. */
function drawIssuers(kind: (typeof KINDS)[number], seed: number) {
  const dice = throwDice(seed);
  const issuers = kind === 'one' ? 1 : 2 + Math.floor(4 * dice.uniform());
  const shares = Array.from({ length: issuers + 1 }, () => dice.between(0.5, 1));
  const whole = shares.reduce((sum, share) => sum + share, 0);
  const holdings = shares.map((share) => (100 * share) / whole);
  const parties = Array.from({ length: issuers }, () => ({
    perYear: dice.betweenLogs(0.002, 0.1),
    lossBps: Math.round(dice.between(3_000, 10_000)),
  }));
  const lost = parties.map(({ lossBps }, place) => ((holdings[place] ?? 0) * lossBps) / 10_000);
  const [least, all] = [Math.min(...lost), lost.reduce((sum, loss) => sum + loss, 0)];
  const surplus = { one: 0.7 * least, 'any of them': 0.7 * least, 'all of them': all - 0.3 * least };
  const closes = holdings.map(() => Array.from({ length: 400 }, () => 1 + 1e-5 * dice.normal()));
  return {
    holdings,
    parties,
    lost,
    closes,
    surplus: kind === 'some of them' ? dice.between(least, all - least) : surplus[kind],
  };
}

describe('issuers that default on their own, of prices that hardly move', () => {
  const cases = KINDS.flatMap((kind, place) => [1, 2, 3].map((number) => [kind, 10 * place + number] as const));
  it.each(cases)('have the chance of the closed form: %s must, %i', async (kind, seed) => {
    const { holdings, parties, lost, closes, surplus } = drawIssuers(kind, seed);
    const ids = holdings.map((_, place) => `F${place}`);
    for (const width of [1, 2]) {
      const answer = await askEngine({
        holdings: ids.map((id, place) => ({ id, isPegged: false, money: holdings[place] ?? 0 })),
        claim: { money: 100 - surplus, index: null },
        history: plainHistory(
          ids.map((id, place) => ({ id, closes: closes[place] ?? [] })),
          NOW,
        ),
        nowSeconds: NOW,
        defaults: parties.map(({ perYear, lossBps }, place) => ({
          id: ids[place] ?? '',
          low: perYear / width,
          high: perYear * width,
          lossBps,
        })),
        paths: 256,
      });
      if ('why' in answer) throw new RangeError(answer.why);
      for (const { days, low, high } of answer) {
        const by = (perYear: number): number => 1 - (1 - perYear) ** (days / 365);
        // Every set of those that have defaulted by then.
        let truth = 0;
        for (let set = 0; set < 2 ** parties.length; set += 1) {
          const hit = parties.map((_, place) => ((set >> place) & 1) === 1);
          const money = lost.reduce((sum, loss, place) => sum + (hit[place] === true ? loss : 0), 0);
          const chance = parties.reduce(
            (all, { perYear }, at) => all * (hit[at] === true ? by(perYear) : 1 - by(perYear)),
            1,
          );
          if (money > surplus) truth += chance;
        }
        expect(low).toBeLessThanOrEqual(truth + ROUNDING);
        expect(high).toBeGreaterThanOrEqual(truth - 1e-12);
        // Never below the chance of one whose loss alone exceeds the surplus.
        const floors = parties.map(({ perYear }, place) => ((lost[place] ?? 0) > surplus ? by(perYear) : 0));
        expect(high).toBeGreaterThanOrEqual(Math.max(...floors) - 1e-12);
        // One whose chance is known is told that chance.
        if (kind === 'one' && width === 1) expect(low).toBeCloseTo(truth, 8);
        if (kind === 'one' && width === 1) expect(high).toBeCloseTo(truth, 8);
      }
    }
  });
});
