import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bps, raw, wad } from '../units/amounts.ts';
import { parseWad } from '../units/decimal.ts';
import type { AssetClass, Policy } from '../policy/policy.ts';
import type { SheetLine } from '../records/sheet.ts';
import type { Snapshot } from '../records/snapshot.ts';
import { assetOf, CHAIN, coinOf, policyOf, sourceOf, token, tokenOf, usd, venueOf } from '../policy/policy.fixture.ts';
import { contractOf, holdingOf, NOW, observe, quote, recordOf, sheetOf, snapshotOf } from './value.fixture.ts';

const linesOf = (policy: Policy, snapshot: Partial<Snapshot>): readonly SheetLine[] =>
  sheetOf(policy, snapshotOf(snapshot)).lines;
const usdc = assetOf('USDC', { haircutFloorBps: bps(100) });
const policy = policyOf([usdc, assetOf('DAI')]);
const par = [...quote('USDC', '1'), ...quote('DAI', '1')];

describe('valueLines: unknown is never zero', () => {
  it('an unknown amount stays null and says so', () => {
    const [line] = linesOf(policy, { holdings: [holdingOf('USDC', null)], prices: par });
    expect(line).toMatchObject({ valueWad: null, riskAdjustedWad: 0n, flags: ['UNKNOWN_AMOUNT'] });
  });
  it('an unknown price stays null and says so', () => {
    const [line] = linesOf(policy, { holdings: [holdingOf('USDC', '5')], prices: [] });
    expect(line).toMatchObject({ valueWad: null, markWad: null, riskAdjustedWad: 0n, flags: ['UNKNOWN_PRICE'] });
  });
  it('nothing of an asset is worth nothing, at any price or none', () => {
    const [line] = linesOf(policy, { holdings: [holdingOf('USDC', '0')], prices: [] });
    expect(line).toMatchObject({ valueWad: 0n, flags: [] });
  });
  it('an asset the policy does not name backs nothing', () => {
    const [line] = linesOf(policy, { holdings: [holdingOf('XYZ', '5')], prices: par });
    expect(line).toMatchObject({ valueWad: null, haircutBps: 10_000n, isEndogenous: true });
    expect(line?.flags).toEqual(['NOT_IN_POLICY', 'ENDOGENOUS', 'UNKNOWN_PRICE']);
  });
});

describe('valueLines: marks and haircuts', () => {
  it('the low side marks, the haircut is taken once on top', () => {
    const [line] = linesOf(policy, { holdings: [holdingOf('USDC', '100')], prices: quote('USDC', '0.999', '1', '1') });
    expect(line).toMatchObject({
      markWad: parseWad('0.999'),
      valueWad: usd('99.9'),
      haircutBps: 100n,
      riskAdjustedWad: usd('98.901'),
      sources: ['USDC-a', 'USDC-b', 'USDC-c'],
      flags: [],
    });
  });
  it('an issuer haircut adds to the floor and stops at everything', () => {
    const bill = (floor: number) =>
      coinOf('BILL', {
        haircutFloorBps: bps(floor),
        pricing: { method: 'nav', issuerHaircutBps: bps(300), sources: [sourceOf('BILL-a', { basis: 'fundamental' })] },
      });
    const held = { holdings: [holdingOf('BILL', '1', { decimals: 18 })], prices: quote('BILL', '100') };
    expect(linesOf(policyOf([usdc, bill(200)]), held)[0]).toMatchObject({
      haircutBps: 500n,
      riskAdjustedWad: usd('95'),
    });
    expect(linesOf(policyOf([usdc, bill(9900)]), held)[0]).toMatchObject({ haircutBps: 10_000n, riskAdjustedWad: 0n });
  });
  it('decimals of the holding count, and dust is rounded down', () => {
    const dust = holdingOf('USDC', '0', { amountRaw: raw(1n), decimals: 24 });
    expect(linesOf(policy, { holdings: [dust], prices: quote('USDC', '0.999999') })[0]?.valueWad).toBe(0n);
  });
});

