// What a plan says on days like the ones on record: one reserve, one thing wrong at a time.
import { describe, expect, it } from 'vitest';
import { bps, RAY, raw, ray, valueDown, wad } from '../units/amounts.ts';
import { parseWad } from '../units/decimal.ts';
import type { Policy } from '../policy/policy.ts';
import type { Plan, RefusedAction } from '../records/plan.ts';
import {
  CALM,
  carriedOf,
  HASH,
  IN_DOLLARS,
  IN_USDC,
  snapshotOf,
  START,
  swapsOf,
  think,
  thinkOf,
  vaultOf,
  type World,
} from './decide.fixture.ts';

const DAY = CALM.prices;
const sold = (plan: Plan, assetId: string): bigint =>
  swapsOf(plan)
    .filter((swap) => swap.fromAssetId === assetId)
    .reduce((total, swap) => total + swap.amountInRaw, 0n);
const bought = (plan: Plan, assetId: string): bigint =>
  swapsOf(plan)
    .filter((swap) => swap.toAssetId === assetId)
    .reduce((total, swap) => total + swap.expectedOutRaw, 0n);
const refusal = (plan: Plan, priority: RefusedAction['priority'], subject: string): RefusedAction | undefined =>
  plan.refused.find((item) => item.priority === priority && item.subject === subject);
const kinds = (plan: Plan): string[] => plan.actions.map((action) => `${action.priority}:${action.kind}`);
const million = (amount: number): bigint => BigInt(amount) * 1_000_000_000_000n;
const roomy = (policy: Policy): Policy => ({
  ...policy,
  limits: { ...policy.limits, turnoverPerDayWad: parseWad('100000000'), lossPerDayWad: parseWad('5000000') },
});

describe('a calm day', () => {
  it('nothing is done, and every priority says why', () => {
    const { plan } = thinkOf();
    expect(plan.actions).toEqual([]);
    expect(plan.reasons).toHaveLength(6);
    expect(plan.refused.map((item) => `${item.subject} ${item.code}`)).toEqual([
      'dai · savings-dai RATE_UNKNOWN',
      'usdc · aave-usdc NO_YIELD',
      'usdt · aave-usdt NO_YIELD',
    ]);
  });

  it('the plan names its parents, its block and when it expires', () => {
    const { plan, snapshot } = thinkOf();
    expect(plan.block).toEqual({ chain: 'eip155:1', number: 1, hash: snapshot.blocks[0]?.hash });
    expect(plan.expiresAtSeconds).toBe(START + 900);
    expect(plan.parents.policy).toBe(HASH);
  });

  it('the difference shows every asset at its target, and sums to what is held', () => {
    const { plan, sheet } = thinkOf();
    expect(plan.difference.map((row) => row.assetId)).toEqual(['dai', 'gov', 'usdc', 'usdt', 'ust', 'weth']);
    for (const row of plan.difference) expect(row.afterWad).toBe(row.beforeWad);
    expect(plan.difference.reduce((total, row) => total + row.beforeWad, 0n)).toBe(sheet.assetsWad);
    expect(plan.difference.reduce((total, row) => total + row.targetWad, 0n)).toBe(sheet.assetsWad);
  });

  it('under a document the vault has not adopted the plan still stands, and says that nothing can be done', () => {
    const { plan } = thinkOf({ vault: { policyDocumentHash: `0x${'11'.repeat(32)}` } });
    expect(plan.reasons.some((reason) => reason.includes('another policy document'))).toBe(true);
  });
});

