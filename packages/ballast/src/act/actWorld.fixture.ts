// One file, one idea: the smallest real world act is tested in. A real chain, our contracts, a real Uniswap v3 pool,
// a savings vault, one holder with claims.
import { encodeFunctionData, type Abi } from 'viem';
import { privateKeyToAddress } from 'viem/accounts';
import {
  bps,
  hashArtefact,
  raw,
  wad,
  DEFAULT_REGIME,
  sha256Text,
  WAD,
  type Action,
  type Address,
  type Hash,
  type Hex,
  type Plan,
  type Policy,
  type PolicyAsset,
  type Snapshot,
} from '@ballast/core';
import { readArtifact } from '../worlds/local/artifacts.ts';
import { compileContracts } from '../worlds/local/compileContracts.ts';
import { createDeployer } from '../worlds/local/deployer.ts';
import { startChain, type LocalChain } from '../worlds/local/startChain.ts';
import { encodeAdoptPolicy } from '../venues/ballast-vault/encodeLaw.ts';
import { readVault } from '../venues/ballast-vault/readVault.ts';
import { vaultAbi } from '../venues/ballast-vault/vaultAbi.ts';
import { callRpc, httpRpc } from '../venues/rpc.ts';
import { readHead, readReceipt, type ActChain } from './actChain.ts';
import { localSigner } from './signer.ts';

export const GENESIS = 1_700_000_000;
export const CHAIN = 'eip155:31337';
/** Second account of the development mnemonic every local chain prints. */
export const KEEPER_KEY: Hex = '0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d';
export const localKeeper = localSigner(KEEPER_KEY);
const account = (key: Hex): Address => privateKeyToAddress(key).toLowerCase() as Address;
const ADMIN = account('0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80');
const KEEPER = localKeeper.address;
const HOLDER = account('0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a');
const FEE = 500;

export interface ActWorld {
  readonly chain: LocalChain;
  readonly act: ActChain;
  readonly policy: Policy;
  readonly policyHash: Hash;
  readonly vault: Address;
  readonly tokens: { readonly usd: Address; readonly dai: Address };
  readonly feeds: readonly Address[];
  readonly holder: Address;
  readonly owner: Address;
  /** The vault as observed at the head, in a snapshot with nothing else in it. */
  snapshot(): Promise<Snapshot>;
  plan(actions: readonly Action[]): Promise<Plan>;
  /** Sends from a development account and mines. */
  send(from: Address, to: Address, functionName: string, args: readonly unknown[], artifact?: string): Promise<void>;
  stop(): Promise<void>;
}

/** An ActChain over a chain that mines one block, twelve seconds later, when asked to settle. */
export function actChainAt(url: string): ActChain {
  const rpc = httpRpc(url);
  return {
    chainId: 31_337,
    rpc,
    settle: async () => {
      const head = await readHead({ chainId: 31_337, rpc, settle: async () => undefined });
      await rpc.batch([
        { method: 'evm_setNextBlockTimestamp', params: [head.timestampSeconds + 12] },
        { method: 'evm_mine', params: [] },
      ]);
    },
  };
}

