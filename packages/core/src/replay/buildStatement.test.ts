import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bps, raw, wad, type Bps } from '../units/amounts.ts';
import type { Assessment } from '../records/assessment.ts';
import { canonicalText, hashArtefact } from '../records/canonical.ts';
import type { BalanceSheet } from '../records/sheet.ts';
import type { Address, Snapshot, VaultState } from '../records/snapshot.ts';
import type { Statement } from '../records/statement.ts';
import { buildStatement, type StatementInput } from './buildStatement.ts';
import { ATTESTER_SECRET, NOW, runTestCycles, signAttested, type TestCycle } from './replay.fixture.ts';
import { publicKeyOf } from './signTreeHead.ts';

const UNIT = 10n ** 18n;
const [first, second] = runTestCycles([{}, { usdcPrice: '0.999' }]) as [TestCycle, TestCycle];

const inputOf = (cycle: TestCycle): StatementInput => ({
  ...cycle,
  policy: cycle.loaded.policy,
  policyHash: cycle.loaded.documentHash,
  previous: null,
  earlierAssessments: [],
  signer: publicKeyOf(ATTESTER_SECRET),
  withdrawal: null,
});
const build = (change: Partial<StatementInput> = {}): Statement => buildStatement({ ...inputOf(first), ...change });
const withSheet = (change: Partial<BalanceSheet>): Statement => build({ sheet: { ...first.sheet, ...change } });
const withSnapshot = (change: Partial<Snapshot>): Statement => build({ snapshot: { ...first.snapshot, ...change } });
const withLiability = (change: Partial<Snapshot['liabilities'][number]>): Statement =>
  withSnapshot({ liabilities: first.snapshot.liabilities.map((item) => ({ ...item, ...change })) });
// Only what a statement reads of a vault.
const vaultWith = (fields: Partial<VaultState>): VaultState => fields as VaultState;
const codes = (statement: Statement): string[] => statement.reasons.map((reason) => reason.code);

describe('assets', () => {
  const lines = new Map(build().assets.map((line) => [line.holdingId, line]));
  it('name counterparties, tier, time to cash, mark, sources and age', () => {
    expect(lines.get('treasury:USDC')).toMatchObject({
      class: 'stablecoin',
      issuer: 'circle',
      custodian: 'self',
      chain: 'eip155:31337',
      operator: null,
      liquidityTier: 'now',
      timeToCash: 'now',
      encumbrance: null,
      amountRaw: 6_000_000_000_000n,
      amountAgeSeconds: 0,
      markWad: UNIT,
      valueWad: 6_000_000n * UNIT,
      riskAdjustedWad: 5_940_000n * UNIT,
      haircutBps: 100n,
      sources: ['alpha', 'beta', 'gamma'].map((origin) => ({ sourceId: `USDC-${origin}`, ageSeconds: 60 })),
    });
    expect(lines.get('bank:BANK')).toMatchObject({
      custodian: 'first-bank',
      chain: null,
      amountAgeSeconds: 3600,
      timeToCash: 'day',
    });
  });
  it('say which of three things stands behind each', () => {
    expect(Object.fromEntries([...lines].map(([id, line]) => [id, line.evidence]))).toEqual({
      'treasury:USDC': 'header-matched',
      'treasury:WETH': 'header-matched',
      'treasury:GOV': 'consistent',
      'bank:BANK': 'attested',
    });
    expect(build().liabilities[0]?.evidence).toBe('header-matched');
    const unproven = build({ proofs: null });
    expect(unproven.assets.map((line) => line.evidence)).toEqual([
      'consistent',
      'consistent',
      'consistent',
      'attested',
    ]);
    expect(unproven.liabilities[0]?.evidence).toBe('consistent');
    const unsigned = withSnapshot({ attested: [signAttested([])] });
    expect(unsigned.assets.at(-1)?.evidence).toBe('consistent');
  });
  it('a lien names the encumbrance; encumbered and in transit are never cash in time', () => {
    const change = (where: 'encumbered' | 'inTransit'): Statement =>
      withSheet({ lines: first.sheet.lines.map((line) => ({ ...line, where })) });
    expect(change('encumbered').assets.map((line) => [line.encumbrance, line.timeToCash])).toEqual(
      Array.from({ length: 4 }, () => ['encumbered', 'longer']),
    );
    expect(change('inTransit').assets[0]?.encumbrance).toBe('in transit');
    const pledged = withSnapshot({ attested: [{ ...signAttested(), lien: 'pledged to First Bank' }] });
    expect(pledged.assets.at(-1)?.encumbrance).toBe('pledged to First Bank');
  });
  it('unknown amounts have unknown time to cash and make their totals bounds', () => {
    const statement = withSheet({
      lines: first.sheet.lines.map((line) =>
        line.assetId === 'WETH' ? { ...line, amountRaw: null, valueWad: null } : line,
      ),
    });
    expect(statement.assets[1]).toMatchObject({ amountRaw: null, valueWad: null, timeToCash: 'unknown' });
    expect(statement.totals.filter((total) => total.isBound).map((total) => `${total.by} ${total.id}`)).toEqual([
      'class crypto',
      'issuer ethereum',
      'custodian self',
      'venue none',
      'liquidityTier hour',
      'timeToCash unknown',
      'encumbrance free',
    ]);
  });
  it('amounts of one asset with different decimals are never added up into a time', () => {
    const usdc = first.sheet.lines[0] as BalanceSheet['lines'][number];
    const statement = withSheet({ lines: [usdc, { ...usdc, holdingId: 'other', decimals: 18 }] });
    expect(statement.assets.map((line) => line.timeToCash)).toEqual(['longer', 'longer']);
  });
});

