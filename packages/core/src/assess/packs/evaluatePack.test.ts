import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bps } from '../../units/amounts.ts';
import { parseWad } from '../../units/decimal.ts';
import { DAY_SECONDS } from '../../units/time.ts';
import { packOf, PACKS } from '../../policy/packs/packs.ts';
import type { AssetClass, Policy } from '../../policy/policy.ts';
import type { AttestedRecord, Snapshot } from '../../records/snapshot.ts';
import { initialCarried } from '../../value/initialCarried.ts';
import { value } from '../../value/value.ts';
import { CALM, HASH, POLICY, snapshotOf, START } from '../assess.fixture.ts';
import { bindingGaps, evaluatePack, type PackResult } from './evaluatePack.ts';

/** A reserve of dollars at a bank and bills: usdc stands for the cash on chain, `bill` for what the bank keeps. */
interface Made {
  readonly classes?: Readonly<Record<string, AssetClass>>;
  readonly holdings?: Readonly<Record<string, string | null>>;
  readonly billDays?: number | null;
  readonly kind?: AttestedRecord['kind'];
  readonly terms?: Partial<Policy['liabilities'][number]['redemption']>;
  readonly nowSeconds?: number;
}
const CASH_AND_BILLS = { usdc: '60000000', bill: '50000000' };

function judge(packId: string, made: Made = {}): Map<string, PackResult> {
  const { classes = { usdc: 'fiat', bill: 'tbill' }, holdings = CASH_AND_BILLS, billDays = 30 } = made;
  const policy: Policy = {
    ...POLICY,
    assets: POLICY.assets.map((asset) => ({ ...asset, class: classes[asset.id] ?? asset.class })),
    liabilities: POLICY.liabilities.map((item) => ({ ...item, redemption: { ...item.redemption, ...made.terms } })),
  };
  const nowSeconds = made.nowSeconds ?? START;
  const seen = snapshotOf({ ...CALM, nowSeconds, holdings }, policy);
  const snapshot = billDays === null ? seen : withRecord(seen, billDays, made.kind ?? 'custodian');
  const { sheet } = value({ snapshot, policy, policyHash: HASH, carried: initialCarried(policy, nowSeconds) });
  return new Map(evaluatePack(packOf(packId), { sheet, snapshot, policy }).map((item) => [item.rule.id, item]));
}

function withRecord(snapshot: Snapshot, days: number, kind: AttestedRecord['kind']): Snapshot {
  const holding = snapshot.holdings.find((item) => item.assetId === 'bill');
  if (holding?.amountRaw == null) return snapshot;
  const record: AttestedRecord = {
    schema: 'ballast/attested/1',
    reserve: snapshot.reserve,
    id: 'bills',
    institution: 'First Custodian',
    asOfSeconds: snapshot.asOfSeconds,
    expiresAtSeconds: snapshot.asOfSeconds + DAY_SECONDS,
    documentHash: null,
    signatures: [],
    signers: ['a', 'b'],
    isDualApproved: true,
    assetId: 'bill',
    accountId: 'bank',
    kind,
    amountRaw: holding.amountRaw,
    decimals: holding.decimals,
    isEncumbered: false,
    lien: null,
    maturitySeconds: snapshot.asOfSeconds + days * DAY_SECONDS,
  };
  const holdings = snapshot.holdings.map((item) => (item === holding ? { ...item, attestedId: 'bills' } : item));
  return { ...snapshot, holdings, attested: [record] };
}
const statuses = (packId: string, made: Made = {}): Record<string, string> =>
  Object.fromEntries([...judge(packId, made)].map(([id, result]) => [id, result.status]));

