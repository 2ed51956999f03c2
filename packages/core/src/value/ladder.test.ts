import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bps, raw, type Wad } from '../units/amounts.ts';
import { parseWad } from '../units/decimal.ts';
import { swapExactIn } from '../markets/swapExactIn.ts';
import type { Policy, PolicyAsset } from '../policy/policy.ts';
import type { LadderRung } from '../records/sheet.ts';
import type { LendingState, SavingsState, Snapshot } from '../records/snapshot.ts';
import {
  ADDRESS,
  assetOf,
  CHAIN,
  coinOf,
  parOf,
  policyOf,
  sourceOf,
  tokenOf,
  usd,
  venueOf,
} from '../policy/policy.fixture.ts';
import {
  contractOf,
  holdingOf,
  NOW,
  observe,
  owes,
  poolOf,
  quote,
  recordOf,
  sheetOf,
  snapshotOf,
  units,
} from './value.fixture.ts';

const usdc = assetOf('USDC');
const usdt = assetOf('USDT');
const dai = assetOf('DAI');
const par = [...quote('USDC', '1'), ...quote('USDT', '1'), ...quote('DAI', '1')];
const lawOf = (assets: readonly PolicyAsset[], more: Partial<Policy> = {}): Policy =>
  policyOf(assets, { liabilities: [parOf({ owed: 'payoutAsset' })], ...more });
const ladder = (policy: Policy, snapshot: Partial<Snapshot>): readonly LadderRung[] =>
  sheetOf(policy, snapshotOf({ liabilities: [owes('1000')], prices: par, ...snapshot })).ladder;
const cash = (policy: Policy, snapshot: Partial<Snapshot>): Record<string, Wad> =>
  Object.fromEntries(ladder(policy, snapshot).map((rung) => [rung.horizon, rung.cashWad]));
const all = (text: string) => ({ now: usd(text), hour: usd(text), day: usd(text), week: usd(text) });
const nothing = all('0');
const deepPool = poolOf('USDT', 'USDC', 10n ** 14n);

describe('ladder: what never counts', () => {
  it('nothing, of an empty reserve', () => {
    expect(cash(lawOf([usdc]), {})).toEqual(nothing);
  });
  it('cash without a price is not promised', () => {
    expect(cash(lawOf([usdc]), { holdings: [holdingOf('USDC', '100')], prices: [] })).toEqual(nothing);
  });
  it.each<[string, Partial<Snapshot>]>([
    ['encumbered', { holdings: [holdingOf('USDC', '100', { where: 'encumbered' })] }],
    ['in transit', { holdings: [holdingOf('USDC', '100', { where: 'inTransit' })] }],
    ['of unknown amount', { holdings: [holdingOf('USDC', null)] }],
    ['on another chain', { holdings: [holdingOf('USDC', '100', { chain: 'eip155:8453' })] }],
    [
      'deployed, with nothing known to be withdrawable',
      { holdings: [holdingOf('USDC', '100', { where: 'deployed', venueId: 'aave', withdrawableRaw: null })] },
    ],
    [
      'in a blocked token',
      { holdings: [holdingOf('USDC', '100')], contracts: [contractOf(tokenOf('USDC'), { areWeBlocked: true })] },
    ],
  ])('%s', (_what, snapshot) => {
    expect(cash(lawOf([usdc]), snapshot)).toEqual(nothing);
  });
  it('our own governance token, however deep its pool', () => {
    const gov = assetOf('USDT', { class: 'governance', isEligible: false });
    expect(cash(lawOf([usdc, gov]), { holdings: [holdingOf('USDT', '1000')], pools: [deepPool] })).toEqual(nothing);
  });
  it('what may not be sold: one live origin is no permission', () => {
    const prices = [...quote('USDC', '1'), ...quote('USDT', '1', null, null)];
    expect(cash(lawOf([usdc, usdt]), { holdings: [holdingOf('USDT', '1000')], pools: [deepPool], prices })).toEqual(
      nothing,
    );
  });
});