export async function createActWorld(): Promise<ActWorld> {
  const chain = await startChain({ genesisSeconds: GENESIS });
  const deployer = createDeployer(chain.rpc, ADMIN);
  const contracts = compileContracts();
  const artifact = (name: string) => {
    const found = contracts.get(name);
    if (found === undefined) throw new TypeError(`${name} is not compiled`);
    return found;
  };
  const usd = deployer.deploy('USD', artifact('TestToken'), ['US dollar coin', 'USD', 6]);
  const dai = deployer.deploy('DAI', artifact('TestToken'), ['Dai', 'DAI', 18]);
  const feeds = ['usd a', 'usd b', 'dai a', 'dai b'].map((name) =>
    deployer.deploy(name, artifact('TestFeed'), [name, 8, 1n, 10n ** 12n]),
  );
  const savings = deployer.deploy('savings', artifact('TestSavings4626'), [usd, 'Savings', 'sUSD']);
  const liability = deployer.deploy('claim', artifact('LiabilityToken'), ['claim', 'CLAIM']);
  const uniswap = (path: string) => readArtifact(`@uniswap/${path}`);
  const factoryArtifact = uniswap('v3-core/artifacts/contracts/UniswapV3Factory.sol/UniswapV3Factory.json');
  const poolArtifact = uniswap('v3-core/artifacts/contracts/UniswapV3Pool.sol/UniswapV3Pool.json');
  const factory = deployer.deploy('factory', factoryArtifact);
  const router = deployer.deploy('router', uniswap('v3-periphery/artifacts/contracts/SwapRouter.sol/SwapRouter.json'), [
    factory,
    usd,
  ]);
  const mover = deployer.deploy('mover', artifact('WorldMover'));
  const parts = ['Book', 'Auction', 'Attestor'].map((name) => deployer.deploy(name, artifact(name), []));
  const roles = [ADMIN, ADMIN, KEEPER];
  const vault = deployer.deploy('vault', artifact('ReserveVault'), [...roles, liability, router, ...parts]);
  const admin = (what: string, to: Address, name: string, functionName: string, args: readonly unknown[]): void =>
    deployer.send(ADMIN, what, to, artifact(name).abi, functionName, args);
  admin('bind', liability, 'LiabilityToken', 'setVault', [vault]);
  for (const feed of feeds) admin('answer', feed, 'TestFeed', 'pushAnswer', [100_000_000n, BigInt(GENESIS)]);
  const [first, second] = usd < dai ? [usd, dai] : [dai, usd];
  deployer.send(ADMIN, 'pool', factory, factoryArtifact.abi, 'createPool', [first, second, FEE], { gas: 8_000_000 });
  await deployer.mine(GENESIS + 1);
  const pool = (await readAddress(chain, factory, first, second)).toLowerCase() as Address;
  // Raw price at par: 1e12 DAI units a USD unit, so tick ±276324.
  const isUsdFirst = first === usd;
  const price = isUsdFirst ? 79228162514264337593543950336000000n : 79228162514264337593543n;
  deployer.send(ADMIN, 'initialise', pool, poolArtifact.abi, 'initialize', [price]);
  const middle = isUsdFirst ? 276_320 : -276_320;
  admin('liquidity money', usd, 'TestToken', 'mint', [mover, 10n ** 13n]);
  admin('liquidity money', dai, 'TestToken', 'mint', [mover, 10n ** 25n]);
  admin('liquidity', mover, 'WorldMover', 'setLiquidity', [pool, middle - 1000, middle + 1000, 10n ** 20n]);
  admin('reserve', usd, 'TestToken', 'mint', [vault, 1_000_000n * 10n ** 6n]);
  admin('reserve', dai, 'TestToken', 'mint', [vault, 1_000_000n * WAD]);
  admin('holder', usd, 'TestToken', 'mint', [HOLDER, 10_000n * 10n ** 6n]);
  const policy = actPolicy({ usd, dai, feeds, savings, liability, vault, router, pool });
  const policyHash = hashArtefact(policy);
  // A statement of the start, or the vault would be exit-only until the first.
  const attestor = parts[2] as Address;
  admin('attester', attestor, 'Attestor', 'setAttester', [ADMIN]);
  admin('attest', attestor, 'Attestor', 'attest', [sha256Text('start')]);
  admin('attester', attestor, 'Attestor', 'setAttester', [KEEPER]);
  deployer.sendData(ADMIN, 'adopt', vault, encodeAdoptPolicy(policy, policyHash), { gas: 10_000_000 });
  deployer.send(HOLDER, 'approve', usd, artifact('TestToken').abi, 'approve', [vault, 10n ** 12n]);
  deployer.send(HOLDER, 'mint', vault, vaultAbi, 'mint', [usd, 10_000n * 10n ** 6n, 0n]);
  deployer.send(HOLDER, 'request', vault, vaultAbi, 'requestRedemption', [1_000n * WAD]);
  await deployer.mine(GENESIS + 2);
  const act = actChainAt(chain.url);
  return {
    chain,
    act,
    policy,
    policyHash,
    vault,
    tokens: { usd, dai },
    feeds,
    holder: HOLDER,
    owner: ADMIN,
    snapshot: () => snapshotAt(act, policy, policyHash),
    plan: async (actions) => planAt(await snapshotAt(act, policy, policyHash), policyHash, actions),
    send: async (from, to, functionName, args, name) => {
      const abi = name === undefined ? vaultAbi : artifact(name).abi;
      await sendAndMine(act, from, to, encodeFunctionData<Abi, string>({ abi, functionName, args }));
    },
    stop: () => chain.stop(),
  };
}

