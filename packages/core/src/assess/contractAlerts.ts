import type { ContractAlert } from '../records/assessment.ts';
import type { CarriedContract } from '../records/carried.ts';
import type { ContractState } from '../records/snapshot.ts';

const IDENTITY = [
  ['codeHash', 'CODE_CHANGED', 'code hash'],
  ['implementation', 'IMPLEMENTATION_CHANGED', 'implementation'],
  ['admin', 'ADMIN_CHANGED', 'admin'],
  ['configuration', 'CONFIGURATION_CHANGED', 'configuration'],
] as const;

/** Contracts that are not what was accepted, cannot be read any more, are paused, or block us; by subject. Pure. */
export function contractAlerts(seen: readonly ContractState[], accepted: readonly CarriedContract[]): ContractAlert[] {
  return seen
    .flatMap((contract) => [
      ...identityAlerts(
        contract,
        accepted.find((item) => item.subject === contract.subject),
      ),
      ...(contract.isPaused === true ? [alert(contract, 'PAUSED', 'the contract is paused')] : []),
      ...(contract.areWeBlocked === true
        ? [alert(contract, 'BLOCKED', 'one of our accounts is on its block list')]
        : []),
    ])
    .toSorted((a, b) => compareText(`${a.subject}\n${a.code}`, `${b.subject}\n${b.code}`));
}

function identityAlerts(contract: ContractState, accepted: CarriedContract | undefined): ContractAlert[] {
  if (accepted === undefined) return [];
  return IDENTITY.flatMap(([field, code, name]) => {
    const [was, is] = [accepted[field], contract[field]];
    if (was === null || was === is) return [];
    if (is === null) return [alert(contract, 'UNREADABLE', `${name} was ${was} and cannot be read`)];
    return [alert(contract, code, `${name} was ${was} and is ${is}`)];
  });
}

/**
 * Identities the next cycle compares with: what was accepted stays, so that a change keeps entry stopped until
 * a person accepts it; what was never seen before is taken as it is. Sorted by subject. Pure.
 */
export function rememberContracts(
  seen: readonly ContractState[],
  accepted: readonly CarriedContract[],
): CarriedContract[] {
  const next = new Map(accepted.map((item) => [item.subject, item]));
  for (const contract of seen) {
    const known = next.get(contract.subject);
    next.set(contract.subject, {
      subject: contract.subject,
      codeHash: known?.codeHash ?? contract.codeHash,
      implementation: known?.implementation ?? contract.implementation,
      admin: known?.admin ?? contract.admin,
      configuration: known?.configuration ?? contract.configuration,
    });
  }
  return [...next.values()].toSorted((a, b) => compareText(a.subject, b.subject));
}

const alert = (contract: ContractState, code: string, detail: string): ContractAlert => ({
  subject: contract.subject,
  code,
  detail,
});

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
