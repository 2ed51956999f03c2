import { mnemonicToAccount } from 'viem/accounts';
import { bytesToHex } from 'viem/utils';
import type { Address, Hex } from '@ballast/core';
import { callRpc, type RpcPort } from '../../venues/rpc.ts';
import { buildOutside, type OutsidePrices } from '../scenario/outsidePrices.ts';
import { DEFAULT_SCENARIO, readScenario } from '../scenario/readScenario.ts';
import { reconstructHistory } from '../scenario/reconstructHistory.ts';
import { historyScenario, type HistoryNote } from '../scenario/historyScenario.ts';
import { planSchedule } from '../scenario/schedule.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { PriceFile } from '../../history/priceSeries.ts';
import type { World } from '../world.ts';
import { buildHarbor, LOCAL_CHAIN, WARM_UP_SECONDS, type WorldAddresses } from './buildHarbor.ts';
import { compileContracts } from './compileContracts.ts';
import { createDeployer } from './deployer.ts';
import type { Cast } from './deployReserve.ts';
import { driveWorld } from './driveWorld.ts';
import { createSite } from './site.ts';
import { startChain } from './startChain.ts';

export interface LocalWorldOptions {
  /** A shipped scenario's name, a file, or a scenario already loaded. */
  readonly scenario?: string | Scenario;
  readonly seed?: number;
  /** What a unit of the liability is owed: one USDC, or one dollar paid in USDT. */
  readonly payable?: 'usdc' | 'usd';
  /** Cut the window into this many equal cycles instead of the scenario's own cadence. */
  readonly steps?: number;
  /** Real prices in the place of the scenario's own, as importPriceFile reads them. */
  readonly history?: readonly PriceFile[];
}

/** A world on a chain of our own, with what tests and demos may look at. */
export interface LocalWorld extends World {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly rpc: RpcPort;
  readonly url: string;
  readonly chainPid: number;
  readonly outside: OutsidePrices;
  readonly cast: Cast;
  readonly addresses: WorldAddresses;
  /** What was done with the real prices given; empty without any. */
  readonly historyNotes: readonly HistoryNote[];
}

/** Seconds between two blocks of the local chain. */
export const BLOCK_SECONDS = 12;

/** Builds the embedded world: a local chain with real markets, the Harbor reserve, and a scenario that drives them. */
export async function createLocalWorld(options: LocalWorldOptions = {}): Promise<LocalWorld> {
  const named = options.scenario ?? DEFAULT_SCENARIO;
  const scenario = typeof named === 'string' ? readScenario(named) : named;
  const seed = options.seed ?? 1;
  const genesisSeconds = scenario.window.from - WARM_UP_SECONDS;
  const chain = await startChain({ genesisSeconds });
  try {
    const { rpc } = chain;
    const cast = await readCast(rpc);
    const reconstruction = buildOutside(scenario, seed);
    const real = options.history === undefined ? null : historyScenario(scenario, reconstruction, options.history);
    const outside = real?.outside ?? reconstruction;
    const deployer = createDeployer(rpc, cast.owner);
    const site = createSite(deployer, compileContracts());
    // The market wraps as much ether as it needs.
    await callRpc(rpc, 'anvil_setBalance', [site.mover, `0x${(10n ** 28n).toString(16)}`]);
    let time = genesisSeconds;
    const mineNext = async (): Promise<number> => {
      time += BLOCK_SECONDS;
      await deployer.mine(time);
      return time;
    };
    const payable = options.payable ?? 'usdc';
    const harbor = await buildHarbor({ site, rpc, scenario, seed, outside, payable, cast, mineNext });
    const drive = driveWorld({
      rpc,
      deployer,
      scenario,
      schedule: planSchedule(scenario, options.steps),
      time,
      harbor,
    });
    return {
      kind: 'local',
      rpcs: new Map([[LOCAL_CHAIN, [rpc]]]),
      policyText: harbor.policyText,
      priceHistory: reconstructHistory(scenario, outside, seed, real?.before),
      developmentKey: developmentKey(KEEPER),
      ...drive,
      stop: chain.stop,
      scenario,
      seed,
      rpc,
      url: chain.url,
      chainPid: chain.pid,
      outside,
      cast,
      addresses: harbor.addresses,
      historyNotes: real?.notes ?? [],
    };
  } catch (error) {
    await chain.stop();
    throw error;
  }
}

const [OWNER, GUARDIAN, KEEPER, FIRST_HOLDER, HOLDERS] = [0, 1, 2, 5, 5];
/** The mnemonic every development chain is started with; its keys are public and worth nothing elsewhere. */
const MNEMONIC = 'test test test test test test test test test test test junk';

async function readCast(rpc: RpcPort): Promise<Cast> {
  const accounts = (await callRpc<Address[]>(rpc, 'eth_accounts', [])).map((item) => item.toLowerCase() as Address);
  const at = (index: number): Address => accounts[index] ?? '0x';
  return {
    owner: at(OWNER),
    guardian: at(GUARDIAN),
    keeper: at(KEEPER),
    holders: accounts.slice(FIRST_HOLDER, FIRST_HOLDER + HOLDERS),
  };
}

function developmentKey(addressIndex: number): Hex {
  const { privateKey } = mnemonicToAccount(MNEMONIC, { addressIndex }).getHdKey();
  return bytesToHex(privateKey ?? new Uint8Array(32));
}
