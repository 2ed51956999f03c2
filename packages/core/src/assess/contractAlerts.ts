import type { ContractAlert } from '../records/assessment.ts';
import type { CarriedContract, CarriedState } from '../records/carried.ts';
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
  const known = IDENTITY.filter(([field]) => accepted[field] !== null);
  const lost = known.filter(([field]) => contract[field] === null).map(([, , name]) => name);
  return [
    ...(lost.length === 0 ? [] : [alert(contract, 'UNREADABLE', `${lost.join(', ')} cannot be read any more`)]),
    ...known
      .filter(([field]) => contract[field] !== null && contract[field] !== accepted[field])
      .map(([field, code, name]) => alert(contract, code, `${name} was ${accepted[field]} and is ${contract[field]}`)),
  ];
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

/**
 * Accepts the identity a contract has now, on a person's word: what ends its alert. The carried state given is the
 * one the next cycle starts from. A subject that was not seen changes nothing. Pure.
 */
export const acceptContract = (
  carried: CarriedState,
  seen: readonly ContractState[],
  subject: string,
): CarriedState => {
  const isNamed = (item: { readonly subject: string }): boolean => item.subject === subject;
  if (!seen.some(isNamed)) return carried;
  const others = carried.contracts.filter((item) => !isNamed(item));
  return { ...carried, contracts: rememberContracts(seen.filter(isNamed), others) };
};

const alert = (contract: ContractState, code: string, detail: string): ContractAlert => ({
  subject: contract.subject,
  code,
  detail,
});

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
