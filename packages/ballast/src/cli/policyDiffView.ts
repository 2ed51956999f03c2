import {
  changesLaw,
  diffPolicies,
  isoTime,
  LawNotExpressible,
  lawOf,
  type Holding,
  type LoadedPolicy,
  type OnChainLaw,
  type Policy,
  type Snapshot,
  type VaultState,
  vaultUnder,
} from '@ballast/core';
import type { DiffView, ShownChange } from '../report/diffWords.ts';
import { listScenarios } from '../worlds/scenario/readScenario.ts';
import { judgeMoment } from './consequences.ts';
import type { LastSeen } from './lastSnapshot.ts';
import { compareOnScenario, type ScenarioCompared } from './scenarioConsequences.ts';
import type { Session } from './session.ts';

/** A document, and where it came from. */
export interface NamedPolicy extends Pick<LoadedPolicy, 'policy' | 'documentHash'> {
  readonly from: string;
}

/** What every loosening waits at least; the vault asks it of its owner. */
export const LEAST_DELAY = '2 days';

/** The changed rules, each with whether the contract's parameters change with it. Pure. */
export const shownChanges = (before: Policy, after: Policy): ShownChange[] =>
  diffPolicies(before, after).map((change) => ({ ...change, changesParameters: changesLaw(before, after, change) }));

/** The difference between two documents with what it comes to now and, unless left out, in every bundled scenario. */
export async function diffView(
  session: Session,
  before: NamedPolicy,
  after: NamedPolicy,
  options: { readonly seen: LastSeen | null; readonly withScenarios: boolean },
): Promise<DiffView> {
  const changes = shownChanges(before.policy, after.policy);
  const { seen } = options;
  return {
    reserve: after.policy.reserve,
    before: { hash: before.documentHash, from: before.from },
    after: { hash: after.documentHash, from: after.from },
    changes,
    undone: undoneBy(before, seen?.snapshot.vault ?? null),
    refusal: refusalOf(after.policy, seen?.snapshot ?? null),
    now:
      seen === null
        ? null
        : {
            name: seen.from,
            asOf: isoTime(seen.snapshot.asOfSeconds),
            before: judgeMoment(before.policy, seen).consequence,
            after: judgeMoment(after.policy, seen).consequence,
          },
    scenarios: options.withScenarios && changes.length > 0 ? await onScenarios(session, before, after, changes) : [],
    delay: LEAST_DELAY,
  };
}

async function onScenarios(
  session: Session,
  before: NamedPolicy,
  after: NamedPolicy,
  changes: readonly ShownChange[],
): Promise<ScenarioCompared[]> {
  const names = listScenarios();
  const results: ScenarioCompared[] = [];
  for (const [at, name] of names.entries()) {
    session.output.log(`scenario ${at + 1} of ${names.length}: ${name} …`);
    const compared = await compareOnScenario(name, before.policy, after.policy, changes, session.signal);
    if (compared === null) break;
    results.push(compared);
  }
  return results;
}

/**
 * Why the contract would not take a law, or leave behind what it holds; null when it would take it, or when the reserve
 * has no vault. Pure.
 */
export function refusalOf(policy: Policy, snapshot: Snapshot | null): string | null {
  if (policy.execution.vault === null) return null;
  try {
    const law = lawOf(policy);
    return snapshot === null ? null : leftBehind(law, snapshot);
  } catch (error) {
    if (error instanceof LawNotExpressible) return error.message;
    throw error;
  }
}

/** What somebody tightened on chain since the document was adopted, and adopting another would undo. Pure. */
function undoneBy(before: NamedPolicy, vault: VaultState | null): string[] {
  if (vault === null || vault.policyDocumentHash !== before.documentHash) return [];
  const law = vaultUnder(vault, before.policy);
  const same = (now: object, then: object | undefined, name: string): string[] =>
    Object.entries(then ?? {}).flatMap(([key, value]) =>
      (typeof value === 'bigint' || typeof value === 'boolean') && now[key as keyof typeof now] !== value
        ? [`${name}${key}`]
        : [],
    );
  return [
    ...same(vault, law, ''),
    ...vault.assets.flatMap((asset, at) =>
      same({ ...asset, effectiveTargetBps: law.assets[at]?.effectiveTargetBps }, law.assets[at], `${asset.assetId}.`),
    ),
    ...vault.venues.flatMap((venue, at) => same(venue, law.venues[at], `${venue.venueId}.`)),
  ];
}

/** The first asset or venue the vault holds something in and the law does not list; null for none. */
function leftBehind(law: OnChainLaw, { vault, holdings }: Snapshot): string | null {
  if (vault === null) return null;
  const held = (place: Partial<Holding>): boolean =>
    holdings.some(
      (item) =>
        (item.amountRaw ?? 0n) > 0n &&
        item.assetId === place.assetId &&
        (place.venueId === undefined || item.venueId === place.venueId),
    );
  const asset = vault.assets.find(
    (item) => law.assets.every((next) => next.token !== item.token) && held({ assetId: item.assetId }),
  );
  if (asset !== undefined) return `the vault still holds ${asset.assetId}, which it does not list`;
  const venue = vault.venues.find((item) => law.venues.every((next) => next.venueId !== item.venueId) && held(item));
  return venue === undefined ? null : `the vault still has money in ${venue.venueId}, which it does not list`;
}