describe('ladder: cash and venues', () => {
  const aave = venueOf('aave', { kind: 'aave-v3', assets: ['USDC'] });
  const deposit = (id: string, amount: string, accountId = 'vault') =>
    holdingOf('USDC', amount, { id, accountId, where: 'deployed', venueId: 'aave' });
  const market = (available: string, more: Partial<LendingState> = {}): LendingState => ({
    venueId: 'aave',
    chain: CHAIN,
    assetId: 'USDC',
    decimals: 6,
    suppliedRaw: units('1000'),
    availableLiquidityRaw: units(available),
    totalDebtRaw: units('0'),
    liquidityRateRay: 0n as LendingState['liquidityRateRay'],
    isPaused: false,
    isFrozen: false,
    ...more,
  });
  const law = lawOf([usdc], { venues: [aave] });

  it('idle payout asset is cash now, at its low side', () => {
    const prices = quote('USDC', '0.995', '0.996', '0.997');
    expect(cash(law, { holdings: [holdingOf('USDC', '100')], prices })).toEqual(all('99.5'));
  });
  it('two deposits share the cash of one market; it is promised once', () => {
    const snapshot = { holdings: [deposit('a', '60'), deposit('b', '60', 'stakers')], lending: [market('70')] };
    expect(cash(law, snapshot)).toEqual(all('70'));
  });
  it('a frozen market still pays out, a paused one does not', () => {
    const holdings = [deposit('a', '60')];
    expect(cash(law, { holdings, lending: [market('70', { isFrozen: true })] })).toEqual(all('60'));
    expect(cash(law, { holdings, lending: [market('70', { isPaused: true })] })).toEqual(nothing);
  });
  it('no more than the observer found withdrawable, though the market has more', () => {
    const held = { ...deposit('a', '60'), withdrawableRaw: units('25') };
    expect(cash(law, { holdings: [held], lending: [market('70')] })).toEqual(all('25'));
  });
  it('a savings vault pays what it says it can', () => {
    const vault: SavingsState = {
      venueId: 'aave',
      chain: CHAIN,
      assetId: 'USDC',
      decimals: 6,
      sharesRaw: units('50'),
      convertibleRaw: units('60'),
      maxWithdrawRaw: units('40'),
      sharePriceRay: 0n as SavingsState['sharePriceRay'],
      totalAssetsRaw: units('1000'),
    };
    expect(cash(law, { holdings: [deposit('a', '60')], savings: [vault] })).toEqual(all('40'));
  });
});

