import type { Seconds } from '@ballast/core';
import type { RpcPort } from '../../venues/rpc.ts';
import type { Schedule } from '../scenario/schedule.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Moment, World } from '../world.ts';
import type { Deployer } from './deployer.ts';
import type { Market } from './marketStep.ts';
import type { Holders } from './redemptionStep.ts';

export interface DriveOptions {
  readonly rpc: RpcPort;
  readonly deployer: Deployer;
  readonly scenario: Scenario;
  readonly schedule: Schedule;
  /** Time of the last block of construction. */
  readonly time: Seconds;
  readonly built: { readonly market: Market; readonly holders: Holders | null };
}

/** Seconds after the last block at which what the engine sent is included. */
const SETTLE_SECONDS = 12;

/** Moves a built world along its schedule: the market and the holders act in every block between two cycles. */
export function driveWorld(options: DriveOptions): Pick<World, 'advance' | 'settle'> {
  const { rpc, deployer, scenario, schedule, built } = options;
  let time = options.time;
  let cycle = 0;
  let told = 0;
  const noteUntil = (timeSeconds: number): string | null => {
    const begun = scenario.notes.filter((note) => note.at <= timeSeconds);
    const fresh = begun.slice(told);
    told = begun.length;
    return fresh.length === 0 ? null : fresh.map((note) => note.text).join(' ');
  };
  return {
    advance: async (): Promise<Moment | null> => {
      if (cycle >= schedule.cycles.length) return null;
      for (const planned of schedule.blocksBefore(cycle)) {
        // What the engine sent may have taken the chain past the plan.
        const next = Math.max(planned, time + 1);
        built.market.step(next);
        built.holders?.step(time, next);
        await deployer.mine(next);
        time = next;
      }
      cycle += 1;
      const { from, to } = scenario.window;
      return {
        timeSeconds: time,
        progress: Math.min(1, Math.max(0, (time - from) / (to - from))),
        note: noteUntil(time),
      };
    },
    settle: async () => {
      time += SETTLE_SECONDS;
      await rpc.batch([
        { method: 'evm_setNextBlockTimestamp', params: [time] },
        { method: 'evm_mine', params: [] },
      ]);
    },
  };
}