describe('USDC, 11 March 2023', () => {
  const print: World['prices'] = { ...DAY, usdc: ['0.874', '1', '1'] };
  const fallen: World['prices'] = { ...DAY, usdc: '0.93' };
  const hole: Partial<World> = {
    prices: fallen,
    pools: { ...CALM.pools, 'usdc-usdt': { price: '0.93', depth: '40000000' } },
    fallenSince: { usdc: START - 7200 },
  };

  it('one venue prints 0.874: nothing is sold, nothing is bought', () => {
    const { plan } = thinkOf({ prices: print });
    expect(swapsOf(plan)).toEqual([]);
  });

  it('one venue prints 0.874 for hours, with caps and bands breached: still nothing of it is sold', () => {
    const { plan } = thinkOf({
      prices: print,
      fallenSince: { usdc: START - 36_000 },
      idle: { ...CALM.idle, usdc: '70000000', usdt: '3000000' },
    });
    expect(sold(plan, 'usdc')).toBe(0n);
    expect(refusal(plan, 'cureCaps', 'exposure:issuer:circle')?.code).toBe('IN_DOUBT');
  });

  it('three origins at 0.93 but not yet for the stated time: nothing is sold', () => {
    const { plan } = thinkOf({ ...hole, fallenSince: {} });
    expect(sold(plan, 'usdc')).toBe(0n);
  });

  it('confirmed at 0.93 and owed in dollars: exposure is cut into the base asset, within the budgets of the day', () => {
    const { plan, assessment } = thinkOf(hole);
    expect(assessment.assetStates.find((item) => item.assetId === 'usdc')?.state).toBe('disabled');
    const swaps = swapsOf(plan).filter((swap) => swap.fromAssetId === 'usdc');
    expect(swaps.length).toBeGreaterThan(0);
    expect(swaps.every((swap) => swap.priority === 'leaveDisabled' && swap.toAssetId === 'usdt' && swap.isExit)).toBe(
      true,
    );
    expect(plan.lossBudgetUsedWad <= IN_DOLLARS.limits.lossPerDayWad).toBe(true);
    expect(plan.turnoverUsedWad <= IN_DOLLARS.limits.turnoverPerDayWad).toBe(true);
    expect(refusal(plan, 'leaveDisabled', 'usdc → usdt')?.code).toBe('budget:turnover');
    expect(kinds(plan)[0]).toBe('restrictIntake:setIntake');
  });

  it('confirmed and owed in dollars with budgets to spare: all of it leaves above the floor', () => {
    const { plan } = thinkOf({ ...hole, policy: roomy(IN_DOLLARS) });
    expect(sold(plan, 'usdc') > million(30)).toBe(true);
    for (const swap of swapsOf(plan))
      expect(swap.floorOutRaw * 10_000n >= (swap.amountInRaw * 9_300n * 95n) / 100n).toBe(true);
  });

  it('confirmed and owed in USDC: what is owed is matched and stays, and the plan says so', () => {
    const { plan } = thinkOf({ ...hole, policy: IN_USDC });
    expect(sold(plan, 'usdc')).toBe(0n);
    expect(refusal(plan, 'leaveDisabled', 'usdc → usdt')).toMatchObject({ code: 'MATCHED', headroomWad: 0n });
  });

  it('confirmed and partly owed in USDC: only what is beyond the claims leaves', () => {
    const { plan } = thinkOf({ ...hole, policy: roomy(IN_USDC), supply: '30000000' });
    const left = sold(plan, 'usdc');
    expect(left > 0n && left <= million(36_750_000) / 1_000_000n - million(30)).toBe(true);
    expect(plan.actions.find((action) => action.kind === 'swap')?.reason).toContain('matched');
  });

  it('a claim in the queue is matched too, whatever the liability is owed in', () => {
    const { plan } = thinkOf({
      ...hole,
      policy: roomy(IN_USDC),
      supply: '0',
      claims: [{ payout: '30000000', dueInSeconds: 3600 }],
    });
    expect(sold(plan, 'usdc') <= million(6_750_000) / 1_000_000n).toBe(true);
  });

  it('a supply nobody could read: nobody can say what is spare, so nothing of it is sold', () => {
    const { plan } = thinkOf({ ...hole, policy: IN_USDC, supply: null });
    expect(sold(plan, 'usdc')).toBe(0n);
  });

  it('the exit is not open on chain: the narrower slip of an ordinary sale applies', () => {
    const { plan, snapshot } = thinkOf({ ...hole, policy: roomy(IN_DOLLARS) });
    const vault = snapshot.vault ?? vaultOf(CALM);
    const closed = {
      ...snapshot,
      vault: { ...vault, assets: vault.assets.map((asset) => ({ ...asset, isExitOpen: false })) },
    };
    const narrow = think(closed, roomy(IN_DOLLARS), carriedOf({ ...CALM, ...hole, policy: roomy(IN_DOLLARS) })).plan;
    expect(swapsOf(narrow).every((swap) => !swap.isExit)).toBe(true);
    expect(sold(narrow, 'usdc') < sold(plan, 'usdc')).toBe(true);
  });

  it('the base asset itself disabled: no sale into it, a stated refusal, exit-only', () => {
    const { plan } = thinkOf({
      prices: { ...DAY, usdt: '0.93' },
      fallenSince: { usdt: START - 7200 },
      idle: { ...CALM.idle, ust: '9000000' },
    });
    expect(swapsOf(plan)).toEqual([]);
    expect(refusal(plan, 'leaveDisabled', 'usdt')?.code).toBe('BASE_DISABLED');
    expect(plan.reasons.join(' ')).toContain('BASE_DISABLED');
  });
});

