import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { raw, wad, type Action, type Assessment, type Plan, type Receipt } from '@ballast/core';
import { runTestCycles, type TestCycle } from '../../../core/src/replay/replay.fixture.ts';
import { actionName } from './describeAction.ts';
import { explainCycle, type ExplainedCycle } from './explainCycle.ts';
import { limitName, nameLimits } from './limitName.ts';

const UNIT = 10n ** 18n;
const [calm, shaken] = runTestCycles([{}, { usdcPrice: '0.93' }]) as [TestCycle, TestCycle];
const viewOf = (cycle: TestCycle, change: Partial<ExplainedCycle> = {}): ExplainedCycle => ({
  ...cycle,
  policy: cycle.loaded.policy,
  ...change,
});

const base = {
  accountId: 'treasury',
  reason: 'it must',
  sizedBy: 'exposure:issuer:circle',
  expectedCostWad: wad(0n),
  worsens: [],
};
const swap: Action = {
  ...base,
  kind: 'swap',
  index: 0,
  priority: 'leaveDisabled',
  reason: 'USDC is disabled: three origins below 0.97 for 30 minutes',
  venueId: 'pool',
  fromAssetId: 'USDC',
  toAssetId: 'WETH',
  amountInRaw: raw(1_000_000_000_000n),
  expectedOutRaw: raw(480n * UNIT),
  floorOutRaw: raw(470n * UNIT),
  isExit: true,
  soldWad: wad(930_000n * UNIT),
  boughtWad: wad(925_000n * UNIT),
  expectedCostWad: wad(5_000n * UNIT),
  worsens: [{ limitId: 'weight:max:WETH', pathBack: 'sold back once USDC is sound again' }],
};
const pause: Action = {
  ...base,
  kind: 'setIntake',
  index: 1,
  priority: 'restrictIntake',
  liabilityId: 'hUSD',
  isPaused: true,
  expectedCostWad: wad(-2n * UNIT),
};
const planWith = (change: Partial<Plan>): Plan => ({ ...shaken.plan, refused: [], reasons: [], ...change });
const receipt = (index: number, change: Partial<Receipt>): Receipt => ({
  schema: 'ballast/receipt/1',
  reserve: 'harbor',
  cycle: 2,
  parents: { plan: '0x00' },
  index,
  mode: 'execute',
  outcome: 'confirmed',
  code: '',
  reason: '',
  transactionHash: `0x${'ab'.repeat(32)}`,
  blockNumber: 103,
  gasUsedRaw: raw(1n),
  amountInRaw: null,
  amountOutRaw: null,
  ...change,
});
const textOf = (change: Partial<ExplainedCycle>): string => explainCycle(viewOf(shaken, change));
/** One section as running text. */
const sectionOf = (text: string, title: string): string =>
  (text.split('\n\n').find((part) => part.startsWith(title)) ?? '').replaceAll(/\s+/g, ' ');