describe('ladder: what becomes cash by its terms', () => {
  const bill = (tier: PolicyAsset['liquidityTier']): PolicyAsset =>
    coinOf('BILL', {
      class: 'tbill',
      liquidityTier: tier,
      pricing: { method: 'nav', issuerHaircutBps: bps(10), sources: [sourceOf('BILL-a', { basis: 'fundamental' })] },
    });
  const held = {
    holdings: [holdingOf('BILL', '10', { decimals: 18 })],
    prices: [...par, observe('BILL-a', '100', { basis: 'fundamental' })],
  };

  it.each<[PolicyAsset['liquidityTier'], readonly string[]]>([
    ['now', ['1000', '1000', '1000', '1000']],
    ['hour', ['0', '1000', '1000', '1000']],
    ['day', ['0', '0', '1000', '1000']],
    ['week', ['0', '0', '0', '1000']],
    ['longer', ['0', '0', '0', '0']],
  ])('a bill of tier %s', (tier, expected) => {
    expect(ladder(lawOf([usdc, bill(tier)]), held).map((rung) => rung.cashWad)).toEqual(expected.map(usd));
  });
  it('a bill without a live NAV redeems for nothing', () => {
    expect(cash(lawOf([usdc, bill('now')]), { ...held, prices: par })).toEqual(nothing);
  });
  it('bank cash waits for its tier and its maturity, and needs a record in force', () => {
    const fiat = assetOf('CASH', { class: 'fiat', liquidityTier: 'hour', pricing: { method: 'par', sources: [] } });
    const deposit = holdingOf('CASH', '100', { accountId: 'bank', chain: null, attestedId: 'r1' });
    const at = (more: Parameters<typeof recordOf>[3]) =>
      cash(lawOf([usdc, fiat]), { holdings: [deposit], attested: [recordOf('r1', 'CASH', '100', more)] });
    expect(at({})).toEqual({ ...all('100'), now: 0n });
    expect(at({ maturitySeconds: NOW + 86_400 })).toEqual({ now: 0n, hour: 0n, day: usd('100'), week: usd('100') });
    expect(at({ maturitySeconds: NOW + 8 * 86_400 })).toEqual(nothing);
    expect(at({ expiresAtSeconds: NOW })).toEqual(nothing);
  });
  it('the payout asset itself in custody waits for its tier', () => {
    const policy = lawOf([{ ...usdc, liquidityTier: 'day' }]);
    const record = recordOf('r1', 'USDC', '100');
    const custody = holdingOf('USDC', '100', { accountId: 'bank', chain: null, attestedId: 'r1' });
    expect(cash(policy, { holdings: [custody], attested: [record] })).toEqual({ ...all('100'), now: 0n, hour: 0n });
  });

  const share = (tier: PolicyAsset['liquidityTier'], underlying: string) =>
    coinOf('SHARE', {
      underlying,
      liquidityTier: tier,
      pricing: { sources: [sourceOf('SHARE-a', { basis: 'fundamental', quote: underlying })] },
    });
  const shares = {
    holdings: [holdingOf('SHARE', '100', { decimals: 18 })],
    prices: [...par, observe('SHARE-a', '1.1', { basis: 'fundamental' })],
  };
  it('a share of the payout asset redeems into it when its tier comes', () => {
    expect(cash(lawOf([usdc, share('hour', 'USDC')]), shares)).toEqual({ ...all('110'), now: 0n });
  });
  it('a share of something else redeems into that, which is then sold', () => {
    const policy = lawOf([usdc, usdt, share('now', 'USDT')]);
    expect(cash(policy, shares)).toEqual(nothing);
    const [now] = ladder(policy, { ...shares, pools: [deepPool] });
    expect(now?.draws.map((draw) => [draw.assetId, draw.venueId, draw.amountRaw])).toEqual([
      ['USDT', 'USDT/USDC', units('110')],
    ]);
    expect((now?.cashWad ?? 0n) > usd('109.8') && (now?.cashWad ?? 0n) < usd('110')).toBe(true);
  });
});

