import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bps, raw, wad } from '../units/amounts.ts';
import { parseWad } from '../units/decimal.ts';
import { canonicalText, hashArtefact, parseArtefact } from '../records/canonical.ts';
import type { Policy } from '../policy/policy.ts';
import type { Snapshot } from '../records/snapshot.ts';
import { value, WrongReserve, type ValueInput } from './value.ts';
import { assetOf, coinOf, parOf, policyOf, usd } from '../policy/policy.fixture.ts';
import { carriedOf, HASH, holdingOf, owes, poolOf, quote, sheetOf, snapshotOf } from './value.fixture.ts';

const usdc = assetOf('USDC', { haircutFloorBps: bps(100) });
const eth = coinOf('ETH', { haircutFloorBps: bps(2000) });
const policy = policyOf([usdc, eth], { liabilities: [parOf()] });
const snapshot = snapshotOf({
  holdings: [holdingOf('USDC', '80'), holdingOf('ETH', '0.02', { decimals: 18 })],
  prices: [...quote('USDC', '1'), ...quote('ETH', '2000')],
  liabilities: [owes('100')],
});

describe('value: refusals', () => {
  it('nothing nets across reserves: a snapshot or a memory of another one is no input', () => {
    const carried = carriedOf(policy);
    const code = (parts: Partial<ValueInput>): string => {
      try {
        value({ snapshot, policy, policyHash: HASH, carried, ...parts });
      } catch (error) {
        if (error instanceof WrongReserve) return error.code;
        throw error;
      }
      return '';
    };
    expect(code({})).toBe('');
    expect(code({ snapshot: { ...snapshot, reserve: 'other' } })).toBe('VALUE_WRONG_RESERVE');
    expect(code({ carried: { ...carried, reserve: 'other' } })).toBe('VALUE_WRONG_RESERVE');
  });
});

describe('value: totals', () => {
  it('adds what is known: assets, after haircut, owed, surplus and ratios', () => {
    const sheet = sheetOf(policy, snapshot);
    expect(sheet).toMatchObject({
      schema: 'ballast/balance-sheet/1',
      numeraire: 'USD',
      assetsWad: usd('120'),
      riskAdjustedWad: usd('111.2'),
      liabilitiesWad: usd('100'),
      surplusWad: usd('20'),
      backingRatioWad: parseWad('1.2'),
      riskAdjustedBackingRatioWad: parseWad('1.112'),
      isBound: false,
      unknowns: [],
    });
  });
  it('more haircut never raises risk-adjusted backing, and leaves backing as it was', () => {
    const cut = fc.integer({ min: 0, max: 10_000 });
    fc.assert(
      fc.property(cut, cut, cut, cut, (a, b, c, d) => {
        const [low, high] = [
          [Math.min(a, b), Math.min(c, d)],
          [Math.max(a, b), Math.max(c, d)],
        ].map(([dollars = 0, coins = 0]) => {
          const assets = [
            assetOf('USDC', { haircutFloorBps: bps(dollars) }),
            coinOf('ETH', { haircutFloorBps: bps(coins) }),
          ];
          return sheetOf(policyOf(assets, { liabilities: [parOf()] }), snapshot);
        });
        expect(high!.riskAdjustedWad <= low!.riskAdjustedWad).toBe(true);
        expect(high!.riskAdjustedBackingRatioWad! <= low!.riskAdjustedBackingRatioWad!).toBe(true);
        expect(high!.backingRatioWad).toBe(low!.backingRatioWad);
      }),
    );
  });
  it('names its parents by hash, the carried state as it came in', () => {
    const carried = carriedOf(policy);
    expect(sheetOf(policy, snapshot, carried).parents).toEqual({
      snapshot: hashArtefact(snapshot),
      policy: HASH,
      carried: hashArtefact(carried),
    });
  });
  it('an unknown line makes the totals bounds, is listed, and is not zero', () => {
    const sheet = sheetOf(policy, {
      ...snapshot,
      holdings: [...snapshot.holdings, holdingOf('USDC', null, { id: 'x' })],
    });
    expect(sheet).toMatchObject({ isBound: true, assetsWad: usd('120'), backingRatioWad: parseWad('1.2') });
    expect(sheet.unknowns).toEqual([{ what: 'x', code: 'UNKNOWN_AMOUNT', reason: 'USDC has no amount' }]);
  });
  it('an unknown the observer reports is passed on, and alone makes no total a bound', () => {
    const unknowns = [{ what: 'source:USDC-a', code: 'CALL_FAILED', reason: 'reverted' }];
    const sheet = sheetOf(policy, { ...snapshot, unknowns });
    expect(sheet).toMatchObject({ isBound: false, unknowns });
  });
  it('ratios are rounded down', () => {
    const sheet = sheetOf(policy, { ...snapshot, liabilities: [owes('90')] });
    expect(sheet.backingRatioWad).toBe(1_333_333_333_333_333_333n);
  });
  it('with nothing owed there is no ratio and everything is surplus', () => {
    const sheet = sheetOf(policy, { ...snapshot, liabilities: [owes('0')] });
    expect(sheet).toMatchObject({ backingRatioWad: null, surplusWad: usd('120'), isBound: false });
  });
  it('an empty world values to nothing, without a throw', () => {
    const sheet = sheetOf(policyOf([usdc]), snapshotOf());
    expect(sheet).toMatchObject({ assetsWad: 0n, liabilitiesWad: 0n, backingRatioWad: null, lines: [], exposures: [] });
    expect(sheet.ladder.map((rung) => rung.horizon)).toEqual(['now', 'hour', 'day', 'week']);
  });
});