describe('explainCycle', () => {
  it('tells a quiet cycle: seen, binding, level, nothing decided with reasons', () => {
    const text = explainCycle(viewOf(calm));
    expect(text.startsWith('Harbor, cycle 1, as of 2023-11-14T22:13:20Z (block 101 of eip155:31337)\n')).toBe(true);
    expect(sectionOf(text, 'What was seen')).toContain(
      'The reserve holds $26,000,000.00 and owes $9,800,000.00: a surplus of $16.20m.',
    );
    expect(sectionOf(text, 'What was seen')).toContain('$50.0k of hUSD is asked back and waits to be paid');
    expect(sectionOf(text, 'What binds')).toContain('the tightest limit that is met: ');
    expect(sectionOf(text, 'How serious it is')).toMatch(/The level is (normal|watch)/);
    expect(sectionOf(text, 'What was decided')).toContain('To do nothing.');
    for (const reason of calm.plan.reasons) expect(sectionOf(text, 'What was decided')).toContain(reason);
    for (const item of calm.plan.refused)
      expect(sectionOf(text, 'What was refused')).toContain(`${actionName(item)}: ${item.reason}`);
    expect(sectionOf(text, 'What happened')).toContain('Nothing was to be done, and nothing was done.');
  });

  it('tells a shaken one: which asset, since when, which limits are not met', () => {
    const text = textOf({});
    for (const state of shaken.assessment.assetStates.filter((item) => item.state !== 'sound'))
      expect(sectionOf(text, 'What was seen')).toContain(`${state.assetId} is ${state.state}`);
    for (const limit of shaken.assessment.limits.filter((item) => item.status !== 'met'))
      expect(sectionOf(text, 'What binds')).toContain(`${limitName(limit.id)} is `);
    for (const line of shaken.assessment.levelEvidence)
      expect(sectionOf(text, 'How serious it is')).toContain(nameLimits(line));
  });

  it('gives every action its reason, size, cost and the way back from what it worsens', () => {
    const plan = planWith({
      actions: [swap, pause],
      lossBudgetUsedWad: wad(5_000n * UNIT),
      turnoverUsedWad: wad(930_000n * UNIT),
    });
    const decided = sectionOf(textOf({ plan, receipts: [] }), 'What was decided');
    expect(decided).toContain('Assets no longer trusted are left:');
    expect(decided).toContain('1. sell 1,000,000 USDC for ≥ 470 WETH');
    expect(decided).toContain('because USDC is disabled: three origins below 0.97 for 30 minutes');
    expect(decided).toContain('sized by share with issuer circle, expected cost $5,000.00');
    expect(decided).toContain('worsens weight of WETH for now; the way back: sold back once USDC is sound again');
    expect(decided).toContain('2. pause intake of hUSD');
    expect(decided).toContain('expected gain $2.00');
    expect(decided).toContain('Together this turns over $930.0k and may lose $5,000.00 of the day');
    expect(sectionOf(textOf({ plan, receipts: [] }), 'What happened')).toContain('Nothing has been tried yet');
  });

  it('runs reasons into the sentence, keeps names in capitals, and calls no payment to holders a cost', () => {
    const pay: Action = {
      ...base,
      kind: 'payRedemptions',
      index: 0,
      priority: 'payRedemptions',
      reason: 'Claims are due.',
      liabilityId: 'hUSD',
      maxCount: 2,
      payoutAssetId: 'USDC',
      payoutRaw: raw(5_000_000n),
      expectedCostWad: wad(5n * UNIT),
    };
    const decided = sectionOf(
      textOf({ plan: planWith({ actions: [pay, { ...swap, index: 1 }] }) }),
      'What was decided',
    );
    expect(decided).toContain(
      '1. pay 2 redemptions: 5 USDC because claims are due. sized by share with issuer circle Assets no longer trusted',
    );
    expect(decided).toContain('because USDC is disabled');
    expect(decided).toContain('First of all, holders who asked are paid: 1.');
  });

  it('lists what was refused with code and room left', () => {
    const refused: Plan['refused'] = [
      {
        kind: 'deposit',
        subject: 'aave:USDC',
        priority: 'deposit',
        code: 'VENUE_CAP',
        reason: 'the venue cap binds',
        headroomWad: wad(7n * UNIT),
      },
      {
        kind: 'swap',
        subject: 'DAI',
        priority: 'cureCaps',
        code: 'NO_EXIT',
        reason: 'no verdict on its price',
        headroomWad: wad(-1n),
      },
    ];
    const said = sectionOf(textOf({ plan: planWith({ refused }) }), 'What was refused');
    expect(said).toContain('deposit aave:USDC: the venue cap binds [VENUE_CAP, room left $7.00]');
    expect(said).toContain('sell DAI: no verdict on its price [NO_EXIT]');
    expect(sectionOf(textOf({ plan: planWith({}) }), 'What was refused')).toContain(
      'Nothing was considered and refused.',
    );
  });

  it.each<[Receipt['outcome'], Partial<Receipt>, string]>([
    [
      'confirmed',
      { amountOutRaw: raw(475n * UNIT) },
      `1. done in block 103, brought 475 WETH, transaction 0x${'ab'.repeat(32)}`,
    ],
    ['simulated', { mode: 'dry' }, '1. only simulated, it would have worked: mode dry sends nothing'],
    ['proposed', { reason: 'Safe batch written' }, '1. proposed to the signers (Safe batch written)'],
    [
      'reverted',
      { code: 'FloorNotMet', reason: 'price moved' },
      '1. sent, and the chain refused it (FloorNotMet: price moved); nothing moved',
    ],
    ['refused', { code: 'ACT_DRIFT', reason: 'the world moved' }, '1. not sent (ACT_DRIFT: the world moved)'],
    ['skipped', { code: 'ACT_EARLIER_FAILED' }, '1. left out (ACT_EARLIER_FAILED)'],
  ])('tells what happened when %s', (outcome, change, expected) => {
    const text = textOf({ plan: planWith({ actions: [swap] }), receipts: [receipt(0, { outcome, ...change })] });
    expect(sectionOf(text, 'What happened')).toContain(expected);
  });
  it('says when an action has no receipt', () => {
    const text = textOf({ plan: planWith({ actions: [swap, pause] }), receipts: [receipt(1, {})] });
    expect(sectionOf(text, 'What happened')).toContain('1. no receipt 2. done in block 103');
  });

  it('names unknowns, never as zero, and says that totals are bounds', () => {
    const unknowns = Array.from({ length: 7 }, (_, index) => ({
      what: `feed ${index}`,
      code: 'STALE',
      reason: 'too old',
    }));
    const sheet = { ...shaken.sheet, unknowns, isBound: true, backingRatioWad: null };
    const seen = sectionOf(textOf({ sheet }), 'What was seen');
    expect(seen).toContain('holds at least $');
    expect(seen).toContain('the backing is unknown');
    expect(seen).toContain('feed 4 is unknown: too old');
    expect(seen).not.toContain('feed 5');
    expect(seen).toContain('and 2 more unknown figures; none of them counts as zero');
  });
  it('speaks of a shortfall, of nothing owed, of disagreeing nodes and of contracts', () => {
    const shortfall = { ...shaken.sheet, surplusWad: wad(-3n * UNIT) };
    expect(sectionOf(textOf({ sheet: shortfall }), 'What was seen')).toContain('a shortfall of $3.00');
    const owesNothing = {
      ...shaken.sheet,
      liabilities: [],
      liabilitiesWad: wad(0n),
      backingRatioWad: null,
      isBound: false,
    };
    expect(sectionOf(textOf({ sheet: owesNothing }), 'What was seen')).toContain('Nothing is owed.');
    const blocks = shaken.snapshot.blocks.map((block) => ({ ...block, agreement: 'disagreed' as const }));
    expect(sectionOf(textOf({ snapshot: { ...shaken.snapshot, blocks } }), 'What was seen')).toContain(
      'do not agree on block 102',
    );
    const assessment: Assessment = {
      ...shaken.assessment,
      contractAlerts: [{ subject: 'token:USDC', code: 'CODE_CHANGED', detail: 'its code changed' }],
      isExitOnly: true,
      exitOnlyReason: 'no eligible asset is left',
    };
    expect(sectionOf(textOf({ assessment }), 'What was seen')).toContain('contract token:USDC: its code changed');
    expect(sectionOf(textOf({ assessment }), 'What binds')).toContain(
      'the reserve only exits: no eligible asset is left',
    );
  });
  it('words limits in their unit, with where a tighter one comes from', () => {
    const limit: Assessment['limits'][number] = {
      id: 'budget:loss',
      unit: 'usd',
      direction: 'max',
      valueWad: wad(60_000n * UNIT),
      thresholdWad: wad(50_000n * UNIT),
      headroomWad: wad(-10_000n * UNIT),
      status: 'breached',
      isBinding: true,
      note: 'since noon',
      origin: 'chain',
    };
    const unknown = {
      ...limit,
      id: 'peg:DAI',
      unit: 'ratio' as const,
      valueWad: null,
      headroomWad: null,
      status: 'unknown' as const,
      note: '',
      origin: 'document' as const,
      thresholdWad: wad(UNIT / 100n),
    };
    const said = sectionOf(textOf({ assessment: { ...shaken.assessment, limits: [limit, unknown] } }), 'What binds');
    expect(said).toContain('0 of 2 limits are met.');
    expect(said).toContain("the day's loss is $60.0k, at most $50.0k (tightened on chain): breached (since noon)");
    expect(said).toContain('peg deviation of DAI is unknown, at most 1.00 %: cannot be judged');
  });

  it('blanks control characters that a node put into a reason', () => {
    const text = textOf({
      plan: planWith({ actions: [swap] }),
      receipts: [receipt(0, { outcome: 'reverted', reason: 'a\u001B[2Jb\nc\u009Bd' })],
    });
    expect(sectionOf(text, 'What happened')).toContain('(a [2Jb c d)');
    expect(text).not.toMatch(/[^\n\P{Cc}]/u);
  });

  it('never passes 80 columns and ends with a line end, whatever the texts', () => {
    const word = fc.oneof(fc.string({ maxLength: 20 }), fc.constant(`0x${'ab'.repeat(60)}`), fc.constant(''));
    const words = fc.array(word, { maxLength: 30 }).map((all) => all.join(' ').replaceAll(/[^\x20-\x7E]/g, '?'));
    fc.assert(
      fc.property(words, words, words, (a, b, c) => {
        const plan = planWith({
          actions: [{ ...swap, reason: a, worsens: [{ limitId: b, pathBack: c }] }],
          refused: [{ kind: 'swap', subject: a, priority: 'cureCaps', code: b, reason: c, headroomWad: null }],
          reasons: [a, b, c],
        });
        const sheet = { ...shaken.sheet, unknowns: [{ what: a, code: 'X', reason: b }] };
        const assessment = { ...shaken.assessment, levelEvidence: [a, c] };
        const text = textOf({
          plan,
          sheet,
          assessment,
          receipts: [receipt(0, { outcome: 'refused', code: b, reason: a })],
        });
        for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
        expect(text.endsWith('\n')).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});
