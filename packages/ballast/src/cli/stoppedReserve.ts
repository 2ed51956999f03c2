import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readStops } from '../engine/stops.ts';
import { ReserveUnclear } from './openStore.ts';
import { readPolicies } from './policies.ts';
import type { Session } from './session.ts';

/** The reserve to stop: a name nobody knows would stop nothing, so it is refused where any is known. */
export function stoppedReserve(session: Session, named: string | undefined): string {
  const known = knownReserves(session);
  if (named === undefined) return onlyOf(known);
  if (known.length > 0 && !known.includes(named)) throw new ReserveUnclear(known, named);
  return named;
}

export function onlyOf(known: readonly string[]): string {
  if (known.length !== 1 || known[0] === undefined) throw new ReserveUnclear(known);
  return known[0];
}

/** Names in stops, published folders and policies: files beside the store, so that another process may own that. */
export function knownReserves(session: Session): string[] {
  const { stateDir, policies } = session.loaded.config;
  return [
    ...new Set([
      ...attempt(() => readStops(stateDir).map((stop) => stop.reserve)),
      ...attempt(() => readdirSync(join(stateDir, 'public'))),
      ...attempt(() => readPolicies(policies).map((file) => file.policy.reserve)),
    ]),
  ];
}

/** Nothing published yet, or a policy that does not check, must not keep anyone from stopping: the rest tells. */
function attempt(read: () => string[]): string[] {
  try {
    return read();
  } catch {
    return [];
  }
}