describe('totals', () => {
  it('every grouping adds up to all lines, whatever the values', () => {
    const values = fc.array(fc.option(fc.bigInt({ min: 0n, max: 10n ** 30n })), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(values, (all) => {
        const lines = first.sheet.lines.map((line, index) => {
          const value = all[index] ?? null;
          return { ...line, valueWad: value === null ? null : wad(value) };
        });
        const whole = all.reduce<bigint>((total, value) => total + (value ?? 0n), 0n);
        const { totals } = withSheet({ lines });
        for (const by of new Set(totals.map((total) => total.by))) {
          const group = totals.filter((total) => total.by === by);
          expect(group.reduce((total, item) => total + item.valueWad, 0n)).toBe(whole);
          expect(group.reduce((total, item) => total + item.shareBps, 0n)).toBeLessThanOrEqual(10_000n);
          expect(group.toSorted((a, b) => (a.valueWad > b.valueWad ? -1 : 1))).toEqual(group);
        }
      }),
    );
  });
  it('cover class, issuer, custodian, venue, tier, time to cash and encumbrance', () => {
    expect([...new Set(build().totals.map((total) => total.by))]).toEqual([
      'class',
      'issuer',
      'custodian',
      'venue',
      'liquidityTier',
      'timeToCash',
      'encumbrance',
    ]);
  });
});

