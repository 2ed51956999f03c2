import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Command } from 'commander';
import { BallastError, type ChainId } from '@ballast/core';
import { resolveReference } from '../../config/secrets.ts';
import { redactValue } from '../../config/showConfig.ts';
import { discover } from '../../observe/discover.ts';
import { draftPolicy } from '../../observe/draftPolicy.ts';
import { loadCatalogue, shippedCatalogue } from '../../observe/loadCatalogue.ts';
import { shortUsd } from '../../report/money.ts';
import { httpRpc } from '../../venues/rpc.ts';
import { chainBinary, ChainBinaryMissing } from '../../worlds/local/startChain.ts';
import { createLocalWorld } from '../../worlds/local/createLocalWorld.ts';
import { parseRecording } from '../../worlds/recorded/recordedWorld.ts';
import { EXIT } from '../exitCodes.ts';
import { readRecording } from '../openWorld.ts';
import type { Runner, Session } from '../session.ts';

interface InitFlags {
  readonly address?: readonly string[];
  readonly rpc?: string;
  readonly chain: ChainId;
  readonly catalogue?: string;
}

export class AlreadyInitialised extends BallastError {
  constructor(path: string) {
    super({
      code: 'CLI_ALREADY_INITIALISED',
      message: `${path} exists`,
      remedy: 'move it away first, or run in an empty folder; nothing is overwritten',
      retryable: false,
    });
  }
}

export class RpcNeeded extends BallastError {
  constructor(why: string) {
    super({
      code: 'CLI_RPC_NEEDED',
      message: why,
      remedy: 'pass --rpc env:NAME with the URL in that variable, or a URL that holds no key',
      retryable: false,
    });
  }
}

export function registerInit(program: Command, run: Runner): void {
  program
    .command('init')
    .description('write policy.yaml and ballast.config.ts: a world to try, or the wallets you name')
    .option('--address <address...>', 'Safes or wallets to observe and value, read-only')
    .option('--rpc <url>', 'endpoint of their chain: a URL, env:NAME or file:PATH')
    .option('--chain <id>', 'their chain', 'eip155:1')
    .option('--catalogue <file>', 'tokens, feeds and venues to look for; those of Ethereum when left out')
    .addHelpText(
      'after',
      '\nExample:\n  ballast init\n  ETH_RPC=https://… ballast init --address 0x… --rpc env:ETH_RPC',
    )
    .action(run(async (session, flags) => initCommand(session, flags as InitFlags)));
}

async function initCommand(session: Session, flags: InitFlags): Promise<number> {
  const [policyPath, configPath] = [join(session.cwd, 'policy.yaml'), join(session.cwd, 'ballast.config.ts')];
  for (const path of [policyPath, configPath]) if (existsSync(path)) throw new AlreadyInitialised(path);
  const start =
    flags.address === undefined ? await worldToTry(session) : await walletsOf(session, flags, flags.address);
  writeFileSync(policyPath, start.policy);
  writeFileSync(configPath, configText(start.world, start.rpc));
  session.output.result({
    json: () => ({ schema: 'ballast/init/1', policy: policyPath, config: configPath, world: start.world }),
    text: () =>
      `wrote policy.yaml        the law: what is held, what is owed, which limits hold\nwrote ballast.config.ts  how this machine runs it\n${start.note}\nNext:  ballast plan\n`,
  });
  return EXIT.fine;
}

interface Start {
  readonly policy: string;
  readonly world: string;
  readonly rpc: string;
  readonly note: string;
}

/** The local world where its chain can run; else the recorded one, which is said. */
async function worldToTry(session: Session): Promise<Start> {
  if (!hasChain()) {
    return {
      policy: parseRecording(readRecording()).policyText ?? '',
      world: "{ kind: 'recorded' }",
      rpc: '{}',
      note: '\nThis installation has no local chain, so the world is a recording of one: it can\nbe observed, valued, assessed and planned for, not acted on.\n',
    };
  }
  session.output.log('building the local chain once, to write its policy …');
  const world = await createLocalWorld({ scenario: 'usdc-march-2023', seed: 1, payable: 'usd' });
  await world.stop();
  return {
    policy: world.policyText ?? '',
    world: "{ kind: 'local', scenario: 'usdc-march-2023', seed: 1, payable: 'usd' }",
    rpc: '{}',
    note: '',
  };
}

function hasChain(): boolean {
  try {
    chainBinary();
    return true;
  } catch (error) {
    if (error instanceof ChainBinaryMissing) return false;
    throw error;
  }
}

async function walletsOf(session: Session, flags: InitFlags, addresses: readonly string[]): Promise<Start> {
  if (flags.rpc === undefined) throw new RpcNeeded('--address needs the endpoint of its chain');
  if (redactValue(flags.rpc) !== flags.rpc.replace(/\/$/, ''))
    throw new RpcNeeded('this URL may hold a key, which must not be written to a file');
  const rpc = httpRpc(resolveReference(flags.rpc, session.environment));
  const catalogue =
    flags.catalogue === undefined
      ? shippedCatalogue()
      : loadCatalogue(readFileSync(flags.catalogue, 'utf8'), basename(flags.catalogue));
  const found = await discover({ rpc, chain: flags.chain, addresses, catalogue });
  return {
    policy: draftPolicy(found),
    world: "{ kind: 'live' }",
    rpc: `{ '${flags.chain}': [${JSON.stringify(flags.rpc)}] }`,
    note: `found ${found.assets.length} assets worth ${shortUsd(found.totalWad)} at block ${found.block.number}; read-only: no vault, nothing can be signed\n`,
  };
}

const configText = (
  world: string,
  rpc: string,
): string => `// The operator's file: how this machine runs Ballast. The law is policy.yaml.
// \`ballast config show\` lists every key with its meaning. Secrets never stand here:
// keys come from BALLAST_KEEPER_KEY_FILE and BALLAST_ATTESTER_KEY_FILE.
import { defineConfig } from 'ballast';

export default defineConfig({
  policies: ['policy.yaml'],
  world: ${world},
  // One or two endpoints a chain; two must agree. A URL with a key: env:NAME or file:PATH.
  rpc: ${rpc},
  // The most a command may do. Signing needs this and a flag: 'dry', 'propose' or 'execute'.
  mode: 'dry',
  everySeconds: 300,
});
`;
