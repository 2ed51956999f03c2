// A small real world for tests: tokens, feeds, Pyth, one real Uniswap v3 pool, a savings vault and a real Safe.
import { encodeAbiParameters, getContractAddress, stringToHex, keccak256 } from 'viem';
import { loadPolicy, type Address, type Hex, type LoadedPolicy } from '@ballast/core';
import { unwrapAnswer, type RpcPort } from '../venues/rpc.ts';
import { readArtifact, type Artifact } from '../worlds/local/artifacts.ts';
import { compileContracts } from '../worlds/local/compileContracts.ts';
import { createDeployer, type Deployer } from '../worlds/local/deployer.ts';
import { startChain, type LocalChain } from '../worlds/local/startChain.ts';
import { smallPolicy, type SmallAddresses, type SmallToken } from './smallPolicy.fixture.ts';

export const GENESIS = 1_700_000_000;
export const NOW = GENESIS + 1_000;

export interface SmallWorld {
  readonly chain: LocalChain;
  readonly rpc: RpcPort;
  readonly deployer: Deployer;
  readonly addresses: SmallAddresses;
  readonly loaded: LoadedPolicy;
  readonly weth: Address;
  artifact(name: string): Artifact;
  /** Queues a call of the admin. */
  call(name: string, to: Address, functionName: string, args: readonly unknown[]): void;
  pushPyth(id: string, price: bigint, conf: bigint, expo: number, time: number): void;
}

const periphery = (name: string): Artifact =>
  readArtifact(`@uniswap/v3-periphery/artifacts/contracts/${name}.sol/${name}.json`);
const core = (name: string): Artifact => readArtifact(`@uniswap/v3-core/artifacts/contracts/${name}.sol/${name}.json`);
const safe = (path: string): Artifact =>
  readArtifact(`@safe-global/safe-smart-account/build/artifacts/contracts/${path}`);

