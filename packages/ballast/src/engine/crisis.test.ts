import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadPolicy, type Policy, type Receipt, type SwapAction } from '@ballast/core';
import { localSigner } from '../act/signer.ts';
import { importPriceFile } from '../history/importPriceFile.ts';
import { createLocalWorld, type LocalWorldOptions } from '../worlds/local/createLocalWorld.ts';
import { runUnrecorded, type UnrecordedCycle } from './runUnrecorded.ts';
import { scoreRun, type HolderScore } from './scoreRun.ts';

interface Lived {
  readonly policy: Policy;
  readonly cycles: readonly UnrecordedCycle[];
  readonly score: HolderScore;
}

/** Lives through a crisis on real contracts and keeps every cycle. */
async function live(options: LocalWorldOptions): Promise<Lived> {
  const world = await createLocalWorld({ seed: 1, ...options });
  try {
    const { policy, documentHash } = loadPolicy(world.policyText ?? '', 'policy.yaml');
    const cycles: UnrecordedCycle[] = [];
    for await (const cycle of runUnrecorded({
      world,
      policy,
      policyHash: documentHash,
      signer: localSigner(world.developmentKey ?? '0x'),
      priceSeries: world.priceHistory,
      signal: new AbortController().signal,
    }))
      cycles.push(cycle);
    const vault = policy.execution.vault?.address ?? '0x';
    return { policy, cycles, score: await scoreRun(world.rpc, vault, policy) };
  } finally {
    await world.stop();
  }
}

interface Sale {
  readonly cycle: UnrecordedCycle;
  readonly action: SwapAction;
  readonly receipt: Receipt;
}

const salesOf = (cycles: readonly UnrecordedCycle[], assetId: string): Sale[] =>
  cycles.flatMap((cycle) =>
    cycle.plan.actions.flatMap((action) => {
      const receipt = cycle.receipts.find((item) => item.index === action.index);
      return action.kind === 'swap' && action.fromAssetId === assetId && receipt?.outcome === 'confirmed'
        ? [{ cycle, action, receipt }]
        : [];
    }),
  );

const shareOf = (cycle: UnrecordedCycle | undefined, assetId: string): number =>
  Number(cycle?.sheet.exposures.find((item) => item.kind === 'asset' && item.id === assetId)?.shareBps ?? 0n) / 10_000;

const priceOf = (cycle: UnrecordedCycle | undefined, assetId: string) =>
  cycle?.sheet.prices.find((price) => price.assetId === assetId);

/** What must hold in every crisis, whatever it is about. */
function expectSoundConduct({ policy, cycles, score }: Lived): void {
  expect(cycles.length).toBeGreaterThan(30);
  const own = policy.assets.filter((asset) => asset.isEndogenous).map((asset) => asset.id);
  expect(own.length).toBeGreaterThan(0);
  for (const cycle of cycles) {
    for (const line of cycle.sheet.lines.filter((item) => own.includes(item.assetId)))
      expect(line.riskAdjustedWad).toBe(0n);
    // A receipt that failed would mean the plan did not know its own world.
    expect(cycle.receipts.filter((receipt) => receipt.outcome !== 'confirmed')).toEqual([]);
    for (const action of cycle.plan.actions) {
      if (action.kind !== 'swap') continue;
      const out = cycle.receipts.find((receipt) => receipt.index === action.index)?.amountOutRaw ?? 0n;
      expect(out >= action.floorOutRaw).toBe(true);
    }
  }
  // Everyone who asked and was due was paid in full, on time.
  expect([score.overdue, score.onTime]).toEqual([0, score.paid]);
  // Every limit is met at the end, or the plan says why it is not.
  const end = cycles.at(-1);
  const notMet = end?.assessment.limits.filter((limit) => limit.status === 'breached').map((limit) => limit.id) ?? [];
  const stated = new Set(end?.plan.refused.map((item) => item.subject));
  expect(notMet.filter((id) => !stated.has(id))).toEqual([]);
}

/** USDC must leave only once two origins confirmed its depeg, and then it must leave. */
function expectUsdcLeftOnEvidence(lived: Lived): void {
  const sales = salesOf(lived.cycles, 'USDC').filter(({ action }) => action.priority === 'leaveDisabled');
  expect(sales.length).toBeGreaterThan(0);
  for (const { cycle } of sales) {
    const state = cycle.assessment.assetStates.find((item) => item.assetId === 'USDC');
    expect(state?.state).toBe('disabled');
    expect(priceOf(cycle, 'USDC')?.exit.allowed).toBe(true);
  }
  const first = sales[0]?.cycle;
  expect(priceOf(first, 'USDC')?.originsBelowDisabled).toBeGreaterThanOrEqual(2);
  expect(shareOf(lived.cycles[0], 'USDC')).toBeGreaterThan(0.25);
  expect(shareOf(lived.cycles.at(-1), 'USDC')).toBeLessThan(0.02);
}