describe('ladder: sales', () => {
  it('sells through the pool at its cost, which is reported', () => {
    const [now] = ladder(lawOf([usdc, usdt]), { holdings: [holdingOf('USDT', '10000')], pools: [deepPool] });
    const exact = swapExactIn(deepPool, true, units('10000')).amountOutRaw;
    expect((now?.cashWad ?? 0n) <= exact * 10n ** 12n).toBe(true);
    expect((now?.cashWad ?? 0n) * 10_000n >= exact * 10n ** 12n * 9_990n).toBe(true);
    expect((now?.cashWad ?? 0n) + (now?.exitCostWad ?? 0n)).toBe(usd('10000'));
  });
  it('the same depth is promised once, at no horizon twice, however much is held', () => {
    const shallow = poolOf('USDT', 'USDC', 10n ** 12n);
    const rungs = ladder(lawOf([usdc, usdt]), { holdings: [holdingOf('USDT', '100000000')], pools: [shallow] });
    const sold = rungs.map((rung) => rung.draws[0]?.amountRaw ?? raw(0n));
    expect(new Set(sold).size).toBe(1);
    // Floor of 0.5 % less the fee: the whole depth down to it, by the pool’s own arithmetic.
    const result = swapExactIn(shallow, true, sold[0] ?? raw(0n));
    expect(result.isComplete).toBe(true);
    const marginal = swapExactIn(result.pool, true, units('1000')).amountOutRaw;
    expect(marginal < units('995')).toBe(true);
  });
  it('several holdings of one asset share one pool', () => {
    const shallow = poolOf('USDT', 'USDC', 10n ** 12n);
    const one = cash(lawOf([usdc, usdt]), { holdings: [holdingOf('USDT', '1000000')], pools: [shallow] });
    const split = ['a', 'b', 'c', 'd'].map((id) => holdingOf('USDT', '250000', { id }));
    expect(cash(lawOf([usdc, usdt]), { holdings: split, pools: [shallow] })).toEqual(one);
  });
  it('two pools of one asset are both used, the better price first', () => {
    const cheap = poolOf('USDT', 'USDC', 10n ** 12n, { venueId: 'cheap', feePips: 100 });
    const dear = poolOf('USDT', 'USDC', 10n ** 12n, { venueId: 'dear', feePips: 3000 });
    const [now] = ladder(lawOf([usdc, usdt]), { holdings: [holdingOf('USDT', '10000000')], pools: [dear, cheap] });
    expect(now?.draws.map((draw) => draw.venueId)).toEqual(['cheap', 'dear']);
    const [little] = ladder(lawOf([usdc, usdt]), { holdings: [holdingOf('USDT', '100')], pools: [dear, cheap] });
    expect(little?.draws.map((draw) => draw.venueId)).toEqual(['cheap']);
  });
  it('only the exit venues of an asset are used, where it names some', () => {
    const other = poolOf('USDT', 'USDC', 10n ** 12n, { venueId: 'other' });
    const bound = { ...usdt, exitVenues: ['other'] };
    const [now] = ladder(lawOf([usdc, bound]), { holdings: [holdingOf('USDT', '100')], pools: [deepPool, other] });
    expect(now?.draws.map((draw) => draw.venueId)).toEqual(['other']);
  });
  it('a pool on another chain sells nothing of ours here', () => {
    const far = { ...deepPool, chain: 'eip155:8453' };
    expect(cash(lawOf([usdc, usdt]), { holdings: [holdingOf('USDT', '100')], pools: [far] })).toEqual(nothing);
  });
  it('a wide interval raises the floor to its high side: the pool that is honest and low sells nothing', () => {
    const prices = [...quote('USDC', '1'), ...quote('USDT', '0.97', '1', '1.0')];
    const low = poolOf('USDT', 'USDC', 10n ** 14n, {
      tick: -200,
      sqrtPriceX96Raw: raw(BigInt(Math.round(1.0001 ** -100 * 2 ** 48)) << 48n),
    });
    expect(cash(lawOf([usdc, usdt]), { holdings: [holdingOf('USDT', '100')], pools: [low], prices })).toEqual(nothing);
  });
  it('an asset two origins confirm as fallen is sold from its exit floor, less the exit slip', () => {
    const prices = [...quote('USDC', '1'), ...quote('USDT', '0.9', '0.91', '0.905')];
    const fallen = poolOf('USDT', 'USDC', 10n ** 14n, {
      tick: -1100,
      sqrtPriceX96Raw: raw(BigInt(Math.round(1.0001 ** -550 * 2 ** 48)) << 48n),
      tickFrom: -3000,
      ticks: [
        { tick: -2000, liquidityNetRaw: raw(10n ** 14n) },
        { tick: 600, liquidityNetRaw: raw(-(10n ** 14n)) },
      ],
    });
    const [now] = ladder(lawOf([usdc, usdt]), { holdings: [holdingOf('USDT', '1000')], pools: [fallen], prices });
    expect(now?.draws).toHaveLength(1);
    // The pool stands at 0.8958: below 0.9 and above 0.9 less 5 %.
    expect((now?.cashWad ?? 0n) > usd('890') && (now?.cashWad ?? 0n) < usd('900')).toBe(true);
  });
});