/** Deploys the small world with so many tokens; token 1 is WETH, the others are issued with 6, 18 and 8 decimals in turn. */
export async function createSmallWorld(options: { readonly tokens: number }): Promise<SmallWorld> {
  const chain = await startChain({ genesisSeconds: GENESIS });
  const { rpc } = chain;
  const [accounts] = await rpc.batch([{ method: 'eth_accounts', params: [] }]);
  const [admin, wallet, second] = unwrapAnswer<Address[]>(rpc, 'eth_accounts', accounts);
  if (admin === undefined || wallet === undefined || second === undefined) throw new TypeError('no accounts');
  const compiled = compileContracts();
  const artifact = (name: string): Artifact => {
    const found = compiled.get(name);
    if (found === undefined) throw new TypeError(`no ${name}`);
    return found;
  };
  // The second account wraps ether with its first transaction, sent apart because the deployer sends no value.
  const deployer = createDeployer(rpc, admin, new Map([[second, 1]]));
  const create = (name: string, args: readonly unknown[] = []): Address => deployer.deploy(name, artifact(name), args);
  const call = (name: string, to: Address, functionName: string, args: readonly unknown[]): void =>
    deployer.send(admin, functionName, to, artifact(name).abi, functionName, args);

  const wethArtifact = readArtifact('canonical-weth/build/contracts/WETH9.json');
  const weth = deployer.deploy('WETH9', wethArtifact);
  const pyth = create('MockPyth', [60n, 0n]);
  const pushPyth = (id: string, price: bigint, conf: bigint, expo: number, time: number): void => {
    call('MockPyth', pyth, 'updatePriceFeeds', [[pythUpdate(id as Hex, price, conf, expo, time)]]);
  };
  const treasury = deploySafe(deployer, [admin, wallet]);
  const tokens: SmallToken[] = [];
  for (let index = 0; index < options.tokens; index += 1) {
    const decimals = index === 1 ? 18 : ([6, 18, 8][index % 3] ?? 6);
    const id = index === 0 ? 'USDC' : index === 1 ? 'WETH' : `T${index}`;
    const answer = index === 1 ? 2_000_00000000n : 1_00000000n;
    const address = index === 1 ? weth : create('TestToken', [id, id, decimals]);
    const [feedA, feedB] = [0, 1].map((at) => {
      const feed = create('TestFeed', [`${id}-${at}`, 8, 1_0000n, 10_000_000_00000000n]);
      call('TestFeed', feed, 'pushAnswer', [answer + BigInt(at), BigInt(NOW - 100)]);
      return feed;
    });
    const pythId = keccak256(stringToHex(id));
    pushPyth(pythId, answer, answer / 1_000n, -8, NOW - 30);
    tokens.push({ id, address, decimals, feedA: feedA ?? '0x', feedB: feedB ?? '0x', pythId });
    if (address !== weth) {
      call('TestToken', address, 'mint', [admin, 10n ** BigInt(decimals + 7)]);
      call('TestToken', address, 'mint', [wallet, 10n ** BigInt(decimals + 3)]);
      call('TestToken', address, 'mint', [treasury, 10n ** BigInt(decimals + 4)]);
    }
    // The chain's pool takes only so many waiting transactions of one sender.
    await deployer.mine(GENESIS + 1 + index);
  }
  const [base] = tokens;
  if (base === undefined) throw new TypeError('no base token');

  const liability = create('TestToken', ['hUSD', 'hUSD', 18]);
  call('TestToken', liability, 'mint', [second, 9_000n * 10n ** 18n]);
  call('TestToken', liability, 'mint', [treasury, 100n * 10n ** 18n]);
  await deployer.mine(NOW - 90);
  const [sent] = await rpc.batch([
    {
      method: 'eth_sendTransaction',
      params: [
        {
          from: second,
          to: weth,
          data: '0xd0e30db0',
          value: '0xd8d726b7177a80000',
          gas: '0x30d40',
          gasPrice: '0x77359400',
        },
      ],
    },
  ]);
  unwrapAnswer(rpc, 'deposit', sent);

  const market = deployMarket(deployer, weth, base.address);
  deployer.send(admin, 'approve', base.address, wethArtifact.abi, 'approve', [market.manager, 2n ** 255n]);
  const savings = create('TestSavings4626', [base.address, 'Savings', 'SV']);
  deployer.send(wallet, 'approve', base.address, artifact('TestToken').abi, 'approve', [savings, 2n ** 255n]);
  deployer.send(wallet, 'deposit', savings, artifact('TestSavings4626').abi, 'deposit', [400_000_000n, wallet]);
  call('TestToken', base.address, 'mint', [savings, 40_000_000n]);
  deployer.send(second, 'give', weth, wethArtifact.abi, 'transfer', [admin, 200n * 10n ** 18n]);
  deployer.send(admin, 'approve', weth, wethArtifact.abi, 'approve', [market.manager, 2n ** 255n]);
  mintPosition(deployer, market, 'wide', admin, -60 * 2_000, 60 * 2_000, 100n * 10n ** 18n, 200_000_000_000n);
  mintPosition(deployer, market, 'ours', wallet, -60 * 50, 60 * 50, 10n ** 18n, 2_000_000_000n);
  const aggregator = create('Aggregator');
  await deployer.mine(NOW);

  const addresses: SmallAddresses = {
    aggregator,
    pyth,
    tokens,
    pool: market.pool,
    manager: market.manager,
    savings,
    liability,
    wallet: wallet.toLowerCase() as Address,
    treasury,
  };
  return {
    chain,
    rpc,
    deployer,
    addresses,
    loaded: loadPolicy(smallPolicy(addresses), 'small.yaml'),
    weth,
    artifact,
    call,
    pushPyth,
  };
}

function deploySafe(deployer: Deployer, owners: readonly Address[]): Address {
  const singleton = deployer.deploy('Safe', safe('Safe.sol/Safe.json'));
  const proxy = deployer.deploy('SafeProxy', safe('proxies/SafeProxy.sol/SafeProxy.json'), [singleton]);
  const nobody = '0x0000000000000000000000000000000000000000';
  deployer.send(deployer.admin, 'setup', proxy, safe('Safe.sol/Safe.json').abi, 'setup', [
    [...owners],
    2n,
    nobody,
    '0x',
    nobody,
    nobody,
    0n,
    nobody,
  ]);
  return proxy;
}

