import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bps, wad } from '../units/amounts.ts';
import type { Policy } from '../policy/policy.ts';
import type { BalanceSheet, Exposure } from '../records/sheet.ts';
import type { Snapshot } from '../records/snapshot.ts';
import { exposuresOf } from './exposures.ts';
import { assetOf, cdpOf, CHAIN, coinOf, policyOf, sourceOf, tokenOf, usd, venueOf } from '../policy/policy.fixture.ts';
import { holdingOf, observe, owes, quote, sheetOf, snapshotOf, units } from './value.fixture.ts';

const sheet = (policy: Policy, snapshot: Partial<Snapshot>): BalanceSheet => sheetOf(policy, snapshotOf(snapshot));
const find = (
  { exposures }: Pick<BalanceSheet, 'exposures'>,
  kind: Exposure['kind'],
  id: string,
): Exposure | undefined => exposures.find((item) => item.kind === kind && item.id === id);
const rate = (id: string, underlying: string) => ({
  sources: [sourceOf(`${id}-rate`, { basis: 'fundamental' as const, quote: underlying })],
});

describe('exposuresOf', () => {
  it('a line of unknown value is named under its counterparties and adds nothing', () => {
    const result = sheet(policyOf([assetOf('USDC'), assetOf('DAI')]), {
      holdings: [holdingOf('USDC', '10'), holdingOf('DAI', '10')],
      prices: quote('USDC', '1'),
    });
    expect(find(result, 'issuer', 'DAI-issuer')).toMatchObject({ valueWad: 0n, shareBps: 0n, lines: ['DAI@vault'] });
    expect(find(result, 'issuer', 'USDC-issuer')).toMatchObject({ shareBps: 10_000n });
  });
  it('an empty reserve is exposed to nobody', () => {
    expect(sheet(policyOf([assetOf('USDC')]), {}).exposures).toEqual([]);
    const zero = sheet(policyOf([assetOf('USDC')]), { holdings: [holdingOf('USDC', '0')] });
    expect(find(zero, 'issuer', 'USDC-issuer')).toMatchObject({ valueWad: 0n, shareBps: 0n });
  });
  it('looks through a share, and a share of a share, to every issuer and custodian underneath', () => {
    const policy = policyOf([
      assetOf('USDC', { custodian: 'BNY' }),
      coinOf('sUSDC', { issuer: 'Spark', underlying: 'USDC', custodian: 'Vault Co', pricing: rate('sUSDC', 'USDC') }),
      coinOf('wsUSDC', { issuer: 'Wrapper', underlying: 'sUSDC', pricing: rate('wsUSDC', 'sUSDC') }),
    ]);
    const result = sheet(policy, {
      holdings: [holdingOf('wsUSDC', '100', { decimals: 18 })],
      prices: [
        ...quote('USDC', '1'),
        observe('sUSDC-rate', '1.1', { basis: 'fundamental' }),
        observe('wsUSDC-rate', '1', { basis: 'fundamental' }),
      ],
    });
    for (const id of ['Wrapper', 'Spark', 'USDC-issuer']) expect(find(result, 'issuer', id)?.valueWad).toBe(usd('110'));
    for (const id of ['BNY', 'Vault Co', 'self']) expect(find(result, 'custodian', id)?.valueWad).toBe(usd('110'));
    expect(find(result, 'asset', 'USDC')).toBeUndefined();
  });
  it('a line counts once per counterparty, however many ways lead there', () => {
    const policy = policyOf([
      assetOf('DAI', { issuer: 'Maker', custodian: 'self' }),
      coinOf('sDAI', { issuer: 'Maker', underlying: 'DAI', custodian: 'self', pricing: rate('sDAI', 'DAI') }),
    ]);
    const result = sheet(policy, {
      holdings: [holdingOf('sDAI', '100', { decimals: 18 })],
      prices: [...quote('DAI', '1'), observe('sDAI-rate', '1', { basis: 'fundamental' })],
    });
    expect(find(result, 'issuer', 'Maker')).toMatchObject({ valueWad: usd('100'), shareBps: 10_000n });
    expect(find(result, 'custodian', 'self')?.valueWad).toBe(usd('100'));
  });
  it('bridges of everything it is made of, on the chain where it sits', () => {
    const bridged = (id: string, more = {}) =>
      assetOf(id, {
        deployments: [{ chain: CHAIN, address: tokenOf(id), decimals: 6, bridge: `${id}-bridge` }],
        ...more,
      });
    const policy = policyOf([bridged('USDC'), bridged('sUSDC', { underlying: 'USDC' })]);
    const result = sheet(policy, {
      holdings: [holdingOf('sUSDC', '10')],
      prices: [...quote('USDC', '1'), ...quote('sUSDC', '1')],
    });
    expect(find(result, 'bridge', 'USDC-bridge')?.valueWad).toBe(usd('10'));
    expect(find(result, 'bridge', 'sUSDC-bridge')?.valueWad).toBe(usd('10'));
    expect(find(result, 'chain', CHAIN)?.valueWad).toBe(usd('10'));
  });
  it('a deposit exposes to the operator of its venue, cash in a bank to the bank and to no chain', () => {
    const cash = assetOf('CASH', { class: 'fiat', pricing: { method: 'par', sources: [] } });
    const policy = policyOf([assetOf('USDC'), cash], {
      venues: [venueOf('aave', { kind: 'aave-v3', operator: 'Aave DAO', assets: ['USDC'] })],
    });
    const result = sheet(policy, {
      holdings: [
        holdingOf('USDC', '75', { where: 'deployed', venueId: 'aave' }),
        holdingOf('CASH', '25', { id: 'cash', accountId: 'bank', chain: null }),
      ],
      prices: quote('USDC', '1'),
    });
    expect(find(result, 'venue', 'Aave DAO')?.shareBps).toBe(7500n);
    expect(find(result, 'custodian', 'First Bank')?.shareBps).toBe(2500n);
    expect(find(result, 'chain', CHAIN)?.shareBps).toBe(7500n);
  });
  it('a pool share exposes to every asset it may turn into', () => {
    const lp = assetOf('3pool', { class: 'lpShare', constituents: ['USDC', 'DAI'], pegWad: null });
    const result = sheet(policyOf([assetOf('USDC'), assetOf('DAI'), lp]), {
      holdings: [holdingOf('3pool', '10')],
      prices: [...quote('USDC', '1'), ...quote('DAI', '1'), ...quote('3pool', '1')],
    });
    for (const id of ['USDC-issuer', 'DAI-issuer', '3pool-issuer'])
      expect(find(result, 'issuer', id)?.valueWad).toBe(usd('10'));
  });
  it('the collateral of a book exposes to its issuer, no further than it backs debt', () => {
    const policy = policyOf([assetOf('USDC'), coinOf('ETH')], { liabilities: [cdpOf(['ETH'])] });
    const position = {
      id: 'p',
      collateralAssetId: 'ETH',
      collateralRaw: units('5', 18),
      collateralDecimals: 18,
      debtRaw: units('100', 18),
    };
    const result = sheet(policy, {
      liabilities: [owes('100', { positions: [position] })],
      prices: quote('ETH', '2000'),
    });
    expect(find(result, 'issuer', 'ETH-issuer')).toMatchObject({
      valueWad: usd('100'),
      shareBps: 10_000n,
      lines: ['hUSD'],
    });
    expect(find(result, 'chain', CHAIN)?.valueWad).toBe(usd('100'));
  });
  it('shares are rounded up', () => {
    const [line] = sheet(policyOf([assetOf('USDC')]), {
      holdings: [holdingOf('USDC', '1')],
      prices: quote('USDC', '1'),
    }).lines;
    if (line === undefined) throw new TypeError('no line');
    const [exposure] = exposuresOf([line], [], policyOf([assetOf('USDC')]), wad(usd('30000')));
    expect(exposure?.shareBps).toBe(1n);
  });
  it('the custodian is the account’s, and the venue’s chain stands in where no account is known', () => {
    const policy = policyOf([assetOf('USDC')], { venues: [venueOf('pool', { assets: ['USDC', 'USDC'] })] });
    const result = sheet(policy, {
      holdings: [holdingOf('USDC', '1', { accountId: 'nobody', where: 'deployed', venueId: 'pool' })],
      prices: quote('USDC', '1'),
    });
    expect(result.exposures.some((item) => item.kind === 'custodian')).toBe(false);
    expect(find(result, 'chain', CHAIN)?.valueWad).toBe(usd('1'));
  });
  it('ordered by kind and id; no share above the whole; permuting lines changes nothing', () => {
    const ids = ['USDC', 'DAI', 'USDT'];
    const policy = policyOf(ids.map((id) => assetOf(id, { haircutFloorBps: bps(10) })));
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...ids), fc.nat(1_000_000)), { maxLength: 8 }), (rows) => {
        const holdings = rows.map(([id, amount], index) => holdingOf(id, String(amount), { id: `h${index}` }));
        const prices = ids.flatMap((id) => quote(id, '1'));
        const straight = sheet(policy, { holdings, prices }).exposures;
        expect(sheet(policy, { holdings: holdings.toReversed(), prices }).exposures).toEqual(straight);
        const keys = straight.map((item) => `${item.kind}\n${item.id}`);
        expect(keys).toEqual(keys.toSorted());
        expect(straight.every((item) => item.shareBps <= 10_000n)).toBe(true);
      }),
    );
  });
});