describe('value: incidents of backing', () => {
  const gov = coinOf('TITAN', { class: 'governance', isEligible: false });
  it('Iron and TITAN, 16 Jun 2021: a quarter of the backing in the own token counts zero when it matters', () => {
    const law = policyOf([usdc, gov], { liabilities: [parOf()] });
    const sheet = sheetOf(
      law,
      snapshotOf({
        holdings: [holdingOf('USDC', '75'), holdingOf('TITAN', '1', { decimals: 18 })],
        prices: [...quote('USDC', '1'), ...quote('TITAN', '25')],
        liabilities: [owes('100')],
      }),
    );
    expect([sheet.backingRatioWad, sheet.riskAdjustedBackingRatioWad]).toEqual([parseWad('1'), parseWad('0.7425')]);
  });
  it('USDR, 11 Oct 2023: own coin among the assets is no backing and cash in real estate is no ladder', () => {
    const house = coinOf('HOUSES', {
      class: 'credit',
      liquidityTier: 'longer',
      pricing: { method: 'par', issuerHaircutBps: bps(1000), sources: [] },
    });
    const own = assetOf('USDR', { class: 'ownLiability', isEligible: false });
    const law = policyOf([assetOf('USDC'), house, own], { liabilities: [parOf()] });
    const sheet = sheetOf(
      law,
      snapshotOf({
        holdings: [holdingOf('USDC', '11.8'), holdingOf('HOUSES', '27', { decimals: 18 }), holdingOf('USDR', '0.0628')],
        prices: [...quote('USDC', '1'), ...quote('USDR', '1')],
        liabilities: [owes('45', { heldByReserveRaw: raw(62_800_000_000_000_000n) })],
      }),
    );
    expect(sheet.lines[2]?.valueWad).toBe(0n);
    expect(sheet.liabilitiesWad).toBe(usd('44.9372'));
    expect(sheet.ladder.at(-1)?.cashWad).toBe(usd('11.8'));
  });
  it('SingularityDynaVault, Apr 2026: a missing component is no NAV of its own, the total is a stated lower bound', () => {
    const sheet = sheetOf(policy, { ...snapshot, prices: quote('USDC', '1') });
    expect(sheet).toMatchObject({ isBound: true, assetsWad: usd('80') });
    expect(sheet.unknowns).toMatchObject([{ what: 'ETH@vault', code: 'UNKNOWN_PRICE' }]);
  });
});