describe('UST, May 2022', () => {
  const at = (price: string): Partial<World> => ({
    prices: { ...DAY, ust: price },
    pools: { ...CALM.pools, 'ust-usdt': { price, depth: '10000000' } },
    fallenSince: { ust: START - 3600 },
  });

  it('at 0.97, an hour confirmed: UST is out, at no less than 0.92', () => {
    const { plan } = thinkOf(at('0.97'));
    expect(sold(plan, 'ust')).toBe(million(5_250_000) / 1_000_000n);
    expect(bought(plan, 'usdt') * 100n > sold(plan, 'ust') * 92n).toBe(true);
    const after = plan.difference.find((row) => row.assetId === 'ust');
    expect(after).toMatchObject({ afterWad: 0n, targetWad: 0n });
  });

  it('its weight moves to the base asset', () => {
    const { plan } = thinkOf(at('0.97'));
    const total = plan.difference.reduce((all, row) => all + row.targetWad, 0n);
    const base = plan.difference.find((row) => row.assetId === 'usdt')?.targetWad ?? 0n;
    expect((base * 100n) / total).toBe(40n);
  });

  it('leaving UST may pass a cap of the base: it happens, named, with the path back', () => {
    const { plan } = thinkOf({
      ...at('0.97'),
      idle: { usdt: '66000000', usdc: '21000000', dai: '6000000', ust: '9000000', weth: '1500' },
    });
    const exit = swapsOf(plan).find((swap) => swap.priority === 'leaveDisabled');
    expect(exit?.worsens.map((item) => item.limitId)).toContain('exposure:issuer:tether');
    expect(exit?.worsens.every((item) => item.pathBack !== '')).toBe(true);
  });

  it('no exit permission, because only one source still answers: nothing is sold, and the plan says so', () => {
    const { plan } = thinkOf({ ...at('0.97'), prices: { ...DAY, ust: ['0.5', null, null] }, carried: {} });
    expect(sold(plan, 'ust')).toBe(0n);
  });

  it('a pool far below the feeds: the floor holds, nothing is given away', () => {
    const { plan } = thinkOf({
      ...at('0.97'),
      pools: { ...CALM.pools, 'ust-usdt': { price: '0.80', depth: '10000000' } },
    });
    expect(sold(plan, 'ust')).toBe(0n);
    expect(refusal(plan, 'leaveDisabled', 'ust → usdt')?.code).toBe('BELOW_FLOOR');
  });

  it('the governance token of the reserve is ignored: never sold, no target, no backing moved for it', () => {
    const { plan } = thinkOf({ ...at('0.97'), idle: { ...CALM.idle, gov: '5000000' } });
    expect(sold(plan, 'gov')).toBe(0n);
    expect(plan.difference.find((row) => row.assetId === 'gov')).toMatchObject({ beforeWad: parseWad('15000000') });
    expect(refusal(plan, 'cureCaps', 'weight:max:gov')?.code).toBe('ENDOGENOUS');
  });
});

