// A small reserve for tests of replay and attest: a real policy document, a snapshot with state proofs of a test trie,
// one bank record signed by two approvers. Every cycle is valued, assessed and decided by the real stages.
import { ed25519 } from '@noble/curves/ed25519.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { RLP } from '@ethereumjs/rlp';
import { raw, wad, type Raw } from '../units/amounts.ts';
import { loadPolicy, type LoadedPolicy } from '../policy/loadPolicy.ts';
import { attestedText } from '../records/attestedText.ts';
import { assess } from '../assess/assess.ts';
import { decide } from '../decide/decide.ts';
import { settleCarried } from '../decide/settleCarried.ts';
import type { Assessment } from '../records/assessment.ts';
import { canonicalText, hashArtefact } from '../records/canonical.ts';
import type { CarriedState } from '../records/carried.ts';
import type { CycleRecord } from '../records/cycle.ts';
import { sha256Text, type Hash } from '../records/hash.ts';
import type { Plan, Receipt } from '../records/plan.ts';
import type { BalanceSheet } from '../records/sheet.ts';
import type { Statement } from '../records/statement.ts';
import type { TreeHead } from '../records/treeHead.ts';
import { initialCarried } from '../value/initialCarried.ts';
import { value } from '../value/value.ts';
import { buildStatement } from './buildStatement.ts';
import type { Bundle, LogPart } from './bundle.ts';
import { leafHash, logRoot } from './merkleLog.ts';
import type { History } from '../records/history.ts';
import type { AccountProof, Proofs } from '../records/proofs.ts';
import type {
  Address,
  AttestedRecord,
  Holding,
  Hex,
  PriceObservation,
  Provenance,
  Snapshot,
} from '../records/snapshot.ts';
import { balanceKey, slotKey } from './stateProof.ts';
import { publicKeyOf, signTreeHead } from './signTreeHead.ts';
import { buildTrie, hexOf } from './trie.fixture.ts';

export const CHAIN = 'eip155:31337';
export const NOW = 1_700_000_000;
export const ATTESTER_SECRET = '01'.repeat(32);
export const APPROVERS = ['02'.repeat(32), '03'.repeat(32)] as const;
const VAULT: Address = `0x${'aa'.repeat(20)}`;
const TOKENS: Readonly<Record<string, Address>> = {
  USDC: `0x${'c1'.repeat(20)}`,
  WETH: `0x${'e1'.repeat(20)}`,
  GOV: `0x${'90'.repeat(20)}`,
  hUSD: `0x${'d1'.repeat(20)}`,
};

const source = (asset: string, origin: string, index: number, heartbeat: string): string => `
        - id: ${asset}-${origin}
          venue: chainlink
          chain: ${CHAIN}
          address: "0x${String(index).padStart(40, '0')}"
          origin: ${origin}
          heartbeat: ${heartbeat}
          minPrice: 0.000001
          maxPrice: 1000000
          quote: USD`;

const STATES = `
    states: { iffyDeviation: 1%, iffyFor: 15m, disabledDeviation: 3%, disabledFor: 30m, recoverDeviation: 0.5%, recoverFor: 6h }`;

