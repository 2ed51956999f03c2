import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { BallastError, type Action, type Plan } from '@ballast/core';

/** Durable stop of one reserve: survives restarts, read before every plan. */
export interface Stop {
  readonly reserve: string;
  readonly kind: 'hold' | 'freeze';
  readonly reason: string;
  readonly atSeconds: number;
}

export class StopsUnreadable extends BallastError {
  constructor(path: string) {
    super({
      code: 'ENGINE_STOPS_UNREADABLE',
      message: `${path} is not a list of stops`,
      remedy: 'nothing is planned until it is mended: restore the file, or run `ballast resume` to clear it',
      retryable: false,
    });
  }
}

const fileOf = (stateDir: string): string => join(stateDir, 'stops.json');

/** Stops in force. A damaged file throws: an unreadable stop is a stop. */
export function readStops(stateDir: string): Stop[] {
  const path = fileOf(stateDir);
  if (!existsSync(path)) return [];
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    throw new StopsUnreadable(path);
  }
  if (!Array.isArray(parsed) || !parsed.every(isStop)) throw new StopsUnreadable(path);
  return parsed;
}

/** Whether the file is there and cannot be read: then everything is stopped. */
export function areStopsDamaged(stateDir: string): boolean {
  try {
    readStops(stateDir);
    return false;
  } catch (error) {
    if (error instanceof StopsUnreadable) return true;
    throw error;
  }
}

function isStop(value: unknown): value is Stop {
  if (value === null || typeof value !== 'object') return false;
  const stop = value as Partial<Record<keyof Stop, unknown>>;
  return (
    typeof stop.reserve === 'string' &&
    (stop.kind === 'hold' || stop.kind === 'freeze') &&
    typeof stop.reason === 'string' &&
    typeof stop.atSeconds === 'number'
  );
}

/** Replaces the list atomically and durably. */
export function writeStops(stateDir: string, stops: readonly Stop[]): void {
  mkdirSync(stateDir, { recursive: true });
  const path = fileOf(stateDir);
  const temporary = `${path}.new`;
  const file = openSync(temporary, 'w', 0o600);
  try {
    writeSync(file, `${JSON.stringify(stops, null, 2)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
}

export class PlanStopped extends BallastError {
  constructor(stop: Stop, kind: Action['kind']) {
    super({
      code: 'ENGINE_STOPPED',
      message: `${stop.kind} is in force (${stop.reason}), and the plan holds a ${kind}`,
      remedy: 'plan again: under a stop only payments to holders and withdrawals are planned; or `ballast resume`',
      retryable: false,
    });
  }
}

/** Refuses a plan that does more than a stop in force allows, whenever it was made. */
export function refuseStopped(stateDir: string, plan: Pick<Plan, 'reserve' | 'actions'>): void {
  const stop = stopOf(stateDir, plan.reserve);
  const barred = plan.actions.find(({ kind }) => kind !== 'payRedemptions' && kind !== 'withdraw');
  if (stop !== null && barred !== undefined) throw new PlanStopped(stop, barred.kind);
}

/** The strongest stop of a reserve, or null. */
export function stopOf(stateDir: string, reserve: string): Stop | null {
  const stops = readStops(stateDir).filter((stop) => stop.reserve === reserve);
  return stops.find((stop) => stop.kind === 'freeze') ?? stops[0] ?? null;
}