describe('redemptions', () => {
  it('due claims are paid from idle cash, in order, before anything else', () => {
    const { plan } = thinkOf({
      claims: [
        { payout: '1000000', dueInSeconds: -1 },
        { payout: '2000000', dueInSeconds: 0 },
      ],
    });
    expect(plan.actions[0]).toMatchObject({ kind: 'payRedemptions', maxCount: 2, payoutRaw: million(3) });
  });

  it('a claim not yet due is not paid, and is named', () => {
    const { plan } = thinkOf({ claims: [{ payout: '1000000', dueInSeconds: 1 }] });
    expect(plan.actions).toEqual([]);
    expect(refusal(plan, 'payRedemptions', 'husd')?.code).toBe('NothingRedeemable');
  });

  it('a request after the cut-off counts for the next day: it is paid then, and costs nothing', () => {
    const noon = 12 * 3_600;
    const withCutOff = (nowSeconds: number): World => ({
      ...CALM,
      nowSeconds,
      policy: {
        ...CALM.policy,
        liabilities: CALM.policy.liabilities.map((item) => ({
          ...item,
          redemption: { ...item.redemption, cutOffSecondOfDay: noon },
        })),
      },
      claims: [{ payout: '1000', dueInSeconds: -60 }],
    });
    // The claim was asked an hour before now.
    const { plan: late } = thinkOf(withCutOff(START + noon + 3_600));
    expect(late.actions).toEqual([]);
    expect(refusal(late, 'payRedemptions', 'husd')?.code).toBe('NothingRedeemable');
    const { plan: inTime } = thinkOf(withCutOff(START + noon + 3_599));
    expect(inTime.actions[0]).toMatchObject({ kind: 'payRedemptions', expectedCostWad: 0n });
  });
  it('a big queue: venues first, then the base, then surplus, each for what is missing and no more', () => {
    const { plan } = thinkOf({
      policy: IN_USDC,
      idle: { ...CALM.idle, usdc: '5000000' },
      placed: { ...CALM.placed, 'aave-usdc': { own: '20000000', cash: '10000000' } },
      supply: '65000000',
      claims: [{ payout: '22000000', dueInSeconds: -1 }],
    });
    expect(kinds(plan).slice(0, 4)).toEqual([
      'payRedemptions:withdraw',
      'payRedemptions:swap',
      'payRedemptions:swap',
      'payRedemptions:payRedemptions',
    ]);
    expect(plan.actions[0]).toMatchObject({ amountRaw: million(10), sizedBy: 'redemptions:due' });
    expect(plan.actions[1]).toMatchObject({ fromAssetId: 'usdt', toAssetId: 'usdc' });
    const raised = bought(plan, 'usdc');
    expect(raised >= million(7) && raised < million(7) + million(1) / 100n).toBe(true);
    expect(plan.actions[3]).toMatchObject({ payoutRaw: million(22) });
  });

  it('a lending venue without cash: what can be paid is paid in part, and the rest is named', () => {
    const { plan } = thinkOf({
      policy: IN_USDC,
      idle: { usdc: '1000000', usdt: '0', dai: '0', ust: '0', weth: '0' },
      placed: { ...CALM.placed, 'aave-usdc': { own: '60000000', cash: '2000000' } },
      supply: '55000000',
      claims: [{ payout: '5000000', dueInSeconds: -1 }],
    });
    expect(plan.actions.slice(0, 2)).toMatchObject([
      { kind: 'withdraw', amountRaw: million(2) },
      { kind: 'payRedemptions', payoutRaw: million(3) },
    ]);
    expect(refusal(plan, 'payRedemptions', 'husd')?.code).toBe('CASH_SHORT');
  });

  it('cash owed to the queue is not spent on anything else', () => {
    const { plan } = thinkOf({
      idle: { ...CALM.idle, usdt: '50000000', usdc: '20000000' },
      claims: [{ payout: '49000000', dueInSeconds: 3600 }],
      rates: { 'aave-usdt': '0.05' },
    });
    const used =
      sold(plan, 'usdt') +
      plan.actions.reduce(
        (all, action) => all + (action.kind === 'deposit' && action.assetId === 'usdt' ? action.amountRaw : 0n),
        0n,
      );
    expect(used <= million(1)).toBe(true);
  });

  it('a daily cap on chain: no more cash is raised than it lets out', () => {
    const redemption = { ...vaultOf({ ...CALM, policy: IN_USDC }).redemption, capPerDayWad: parseWad('2000000') };
    const { plan } = thinkOf({
      policy: IN_USDC,
      idle: { ...CALM.idle, usdc: '500000' },
      claims: [{ payout: '5000000', dueInSeconds: -1 }],
      vault: { redemption },
    });
    expect(plan.actions.find((action) => action.kind === 'payRedemptions')).toMatchObject({ payoutRaw: million(2) });
    const spent = thinkOf({
      policy: IN_USDC,
      claims: [{ payout: '5000000', dueInSeconds: 3600 }],
      vault: { redemption },
    }).plan;
    // The cap counts liability tokens: its room is no money and must not be shown as such.
    expect(refusal(spent, 'payRedemptions', 'husd')).toMatchObject({ code: 'NothingRedeemable', headroomWad: null });
  });

  it('while backing is below par the payment is made and the worsening is named', () => {
    const { plan } = thinkOf({ supply: '120000000', claims: [{ payout: '1000000', dueInSeconds: -1 }] });
    const paid = plan.actions.find((action) => action.kind === 'payRedemptions');
    expect(paid?.worsens.map((item) => item.limitId)).toContain('backing');
  });

  it('a doubtful asset is sold to pay a holder only after every other', () => {
    const { plan } = thinkOf({
      prices: { ...DAY, dai: '0.985' },
      pools: { ...CALM.pools, 'dai-usdt': { price: '0.985', depth: '20000000' } },
      idle: { usdt: '0', usdc: '1000000', dai: '20000000', ust: '0', weth: '0' },
      supply: '15000000',
      claims: [{ payout: '3000000', dueInSeconds: -1 }],
    });
    const order = [...new Set(swapsOf(plan).map((swap) => swap.fromAssetId))];
    expect(order).toEqual(['usdc', 'dai']);
    expect(swapsOf(plan).every((swap) => swap.priority === 'payRedemptions')).toBe(true);
  });
});