describe('ladder: budgets', () => {
  const rich = { holdings: [holdingOf('USDT', '100000')], pools: [deepPool] };
  const law = (limits: Partial<Policy['limits']>) => {
    const policy = lawOf([usdc, usdt]);
    return { ...policy, limits: { ...policy.limits, ...limits } };
  };
  const sold = (policy: Policy) => ladder(policy, rich).map((rung) => rung.draws[0]?.amountRaw ?? 0n);

  it('turnover caps sales by each horizon: what is left, and what refills meanwhile', () => {
    expect(sold(law({ turnoverPerDayWad: usd('2400') }))).toEqual(
      ['2400', '2500', '4800', '19200'].map((item) => units(item)),
    );
  });
  it('turnover never caps cash that is there', () => {
    const policy = law({ turnoverPerDayWad: usd('0') });
    expect(cash(policy, { ...rich, holdings: [...rich.holdings, holdingOf('USDC', '7')] })).toEqual(all('7'));
  });
  it('the loss budget caps sales too', () => {
    const [now] = sold(law({ lossPerDayWad: usd('10') }));
    // A loss of 0.05 % to 0.1 % a unit: ten dollars allow ten to twenty thousand.
    expect((now ?? 0n) > units('10000') && (now ?? 0n) < units('20000')).toBe(true);
    expect(sold(law({ lossPerDayWad: usd('0') }))).toEqual([0n, 0n, 0n, 0n]);
  });
  it('with a scarce budget the cheapest route is taken first, whatever the order of holdings', () => {
    const dear = poolOf('DAI', 'USDC', 10n ** 14n, { feePips: 3000 });
    const policy = lawOf([usdc, usdt, dai]);
    const scarce = { ...policy, limits: { ...policy.limits, turnoverPerDayWad: usd('1000') } };
    const [now] = ladder(scarce, {
      holdings: [holdingOf('DAI', '100000', { id: 'a' }), holdingOf('USDT', '100000', { id: 'b' })],
      pools: [dear, deepPool],
    });
    expect(now?.draws.map((draw) => [draw.assetId, draw.amountRaw])).toEqual([['USDT', units('1000')]]);
  });
});

describe('ladder: two legs and several payout assets', () => {
  const eth = coinOf('ETH', { pricing: { dailyVolatilityWad: parseWad('0.04') } });
  const law = policyOf([usdt, usdc, eth], { liabilities: [parOf({ payoutAsset: 'USDC' })] });
  // Base is USDT here; ETH trades against it alone. Raw price 2000 USDT (6) per ETH (18): 2e-9.
  const root = BigInt(Math.round(Math.sqrt(2e-9) * 2 ** 96));
  const ethPool = poolOf('ETH', 'USDT', 10n ** 18n, {
    decimals0: 18,
    tick: -200_312,
    sqrtPriceX96Raw: raw(root),
    ticks: [
      { tick: -210_000, liquidityNetRaw: raw(10n ** 18n) },
      { tick: -190_000, liquidityNetRaw: raw(-(10n ** 18n)) },
    ],
    tickFrom: -220_000,
    tickTo: -180_000,
  });
  const prices = [...par, ...quote('ETH', '2000')];

  it('an asset without a pool to the payout asset goes through the base asset', () => {
    const [now] = ladder(law, {
      holdings: [holdingOf('ETH', '5', { decimals: 18 })],
      pools: [ethPool, deepPool],
      prices,
    });
    expect(now?.draws.map((draw) => [draw.assetId, draw.venueId, draw.amountRaw])).toEqual([
      ['ETH', 'ETH/USDT', units('5', 18)],
    ]);
    expect((now?.cashWad ?? 0n) > usd('9980') && (now?.cashWad ?? 0n) < usd('10000')).toBe(true);
  });
  it('the second leg has the depth that direct sales left, and no more', () => {
    const narrow = poolOf('USDT', 'USDC', 10n ** 12n);
    const direct = ladder(law, { holdings: [holdingOf('USDT', '100000000')], pools: [narrow], prices })[0]?.cashWad;
    const both = ladder(law, {
      holdings: [holdingOf('USDT', '100000000'), holdingOf('ETH', '500', { decimals: 18 })],
      pools: [ethPool, narrow],
      prices,
    })[0]?.cashWad;
    expect(both).toBe(direct);
    const alone = ladder(law, {
      holdings: [holdingOf('ETH', '5000', { decimals: 18 })],
      pools: [ethPool, narrow],
      prices,
    })[0]?.cashWad;
    expect((alone ?? 0n) <= (direct ?? 0n)).toBe(true);
  });
  it('both legs spend turnover', () => {
    const tight = { ...law, limits: { ...law.limits, turnoverPerDayWad: usd('4000') } };
    const [now] = ladder(tight, {
      holdings: [holdingOf('ETH', '5', { decimals: 18 })],
      pools: [ethPool, deepPool],
      prices,
    });
    const sold = now?.draws[0]?.amountRaw ?? 0n;
    expect(sold > units('0.99', 18) && sold < units('1.01', 18)).toBe(true);
  });
  it('cash of a second payout asset counts as far as it can be sold into the first', () => {
    const second = { ...parOf({ payoutAsset: 'USDT' }), id: 'second' };
    const policy = policyOf([usdc, usdt], { liabilities: [parOf({}), second] });
    const holdings = [holdingOf('USDT', '100')];
    expect(cash(policy, { holdings })).toEqual(nothing);
    const [now] = ladder(policy, { holdings, pools: [deepPool] });
    expect((now?.cashWad ?? 0n) > usd('99.8')).toBe(true);
  });
  it('with nothing owed it counts in the base asset', () => {
    expect(cash(policyOf([usdc]), { liabilities: [], holdings: [holdingOf('USDC', '9')] })).toEqual(all('9'));
  });
});