/** Sends from a development account and mines it one second later; throws unless it succeeded. */
export async function sendAndMine(act: ActChain, from: Address, to: Address, data: Hex): Promise<void> {
  const { timestampSeconds } = await readHead(act);
  const hash = await callRpc<Hex>(act.rpc, 'eth_sendTransaction', [{ from, to, data, gas: '0x989680' }]);
  await callRpc(act.rpc, 'evm_setNextBlockTimestamp', [timestampSeconds + 1]);
  await callRpc(act.rpc, 'evm_mine', []);
  if ((await readReceipt(act, hash))?.isSuccess !== true) throw new TypeError(`a transaction to ${to} failed`);
}

async function readAddress(chain: LocalChain, factory: Address, a: Address, b: Address): Promise<string> {
  const word = (value: string): string => value.slice(2).padStart(64, '0');
  const data = `0x1698ee82${word(a)}${word(b)}${word(`0x${FEE.toString(16)}`)}`;
  const answer = await callRpc<Hex>(chain.rpc, 'eth_call', [{ to: factory, data }, 'latest']);
  return `0x${answer.slice(26)}`;
}

async function snapshotAt(act: ActChain, policy: Policy, policyHash: Hash): Promise<Snapshot> {
  const head = await readHead(act);
  const read = readVault(policy);
  const answers = await act.rpc.batch(
    read.first.map((call) => ({ method: 'eth_call', params: [call, { blockHash: head.hash }] })),
  );
  const vault = read.decode(
    answers.map((answer) =>
      answer.ok
        ? { ok: true, data: answer.result as Hex }
        : { ok: false, code: 'CALL_FAILED' as const, reason: answer.message },
    ),
    [],
    [],
  );
  if (!('mode' in vault)) throw new TypeError(vault.reason);
  return {
    schema: 'ballast/snapshot/1',
    reserve: policy.reserve,
    cycle: 1,
    parents: { previous: null, policy: policyHash },
    asOfSeconds: head.timestampSeconds,
    blocks: [
      {
        chain: CHAIN,
        number: head.number,
        hash: head.hash,
        stateRoot: '0x',
        timestampSeconds: head.timestampSeconds,
        agreement: 'single',
      },
    ],
    holdings: [],
    prices: [],
    pools: [],
    lending: [],
    savings: [],
    liabilities: [],
    contracts: [],
    attested: [],
    books: [],
    attestedPrices: [],
    vault,
    unknowns: [],
    alerts: [],
  };
}

function planAt(snapshot: Snapshot, policyHash: Hash, actions: readonly Action[]): Plan {
  const [block] = snapshot.blocks;
  return {
    schema: 'ballast/plan/1',
    reserve: snapshot.reserve,
    cycle: snapshot.cycle,
    parents: {
      assessment: '0x01',
      balanceSheet: '0x02',
      snapshot: hashArtefact(snapshot),
      policy: policyHash,
      carried: '0x03',
    },
    asOfSeconds: snapshot.asOfSeconds,
    expiresAtSeconds: snapshot.asOfSeconds + 600,
    block: block === undefined ? null : { chain: block.chain, number: block.number, hash: block.hash },
    actions,
    refused: [],
    reasons: [],
    difference: [],
    lossBudgetUsedWad: wad(0n),
    turnoverUsedWad: wad(0n),
  };
}