describe('valueLines: what backs nothing', () => {
  it.each<[AssetClass]>([['governance'], ['ownLiability']])(
    'a %s asset backs nothing, and no setting changes that',
    (kind) => {
      fc.assert(
        fc.property(
          fc.record({
            isEligible: fc.boolean(),
            isEndogenous: fc.boolean(),
            haircutFloorBps: fc.integer({ min: 0, max: 10_000 }).map(bps),
            maxWeightBps: fc.integer({ min: 0, max: 10_000 }).map(bps),
            liquidityTier: fc.constantFrom('now', 'hour', 'day', 'week', 'longer'),
          }),
          (settings) => {
            const own = coinOf('GOV', { class: kind, ...settings });
            const [line] = linesOf(policyOf([usdc, own]), {
              holdings: [holdingOf('GOV', '1000', { decimals: 18 })],
              prices: quote('GOV', '5'),
            });
            expect([line?.riskAdjustedWad, line?.isEndogenous]).toEqual([0n, true]);
          },
        ),
      );
    },
  );
  it('a share of a governance token, and a pool share that may turn into one, back nothing either', () => {
    const gov = coinOf('GOV', { class: 'governance', isEligible: false });
    const rate = (id: string) => [sourceOf(`${id}-rate`, { basis: 'fundamental', quote: 'GOV' })];
    const staked = coinOf('stGOV', { class: 'lst', underlying: 'GOV', pricing: { sources: rate('stGOV') } });
    const pooled = coinOf('lpGOV', {
      class: 'lpShare',
      constituents: ['USDC', 'GOV'],
      pricing: { sources: rate('lpGOV') },
    });
    const lines = linesOf(policyOf([usdc, gov, staked, pooled]), {
      holdings: [
        holdingOf('stGOV', '10', { id: 's', decimals: 18 }),
        holdingOf('lpGOV', '10', { id: 'l', decimals: 18 }),
      ],
      prices: [
        ...par,
        ...quote('GOV', '5'),
        observe('stGOV-rate', '1.1', { basis: 'fundamental' }),
        observe('lpGOV-rate', '1', { basis: 'fundamental' }),
      ],
    });
    expect(lines.map((line) => [line.valueWad, line.riskAdjustedWad, line.flags])).toEqual([
      [usd('55'), 0n, ['ENDOGENOUS']],
      [usd('10'), 0n, ['ENDOGENOUS']],
    ]);
  });
  it('our own liability token held has no value as an asset', () => {
    const own = assetOf('hUSD', { class: 'ownLiability', isEligible: false });
    const [line] = linesOf(policyOf([usdc, own]), { holdings: [holdingOf('hUSD', '10')], prices: quote('hUSD', '1') });
    expect(line).toMatchObject({ valueWad: 0n, riskAdjustedWad: 0n, flags: ['OWN_LIABILITY', 'ENDOGENOUS'] });
  });
  it('what is not eligible has a value and backs nothing', () => {
    const [line] = linesOf(policyOf([usdc, assetOf('DAI', { isEligible: false })]), {
      holdings: [holdingOf('DAI', '10')],
      prices: par,
    });
    expect(line).toMatchObject({ valueWad: usd('10'), riskAdjustedWad: 0n, flags: ['NOT_ELIGIBLE'] });
  });
  it('what is encumbered, or sits in a blocked or paused token, has a value and backs nothing', () => {
    const stopped = (more: Parameters<typeof contractOf>[1]) => contractOf(tokenOf('USDC'), more);
    const held = { holdings: [holdingOf('USDC', '10')], prices: par };
    expect(linesOf(policy, { ...held, contracts: [stopped({})] })[0]?.flags).toEqual([]);
    for (const more of [{ areWeBlocked: true }, { isPaused: true }])
      expect(linesOf(policy, { ...held, contracts: [stopped(more)] })[0]).toMatchObject({
        valueWad: usd('10'),
        riskAdjustedWad: 0n,
        flags: ['BLOCKED'],
      });
    const pledged = { holdings: [holdingOf('USDC', '10', { where: 'encumbered' })], prices: par };
    expect(linesOf(policy, pledged)[0]).toMatchObject({ riskAdjustedWad: 0n, flags: ['ENCUMBERED'] });
  });
});

describe('valueLines: attested positions', () => {
  const cash = assetOf('CASH', { class: 'fiat', pricing: { method: 'par', sources: [] } });
  const bank = policyOf([usdc, cash]);
  const held = holdingOf('CASH', '1000000', { accountId: 'bank', chain: null, attestedId: 'r1' });
  const record = recordOf('r1', 'CASH', '1000000');
  const line = (more: Parameters<typeof recordOf>[3] | null) =>
    linesOf(bank, { holdings: [held], attested: more === null ? [] : [{ ...record, ...more }] })[0];

  it('signed by two and live, it backs', () => {
    expect(line({})).toMatchObject({ valueWad: usd('1000000'), riskAdjustedWad: usd('1000000'), flags: [] });
  });
  it('expires at its second, not after it', () => {
    expect(line({ expiresAtSeconds: NOW + 1 })?.flags).toEqual([]);
    expect(line({ expiresAtSeconds: NOW })).toMatchObject({
      valueWad: usd('1000000'),
      riskAdjustedWad: 0n,
      flags: ['ATTESTATION_EXPIRED'],
    });
  });
  it.each<[string, Parameters<typeof recordOf>[3] | null]>([
    ['missing', null],
    ['signed by one', { isDualApproved: false }],
    ['for another reserve', { reserve: 'other' }],
    ['for another account', { accountId: 'vault' }],
    ['for another asset', { assetId: 'USDC' }],
    ['for another amount', { amountRaw: raw(1n) }],
    ['in other decimals', { decimals: 2 }],
  ])('a record %s backs nothing', (_what, more) => {
    expect(line(more)).toMatchObject({ riskAdjustedWad: 0n, flags: ['ATTESTATION_INVALID'] });
  });
  it.each([[{ isEncumbered: true }], [{ lien: 'repo line' }]])('a lien backs nothing: %o', (more) => {
    expect(line(more)?.flags).toEqual(['ENCUMBERED']);
  });
  it('one record counts once, however many holdings point to it', () => {
    const lines = linesOf(bank, { holdings: [held, { ...held, id: 'again' }], attested: [record] });
    expect(lines.map((item) => [item.valueWad, item.flags])).toEqual([
      [usd('1000000'), []],
      [0n, ['DUPLICATE_CLAIM']],
    ]);
  });
});