/** The policy document of the test reserve; `attesters` is what it says about who signs. */
export const policyText = (attesters = `["${publicKeyOf(ATTESTER_SECRET)}"]`): string => `version: "1"
reserve: harbor
name: Harbor
effective: 2023-11-01
numeraire: USD
chains:
  - { id: "${CHAIN}", name: Test, aggregator: "0x${'ca'.repeat(20)}" }
accounts:
  - { id: treasury, kind: eoa, chain: "${CHAIN}", address: "${VAULT}", custodian: self }
  - { id: bank, kind: custodian, custodian: first-bank }
assets:
  - id: USDC
    name: USD Coin
    class: stablecoin
    issuer: circle
    base: true
    deployments: [{ chain: "${CHAIN}", address: "${TOKENS['USDC']}", decimals: 6 }]
    targetWeight: 50%
    maxWeight: 100%
    haircutFloor: 1%
    liquidityTier: now
    peg: 1
    pricing:
      method: consensus
      dailyVolatility: 0.2%
      sources:${source('USDC', 'alpha', 1, '24h')}${source('USDC', 'beta', 2, '24h')}${source('USDC', 'gamma', 3, '24h')}${STATES}
  - id: WETH
    name: Ether
    class: crypto
    issuer: ethereum
    deployments: [{ chain: "${CHAIN}", address: "${TOKENS['WETH']}", decimals: 18 }]
    targetWeight: 20%
    maxWeight: 30%
    haircutFloor: 20%
    liquidityTier: hour
    pricing:
      method: consensus
      bandFloor: 2%
      bandCap: 10%
      dailyVolatility: 4%
      sources:${source('WETH', 'alpha', 4, '1h')}${source('WETH', 'beta', 5, '1h')}${source('WETH', 'gamma', 6, '1h')}${STATES}
  - id: BANK
    name: Bank dollars
    class: fiat
    issuer: first-bank
    targetWeight: 30%
    maxWeight: 60%
    haircutFloor: 0%
    liquidityTier: day
    peg: 1
    pricing: { method: par, issuerHaircut: 1%, dailyVolatility: 0% }${STATES}
  - id: GOV
    name: Governance token
    class: governance
    issuer: harbor
    eligible: false
    deployments: [{ chain: "${CHAIN}", address: "${TOKENS['GOV']}", decimals: 18 }]
    haircutFloor: 100%
    liquidityTier: longer
    pricing:
      method: consensus
      dailyVolatility: 10%
      sources:${source('GOV', 'alpha', 7, '1h')}${source('GOV', 'beta', 8, '1h')}${source('GOV', 'gamma', 9, '1h')}${STATES}
liabilities:
  - kind: par
    id: hUSD
    name: Harbor dollar
    chain: "${CHAIN}"
    token: "${TOKENS['hUSD']}"
    decimals: 18
    payoutAsset: USDC
    owed: numeraire
    redemption: { fee: 0.1%, capPerDay: 500_000, queue: 1h }
    runPerDay: 10%
limits:
  minBackingRatio: 100%
  minRiskAdjustedBackingRatio: 95%
  liquidity: [{ horizon: now, minCoverage: 10% }, { horizon: week, minCoverage: 20% }]
  exposures: [{ kind: issuer, id: circle, maxShare: 70% }]
  maxPegDeviation: 1%
  lossPerDay: 50_000
  turnoverPerDay: 2_000_000
  maxSlippage: 0.5%
  exitSlippage: 2%
  maxVaultValue: 20_000_000
  mintCapPerDay: 1_000_000
levels: { watchBacking: 101%, defensiveBacking: 100%, emergencyBacking: 97%, calmFor: 6h }
waterfall: [surplus, junior, holders]
roles:
  attesters: ${attesters}
  approvers: ["${publicKeyOf(APPROVERS[0])}", "${publicKeyOf(APPROVERS[1])}"]
execution: { planLifetime: 15m, maxDrift: 0.5% }
`;

export const loadTestPolicy = (attesters?: string): LoadedPolicy => loadPolicy(policyText(attesters), 'harbor.yaml');

export interface WorldOfCycle {
  readonly cycle: number;
  readonly nowSeconds: number;
  readonly usdcPrice?: string;
  readonly usdcRaw?: bigint;
  readonly wethRaw?: bigint;
  readonly supplyRaw?: bigint;
}

const UNIT = 10n ** 18n;
const bytes = (hex: string): Uint8Array => hexToBytes(hex.replace('0x', ''));
const priceOf = (text: string): bigint => BigInt(Math.round(Number(text) * 1e8)) * 10n ** 10n;

