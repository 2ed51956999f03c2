// One idea: a whole Aave v3 market from the published bytecode, in the order its own deployment scripts take.
import { decodeFunctionResult, encodeFunctionData, getContractAddress } from 'viem';
import type { Address, Hex } from '@ballast/core';
import { callRpc, type RpcPort } from '../../venues/rpc.ts';
import { readAbi, readArtifact, type Artifact } from './artifacts.ts';
import { addressOf, type TokenSet } from './deployTokens.ts';
import { tokenOf, type MarketPlan } from './marketPlan.ts';
import { rawTokens } from './poolMath.ts';
import type { Site } from './site.ts';

/** The market's own addresses. */
export interface AaveSet {
  readonly provider: Address;
  readonly pool: Address;
  readonly configurator: Address;
  readonly dataProvider: Address;
  readonly oracle: Address;
  readonly reserves: readonly {
    readonly assetId: string;
    readonly receipt: Address;
    readonly variableDebt: Address;
    readonly utilisation: number;
  }[];
}

const pathOf = (folder: string, name: string): string =>
  `@aave/core-v3/artifacts/contracts/${folder}/${name}.sol/${name}.json`;
const published = (folder: string, name: string, libraries: Readonly<Record<string, Address>> = {}): Artifact =>
  readArtifact(pathOf(folder, name), libraries);

const RAY = 10n ** 27n;
const ray = (percent: number): bigint => (BigInt(Math.round(percent * 1000)) * RAY) / 100_000n;
const NOBODY: Address = '0x0000000000000000000000000000000000000000';
/** What backs the borrower: far more than it can borrow, so that no crash of the scenarios liquidates it. */
const COLLATERAL_USD = 3_000_000_000;
const GAS = 30_000_000;

/** Deploys the contracts of a market and queues its configuration; the reserves are listed but still empty. */
export function deployAave(site: Site, plan: MarketPlan, set: TokenSet): Omit<AaveSet, 'reserves'> {
  const { deployer } = site;
  const providerArtifact = published('protocol/configuration', 'PoolAddressesProvider');
  const provider = deployer.deploy('PoolAddressesProvider', providerArtifact, ['embedded', deployer.admin]);
  const configure = (functionName: string, args: readonly unknown[]): void =>
    deployer.send(deployer.admin, `provider.${functionName}`, provider, providerArtifact.abi, functionName, args, {
      gas: GAS,
    });
  configure('setACLAdmin', [deployer.admin]);
  const aclArtifact = published('protocol/configuration', 'ACLManager');
  const acl = deployer.deploy('ACLManager', aclArtifact, [provider]);
  configure('setACLManager', [acl]);
  deployer.send(deployer.admin, 'pool admin', acl, aclArtifact.abi, 'addPoolAdmin', [deployer.admin]);
  const logic = (name: string, libraries: Readonly<Record<string, Address>> = {}): Address =>
    deployer.deploy(name, published('protocol/libraries/logic', name, libraries));
  const BorrowLogic = logic('BorrowLogic');
  const libraries = {
    BorrowLogic,
    BridgeLogic: logic('BridgeLogic'),
    EModeLogic: logic('EModeLogic'),
    FlashLoanLogic: logic('FlashLoanLogic', { BorrowLogic }),
    LiquidationLogic: logic('LiquidationLogic'),
    PoolLogic: logic('PoolLogic'),
    SupplyLogic: logic('SupplyLogic'),
  };
  const poolCode = deployer.deploy('Pool', published('protocol/pool', 'Pool', libraries), [provider]);
  configure('setPoolImpl', [poolCode]);
  const configuratorArtifact = published('protocol/pool', 'PoolConfigurator', {
    ConfiguratorLogic: logic('ConfiguratorLogic'),
  });
  const configuratorCode = deployer.deploy('PoolConfigurator', configuratorArtifact);
  configure('setPoolConfiguratorImpl', [configuratorCode]);
  // The provider creates both proxies itself, in this order.
  const made = (nonce: bigint): Address => getContractAddress({ from: provider, nonce }).toLowerCase() as Address;
  const [pool, configurator] = [made(1n), made(2n)];
  const listed = listedAssets(plan);
  const oracle = deployer.deploy('AaveOracle', published('misc', 'AaveOracle'), [
    provider,
    listed.map((id) => addressOf(set, id)),
    listed.map((id) => set.feeds.get(id)?.chainlink),
    NOBODY,
    NOBODY,
    100_000_000n,
  ]);
  configure('setPriceOracle', [oracle]);
  const dataProvider = deployer.deploy('AaveProtocolDataProvider', published('misc', 'AaveProtocolDataProvider'), [
    provider,
  ]);
  configure('setPoolDataProvider', [dataProvider]);
  listReserves(site, plan, set, { provider, pool, configurator, configuratorArtifact });
  return { provider, pool, configurator, dataProvider, oracle };
}