describe('liabilities', () => {
  // 9.75m standing, 50k waiting of which 20k is due; the cap of 500k has 100k used.
  it('split the claim by the terms', () => {
    expect(build().liabilities).toEqual([
      {
        liabilityId: 'hUSD',
        kind: 'par',
        payoutAssetId: 'USDC',
        decimals: 18,
        supplyRaw: 10_000_000n * UNIT,
        outstandingRaw: 9_750_000n * UNIT,
        claimWad: 9_800_000n * UNIT,
        redeemableWad: 420_000n * UNIT,
        temporarilyNonRedeemableWad: 9_380_000n * UNIT,
        permanentlyNonRedeemableRaw: 250_000n * UNIT,
        terms: 'one USD a unit, paid in USDC; fee 10 bps; at most 500000 USD a day; paid 3600 s after the request',
        evidence: 'header-matched',
      },
    ]);
  });
  it('set-aside requests are owed but not redeemable', () => {
    const pending = first.snapshot.liabilities[0]?.pending.map((item) => ({ ...item, isSetAside: true })) ?? [];
    expect(withLiability({ pending }).liabilities[0]?.redeemableWad).toBe(400_000n * UNIT);
  });
  it('a used-up cap leaves only what is due', () => {
    expect(withLiability({ redeemedLastDayRaw: raw(600_000n * UNIT) }).liabilities[0]?.redeemableWad).toBe(
      20_000n * UNIT,
    );
  });
  it('the vault’s own cap counts when it is tighter, and only for its own liability', () => {
    const vault = (left: bigint, liability: Address): VaultState =>
      vaultWith({
        liability,
        policyDocumentHash: first.loaded.documentHash,
        redemption: {
          payoutAssetId: 'USDC',
          owed: 'numeraire',
          feeBps: bps(10),
          capPerDayWad: wad(300_000n * UNIT),
          usedWad: wad(300_000n * UNIT - left),
          delaySeconds: 3600,
        },
      });
    const token = first.loaded.policy.liabilities[0]?.token ?? '0x';
    expect(withSnapshot({ vault: vault(70_000n * UNIT, token) }).liabilities[0]?.redeemableWad).toBe(90_000n * UNIT);
    expect(withSnapshot({ vault: vault(70_000n * UNIT, '0xother') }).liabilities[0]?.redeemableWad).toBe(
      420_000n * UNIT,
    );
  });
  it('without cap everything standing is redeemable', () => {
    const { policy } = first.loaded;
    const liabilities = policy.liabilities.map((item) => ({
      ...item,
      redemption: { ...item.redemption, capPerDayWad: null },
    }));
    const statement = build({ policy: { ...policy, liabilities } });
    expect(statement.liabilities[0]).toMatchObject({
      redeemableWad: 9_770_000n * UNIT,
      temporarilyNonRedeemableWad: 30_000n * UNIT,
    });
    expect(statement.liabilities[0]?.terms).toContain('no daily cap');
  });
  it('an unknown claim is unknown in every part', () => {
    const liabilities = first.sheet.liabilities.map((line) => ({ ...line, claimWad: null, outstandingRaw: null }));
    const statement = withSheet({ liabilities });
    expect(statement.liabilities[0]).toMatchObject({
      claimWad: null,
      redeemableWad: null,
      temporarilyNonRedeemableWad: null,
    });
    expect([statement.atMark, statement.atStressedExit].map((item) => item.ratioWad)).toEqual([null, null]);
  });
  it('redeemable and temporarily non-redeemable add up to the claim, neither negative', () => {
    const amount = fc.bigInt({ min: 0n, max: 10n ** 26n });
    fc.assert(
      fc.property(
        amount,
        amount,
        amount,
        amount,
        amount,
        fc.integer({ min: -1, max: 1 }),
        (standing, waiting, a, b, redeemed, due) => {
          const pending = [a, b].map((payout, id) => ({
            id,
            liabilityRaw: raw(payout),
            payoutAssetId: 'USDC',
            payoutRaw: raw(payout),
            requestedAtSeconds: NOW - 10,
            dueAtSeconds: NOW + (id === 0 ? due : 1),
            isSetAside: false,
          }));
          const snapshot = {
            ...first.snapshot,
            liabilities: first.snapshot.liabilities.map((item) => ({
              ...item,
              pending,
              redeemedLastDayRaw: raw(redeemed),
            })),
          };
          const sheet = {
            ...first.sheet,
            liabilities: first.sheet.liabilities.map((line) => ({
              ...line,
              outstandingRaw: raw(standing),
              pendingWad: wad(waiting),
              claimWad: wad(standing + waiting),
            })),
          };
          const [line] = build({ snapshot, sheet }).liabilities;
          expect((line?.redeemableWad ?? -1n) + (line?.temporarilyNonRedeemableWad ?? -1n)).toBe(standing + waiting);
          expect(line?.redeemableWad).toBeGreaterThanOrEqual(0n);
          expect(line?.temporarilyNonRedeemableWad).toBeGreaterThanOrEqual(0n);
        },
      ),
    );
  });
});