describe('usdc-march-2023, claims owed in dollars', () => {
  let lived: Lived;
  beforeAll(async () => {
    lived = await live({ scenario: 'usdc-march-2023', payable: 'usd' });
  }, 120_000);

  it('conducts itself', () => expectSoundConduct(lived));
  it('sells nothing on the print of a single venue', () => {
    const alone = lived.cycles.filter((cycle) => {
      // On the way back one origin may lag as well; this is about the way in.
      if (cycle.assessment.assetStates.find((item) => item.assetId === 'USDC')?.state !== 'sound') return false;
      const answers = cycle.snapshot.prices.filter((item) => item.assetId === 'USDC');
      const below = answers.filter((item) => (item.priceWad ?? 0n) < 970_000_000_000_000_000n);
      const calm = answers.filter((item) => (item.priceWad ?? 0n) > 990_000_000_000_000_000n);
      return below.length === 1 && calm.length === 3;
    });
    expect(alone.length).toBeGreaterThan(0);
    for (const cycle of alone) {
      expect(salesOf([cycle], 'USDC')).toEqual([]);
      expect(priceOf(cycle, 'USDC')?.markWad).toBeGreaterThan(990_000_000_000_000_000n);
    }
  });
  it('leaves USDC once two origins confirm, never below its floor', () => expectUsdcLeftOnEvidence(lived));
  it('ends with every limit met', () => {
    expect(lived.cycles.at(-1)?.assessment.limits.filter((limit) => limit.status !== 'met')).toEqual([]);
  });
});

describe('usdc-march-2023, claims payable in USDC', () => {
  it('keeps the USDC it owes: selling it below par would be a short', async () => {
    const lived = await live({ scenario: 'usdc-march-2023', payable: 'usdc' });
    expectSoundConduct(lived);
    const dip = lived.cycles.filter((cycle) => (priceOf(cycle, 'USDC')?.markWad ?? 0n) < 950_000_000_000_000_000n);
    expect(dip.length).toBeGreaterThan(3);
    for (const cycle of dip) expect(salesOf([cycle], 'USDC')).toEqual([]);
    const said = dip.flatMap((cycle) => [...cycle.plan.refused.map((item) => item.code), ...cycle.plan.reasons]);
    expect(said.some((text) => text.includes('BASE_DISABLED') || text.includes('MATCHED'))).toBe(true);
  }, 120_000);
});

describe('terra-may-2022', () => {
  it('UST is out before 0.80, and the reserve stays whole where holding on would not', async () => {
    const lived = await live({ scenario: 'terra-may-2022', payable: 'usd' });
    expectSoundConduct(lived);
    expect(shareOf(lived.cycles[0], 'UST')).toBeGreaterThan(0.04);
    const below = lived.cycles.find((cycle) => (priceOf(cycle, 'UST')?.markWad ?? 0n) < 800_000_000_000_000_000n);
    expect(below).toBeDefined();
    expect(shareOf(below, 'UST')).toBeLessThan(0.001);
    for (const cycle of lived.cycles) expect((cycle.sheet.backingRatioWad ?? 0n) > 10n ** 18n).toBe(true);
  }, 120_000);
});

const data = process.env['BALLAST_DATA_DIR'] ?? fileURLToPath(new URL('../../../../../shared/data', import.meta.url));
const minutes = join(data, 'crises', '2023-03-usdc-svb');

describe.skipIf(!existsSync(minutes))('real minutes of March 2023 (needs BALLAST_DATA_DIR)', () => {
  it('USDC leaves once two origins confirm, never on one venue and never below its floor', async () => {
    const files = ['kraken_usdcusd_1m', 'kraken_usdtusd_1m', 'BTCUSDT_1m_binance', 'ETHUSDT_5m_binance'];
    const lived = await live({
      scenario: 'usdc-march-2023',
      payable: 'usd',
      history: files.map((name) => importPriceFile(join(minutes, `${name}.csv.gz`))),
    });
    expectSoundConduct(lived);
    expectUsdcLeftOnEvidence(lived);
  }, 120_000);
});
