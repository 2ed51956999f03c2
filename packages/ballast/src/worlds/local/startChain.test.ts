import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { callRpc } from '../../venues/rpc.ts';
import { chainBinary, startChain } from './startChain.ts';

/** A killed process nobody has reaped yet still has a number; it no longer runs. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    if (!existsSync(`/proc/${pid}/stat`)) return true;
    const state = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.[0];
    return state !== 'Z' && state !== 'X';
  } catch {
    return false;
  }
}

async function untilGone(pid: number): Promise<boolean> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    if (!isRunning(pid)) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}

async function startParent(mode: 'exit' | 'wait') {
  const fixture = fileURLToPath(new URL('./startChain.fixture.ts', import.meta.url));
  const flags = ['--conditions=ballast-source', '--import', 'tsx', fixture, mode];
  const parent = spawn(process.execPath, flags, { stdio: ['ignore', 'pipe', 'inherit'] });
  const pid = await new Promise<number>((resolve) =>
    parent.stdout.once('data', (chunk: Buffer) => resolve(Number(chunk.toString('utf8')))),
  );
  const ended = new Promise<void>((resolve) => parent.once('exit', () => resolve()));
  return { parent, pid, ended };
}

describe('a local chain dies with its parent', () => {
  it('when the parent exits', async () => {
    const { pid, ended } = await startParent('exit');
    await ended;
    expect(pid).toBeGreaterThan(1);
    expect(await untilGone(pid)).toBe(true);
  });

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGKILL'] as const) {
    it(`when the parent is ended by ${signal}`, async () => {
      const { parent, pid, ended } = await startParent('wait');
      expect(isRunning(pid)).toBe(true);
      parent.kill(signal);
      await ended;
      expect(await untilGone(pid)).toBe(true);
    });
  }

  it('but not of Ctrl-C on a terminal, which the parent outlives to its safe point', async () => {
    const chain = await startChain({ genesisSeconds: 1_700_000_000 });
    const groupOf = (pid: number): string | undefined =>
      readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[2];
    // A terminal sends its signal to the group of what runs in the foreground.
    expect(groupOf(chain.pid)).not.toBe(groupOf(process.pid));
    await chain.stop();
  });

  it('and when it is stopped', async () => {
    const chain = await startChain({ genesisSeconds: 1_700_000_000 });
    expect(isRunning(chain.pid)).toBe(true);
    await chain.stop();
    expect(await untilGone(chain.pid)).toBe(true);
  });
});

describe('startChain', () => {
  it('starts the platform binary itself, at the asked time and id', async () => {
    expect(chainBinary()).not.toContain('.bin');
    const chain = await startChain({ genesisSeconds: 1_678_406_400, chainId: 8453 });
    try {
      expect(await callRpc(chain.rpc, 'eth_chainId', [])).toBe('0x2105');
      const block = await callRpc<{ readonly timestamp: string }>(chain.rpc, 'eth_getBlockByNumber', ['0x0', false]);
      expect(Number(block.timestamp)).toBe(1_678_406_400);
    } finally {
      await chain.stop();
    }
  });
});