/** Reserves lent, and the collateral of the borrower. */
const listedAssets = (plan: MarketPlan): string[] => [...plan.lending.map((reserve) => reserve.assetId), 'WBTC'];

function listReserves(
  { deployer }: Site,
  plan: MarketPlan,
  set: TokenSet,
  market: {
    readonly provider: Address;
    readonly pool: Address;
    readonly configurator: Address;
    readonly configuratorArtifact: Artifact;
  },
): void {
  const token = (name: string): Address =>
    deployer.deploy(name, published('protocol/tokenization', name), [market.pool]);
  const [aTokenImpl, stableDebtTokenImpl, variableDebtTokenImpl] = [
    token('AToken'),
    token('StableDebtToken'),
    token('VariableDebtToken'),
  ];
  // Stablecoin curve of the live market in 2023: 4 % at 90 % utilisation, 64 % when all is lent.
  const strategy = deployer.deploy(
    'DefaultReserveInterestRateStrategy',
    published('protocol/pool', 'DefaultReserveInterestRateStrategy'),
    [market.provider, ray(90), 0n, ray(4), ray(60), ray(0.5), ray(60), ray(1), ray(8), ray(20)],
  );
  const configure = (functionName: string, args: readonly unknown[]): void =>
    deployer.send(
      deployer.admin,
      `configurator.${functionName}`,
      market.configurator,
      market.configuratorArtifact.abi,
      functionName,
      args,
      { gas: GAS },
    );
  configure('initReserves', [
    listedAssets(plan).map((id) => ({
      aTokenImpl,
      stableDebtTokenImpl,
      variableDebtTokenImpl,
      underlyingAssetDecimals: tokenOf(plan, id).decimals,
      interestRateStrategyAddress: strategy,
      underlyingAsset: addressOf(set, id),
      treasury: deployer.admin,
      incentivesController: NOBODY,
      aTokenName: `Aave ${id}`,
      aTokenSymbol: `a${id}`,
      variableDebtTokenName: `Aave variable debt ${id}`,
      variableDebtTokenSymbol: `vd${id}`,
      stableDebtTokenName: `Aave stable debt ${id}`,
      stableDebtTokenSymbol: `sd${id}`,
      params: '0x',
    })),
  ]);
  for (const { assetId } of plan.lending) {
    configure('setReserveBorrowing', [addressOf(set, assetId), true]);
    configure('setReserveFactor', [addressOf(set, assetId), 1_000n]);
  }
  configure('configureReserveAsCollateral', [addressOf(set, 'WBTC'), 7_000n, 7_500n, 10_500n]);
}

/** Supplies the market and gives the borrower its collateral; call after the listing was mined. */
export async function fundAave(
  site: Site,
  rpc: RpcPort,
  plan: MarketPlan,
  set: TokenSet,
  market: Omit<AaveSet, 'reserves'>,
  priceOf: (assetId: string) => number,
): Promise<AaveSet> {
  const abi = readAbi(pathOf('protocol/pool', 'Pool'));
  const token = site.contract('TestToken').abi;
  const supplies = [
    ...plan.lending.map(({ assetId, suppliedUsd }) => ({ assetId, usd: suppliedUsd })),
    { assetId: 'WBTC', usd: COLLATERAL_USD },
  ];
  for (const { assetId, usd } of supplies) {
    const amount = rawTokens(usd / priceOf(assetId), tokenOf(plan, assetId).decimals);
    site.batch.call(addressOf(set, assetId), token, 'approve', [market.pool, 2n ** 256n - 1n]);
    site.batch.call(market.pool, abi, 'supply', [addressOf(set, assetId), amount, site.mover, 0]);
  }
  const reserves = await Promise.all(
    plan.lending.map(async ({ assetId, utilisation }) => {
      const data = encodeFunctionData({ abi, functionName: 'getReserveData', args: [addressOf(set, assetId)] });
      const answer = await callRpc<Hex>(rpc, 'eth_call', [{ to: market.pool, data }, 'latest']);
      const reserve = decodeFunctionResult({ abi, functionName: 'getReserveData', data: answer }) as {
        readonly aTokenAddress: Address;
        readonly variableDebtTokenAddress: Address;
      };
      return {
        assetId,
        receipt: reserve.aTokenAddress.toLowerCase() as Address,
        variableDebt: reserve.variableDebtTokenAddress.toLowerCase() as Address,
        utilisation,
      };
    }),
  );
  return { ...market, reserves };
}