/** Snapshot of one cycle and the state proofs beside it. Amounts stand in a trie whose root is in the header. */
export function observeTest(policy: LoadedPolicy, world: WorldOfCycle): { snapshot: Snapshot; proofs: Proofs } {
  const usdc = world.usdcRaw ?? 6_000_000_000_000n;
  const weth = world.wethRaw ?? 1_000n * UNIT;
  const supply = world.supplyRaw ?? 10_000_000n * UNIT;
  const words = [
    word('USDC', keyOf('solidity', 9), usdc),
    word('WETH', keyOf('vyper', 3), weth),
    word('hUSD', slotKey(2), supply),
  ];
  const storage = new Map(words.map((item) => [item.token, item]));
  const filler = Array.from({ length: 40 }, (_, index): [Uint8Array, Uint8Array] => [
    keccak_256(Uint8Array.of(index)),
    RLP.encode([1n, BigInt(index), new Uint8Array(32), new Uint8Array(32)]),
  ]);
  const state = buildTrie([
    ...filler,
    ...[...storage.values()].map(({ token, trie }): [Uint8Array, Uint8Array] => [
      keccak_256(bytes(TOKENS[token] ?? '')),
      RLP.encode([1n, 0n, bytes(trie.root), new Uint8Array(32).fill(7)]),
    ]),
  ]);
  const headerRlp = hexOf(
    RLP.encode([
      new Uint8Array(32),
      new Uint8Array(32),
      new Uint8Array(20),
      bytes(state.root),
      new Uint8Array(32),
      new Uint8Array(32),
      new Uint8Array(256),
      0,
      100 + world.cycle,
      30_000_000,
      0,
      world.nowSeconds,
      utf8ToBytes('test'),
      new Uint8Array(32),
      new Uint8Array(8),
    ]),
  );
  const block = {
    chain: CHAIN,
    number: 100 + world.cycle,
    hash: hexOf(keccak_256(bytes(headerRlp))),
    stateRoot: state.root,
    timestampSeconds: world.nowSeconds,
    agreement: 'agreed' as const,
  };
  const provenance = (contract: Address | null, method: string): Provenance => ({
    kind: contract === null ? 'attested' : 'chain',
    chain: contract === null ? null : CHAIN,
    block: contract === null ? null : block.number,
    contract,
    method,
    timeSeconds: contract === null ? NOW - 3600 : world.nowSeconds,
  });
  const idle = (assetId: string, decimals: number, amount: bigint): Holding => ({
    id: `treasury:${assetId}`,
    assetId,
    accountId: 'treasury',
    chain: CHAIN,
    decimals,
    where: 'idle',
    venueId: null,
    amountRaw: raw(amount),
    withdrawableRaw: raw(amount),
    attestedId: null,
    provenance: provenance(TOKENS[assetId] ?? null, 'balanceOf'),
  });
  const attested = signAttested();
  const prices = (assetId: string, text: string): PriceObservation[] =>
    ['alpha', 'beta', 'gamma'].map((origin) => ({
      sourceId: `${assetId}-${origin}`,
      assetId,
      venue: 'chainlink',
      origin,
      priceWad: wad(priceOf(text)),
      quote: 'USD',
      confidenceWad: null,
      roundRaw: raw(1n),
      updatedAtSeconds: world.nowSeconds - 60,
      ageSeconds: 60,
      isClamped: false,
      sequencer: 'none',
      basis: 'market',
      provenance: provenance(VAULT, 'latestRoundData'),
    }));
  const snapshot: Snapshot = {
    schema: 'ballast/snapshot/1',
    reserve: 'harbor',
    cycle: world.cycle,
    parents: { previous: null, policy: policy.documentHash },
    asOfSeconds: world.nowSeconds,
    blocks: [block],
    holdings: [
      idle('USDC', 6, usdc),
      idle('WETH', 18, weth),
      idle('GOV', 18, 5_000_000n * UNIT),
      {
        ...idle('BANK', 2, attested.amountRaw),
        id: 'bank:BANK',
        accountId: 'bank',
        chain: null,
        attestedId: attested.id,
        provenance: provenance(null, 'attested'),
      },
    ],
    prices: [...prices('USDC', world.usdcPrice ?? '1'), ...prices('WETH', '2000'), ...prices('GOV', '3')],
    pools: [],
    lending: [],
    savings: [],
    liabilities: [
      {
        liabilityId: 'hUSD',
        decimals: 18,
        supplyRaw: raw(supply),
        heldByReserveRaw: raw(250_000n * UNIT),
        pending: [
          pending(1, 20_000_000_000n, world.nowSeconds - 10),
          pending(2, 30_000_000_000n, world.nowSeconds + 600),
        ],
        redeemedLastDayRaw: raw(100_000n * UNIT),
        isIntakePaused: false,
        positions: [],
        provenance: provenance(TOKENS['hUSD'] ?? null, 'totalSupply'),
      },
    ],
    contracts: [],
    alerts: [],
    attested: [attested],
    books: [],
    attestedPrices: [],
    vault: null,
    unknowns: [],
  };
  const account = (token: string): AccountProof => {
    const item = storage.get(token);
    const address = TOKENS[token] as Address;
    return {
      address,
      accountProof: state.nodes(keccak_256(bytes(address))),
      storage:
        item === undefined
          ? []
          : [{ key: item.key, valueRaw: item.value, proof: item.trie.nodes(keccak_256(bytes(item.key))) }],
    };
  };
  const balance = (
    token: string,
    layout: 'solidity' | 'vyper',
    slotIndex: number,
    amountRaw: bigint,
  ): Proofs['balances'][number] => ({
    holdingId: `treasury:${token}`,
    chain: CHAIN,
    token: TOKENS[token] as Address,
    holder: VAULT,
    slotIndex,
    key: keyOf(layout, slotIndex),
    layout,
    amountRaw: raw(amountRaw),
  });
  const proofs: Proofs = {
    schema: 'ballast/proofs/1',
    reserve: 'harbor',
    cycle: world.cycle,
    parents: { snapshot: hashArtefact(snapshot) },
    chains: [
      {
        chain: CHAIN,
        blockNumber: block.number,
        headerRlp,
        blockHash: block.hash,
        accounts: ['USDC', 'WETH', 'hUSD'].map(account),
      },
    ],
    balances: [balance('USDC', 'solidity', 9, usdc), balance('WETH', 'vyper', 3, weth)],
    receipts: [],
    totalSupplies: [
      {
        liabilityId: 'hUSD',
        chain: CHAIN,
        token: TOKENS['hUSD'] as Address,
        slotIndex: 2,
        key: slotKey(2),
        amountRaw: raw(supply),
      },
    ],
  };
  return { snapshot, proofs };
}