describe('caps and bands', () => {
  it('a venue cap passed by a price move: the excess is withdrawn, and a fifth of what the day may still lose', () => {
    const { plan } = thinkOf({
      idle: { ...CALM.idle, usdc: '10750000' },
      placed: { ...CALM.placed, 'aave-usdc': { own: '26000000', cash: '50000000' } },
    });
    expect(plan.actions).toHaveLength(1);
    expect(plan.actions[0]).toMatchObject({
      kind: 'withdraw',
      priority: 'cureCaps',
      sizedBy: 'venue:aave-usdc',
      amountRaw: million(5) + 50_000_000_000n,
    });
  });

  it('a venue that cannot return the excess: what it can, and the rest is named', () => {
    const { plan } = thinkOf({
      idle: { ...CALM.idle, usdc: '10750000' },
      placed: { ...CALM.placed, 'aave-usdc': { own: '26000000', cash: '1000000' } },
    });
    expect(plan.actions[0]).toMatchObject({ kind: 'withdraw', amountRaw: million(1) });
    expect(refusal(plan, 'cureCaps', 'venue:aave-usdc')).toMatchObject({
      code: 'VENUE_ILLIQUID',
      headroomWad: parseWad('-4000000'),
    });
  });

  it('an asset above its maximum goes to its target, the cap first', () => {
    const { plan } = thinkOf({
      idle: { ...CALM.idle, weth: '20000' },
      pools: { ...CALM.pools, 'weth-usdt': { price: '2000', depth: '400000000' } },
      policy: roomy(IN_DOLLARS),
    });
    const swaps = swapsOf(plan).filter((swap) => swap.fromAssetId === 'weth');
    expect([...new Set(swaps.map((swap) => swap.priority))]).toEqual(['cureCaps', 'rebalance']);
    expect(swaps[0]?.sizedBy).toBe('weight:max:weth');
    const row = plan.difference.find((item) => item.assetId === 'weth');
    expect(
      row !== undefined && row.afterWad >= row.targetWad && row.afterWad < row.targetWad + parseWad('500000'),
    ).toBe(true);
  });

  it('inside the band nothing moves, however far from the target', () => {
    const { plan } = thinkOf({ idle: { ...CALM.idle, weth: '10000', usdt: '32500000' } });
    expect(plan.actions).toEqual([]);
  });

  it('below its minimum an asset is bought from the largest surplus, through the base where no pool is direct', () => {
    const { plan } = thinkOf({ idle: { ...CALM.idle, dai: '0', usdc: '47250000' } });
    expect([...new Set(swapsOf(plan).map((swap) => `${swap.fromAssetId} → ${swap.toAssetId}`))]).toEqual([
      'usdc → usdt',
      'usdt → dai',
    ]);
    const base = plan.difference.find((row) => row.assetId === 'usdt');
    expect(base !== undefined && base.afterWad - base.beforeWad < parseWad('10000')).toBe(true);
  });

  it('what is bought must be open to entry: a crash is not caught on the way down', () => {
    const { plan } = thinkOf({ prices: { ...DAY, weth: '600' }, idle: { ...CALM.idle, weth: '1000' } });
    expect(bought(plan, 'weth')).toBe(0n);
    const named = refusal(plan, 'cureCaps', 'weight:min:weth');
    expect(named?.code).toBe('NOT_CURED');
    expect(named?.reason).toContain('six standard deviations');
  });

  it('at level defensive nothing is bought but the base asset', () => {
    const { plan, assessment } = thinkOf({ idle: { ...CALM.idle, dai: '0', usdc: '47250000' }, supply: '104500000' });
    expect(assessment.level).toBe('defensive');
    expect(swapsOf(plan).filter((swap) => swap.toAssetId !== 'usdt')).toEqual([]);
    expect(refusal(plan, 'rebalance', 'usdc → dai')?.code).toBe('LEVEL');
  });

  it('an amount nobody could read: no weight is certain, so no band is traded', () => {
    const { plan } = thinkOf({ idle: { ...CALM.idle, ust: null, dai: '0' } });
    expect(swapsOf(plan)).toEqual([]);
    expect(plan.refused.some((item) => item.code === 'TOTAL_UNKNOWN')).toBe(true);
  });

  it('two pools of a pair share a large trade, neither past its floor', () => {
    const { plan } = thinkOf({
      policy: roomy(IN_DOLLARS),
      idle: { ...CALM.idle, usdc: '70000000', usdt: '3500000' },
      pools: { ...CALM.pools, 'usdc-usdt-5': { price: '1', depth: '30000000' } },
    });
    const used = new Set(
      swapsOf(plan)
        .filter((swap) => swap.fromAssetId === 'usdc')
        .map((swap) => swap.venueId),
    );
    expect(used).toEqual(new Set(['usdc-usdt', 'usdc-usdt-5']));
  });

  it('a trade smaller than the least is refused with its size', () => {
    const policy = { ...IN_DOLLARS, limits: { ...IN_DOLLARS.limits, minTradeWad: parseWad('90000000') } };
    const { plan } = thinkOf({ policy, idle: { ...CALM.idle, weth: '20000' } });
    expect(swapsOf(plan)).toEqual([]);
    expect(plan.refused.some((item) => item.code === 'BELOW_MIN_TRADE' && item.headroomWad !== null)).toBe(true);
  });
});

