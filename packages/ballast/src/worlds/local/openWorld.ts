import { mnemonicToAccount } from 'viem/accounts';
import { bytesToHex } from 'viem/utils';
import type { Address, Hex, Seconds } from '@ballast/core';
import type { PriceFile } from '../../history/priceSeries.ts';
import { callRpc, type RpcPort } from '../../venues/rpc.ts';
import { historyScenario, type HistoryNote } from '../scenario/historyScenario.ts';
import { buildOutside, type OutsidePrices } from '../scenario/outsidePrices.ts';
import { reconstructHistory } from '../scenario/reconstructHistory.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { planSchedule } from '../scenario/schedule.ts';
import type { World } from '../world.ts';
import { compileContracts } from './compileContracts.ts';
import { createDeployer } from './deployer.ts';
import { driveWorld } from './driveWorld.ts';
import { WARM_UP_SECONDS, type Market } from './marketStep.ts';
import type { Holders } from './redemptionStep.ts';
import { createSite, type Site } from './site.ts';
import { startChain } from './startChain.ts';
import { DEVELOPMENT_ATTESTER } from '../developmentAttester.ts';

/** Who holds which role on the local chain: its well-known development accounts. */
export interface Cast {
  readonly owner: Address;
  readonly guardian: Address;
  readonly keeper: Address;
  /** Has an account and no ether until it is appointed. */
  readonly steward: Address;
  /** Who has the votes of the DAO, where there is one. */
  readonly voters: readonly Address[];
  readonly holders: readonly Address[];
}

/** A chain with nothing on it yet, and what is needed to build there. */
export interface Ground {
  readonly site: Site;
  readonly rpc: RpcPort;
  readonly scenario: Scenario;
  readonly seed: number;
  readonly outside: OutsidePrices;
  readonly cast: Cast;
  /** Mines what is queued as the next block of construction; returns its time. */
  readonly mineNext: () => Promise<Seconds>;
}

/** What a builder leaves behind for the world to drive. */
export interface Built {
  readonly policyText: string;
  /** Whether the vault has a steward. */
  readonly hasSteward: boolean;
  readonly market: Market;
  readonly holders: Holders | null;
}

/** A world on a chain of our own, with what tests and demos may look at. */
export interface OpenWorld extends World {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly rpc: RpcPort;
  readonly url: string;
  readonly chainPid: number;
  readonly outside: OutsidePrices;
  readonly cast: Cast;
  /** What was done with the real prices given; empty without any. */
  readonly historyNotes: readonly HistoryNote[];
}

/** CAIP-2 id of the local chain. */
export const LOCAL_CHAIN = 'eip155:31337';
/** Seconds between two blocks of the local chain. */
export const BLOCK_SECONDS = 12;

export interface OpenOptions {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly steps: number | undefined;
  readonly history: readonly PriceFile[] | undefined;
}

/** Starts a chain, lets `build` put a reserve on it, and gives the world that drives both. Stops the chain on failure. */
export async function openWorld<T extends Built>(
  { scenario, seed, steps, history }: OpenOptions,
  build: (ground: Ground) => Promise<T>,
): Promise<{ readonly world: OpenWorld; readonly built: T }> {
  const genesisSeconds = scenario.window.from - WARM_UP_SECONDS;
  const chain = await startChain({ genesisSeconds });
  try {
    const { rpc } = chain;
    const cast = await readCast(rpc);
    const reconstruction = buildOutside(scenario, seed);
    const real = history === undefined ? null : historyScenario(scenario, reconstruction, history);
    const outside = real?.outside ?? reconstruction;
    const deployer = createDeployer(rpc, cast.owner);
    const site = createSite(deployer, compileContracts());
    // The market wraps as much ether as it needs.
    await callRpc(rpc, 'anvil_setBalance', [site.mover, `0x${(10n ** 28n).toString(16)}`]);
    let time = genesisSeconds;
    const mineNext = async (): Promise<Seconds> => {
      time += BLOCK_SECONDS;
      await deployer.mine(time);
      return time;
    };
    const built = await build({ site, rpc, scenario, seed, outside, cast, mineNext });
    const schedule = planSchedule(scenario, steps);
    const world: OpenWorld = {
      kind: 'local',
      rpcs: new Map([[LOCAL_CHAIN, [rpc]]]),
      policyText: built.policyText,
      priceHistory: reconstructHistory(scenario, outside, seed, real?.before),
      developmentKey: developmentKey(KEEPER),
      developmentSteward: built.hasSteward ? developmentKey(STEWARD) : null,
      developmentAttester: DEVELOPMENT_ATTESTER,
      ...driveWorld({ rpc, deployer, scenario, schedule, time, built }),
      stop: chain.stop,
      scenario,
      seed,
      rpc,
      url: chain.url,
      chainPid: chain.pid,
      outside,
      cast,
      historyNotes: real?.notes ?? [],
    };
    return { world, built };
  } catch (error) {
    await chain.stop();
    throw error;
  }
}

const [OWNER, GUARDIAN, KEEPER, FIRST_VOTER, FIRST_HOLDER, HOLDERS] = [0, 1, 2, 3, 5, 5];
/** The first account after those a chain starts with. */
const STEWARD = FIRST_HOLDER + HOLDERS;
/** The mnemonic every development chain is started with; its keys are public and worth nothing elsewhere. */
const MNEMONIC = 'test test test test test test test test test test test junk';

async function readCast(rpc: RpcPort): Promise<Cast> {
  const accounts = (await callRpc<Address[]>(rpc, 'eth_accounts', [])).map((item) => item.toLowerCase() as Address);
  const at = (index: number): Address => accounts[index] ?? '0x';
  return {
    owner: at(OWNER),
    guardian: at(GUARDIAN),
    keeper: at(KEEPER),
    steward: mnemonicToAccount(MNEMONIC, { addressIndex: STEWARD }).address.toLowerCase() as Address,
    voters: accounts.slice(FIRST_VOTER, FIRST_HOLDER),
    holders: accounts.slice(FIRST_HOLDER, FIRST_HOLDER + HOLDERS),
  };
}

function developmentKey(addressIndex: number): Hex {
  const { privateKey } = mnemonicToAccount(MNEMONIC, { addressIndex }).getHdKey();
  return bytesToHex(privateKey ?? new Uint8Array(32));
}