interface Market {
  readonly manager: Address;
  readonly pool: Address;
  readonly token0: Address;
  readonly token1: Address;
  readonly wethIs0: boolean;
}

/** The real factory and position manager, and a pool of WETH at 2,000 base tokens (6 decimals). */
function deployMarket(deployer: Deployer, weth: Address, base: Address): Market {
  const factory = deployer.deploy('UniswapV3Factory', core('UniswapV3Factory'));
  const manager = deployer.deploy('NonfungiblePositionManager', periphery('NonfungiblePositionManager'), [
    factory,
    weth,
    factory,
  ]);
  const wethIs0 = weth < base;
  const [token0, token1] = wethIs0 ? [weth, base] : [base, weth];
  const poolArtifact = core('UniswapV3Pool');
  const salt = keccak256(
    encodeAbiParameters([{ type: 'address' }, { type: 'address' }, { type: 'uint24' }], [token0, token1, 3_000]),
  );
  const pool = getContractAddress({
    from: factory,
    salt,
    bytecodeHash: keccak256(poolArtifact.bytecode),
    opcode: 'CREATE2',
  }).toLowerCase() as Address;
  deployer.send(
    deployer.admin,
    'create pool',
    factory,
    core('UniswapV3Factory').abi,
    'createPool',
    [token0, token1, 3_000],
    { gas: 10_000_000 },
  );
  deployer.send(deployer.admin, 'initialize', pool, poolArtifact.abi, 'initialize', [sqrtPrice(wethIs0)]);
  return { manager, pool, token0, token1, wethIs0 };
}

/** 2,000e6 raw base per 1e18 raw WETH. */
function sqrtPrice(wethIs0: boolean): bigint {
  const ratio = wethIs0 ? (2_000_000_000n << 192n) / 10n ** 18n : ((10n ** 18n) << 192n) / 2_000_000_000n;
  let root = 1n << 150n;
  for (let step = 0; step < 300; step += 1) root = (root + ratio / root) / 2n;
  return root;
}

/** Mints a position around the current tick (in steps of the pool's spacing) to an owner, paid by the admin. */
function mintPosition(
  deployer: Deployer,
  market: Market,
  what: string,
  recipient: Address,
  below: number,
  above: number,
  wethRaw: bigint,
  baseRaw: bigint,
): void {
  const centre = (market.wethIs0 ? -1 : 1) * 200_280;
  deployer.send(deployer.admin, what, market.manager, periphery('NonfungiblePositionManager').abi, 'mint', [
    {
      token0: market.token0,
      token1: market.token1,
      fee: 3_000,
      tickLower: centre + below,
      tickUpper: centre + above,
      amount0Desired: market.wethIs0 ? wethRaw : baseRaw,
      amount1Desired: market.wethIs0 ? baseRaw : wethRaw,
      amount0Min: 0n,
      amount1Min: 0n,
      recipient,
      deadline: 2n ** 60n,
    },
  ]);
}

const PRICE = {
  type: 'tuple',
  components: [
    { type: 'int64', name: 'price' },
    { type: 'uint64', name: 'conf' },
    { type: 'int32', name: 'expo' },
    { type: 'uint256', name: 'publishTime' },
  ],
} as const;

/** One update in the form MockPyth takes. */
function pythUpdate(id: Hex, price: bigint, conf: bigint, expo: number, publishTime: number): Hex {
  const value = { price, conf, expo, publishTime: BigInt(publishTime) };
  return encodeAbiParameters(
    [
      {
        type: 'tuple',
        components: [
          { type: 'bytes32', name: 'id' },
          { ...PRICE, name: 'price' },
          { ...PRICE, name: 'emaPrice' },
        ],
      },
    ],
    [{ id, price: value, emaPrice: value }],
  );
}