describe('liquidity', () => {
  const thin: Partial<World> = {
    policy: { ...IN_USDC, limits: { ...IN_USDC.limits, liquidity: [{ horizon: 'now', minCoverageBps: bps(3_000) }] } },
    idle: { usdc: '2000000', usdt: '66500000', dai: '10500000', ust: '5250000', weth: '7875' },
    pools: { ...CALM.pools, 'usdc-usdt': { price: '1', depth: '15000000' } },
  };

  it('a horizon that cannot be met raises cash from surplus, and says which horizon', () => {
    const { plan } = thinkOf(thin);
    const raised = swapsOf(plan).filter((swap) => swap.priority === 'restoreLiquidity');
    expect(raised.length).toBeGreaterThan(0);
    expect(raised.every((swap) => swap.toAssetId === 'usdc')).toBe(true);
    expect(raised[0]?.reason).toContain('liquidity:now');
  });

  it('what is lent out is taken back before anything is sold', () => {
    const { plan } = thinkOf({
      ...thin,
      placed: { ...CALM.placed, 'aave-usdc': { own: '3000000', cash: '50000000' } },
    });
    expect(kinds(plan).filter((kind) => kind.startsWith('restoreLiquidity'))[0]).toBe('restoreLiquidity:withdraw');
  });

  it('a venue that was not read is no reason to sell', () => {
    const { plan } = thinkOf({ ...thin, pools: {} });
    expect(swapsOf(plan)).toEqual([]);
  });

  it('a queue owed more than is held raises the cash before it falls due', () => {
    const { plan } = thinkOf({
      policy: IN_USDC,
      idle: { ...CALM.idle, usdc: '10000000', usdt: '63500000' },
      supply: '80000000',
      claims: [{ payout: '17000000', dueInSeconds: 3600 }],
    });
    const raised = swapsOf(plan).filter((swap) => swap.priority === 'restoreLiquidity');
    expect(raised.reduce((total, swap) => total + swap.expectedOutRaw, 0n) >= (million(7) * 9_999n) / 10_000n).toBe(
      true,
    );
  });
});