describe('ladder: the vault', () => {
  const vault = (more: Partial<NonNullable<Snapshot['vault']>>): NonNullable<Snapshot['vault']> => ({
    chain: CHAIN,
    address: ADDRESS,
    mode: 'run',
    policyDocumentHash: '0x',
    policyParametersHash: '0x',
    owner: ADDRESS,
    keeper: ADDRESS,
    guardian: ADDRESS,
    executor: ADDRESS,
    router: ADDRESS,
    liability: ADDRESS,
    isMintPaused: false,
    baseAssetId: 'USDC',
    lossBurstWad: usd('1000000'),
    lossRefillPerDayWad: usd('1000000'),
    lossUsedWad: usd('0'),
    turnoverBurstWad: usd('1000000'),
    turnoverRefillPerDayWad: usd('1000000'),
    turnoverUsedWad: usd('0'),
    minBackingWad: usd('1'),
    maxVaultValueWad: usd('1000000000'),
    mintCapPerDayWad: usd('1000000'),
    mintUsedWad: usd('0'),
    redemption: {
      payoutAssetId: 'USDC',
      owed: 'payoutAsset',
      feeBps: bps(0),
      capPerDayWad: null,
      usedWad: usd('0'),
      delaySeconds: 0,
    },
    assets: [],
    venues: [],
    ...more,
  });
  const rich = { holdings: [holdingOf('USDT', '100000'), holdingOf('USDC', '5')], pools: [deepPool] };
  const sold = (more: Parameters<typeof vault>[0]) =>
    ladder(lawOf([usdc, usdt]), { ...rich, vault: vault(more) }).map(
      (rung) => rung.draws.find((draw) => draw.assetId === 'USDT')?.amountRaw ?? 0n,
    );

  it('its turnover left and its refill cap every rung', () => {
    expect(
      sold({ turnoverBurstWad: usd('3000'), turnoverUsedWad: usd('600'), turnoverRefillPerDayWad: usd('240') }),
    ).toEqual(['2400', '2410', '2640', '4080'].map((item) => units(item)));
  });
  it('frozen it sells nothing; exit-only it still sells into the base asset; cash stays cash', () => {
    expect(sold({ mode: 'frozen' })).toEqual([0n, 0n, 0n, 0n]);
    expect(cash(lawOf([usdc, usdt]), { ...rich, vault: vault({ mode: 'frozen' }) })).toEqual(all('5'));
    expect(sold({ mode: 'exitOnly' })[0]).toBe(units('100000'));
    const policy = policyOf([usdt, usdc], { liabilities: [parOf({ payoutAsset: 'USDC' })] });
    expect(cash(policy, { ...rich, vault: vault({ mode: 'exitOnly' }) })).toEqual(all('5'));
  });
});