describe('value: laws', () => {
  const price = fc.bigInt(10n ** 15n, 3n * 10n ** 18n).map(wad);
  const priced = (a: bigint, b: bigint, c: bigint) =>
    quote('USDC', '1').map((item, index) => ({ ...item, priceWad: wad([a, b, c][index] ?? a) }));
  const run = (law: Policy, more: Partial<Snapshot>) => sheetOf(law, { ...snapshot, ...more });

  it('the same input gives the same bytes, and the artefacts survive their canonical text', () => {
    const input = { snapshot, policy, policyHash: HASH, carried: carriedOf(policy) } as const;
    const [one, two] = [value(input), value(structuredClone(input))];
    expect(canonicalText(two.sheet)).toBe(canonicalText(one.sheet));
    expect(canonicalText(two.carried)).toBe(canonicalText(one.carried));
    expect(parseArtefact(canonicalText(one.sheet))).toEqual(one.sheet);
    expect(parseArtefact(canonicalText(one.carried))).toEqual(one.carried);
  });
  it('changes none of what it was given', () => {
    const input = { snapshot, policy, policyHash: HASH, carried: carriedOf(policy) } as const;
    const before = canonicalText({ snapshot, policy, carried: input.carried });
    value(input);
    expect(canonicalText({ snapshot, policy, carried: input.carried })).toBe(before);
  });
  it('what backs never exceeds what is there, and the surplus is the difference', () => {
    fc.assert(
      fc.property(price, price, price, fc.nat(1000), fc.nat(1000), (a, b, c, held, supply) => {
        const sheet = run(policy, {
          holdings: [holdingOf('USDC', String(held))],
          prices: priced(a, b, c),
          liabilities: [owes(String(supply))],
        });
        expect(sheet.riskAdjustedWad <= sheet.assetsWad).toBe(true);
        expect(sheet.surplusWad).toBe(sheet.assetsWad - sheet.liabilitiesWad);
        expect(sheet.lines.reduce((total, line) => total + (line.valueWad ?? 0n), 0n)).toBe(sheet.assetsWad);
      }),
    );
  });
  it('more held never backs less; more owed never backs more', () => {
    fc.assert(
      fc.property(
        fc.nat(1000),
        fc.nat(1000),
        fc.integer({ min: 1, max: 1000 }),
        fc.integer({ min: 1, max: 1000 }),
        (x, y, s, t) => {
          const ratio = (held: number, supply: number): bigint =>
            run(policy, { holdings: [holdingOf('USDC', String(held))], liabilities: [owes(String(supply))] })
              .backingRatioWad ?? -1n;
          expect(ratio(Math.min(x, y), s) <= ratio(Math.max(x, y), s)).toBe(true);
          expect(ratio(x, Math.max(s, t)) <= ratio(x, Math.min(s, t))).toBe(true);
        },
      ),
    );
  });
  it('permuting holdings, assets and observations changes no total', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.nat(1000), price, price, price, (x, y, a, b, c) => {
        const holdings = [holdingOf('USDC', String(x)), holdingOf('ETH', String(y), { decimals: 18 })];
        const prices = [...priced(a, b, c), ...quote('ETH', '2000')];
        const totals = (sheet: ReturnType<typeof run>) => [
          sheet.assetsWad,
          sheet.riskAdjustedWad,
          sheet.liabilitiesWad,
          sheet.exposures,
          sheet.ladder.map((rung) => rung.cashWad),
        ];
        const flipped = { ...policy, assets: policy.assets.toReversed() };
        expect(totals(run(flipped, { holdings: holdings.toReversed(), prices: prices.toReversed() }))).toEqual(
          totals(run(policy, { holdings, prices })),
        );
      }),
    );
  });
});

describe('value: a large world', () => {
  it('of sixteen assets, sixty-four observations and fifteen pools of a hundred ticks is valued whole', () => {
    const ids = Array.from({ length: 16 }, (_item, index) => `A${index}`);
    const law = policyOf(
      ids.map((id) => assetOf(id)),
      { liabilities: [parOf({ payoutAsset: 'A0' })] },
    );
    const liquidity = 10n ** 12n;
    const ticks = Array.from({ length: 100 }, (_item, index) => ({
      tick: (index - 50) * 10,
      liquidityNetRaw: raw(index < 50 ? liquidity : -liquidity),
    }));
    const world = snapshotOf({
      holdings: ids.map((id) => holdingOf(id, '1000000', { id })),
      prices: ids.flatMap((id) => quote(id, '1')),
      pools: ids.slice(1).map((id) => poolOf(id, 'A0', 50n * liquidity, { ticks, liquidityRaw: raw(49n * liquidity) })),
      liabilities: [owes('10000000')],
    });
    const carried = carriedOf(law);
    const sheet = sheetOf(law, world, carried);
    expect(sheet.lines.map(({ assetId }) => assetId)).toEqual(ids);
    expect(sheet.lines.every(({ valueWad }) => valueWad !== null && valueWad > 0n)).toBe(true);
    expect(sheet.unknowns).toEqual([]);
    // Fifteen are sold for the one that is paid, each through its own hundred ticks.
    const week = sheet.ladder.find(({ horizon }) => horizon === 'week');
    expect(new Set(week?.draws.map(({ assetId }) => assetId))).toEqual(new Set(ids));
  });
});
