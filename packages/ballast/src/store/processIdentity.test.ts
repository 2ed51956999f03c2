import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { killHard, lineOf } from './childProcess.fixture.ts';
import { isRunning, ownIdentity } from './processIdentity.ts';

describe('isRunning', () => {
  it('knows this process, and not one of its number that started at another time', () => {
    expect(isRunning(ownIdentity())).toBe(true);
    expect(isRunning({ ...ownIdentity(), started: '1' })).toBe(false);
  });

  it('takes the number alone where no start is known', () => {
    expect(isRunning({ ...ownIdentity(), started: '' })).toBe(true);
  });

  it('cannot tell of another machine', () => {
    expect(isRunning({ ...ownIdentity(), machine: 'elsewhere' })).toBeNull();
  });

  it('knows a process that ended, and one that runs under another parent', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    const identity = { ...ownIdentity(), pid: child.pid ?? 0, started: '' };
    expect(isRunning(identity)).toBe(true);
    await killHard(child);
    expect(isRunning(identity)).toBe(false);
    expect(isRunning({ ...ownIdentity(), pid: 1, started: '' })).toBe(true);
  });

  it.runIf(process.platform === 'linux')(
    'counts a zombie as ended: nobody reaped it, but its files are closed',
    async () => {
      // The shell becomes a process that never waits for the child it started.
      const parent = spawn('sh', ['-c', 'sleep 0 & echo "pid $!"; exec sleep 30'], {
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      const pid = Number((await lineOf(parent, 'pid ')).slice(4));
      const identity = { ...ownIdentity(), pid, started: '' };
      for (let wait = 0; wait < 100 && isRunning(identity) === true; wait += 1) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      expect(() => process.kill(pid, 0)).not.toThrow();
      expect(isRunning(identity)).toBe(false);
      const end = once(parent, 'exit');
      parent.kill('SIGKILL');
      await end;
    },
  );
});