describe('ladder: laws', () => {
  const amount = fc.integer({ min: 0, max: 3_000_000 });
  const liquidity = fc.bigInt(10n ** 9n, 10n ** 14n);
  it('rungs never fall with time; cash never exceeds the value of what moves; sums agree with draws', () => {
    fc.assert(
      fc.property(amount, amount, amount, liquidity, liquidity, amount, (a, b, c, x, y, turnover) => {
        const policy = lawOf([usdc, usdt, dai]);
        const law = { ...policy, limits: { ...policy.limits, turnoverPerDayWad: usd(String(turnover)) } };
        const rungs = ladder(law, {
          holdings: [holdingOf('USDC', String(a)), holdingOf('USDT', String(b)), holdingOf('DAI', String(c))],
          pools: [poolOf('USDT', 'USDC', x), poolOf('DAI', 'USDC', y)],
        });
        for (const [index, rung] of rungs.entries()) {
          expect(rung.cashWad >= (rungs[index - 1]?.cashWad ?? 0n)).toBe(true);
          expect(rung.cashWad <= usd(String(a + b + c))).toBe(true);
          expect(rung.draws.reduce((sum, draw) => sum + draw.cashWad, 0n)).toBe(rung.cashWad);
          const moved = rung.draws
            .filter((draw) => draw.venueId !== null)
            .reduce((sum, draw) => sum + draw.amountRaw, 0n);
          const days = [0, 1 / 24, 1, 7][index] ?? 0;
          expect(Number(moved) / 1e6).toBeLessThanOrEqual(turnover * (1 + days) + 1e-6);
        }
      }),
    );
  });
  it('is feasible: replaying each draw against the real pool arithmetic returns at least its cash', () => {
    fc.assert(
      fc.property(amount, amount, liquidity, liquidity, (b, c, x, y) => {
        const pools = [poolOf('USDT', 'USDC', x), poolOf('DAI', 'USDC', y)];
        const rungs = ladder(lawOf([usdc, usdt, dai]), {
          holdings: [holdingOf('USDT', String(b)), holdingOf('DAI', String(c))],
          pools,
        });
        for (const draw of rungs.at(-1)?.draws ?? []) {
          const pool = pools.find((item) => item.venueId === draw.venueId);
          if (pool === undefined) throw new TypeError('a sale without a pool');
          const swap = swapExactIn(pool, true, draw.amountRaw);
          expect(swap.isComplete).toBe(true);
          expect((swap.amountOutRaw + 1n) * 10n ** 12n >= draw.cashWad).toBe(true);
        }
      }),
    );
  });
  it('more to sell, more depth or more budget never raises less', () => {
    fc.assert(
      fc.property(amount, amount, liquidity, liquidity, (a, b, x, y) => {
        const [few, many] = [Math.min(a, b), Math.max(a, b)];
        const [thin, thick] = x < y ? [x, y] : [y, x];
        const raise = (held: number, depth: bigint): Wad =>
          cash(lawOf([usdc, usdt]), {
            holdings: [holdingOf('USDT', String(held))],
            pools: [poolOf('USDT', 'USDC', depth)],
          })['now'] ?? usd('0');
        expect(raise(few, thin) <= raise(many, thin) + 10n ** 12n).toBe(true);
        expect(raise(few, thin) <= raise(few, thick) + 10n ** 12n).toBe(true);
      }),
    );
  });
  it('does not depend on the order of holdings, pools or assets', () => {
    fc.assert(
      fc.property(amount, amount, liquidity, liquidity, (b, c, x, y) => {
        const policy = lawOf([usdc, usdt, dai]);
        const law = { ...policy, limits: { ...policy.limits, turnoverPerDayWad: usd('500000') } };
        const flipped = { ...law, assets: law.assets.toReversed() };
        const holdings = [holdingOf('USDT', String(b)), holdingOf('DAI', String(c))];
        const pools = [poolOf('USDT', 'USDC', x), poolOf('DAI', 'USDC', y)];
        const bare = (rungs: readonly LadderRung[]) =>
          rungs.map((rung) => [rung.horizon, rung.cashWad, rung.exitCostWad]);
        expect(bare(ladder(flipped, { holdings: holdings.toReversed(), pools: pools.toReversed() }))).toEqual(
          bare(ladder(law, { holdings, pools })),
        );
      }),
    );
  });
});
