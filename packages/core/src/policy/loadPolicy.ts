import { canonicalText } from '../records/canonical.ts';
import { sha256Text, type Hash } from '../records/hash.ts';
import { checkPolicy } from './checkPolicy.ts';
import type { Policy } from './policy.ts';
import { PolicyInvalid } from './policyInvalid.ts';
import { readYaml } from './readYaml.ts';
import { policySchema } from './schema.ts';
import { schemaIssues } from './schemaIssues.ts';

/** A policy read and checked. `documentHash` is sha256 of `canonical`: what the DAO ratifies. */
export interface LoadedPolicy {
  readonly policy: Policy;
  readonly documentHash: Hash;
  readonly canonical: string;
}

/**
 * Reads a policy document. The order of keys and the layout of the text do not change the hash; any value does.
 * Pure; throws PolicyInvalid naming every issue with file, line, column, what was expected and how to mend it.
 */
export function loadPolicy(text: string, fileName: string): LoadedPolicy {
  const document = readYaml(text, fileName);
  const parsed = policySchema.safeParse(document.data);
  if (!parsed.success) throw new PolicyInvalid(fileName, schemaIssues(parsed.error, document));
  const policy: Policy = parsed.data;
  const faults = checkPolicy(policy);
  if (faults.length > 0)
    throw new PolicyInvalid(
      fileName,
      faults.map(({ path, ...fault }) => ({ ...document.placeOf(path), ...fault, path: path.join('.') })),
    );
  const canonical = canonicalText(policy);
  return { policy, documentHash: sha256Text(canonical), canonical };
}
