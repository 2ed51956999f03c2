import { spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { BallastError } from '@ballast/core';
import { callRpc, httpRpc, RpcUnreachable, type RpcPort } from '../../venues/rpc.ts';

/** A local chain of our own; it dies with this process. */
export interface LocalChain {
  readonly rpc: RpcPort;
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

export class ChainBinaryMissing extends BallastError {
  constructor(name: string) {
    super({
      code: 'WORLD_CHAIN_BINARY_MISSING',
      message: `the local chain's binary (${name}) is not installed`,
      remedy: 'run from a clone of the repository after npm ci, or use the recorded world (world: recorded)',
      retryable: false,
    });
  }
}

export class ChainDidNotStart extends BallastError {
  constructor(reason: string) {
    super({
      code: 'WORLD_CHAIN_DID_NOT_START',
      message: `the local chain did not start: ${reason}`,
      remedy: 'run again; check that loopback sockets are allowed',
      retryable: true,
    });
  }
}

const ARCH: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

/** Path of the platform's anvil binary; never the wrapper script, which would orphan it. */
export function chainBinary(): string {
  const name = `@foundry-rs/anvil-${process.platform}-${ARCH[process.arch] ?? process.arch}`;
  try {
    return join(
      dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)),
      'bin',
      process.platform === 'win32' ? 'anvil.exe' : 'anvil',
    );
  } catch {
    throw new ChainBinaryMissing(name);
  }
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address === null || typeof address === 'string'
          ? reject(new ChainDidNotStart('no port'))
          : resolve(address.port),
      );
    });
  });
}

// Reads its standard input until it closes, which happens when we die, however we die; then ends the chain.
const WATCHDOG = `process.stdin.resume();const end=()=>{try{process.kill(Number(process.argv[1]),'SIGKILL')}catch{}process.exit(0)};process.stdin.on('end',end);process.stdin.on('close',end);for(const s of ['SIGINT','SIGTERM','SIGHUP'])process.on(s,()=>{})`;

/** Starts a chain with fixed genesis time and id, no automatic mining, first-come order. */
export async function startChain(options: {
  readonly genesisSeconds: number;
  readonly chainId?: number;
}): Promise<LocalChain> {
  const port = await freePort();
  const flags = [
    '--host',
    '127.0.0.1',
    '--port',
    String(port),
    '--chain-id',
    String(options.chainId ?? 31_337),
    '--timestamp',
    String(options.genesisSeconds),
    '--hardfork',
    'cancun',
    '--prune-history',
    '256',
    '--no-mining',
    '--order',
    'fifo',
    '--disable-block-gas-limit',
    '--no-request-size-limit',
    '--balance',
    '1000000',
    '--silent',
  ];
  // In a group of its own: Ctrl-C on a terminal reaches us, and the chain lives until we came to a safe point.
  const chain: ChildProcess = spawn(chainBinary(), flags, { stdio: ['ignore', 'ignore', 'pipe'], detached: true });
  let complaint = '';
  chain.stderr?.on('data', (chunk: Buffer) => (complaint += chunk.toString('utf8')));
  if (chain.pid === undefined) throw new ChainDidNotStart('the binary could not be run');
  const watchdog = spawn(process.execPath, ['-e', WATCHDOG, String(chain.pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  watchdog.unref();
  chain.unref();
  const url = `http://127.0.0.1:${port}`;
  await waitUntilUp(url, chain, () => complaint);
  return {
    rpc: httpRpc(url),
    url,
    pid: chain.pid,
    stop: async () => {
      // Its end is awaited here, so it must hold the process open again.
      chain.ref();
      const gone = new Promise<void>((resolve) =>
        chain.exitCode === null && chain.signalCode === null ? chain.once('exit', () => resolve()) : resolve(),
      );
      chain.kill('SIGKILL');
      watchdog.stdin?.end();
      await gone;
    },
  };
}

async function waitUntilUp(url: string, chain: ChildProcess, complaint: () => string): Promise<void> {
  const rpc = httpRpc(url, { retries: 0, timeoutMs: 1_000 });
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (chain.exitCode !== null) throw new ChainDidNotStart(complaint().trim() || `exit code ${chain.exitCode}`);
    try {
      await callRpc(rpc, 'eth_chainId', []);
      return;
    } catch (error) {
      if (!(error instanceof RpcUnreachable)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
  throw new ChainDidNotStart('no answer within 5 s');
}
