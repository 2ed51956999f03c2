import { existsSync } from 'node:fs';
import { BallastError, hashArtefact, parseArtefact, type Hash, type Policy } from '@ballast/core';
import { hasState, type LastSeen } from './lastSnapshot.ts';
import { readPolicies } from './policies.ts';
import type { NamedPolicy } from './policyDiffView.ts';
import { withStore } from './openStore.ts';
import type { Session } from './session.ts';

export class RatifiedUnknown extends BallastError {
  constructor(what: string) {
    super({
      code: 'CLI_RATIFIED_UNKNOWN',
      message: what,
      remedy: 'name the ratified document: `ballast policy diff OLD NEW`, or pass --snapshot FILE',
      retryable: false,
    });
  }
}

/**
 * The document whose hash the vault held when it was last seen: the configured one, or one this state keeps. Throws
 * RatifiedUnknown when the reserve was not seen or no document at hand has that hash.
 */
export async function ratifiedPolicy(session: Session, policy: Policy, seen: LastSeen | null): Promise<NamedPolicy> {
  const hash = seen?.snapshot.vault?.policyDocumentHash ?? null;
  if (seen === null || hash === null) throw new RatifiedUnknown(`the vault of ${policy.reserve} was never seen`);
  return { ...(await documentOf(session, hash)), from: `on chain as of ${seen.from}` };
}

async function documentOf(session: Session, hash: Hash): Promise<Pick<NamedPolicy, 'policy' | 'documentHash'>> {
  const paths = session.loaded.config.policies.filter((path) => existsSync(path));
  const configured = paths.flatMap((path) => readPolicies([path])).find((file) => file.documentHash === hash);
  if (configured !== undefined) return configured;
  const text = hasState(session) ? await withStore(session, (store) => store.artefact(hash)) : null;
  const stored = text === null ? null : (parseArtefact(text) as Policy);
  if (stored === null || hashArtefact(stored) !== hash)
    throw new RatifiedUnknown(`no document at hand has the hash ${hash} the vault holds`);
  return { policy: stored, documentHash: hash };
}
