import { closeSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { BallastError } from '@ballast/core';
import { lockDirectory } from './lockDirectory.ts';

/*
 * A process of the lock tests. `hold DIR`: takes the lock, says so, waits to be killed. `contend DIR ROUNDS`: takes
 * and releases it again and again, and while holding it creates a file that must not be there already.
 */
const [mode, directory = '', rounds = '1'] = process.argv.slice(2);

if (mode === 'hold') {
  lockDirectory(directory);
  process.stdout.write('held\n');
  setInterval(() => undefined, 1000);
} else {
  let wins = 0;
  while (wins < Number(rounds)) {
    try {
      const lock = lockDirectory(directory);
      const inside = join(directory, 'inside');
      closeSync(openSync(inside, 'wx'));
      await new Promise((resolve) => setTimeout(resolve, wins % 3));
      lock.assertHeld();
      rmSync(inside);
      lock.release();
      wins += 1;
    } catch (error) {
      if (!(error instanceof BallastError) || error.code !== 'STORE_LOCKED') {
        process.stdout.write(`violation ${String(error)}\n`);
        process.exit(1);
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  process.stdout.write(`done ${wins}\n`);
}