const base = (index: number) => ({
  index,
  priority: 'rebalance' as const,
  accountId: 'vault',
  reason: 'test',
  sizedBy: 'test',
  expectedCostWad: wad(0n),
  worsens: [],
});

/** Actions of the kinds a plan may hold, on this world. */
export const actions = {
  swap: (index: number, tokens: bigint, change: Partial<Action & { kind: 'swap' }> = {}): Action => ({
    ...base(index),
    kind: 'swap',
    venueId: 'pool',
    fromAssetId: 'DAI',
    toAssetId: 'USD',
    amountInRaw: raw(tokens * WAD),
    expectedOutRaw: raw((tokens * 999n * 10n ** 6n) / 1000n),
    floorOutRaw: raw((tokens * 995n * 10n ** 6n) / 1000n),
    isExit: false,
    soldWad: wad(tokens * WAD),
    boughtWad: wad((tokens * 999n * WAD) / 1000n),
    ...change,
  }),
  deposit: (index: number, tokens: bigint): Action => ({
    ...base(index),
    kind: 'deposit',
    venueId: 'savings',
    assetId: 'USD',
    amountRaw: raw(tokens * 10n ** 6n),
  }),
  withdraw: (index: number, tokens: bigint): Action => ({
    ...base(index),
    kind: 'withdraw',
    venueId: 'savings',
    assetId: 'USD',
    amountRaw: raw(tokens * 10n ** 6n),
  }),
  pay: (index: number): Action => ({
    ...base(index),
    kind: 'payRedemptions',
    liabilityId: 'claim',
    maxCount: 5,
    payoutAssetId: 'USD',
    payoutRaw: raw(1_000n * 10n ** 6n),
  }),
  intake: (index: number, isPaused: boolean): Action => ({
    ...base(index),
    kind: 'setIntake',
    liabilityId: 'claim',
    isPaused,
  }),
};

interface Places {
  readonly usd: Address;
  readonly dai: Address;
  readonly feeds: readonly Address[];
  readonly savings: Address;
  readonly liability: Address;
  readonly vault: Address;
  readonly router: Address;
  readonly pool: Address;
}