describe('valueLines: one claim, one value', () => {
  const at = (id: string, contract: `0x${string}` | null, more: Partial<Parameters<typeof holdingOf>[2]> = {}) => {
    const holding = holdingOf('USDC', '10', { id, ...more });
    return { ...holding, provenance: { ...holding.provenance, contract } };
  };
  const savings = venueOf('savings', { kind: 'erc4626', assets: ['USDC'], address: token(0x46) });
  const law = policyOf([usdc], { venues: [savings] });

  it('the same balance read twice, and through two names of one account, counts once', () => {
    const [vault] = law.accounts;
    const twin = { ...law, accounts: [...law.accounts, { ...vault!, id: 'twin' }] };
    const lines = linesOf(twin, {
      holdings: [
        at('a', tokenOf('USDC')),
        at('b', tokenOf('USDC')),
        at('c', tokenOf('USDC'), { accountId: 'twin' }),
        at('d', tokenOf('USDC'), { accountId: 'stakers' }),
      ],
      prices: par,
    });
    expect(lines.map((line) => line.flags)).toEqual([[], ['DUPLICATE_CLAIM'], ['DUPLICATE_CLAIM'], []]);
  });
  it('a receipt counted as deposit is not counted again as a token', () => {
    const share = assetOf('sUSDC', {
      underlying: 'USDC',
      deployments: [{ chain: CHAIN, address: token(0x46), decimals: 6, bridge: null }],
    });
    const deposit = at('deposit', token(0x46), { where: 'deployed', venueId: 'savings' });
    const receipt = { ...at('receipt', token(0x46)), assetId: 'sUSDC' };
    const lines = linesOf(policyOf([usdc, share], { venues: [savings] }), {
      holdings: [deposit, receipt],
      prices: [...par, ...quote('sUSDC', '1')],
    });
    expect(lines.map((line) => line.flags)).toEqual([[], ['DUPLICATE_CLAIM']]);
  });
  it('holdings whose contract says nothing, and amounts in transit, are claims of their own', () => {
    const lines = linesOf(law, {
      holdings: [
        at('a', null),
        at('b', null),
        at('c', token(0x99)),
        at('d', token(0x99)),
        at('e', tokenOf('USDC'), { where: 'inTransit' }),
        at('f', tokenOf('USDC'), { where: 'inTransit' }),
      ],
      prices: par,
    });
    expect(lines.every((line) => line.flags.length === 0)).toBe(true);
  });
});

describe('valueLines: laws', () => {
  it('a line never backs more than it is worth, and worse prices never back more', () => {
    const price = fc.bigInt(10n ** 15n, 2n * 10n ** 18n);
    fc.assert(
      fc.property(
        price,
        price,
        fc.bigInt(0n, 10n ** 15n),
        fc.integer({ min: 0, max: 10_000 }),
        (p, q, amount, haircut) => {
          const law = policyOf([assetOf('USDC', { haircutFloorBps: bps(haircut) })]);
          const at = (value: bigint) =>
            linesOf(law, {
              holdings: [holdingOf('USDC', '0', { amountRaw: raw(amount) })],
              prices: quote('USDC', '1').map((item) => ({ ...item, priceWad: wad(value) })),
            })[0];
          const [low, high] = [at(p < q ? p : q), at(p < q ? q : p)];
          expect((low?.riskAdjustedWad ?? 0n) <= (low?.valueWad ?? 0n)).toBe(true);
          expect((low?.riskAdjustedWad ?? 0n) <= (high?.riskAdjustedWad ?? 0n)).toBe(true);
        },
      ),
    );
  });
});