describe('deposits', () => {
  const rates = { 'aave-usdt': '0.04', 'aave-usdc': '0.02' };

  it('idle surplus goes to the best rate first, within nine tenths of each cap', () => {
    const { plan } = thinkOf({ rates });
    expect(plan.actions.map((action) => (action.kind === 'deposit' ? action.venueId : action.kind))).toEqual([
      'aave-usdc',
      'aave-usdt',
    ]);
    const placed = plan.actions.reduce(
      (total, action) => total + (action.kind === 'deposit' ? action.amountRaw : 0n),
      0n,
    );
    expect(placed <= (million(105) * 30n * 9n) / 1_000n).toBe(true);
  });

  it.each(['watch', 'defensive', 'emergency'] as const)('at level %s', (level) => {
    const supply = { watch: '103500000', defensive: '104500000', emergency: '112000000' }[level];
    const { plan, assessment } = thinkOf({ rates, supply });
    expect(assessment.level).toBe(level);
    expect(plan.actions.some((action) => action.kind === 'deposit')).toBe(level === 'watch');
  });

  it('no further than surplus and junior capital could carry if the venue failed', () => {
    const policy = {
      ...IN_DOLLARS,
      venues: IN_DOLLARS.venues.map((venue) => ({ ...venue, lossGivenDefaultBps: bps(10_000) })),
    };
    const { plan } = thinkOf({ policy, rates });
    expect(plan.actions[0]).toMatchObject({ kind: 'deposit', amountRaw: million(5), sizedBy: 'buffer:aave-usdc' });
  });

  it('a savings venue whose rate is not known is not entered, and the plan says so', () => {
    const { plan } = thinkOf({ rates });
    expect(plan.actions.some((action) => action.kind === 'deposit' && action.assetId === 'dai')).toBe(false);
    expect(refusal(plan, 'deposit', 'dai · savings-dai')?.code).toBe('RATE_UNKNOWN');
  });

  it('a savings venue that was seen to grow is entered, at what it grew by', () => {
    const world = { ...CALM, rates };
    const snapshot = snapshotOf(world);
    const [share] = snapshot.savings;
    const before = { sharePriceRay: ray((share?.sharePriceRay ?? 0n) - RAY / 1000n), atSeconds: START - 7 * 86_400 };
    const carried = { ...carriedOf(world), savings: [{ venueId: 'savings-dai', from: before, next: before }] };
    const { plan } = think(snapshot, world.policy, carried);
    const deposit = plan.actions.find((action) => action.kind === 'deposit' && action.venueId === 'savings-dai');
    // A thousandth a week is 5.22 % a year.
    expect(deposit?.reason).toContain('savings-dai pays 5.2');
  });

  it('a paused venue is not entered', () => {
    const world = { ...CALM, rates };
    const snapshot = snapshotOf(world);
    const paused = { ...snapshot, lending: snapshot.lending.map((market) => ({ ...market, isFrozen: true })) };
    const { plan } = think(paused, world.policy, carriedOf(world));
    expect(plan.actions).toEqual([]);
    expect(refusal(plan, 'deposit', 'usdc · aave-usdc')?.code).toBe('VENUE_CLOSED');
  });

  it('a contract that changed is not entered, and neither is an asset whose token changed', () => {
    const world = { ...CALM, rates };
    const contract = {
      chain: 'eip155:1',
      address: `0x${'00'.repeat(20)}` as const,
      isPaused: false,
      areWeBlocked: false,
      implementation: null,
      admin: null,
      configuration: null,
    };
    const snapshot = {
      ...snapshotOf(world),
      contracts: [
        { ...contract, subject: 'venue:aave-usdc', codeHash: `0x${'02'.repeat(32)}` as const },
        { ...contract, subject: 'token:usdt@eip155:1', codeHash: `0x${'02'.repeat(32)}` as const },
      ],
    };
    const accepted = ['venue:aave-usdc', 'token:usdt@eip155:1'].map((subject) => ({
      subject,
      codeHash: `0x${'01'.repeat(32)}`,
      implementation: null,
      admin: null,
      configuration: null,
    }));
    const { plan } = think(snapshot, world.policy, { ...carriedOf(world), contracts: accepted });
    expect(plan.actions.filter((action) => action.kind === 'deposit' && action.venueId === 'aave-usdc')).toEqual([]);
    expect(refusal(plan, 'deposit', 'usdc · aave-usdc')?.code).toBe('CONTRACT_CODE_CHANGED');
  });
});

describe('intake', () => {
  it('is paused before anything is sold, and names why', () => {
    const { plan } = thinkOf({ supply: '104500000', idle: { ...CALM.idle, weth: '20000', usdt: '12500000' } });
    const first = plan.actions[0];
    expect(first).toMatchObject({ kind: 'setIntake', isPaused: true, priority: 'restrictIntake' });
  });

  it('is resumed at level normal with nothing left against it', () => {
    const { plan } = thinkOf({ isIntakePaused: true });
    expect(plan.actions).toMatchObject([{ kind: 'setIntake', isPaused: false, sizedBy: 'level:normal' }]);
  });

  it('stays paused at level watch, and stays open at level watch', () => {
    for (const isIntakePaused of [true, false]) {
      const { plan, assessment } = thinkOf({ supply: '103500000', isIntakePaused });
      expect(assessment.level).toBe('watch');
      expect(plan.actions.filter((action) => action.kind === 'setIntake')).toEqual([]);
    }
  });

  it('without a vault of ours it is named and left to its owners', () => {
    const policy: Policy = {
      ...IN_DOLLARS,
      accounts: IN_DOLLARS.accounts.map((account) => ({ ...account, kind: 'safe' })),
      execution: { ...IN_DOLLARS.execution, vault: null },
    };
    const { plan } = thinkOf({ policy, hasVault: false, isIntakePaused: true });
    expect(refusal(plan, 'restrictIntake', 'husd')?.code).toBe('NO_VAULT');
  });
});