function actPolicy(at: Places): Policy {
  const money = (dollars: bigint) => wad(dollars * WAD);
  return {
    schema: 'ballast/policy/1',
    reserve: 'act-world',
    name: 'Act world',
    effective: '2026-01-01',
    numeraire: 'USDollar',
    chains: [{ id: CHAIN, name: 'local', aggregator: at.vault, sequencerFeed: null }],
    accounts: [{ id: 'vault', kind: 'vault', chain: CHAIN, address: at.vault, custodian: 'self' }],
    assets: [
      actAsset({ id: 'USD', token: at.usd, decimals: 6, feeds: at.feeds.slice(0, 2), isBase: true }),
      actAsset({ id: 'DAI', token: at.dai, decimals: 18, feeds: at.feeds.slice(2), isBase: false }),
    ],
    venues: [
      { ...actVenue('savings', 'erc4626', at.savings), assets: ['USD'], receipt: at.savings },
      { ...actVenue('pool', 'uniswap-v3', at.pool), assets: ['USD', 'DAI'], feePips: FEE },
    ],
    liabilities: [
      {
        kind: 'par',
        id: 'claim',
        name: 'claim',
        chain: CHAIN,
        token: at.liability,
        decimals: 18,
        redemption: { feeBps: bps(0), capPerDayWad: null, queueSeconds: 0, cutOffSecondOfDay: null },
        runPerDayBps: bps(1000),
        payoutAsset: 'USD',
        owed: 'payoutAsset',
      },
    ],
    regime: { ...DEFAULT_REGIME, auctionSeconds: 3_600, maxProofAgeSeconds: 604_800 },
    limits: {
      minBackingRatioWad: WAD,
      minRiskAdjustedBackingRatioWad: WAD,
      liquidity: [],
      exposures: [],
      maxPegDeviationBps: bps(200),
      tails: [],
      lossPerDayWad: money(1_000n),
      turnoverPerDayWad: money(500_000n),
      maxSlippageBps: bps(50),
      exitSlippageBps: bps(1000),
      depegExitPerDayWad: money(1_000n),
      minTradeWad: money(1n),
      maxVaultValueWad: money(100_000_000n),
      mintCapPerDayWad: money(1_000_000n),
    },
    levels: {
      watchBackingWad: WAD,
      defensiveBackingWad: WAD,
      emergencyBackingWad: WAD,
      calmForSeconds: 3600,
    },
    waterfall: ['surplus', 'holders'],
    junior: [],
    roles: { owner: null, curator: null, guardian: null, keeper: null, attesters: [], approvers: [] },
    execution: {
      vault: { chain: CHAIN, address: at.vault, router: at.router },
      planLifetimeSeconds: 600,
      maxDriftBps: bps(100),
    },
  };
}

function actAsset(options: {
  readonly id: string;
  readonly token: Address;
  readonly decimals: number;
  readonly feeds: readonly Address[];
  readonly isBase: boolean;
}): PolicyAsset {
  return {
    id: options.id,
    name: options.id,
    class: 'stablecoin',
    issuer: options.id,
    isEndogenous: false,
    isEligible: true,
    isBase: options.isBase,
    deployments: [{ chain: CHAIN, address: options.token, decimals: options.decimals, bridge: null }],
    // The other asset stands above its target, so that it may be sold.
    targetWeightBps: bps(options.isBase ? 5000 : 4000),
    minWeightBps: bps(0),
    maxWeightBps: bps(9000),
    haircutFloorBps: bps(100),
    liquidityTier: 'now',
    pegWad: WAD,
    depegPriceWad: wad((WAD * 95n) / 100n),
    exitFloorWad: wad((WAD * 85n) / 100n),
    custodian: null,
    exitVenues: [],
    constituents: [],
    underlying: null,
    growthCapPerYearBps: null,
    pricing: {
      method: 'consensus',
      issuerHaircutBps: bps(0),
      sources: options.feeds.map((address, index) => ({
        id: `${options.id}-${index}`,
        venue: 'chainlink',
        chain: CHAIN,
        address,
        feedId: null,
        origin: `operator-${index}`,
        weightBps: bps(10_000),
        heartbeatSeconds: 86_400,
        deviationBps: bps(50),
        maxConfidenceBps: bps(100),
        minPriceWad: wad(WAD / 10n),
        maxPriceWad: wad(WAD * 10n),
        quote: 'USDollar',
        basis: 'market',
      })),
      bandFloorBps: bps(50),
      bandCapBps: bps(200),
      dailyVolatilityWad: wad(WAD / 100n),
    },
    states: {
      iffyDeviationBps: bps(100),
      iffyForSeconds: 60,
      disabledDeviationBps: bps(500),
      disabledForSeconds: 60,
      recoverDeviationBps: bps(50),
      recoverForSeconds: 60,
    },
  };
}

const actVenue = (id: string, kind: 'erc4626' | 'uniswap-v3', address: Address) => ({
  id,
  kind,
  chain: CHAIN,
  address,
  operator: id,
  maxShareBps: bps(3000),
  lossGivenDefaultBps: bps(10_000),
  exitPenaltyBps: bps(0),
  isEntryAllowed: true,
  feePips: null,
  receipt: null,
});