function word(
  token: string,
  key: Hex,
  value: bigint,
): { token: string; key: Hex; value: Raw; trie: ReturnType<typeof buildTrie> } {
  const other: [Uint8Array, Uint8Array] = [keccak_256(bytes(slotKey(77))), RLP.encode(5n)];
  return { token, key, value: raw(value), trie: buildTrie([[keccak_256(bytes(key)), RLP.encode(value)], other]) };
}

function keyOf(layout: 'solidity' | 'vyper', slotIndex: number): Hex {
  const key = balanceKey(VAULT, slotIndex, layout);
  return key.ok ? key.value : slotKey(0);
}

const pending = (
  id: number,
  payout: bigint,
  dueAtSeconds: number,
): Snapshot['liabilities'][number]['pending'][number] => ({
  id,
  liabilityRaw: raw(payout * 10n ** 12n),
  payoutAssetId: 'USDC',
  payoutRaw: raw(payout),
  requestedAtSeconds: dueAtSeconds - 3600,
  dueAtSeconds,
  isSetAside: false,
});

/** The bank record, signed by the given secrets. */
export function signAttested(secrets: readonly string[] = APPROVERS): AttestedRecord {
  const body: AttestedRecord = {
    schema: 'ballast/attested/1',
    reserve: 'harbor',
    id: 'first-bank-1',
    assetId: 'BANK',
    accountId: 'bank',
    institution: 'First Bank',
    kind: 'bank',
    amountRaw: raw(3_000_000_00n),
    decimals: 2,
    isEncumbered: false,
    lien: null,
    maturitySeconds: null,
    asOfSeconds: NOW - 3600,
    expiresAtSeconds: NOW + 43_200,
    documentHash: null,
    signatures: [],
    signers: [],
    isDualApproved: secrets.length >= 2,
  };
  const text = utf8ToBytes(attestedText(body));
  const signatures = secrets.map((secret) => ({
    publicKey: publicKeyOf(secret),
    signature: bytesToHex(ed25519.sign(text, hexToBytes(secret))),
  }));
  return { ...body, signatures, signers: signatures.map((item) => item.publicKey) };
}

/** Daily closes of the priced assets before the first cycle; made up, smooth. */
export function testHistory(): History {
  const points = (base: number, swing: number): History['series'][number]['points'] =>
    Array.from({ length: 200 }, (_, index) => ({
      timeSeconds: NOW - (200 - index) * 86_400,
      priceWad: wad(BigInt(Math.round((base + ((index * 37) % 11) * swing) * 1e6)) * 10n ** 12n),
    }));
  return {
    schema: 'ballast/history/1',
    reserve: 'harbor',
    toSeconds: NOW,
    stepSeconds: 86_400,
    series: [
      { assetId: 'USDC', source: 'test', points: points(1, 0.0001) },
      { assetId: 'WETH', source: 'test', points: points(1900, 15) },
    ],
  };
}

/** Everything one test cycle leaves behind. */
export interface TestCycle {
  readonly loaded: LoadedPolicy;
  readonly snapshot: Snapshot;
  readonly proofs: Proofs;
  readonly carriedIn: CarriedState;
  readonly history: History;
  readonly sheet: BalanceSheet;
  readonly assessment: Assessment;
  readonly plan: Plan;
  readonly receipts: readonly Receipt[];
  readonly carriedOut: CarriedState;
  readonly statement: Statement;
  readonly record: CycleRecord;
}

/** Runs one cycle through the real stages, simulates its actions, and attests it. */
export function runTestCycle(loaded: LoadedPolicy, world: WorldOfCycle, before: TestCycle | null): TestCycle {
  const carriedIn = before?.carriedOut ?? initialCarried(loaded.policy, world.nowSeconds);
  return attestTest({ loaded, carriedIn, history: testHistory(), ...observeTest(loaded, world) }, before);
}

