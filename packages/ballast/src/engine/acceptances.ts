import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { acceptContract, BallastError, type CarriedState, type ContractState } from '@ballast/core';

/** A person's word that a contract may be what it now is; taken up by the next cycle. */
export interface Acceptance {
  readonly reserve: string;
  /** The contract exactly as the person saw it: a later change is another matter. */
  readonly contract: ContractState;
}

export class AcceptancesUnreadable extends BallastError {
  constructor(path: string) {
    super({
      code: 'ENGINE_ACCEPTANCES_UNREADABLE',
      message: `${path} is not a list of accepted contracts`,
      remedy: 'remove it and accept again; until then entry stays closed where contracts changed',
      retryable: false,
    });
  }
}

const fileOf = (stateDir: string): string => join(stateDir, 'accepted.json');

/** Acceptances not yet taken up. A damaged file throws: nothing is accepted by accident. */
export function readAcceptances(stateDir: string): Acceptance[] {
  const path = fileOf(stateDir);
  if (!existsSync(path)) return [];
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    throw new AcceptancesUnreadable(path);
  }
  if (!Array.isArray(parsed) || !parsed.every(isAcceptance)) throw new AcceptancesUnreadable(path);
  return parsed;
}

function isAcceptance(value: unknown): value is Acceptance {
  if (value === null || typeof value !== 'object') return false;
  const { reserve, contract } = value as Partial<Record<keyof Acceptance, unknown>>;
  return (
    typeof reserve === 'string' && typeof (contract as { readonly subject?: unknown } | null)?.subject === 'string'
  );
}

/** Replaces the list atomically and durably. */
export function writeAcceptances(stateDir: string, acceptances: readonly Acceptance[]): void {
  mkdirSync(stateDir, { recursive: true });
  const path = fileOf(stateDir);
  const file = openSync(`${path}.new`, 'w', 0o600);
  try {
    writeSync(file, `${JSON.stringify(acceptances, null, 2)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(`${path}.new`, path);
}

/** Carries the acceptances of a reserve in. Pure. */
export const carryAcceptances = (
  carried: CarriedState,
  acceptances: readonly Acceptance[],
  reserve: string,
): CarriedState =>
  acceptances
    .filter((item) => item.reserve === reserve)
    .reduce((state, { contract }) => acceptContract(state, [contract], contract.subject), carried);