describe('evaluatePack', () => {
  it('passes cash and short bills, and says what no sheet can show', () => {
    expect(statuses('genius')).toEqual({
      backing: 'met',
      permitted: 'met',
      'no-rehypothecation': 'not determinable',
      'monthly-report': 'not determinable',
      'no-interest': 'not determinable',
      'fee-notice': 'not determinable',
    });
    expect(judge('genius').get('backing')?.valueWad).toBe(parseWad('1.1'));
  });

  it('breaks on bills that run too long: they back nothing here', () => {
    expect(judge('genius', { billDays: 93 }).get('permitted')?.status).toBe('met');
    const late = judge('genius', { billDays: 94 });
    expect([late.get('backing')?.status, late.get('backing')?.valueWad]).toEqual(['breached', parseWad('0.6')]);
    expect(late.get('permitted')?.note).toContain('94 days to run');
  });

  it('cannot tell without a maturity, and breaks all the same where even the best case fails', () => {
    expect(judge('genius', { billDays: null }).get('backing')?.status).toBe('not determinable');
    const few = judge('genius', { billDays: null, holdings: { usdc: '30000000', bill: '50000000' } });
    expect(few.get('backing')?.status).toBe('breached');
  });

  it('never lets stablecoins or crypto stand for what the law permits', () => {
    const { backing, permitted } = statuses('genius', { classes: {}, holdings: CALM.holdings });
    expect([backing, permitted]).toEqual(['breached', 'breached']);
  });

  it('measures the numbers of the OCC proposal', () => {
    const occ = judge('occ', { billDays: 30 });
    // 50 of 110 with 30 days, the rest cash: 13.6 days; 50 ÷ 110 at one institution; 60 ÷ 110 within five days.
    expect(occ.get('average-maturity')).toMatchObject({ status: 'met', unit: 'days', phase: 'proposed' });
    expect(occ.get('average-maturity')?.valueWad).toBe(13_636_363_636_363_636_364n);
    expect(judge('occ', { billDays: 60 }).get('average-maturity')?.status).toBe('breached');
    expect(occ.get('institution')).toMatchObject({ status: 'breached', note: 'the largest is First Custodian' });
    expect(occ.get('weekly-liquidity')).toMatchObject({ status: 'met', valueWad: 545_454_545_454_545_454n });
    expect(occ.get('daily-liquidity')?.status).toBe('not determinable');
  });

  it('bounds what it cannot see: too little cash breaks a deposit floor whoever keeps it', () => {
    const mostlyBills = { holdings: { usdc: '20000000', bill: '90000000' } };
    expect(judge('boe', mostlyBills).get('central-bank')?.status).toBe('breached');
    expect(judge('boe').get('central-bank')?.status).toBe('not determinable');
    expect(judge('boe').get('excess')?.status).toBe('breached');
  });

  it('reads redemption terms in business days, and doubts a capped one', () => {
    const after = (days: number) => judge('nydfs', { terms: { queueSeconds: days * DAY_SECONDS } }).get('redemption');
    expect([after(2)?.status, after(4)?.status, after(6)?.status]).toEqual(['met', 'not determinable', 'breached']);
    const capped = judge('nydfs', { terms: { capPerDayWad: parseWad('1') } }).get('redemption');
    expect(capped?.status).toBe('not determinable');
    expect(judge('mica', { terms: { feeBps: bps(1) } }).get('redemption-fee')?.status).toBe('breached');
  });

  it('takes supervisory haircuts by class and maturity, the harshest where none is stated', () => {
    const after = (billDays: number | null): unknown => judge('basel', { billDays }).get('after-haircuts')?.valueWad;
    // 60 of cash whole, 50 of bills less 0.5 %, 2 % and 4 %, over 100.
    expect([after(30), after(400), after(3000)]).toEqual(['1.0975', '1.09', '1.08'].map(parseWad));
    expect(after(null)).toBe(parseWad('1.08'));
  });

  it('knows which rules bind on the day of the sheet', () => {
    expect(judge('genius').get('backing')?.phase).toBe('not yet');
    expect(judge('genius', { nowSeconds: 1_800_316_800 }).get('backing')?.phase).toBe('in force');
    const gaps = bindingGaps([...judge('nydfs', { billDays: 94 }).values()]);
    expect(gaps.map((item) => item.rule.id)).toEqual(['backing', 'permitted', 'attestation']);
  });

  it('passes nothing that is unknown: not one rule on assets is met when an amount is', () => {
    for (const pack of PACKS) {
      const blind = [...judge(pack.id, { holdings: { usdc: null, bill: '50000000' } }).values()];
      const onAssets = blind.filter(({ rule }) => !rule.measure.kind.startsWith('redemption'));
      expect(onAssets.filter((item) => item.status !== 'not determinable')).toEqual([]);
    }
  });

  it('never gets better by holding something not permitted instead', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60 }), (moved) => {
        const holdings = { usdc: `${60 - moved}000000`, usdt: `${moved}000000`, bill: '50000000' };
        const backing = judge('genius', { holdings }).get('backing')?.valueWad ?? 0n;
        expect(backing).toBe(parseWad(`${110 - moved}`) / 100n);
      }),
      { numRuns: 20 },
    );
  });
});