describe('wallets without a vault', () => {
  const policy: Policy = {
    ...IN_DOLLARS,
    accounts: ['safe-b', 'safe-a'].map((id) => ({
      id,
      kind: 'safe',
      chain: 'eip155:1',
      address: `0x${'0a'.repeat(20)}`,
      custodian: 'self',
    })),
    execution: { ...IN_DOLLARS.execution, vault: null },
  };
  const world: World = { ...CALM, policy, hasVault: false };
  const snapshot = snapshotOf(world);
  const [half] = snapshot.holdings.filter((holding) => holding.assetId === 'weth');
  if (half === undefined) throw new TypeError('the fixture holds no weth');
  const split = {
    ...snapshot,
    holdings: [
      ...snapshot.holdings
        .filter((holding) => holding.assetId !== 'weth')
        .map((holding) => ({ ...holding, accountId: 'safe-a' })),
      ...['safe-a', 'safe-b'].map((accountId) => ({
        ...half,
        id: `weth@${accountId}`,
        accountId,
        amountRaw: raw(10_000n * 10n ** 18n),
        withdrawableRaw: raw(10_000n * 10n ** 18n),
      })),
    ],
  };
  const { plan } = think(split, roomy(policy), carriedOf(world));

  it('each sells what it holds, in the order of their names, and no more than the whole asks', () => {
    const swaps = swapsOf(plan).filter((swap) => swap.fromAssetId === 'weth');
    expect(new Set(swaps.map((swap) => swap.accountId)).size).toBeGreaterThan(0);
    for (const accountId of ['safe-a', 'safe-b']) {
      const own = swaps.filter((swap) => swap.accountId === accountId);
      expect(own.reduce((total, swap) => total + swap.amountInRaw, 0n) <= 10_000n * 10n ** 18n).toBe(true);
    }
    expect(swaps[0]?.accountId).toBe('safe-a');
    const row = plan.difference.find((item) => item.assetId === 'weth');
    expect(row !== undefined && row.afterWad >= row.targetWad).toBe(true);
  });

  it('the plan stands on the document alone and names no contract limit', () => {
    expect(plan.block?.chain).toBe('eip155:1');
    expect(plan.refused.every((item) => !/^[A-Z][a-z]+[A-Z]/.test(item.code))).toBe(true);
  });
});

describe('stops and doubts', () => {
  it('a vault that could not be read: nothing is planned for it', () => {
    const { plan } = thinkOf({ hasVault: false, claims: [{ payout: '1000000', dueInSeconds: -1 }] });
    expect(plan.actions).toEqual([]);
    expect(refusal(plan, 'payRedemptions', 'husd')?.code).toBe('VAULT_UNKNOWN');
  });

  it('a policy without any account that acts plans nothing and says so', () => {
    const policy: Policy = { ...IN_DOLLARS, accounts: [], execution: { ...IN_DOLLARS.execution, vault: null } };
    const { plan } = thinkOf({ policy, hasVault: false });
    expect(plan.actions).toEqual([]);
    expect(plan.reasons.join(' ')).toContain('NO_ACTOR');
  });

  it('a tightening on chain narrows the plan: the base budget of the document is not spent', () => {
    const burst = wad(parseWad('1000000'));
    const { plan } = thinkOf({ idle: { ...CALM.idle, weth: '20000' }, vault: { turnoverBurstWad: burst } });
    expect(plan.turnoverUsedWad > 0n && plan.turnoverUsedWad <= burst).toBe(true);
    expect(swapsOf(plan).every((swap) => swap.sizedBy === 'budget:turnover')).toBe(true);
  });

  it('expected cost is what is given up at mark', () => {
    const { plan, sheet } = thinkOf({ idle: { ...CALM.idle, weth: '20000' } });
    const [swap] = swapsOf(plan);
    const mark = sheet.prices.find((price) => price.assetId === 'weth')?.markWad ?? wad(0n);
    const given = valueDown(swap?.amountInRaw ?? raw(0n), 18, mark);
    const got = valueDown(swap?.expectedOutRaw ?? raw(0n), 6, parseWad('1'));
    expect(swap !== undefined && swap.expectedCostWad - (given - got) <= 2n).toBe(true);
    expect((swap?.expectedCostWad ?? 0n) > 0n).toBe(true);
  });
});
