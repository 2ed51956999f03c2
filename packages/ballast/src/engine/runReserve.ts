import { loadAttesterLog, type AttesterLog } from '../attest/attesterLog.ts';
import { publishReserve } from '../attest/publishReserve.ts';
import type { Moment } from '../worlds/world.ts';
import { finishOpenCycle } from './finishOpenCycle.ts';
import { followAdoption } from './followAdoption.ts';
import { helpersOf, withThreads, type Helpers } from './helpers.ts';
import type { Reserve } from './reserve.ts';
import { readMemory, type Memory } from './resumeCycle.ts';
import { runCycle, type CycleResult } from './runCycle.ts';
import type { Threads } from './threads.ts';

export interface RunInput {
  /** Reserves that share one world; nothing nets across them. */
  readonly reserves: readonly Reserve[];
  /** Stops the loop after the cycle under way. */
  readonly signal: AbortSignal;
  /** At most so many moments; all of them when left out. */
  readonly moments?: number;
  /** Write the public folder after every cycle, or once at the end. */
  readonly publish: 'each cycle' | 'at the end';
  readonly onCycle: (result: CycleResult, moment: Moment, reserve: Reserve) => void | Promise<void>;
}

interface Running {
  readonly helpers: Helpers;
  reserve: Reserve;
  memory: Memory | null;
  log: AttesterLog;
}

/** Runs reserves moment by moment until the world ends, the signal comes, or the count is reached. Returns cycles run. */
export const runReserves = (input: RunInput): Promise<number> => withThreads((threads) => runOn(threads, input));

async function runOn(threads: Threads, input: RunInput): Promise<number> {
  const running = await Promise.all(
    input.reserves.map(async (given): Promise<Running> => {
      // Reserves share threads, and what one remembers is its own.
      const helpers = helpersOf(threads);
      await finishOpenCycle(given, helpers);
      const reserve = await followAdoption(given);
      return {
        helpers,
        reserve,
        memory: await readMemory(reserve),
        log: await loadAttesterLog(reserve.store, reserve.policy.reserve),
      };
    }),
  );
  const world = input.reserves[0]?.world;
  if (world === undefined) return 0;
  let cycles = 0;
  for (let moments = 0; !input.signal.aborted; moments += 1) {
    if (input.moments !== undefined && moments >= input.moments) break;
    const moment = await world.advance();
    if (moment === null) break;
    for (const item of running) {
      // A document is in force from the cycle after its adoption.
      item.reserve = await followAdoption(item.reserve);
      const result = await runCycle({
        reserve: item.reserve,
        memory: item.memory,
        log: item.log,
        helpers: item.helpers,
      });
      item.memory = result.memory;
      item.log = result.log;
      cycles += 1;
      if (input.publish === 'each cycle') await publish(item.reserve);
      await input.onCycle(result, moment, item.reserve);
    }
  }
  if (input.publish === 'at the end') for (const { reserve } of running) await publish(reserve);
  return cycles;
}

const publish = async ({ store, stateDir, policy }: Reserve): Promise<void> => {
  await publishReserve({ store, stateDir, reserve: policy.reserve });
};