describe('backing', () => {
  it('at mark as the sheet says, after haircuts, and at stressed exit below mark', () => {
    const statement = build();
    expect(statement.atMark).toMatchObject({
      assetsWad: first.sheet.assetsWad,
      ratioWad: first.sheet.backingRatioWad,
      surplusWad: first.sheet.surplusWad,
    });
    expect(statement.afterHaircuts).toMatchObject({
      assetsWad: first.sheet.riskAdjustedWad,
      ratioWad: first.sheet.riskAdjustedBackingRatioWad,
    });
    // 6m USDC and 3m bank cash are cash within the week, 2m WETH has no pool and counts after 20 %, GOV counts nothing.
    expect(statement.atStressedExit.assetsWad).toBe(10_600_000n * UNIT);
    expect(statement.atStressedExit.method).toContain('exit cost');
  });
  it('stressed exit charges the ladder’s cost and marks at the low price', () => {
    const draw = {
      assetId: 'WETH',
      venueId: 'pool',
      amountRaw: raw(500n * UNIT),
      cashWad: wad(950_000n * UNIT),
      costWad: wad(50_000n * UNIT),
    };
    const ladder = first.sheet.ladder.map((rung) =>
      rung.horizon === 'week' ? { ...rung, draws: [...rung.draws, draw] } : rung,
    );
    // 0.95m for half the ether, the other half after 20 %.
    expect(withSheet({ ladder }).atStressedExit.assetsWad).toBe(9_000_000n * UNIT + 950_000n * UNIT + 800_000n * UNIT);
    const prices = first.sheet.prices.map((price) =>
      price.assetId === 'WETH' ? { ...price, lowWad: wad(1_000n * UNIT) } : price,
    );
    expect(withSheet({ prices }).atStressedExit.assetsWad).toBe(9_000_000n * UNIT + 800_000n * UNIT);
  });
  it('stressed exit never counts a flagged line, even one the ladder could sell', () => {
    const draw = {
      assetId: 'GOV',
      venueId: 'pool',
      amountRaw: raw(UNIT),
      cashWad: wad(9_000_000n * UNIT),
      costWad: wad(0n),
    };
    const ladder = first.sheet.ladder.map((rung) => ({ ...rung, draws: [...rung.draws, draw] }));
    expect(withSheet({ ladder }).atStressedExit.assetsWad).toBe(10_600_000n * UNIT);
  });
  it('stressed exit never exceeds the counted lines at mark', () => {
    const value = fc.bigInt({ min: 0n, max: 10n ** 26n });
    fc.assert(
      fc.property(value, value, fc.bigInt({ min: 0n, max: 10_000n }), (cash, cost, haircut) => {
        const draw = { assetId: 'WETH', venueId: 'pool', amountRaw: raw(1n), cashWad: wad(cash), costWad: wad(cost) };
        const ladder = first.sheet.ladder.map((rung) => ({ ...rung, draws: [...rung.draws, draw] }));
        const lines = first.sheet.lines.map((line) => ({ ...line, haircutBps: haircut as Bps }));
        const counted = first.sheet.lines
          .filter((line) => line.flags.length === 0)
          .reduce((total, line) => total + (line.valueWad ?? 0n), 0n);
        expect(withSheet({ ladder, lines }).atStressedExit.assetsWad).toBeLessThanOrEqual(counted);
      }),
    );
  });
});

describe('limits since the last statement', () => {
  const failed: Assessment = {
    ...first.assessment,
    cycle: 7,
    limits: first.assessment.limits.map((limit) => (limit.id === 'backing' ? { ...limit, status: 'breached' } : limit)),
  };
  it('count every cycle and name the first that failed', () => {
    const { limits, parents } = build({ earlierAssessments: [failed, first.assessment] });
    expect(limits.find((limit) => limit.id === 'backing')).toMatchObject({
      status: 'met',
      cyclesChecked: 3,
      cyclesMet: 2,
      firstNotMetCycle: 7,
    });
    expect(limits.find((limit) => limit.id === 'liquidity:now')).toMatchObject({
      cyclesChecked: 3,
      cyclesMet: 3,
      firstNotMetCycle: null,
    });
    expect(parents.assessments).toEqual([failed, first.assessment, first.assessment].map(hashArtefact));
  });
  it('unknown is not met; a limit that is new counts its own cycles', () => {
    const unknown = { ...failed, limits: failed.limits.map((limit) => ({ ...limit, status: 'unknown' as const })) };
    const none = { ...failed, limits: [] };
    expect(build({ earlierAssessments: [unknown] }).limits[0]).toMatchObject({ cyclesChecked: 2, cyclesMet: 1 });
    expect(build({ earlierAssessments: [none] }).limits[0]).toMatchObject({ cyclesChecked: 1, cyclesMet: 1 });
  });
});