/** Everything that follows from what a cycle starts with. */
export function attestTest(
  start: Pick<TestCycle, 'loaded' | 'snapshot' | 'proofs' | 'carriedIn' | 'history'>,
  before: TestCycle | null,
): TestCycle {
  const { loaded, snapshot, carriedIn, history } = start;
  const { policy, documentHash: policyHash } = loaded;
  const proofs = { ...start.proofs, parents: { snapshot: hashArtefact(snapshot) } };
  const common = { snapshot, policy, policyHash };
  const valued = value({ ...common, carried: carriedIn });
  const assessed = assess({ ...common, sheet: valued.sheet, history, scenarioSet: null, carried: valued.carried });
  const decided = decide({
    ...common,
    sheet: valued.sheet,
    assessment: assessed.assessment,
    carried: assessed.carried,
  });
  const receipts = decided.plan.actions.map((action): Receipt => ({
    schema: 'ballast/receipt/1',
    reserve: policy.reserve,
    cycle: snapshot.cycle,
    parents: { plan: hashArtefact(decided.plan) },
    index: action.index,
    mode: 'dry',
    outcome: 'simulated',
    code: '',
    reason: '',
    transactionHash: null,
    blockNumber: null,
    gasUsedRaw: null,
    amountInRaw: null,
    amountOutRaw: null,
  }));
  const carriedOut = settleCarried({ carried: decided.carried, plan: decided.plan, receipts, policy });
  const made = {
    snapshot,
    proofs,
    sheet: valued.sheet,
    assessment: assessed.assessment,
    plan: decided.plan,
    receipts,
  };
  const statement = buildStatement({
    ...made,
    policy,
    policyHash,
    previous: before === null ? null : hashArtefact(before.statement),
    earlierAssessments: [],
    signer: publicKeyOf(ATTESTER_SECRET),
    withdrawal: null,
  });
  const record: CycleRecord = {
    schema: 'ballast/cycle/1',
    reserve: policy.reserve,
    cycle: snapshot.cycle,
    asOfSeconds: snapshot.asOfSeconds,
    previous: before === null ? null : hashArtefact(before.record),
    policy: policyHash,
    snapshot: hashArtefact(snapshot),
    proofs: hashArtefact(proofs),
    carriedIn: hashArtefact(carriedIn),
    history: hashArtefact(history),
    balanceSheet: hashArtefact(made.sheet),
    assessment: hashArtefact(made.assessment),
    plan: hashArtefact(made.plan),
    receipts: receipts.map(hashArtefact),
    carriedOut: hashArtefact(carriedOut),
    statement: hashArtefact(statement),
  };
  return { loaded, carriedIn, history, carriedOut, statement, record, ...made };
}

/** Cycles one after the other, an hour apart. */
export function runTestCycles(worlds: readonly Partial<WorldOfCycle>[], attesters?: string): TestCycle[] {
  const loaded = loadTestPolicy(attesters);
  const cycles: TestCycle[] = [];
  worlds.forEach((world, index) => {
    const turn = { cycle: index + 1, nowSeconds: NOW + index * 3600, ...world };
    cycles.push(runTestCycle(loaded, turn, cycles.at(-1) ?? null));
  });
  return cycles;
}

export const leafOf = (cycle: TestCycle): Hash => leafHash(canonicalText(cycle.record));

export function headOf(cycles: readonly TestCycle[], secret = ATTESTER_SECRET): TreeHead {
  const head = {
    reserve: 'harbor',
    size: cycles.length,
    rootHash: logRoot(cycles.map(leafOf)),
    asOfSeconds: cycles.at(-1)?.record.asOfSeconds ?? NOW,
  };
  return signTreeHead(head, secret);
}

/** The bundle of the last of some cycles, with all leaves. */
export function bundleOf(
  cycles: readonly TestCycle[],
): Bundle & { readonly log: Extract<LogPart, { kind: 'leaves' }> } {
  const last = cycles.at(-1) as TestCycle;
  const before = cycles.at(-2);
  const texts = [
    last.snapshot,
    last.proofs,
    last.carriedIn,
    last.history,
    last.sheet,
    last.assessment,
    last.plan,
    ...last.receipts,
    last.carriedOut,
    last.statement,
    ...(before === undefined ? [] : [before.record]),
  ].map(canonicalText);
  return {
    schema: 'ballast/bundle/1',
    artefacts: Object.fromEntries([...texts, last.loaded.canonical].map((text) => [sha256Text(text), text])),
    record: canonicalText(last.record),
    treeHead: canonicalText(headOf(cycles)),
    log: { kind: 'leaves', leaves: cycles.map(leafOf) },
  };
}