describe('state', () => {
  it('valid when nothing stands against it', () => expect(build()).toMatchObject({ state: 'valid', reasons: [] }));
  it('a breached or unjudged limit is news about the reserve, not about the statement', () => {
    const limits = first.assessment.limits.map((limit, index) => ({
      ...limit,
      status: index % 2 === 0 ? ('breached' as const) : ('unknown' as const),
    }));
    expect(build({ assessment: { ...first.assessment, limits } }).state).toBe('valid');
  });
  it.each<[string, Statement, string[]]>([
    ['an unknown figure', withSheet({ unknowns: [{ what: 'x', code: 'Y', reason: 'z' }] }), ['UNKNOWN']],
    [
      'nodes that disagree',
      withSnapshot({ blocks: first.snapshot.blocks.map((block) => ({ ...block, agreement: 'disagreed' })) }),
      ['NODES_DISAGREE'],
    ],
    [
      'a held asset without consensus',
      withSheet({
        prices: first.sheet.prices.map((price) => (price.assetId === 'WETH' ? { ...price, status: 'HALT' } : price)),
      }),
      ['PRICE_UNSETTLED'],
    ],
    [
      'an expired record',
      withSnapshot({ attested: [{ ...signAttested(), expiresAtSeconds: NOW }] }),
      ['ATTESTATION_EXPIRED'],
    ],
    [
      'a record one person signed',
      withSnapshot({ attested: [signAttested(['02'.repeat(32)])] }),
      ['ATTESTATION_NOT_APPROVED'],
    ],
    [
      'a contract alert',
      build({
        assessment: {
          ...first.assessment,
          contractAlerts: [{ subject: 'token:USDC', code: 'CODE_CHANGED', detail: 'changed' }],
        },
      }),
      ['CONTRACT_ALERT'],
    ],
    [
      'a policy the vault does not hold',
      withSnapshot({ vault: vaultWith({ policyDocumentHash: '0x00', liability: '0x00' }) }),
      ['POLICY_NOT_RATIFIED'],
    ],
    [
      'a state proof that fails',
      withSnapshot({
        holdings: first.snapshot.holdings.map((item) =>
          item.assetId === 'USDC' ? { ...item, amountRaw: raw(1n) } : item,
        ),
      }),
      ['PROOF_FAILED'],
    ],
  ])('degraded by %s', (_name, statement, expected) => {
    expect(statement.state).toBe('degraded');
    expect(codes(statement)).toEqual(expected);
  });
  it('an unsettled price of something not held does not matter', () => {
    const prices = first.sheet.prices.map((price) => ({
      ...price,
      assetId: 'OTHER',
      status: 'INDETERMINATE' as const,
    }));
    expect(withSheet({ prices }).state).toBe('valid');
  });
  it('withdrawn by a person, or when nothing is known', () => {
    expect(build({ withdrawal: 'wrong bank letter' })).toMatchObject({
      state: 'withdrawn',
      reasons: [{ code: 'WITHDRAWN', reason: 'wrong bank letter' }],
    });
    const lines = first.sheet.lines.map((line) => ({ ...line, valueWad: null }));
    expect(codes(withSheet({ lines }))).toEqual(['NOTHING_KNOWN']);
    const liabilities = first.sheet.liabilities.map((line) => ({ ...line, claimWad: null }));
    expect(withSheet({ liabilities }).state).toBe('withdrawn');
    expect(withSheet({ lines: [], liabilities: [] }).state).toBe('valid');
  });
});

describe('the statement itself', () => {
  it('expires after a day, or when the first record in force does', () => {
    expect(build().expiresAtSeconds).toBe(NOW + 43_200);
    expect(withSnapshot({ attested: [] }).expiresAtSeconds).toBe(NOW + 86_400);
    expect(withSnapshot({ attested: [{ ...signAttested(), expiresAtSeconds: NOW - 1 }] }).expiresAtSeconds).toBe(
      NOW + 86_400,
    );
  });
  it('names its parents, its signer, the statement before and what it is not', () => {
    expect(second.statement.parents).toEqual({
      previous: hashArtefact(first.statement),
      policy: second.loaded.documentHash,
      snapshot: hashArtefact(second.snapshot),
      proofs: hashArtefact(second.proofs),
      balanceSheet: hashArtefact(second.sheet),
      assessments: [hashArtefact(second.assessment)],
      plan: hashArtefact(second.plan),
      receipts: second.receipts.map(hashArtefact),
    });
    expect(second.statement.signer).toBe(publicKeyOf(ATTESTER_SECRET));
    expect(second.statement.isNot[0]).toMatch(/not an audit/);
    expect(second.statement.blocks[0]).toMatchObject({ number: 102, timeSeconds: NOW + 3600, agreement: 'agreed' });
  });
  it('same input, same bytes', () => expect(canonicalText(build())).toBe(canonicalText(build())));
});
