import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { BallastError, loadPolicy, type LoadedPolicy } from '@ballast/core';
import type { LoadedConfig } from '../config/loadConfig.ts';

export class PolicyNotFound extends BallastError {
  constructor(path: string) {
    super({
      code: 'CLI_POLICY_NOT_FOUND',
      message: `${path} does not exist`,
      remedy: 'run `ballast init`, or name a policy with --policy',
      retryable: false,
    });
  }
}

export class DuplicateReserve extends BallastError {
  constructor(reserve: string, path: string) {
    super({
      code: 'CLI_DUPLICATE_RESERVE',
      message: `reserve "${reserve}" is governed by two documents, the second is ${path}`,
      remedy: 'one policy document a reserve',
      retryable: false,
    });
  }
}

/** A policy document and the file it was read from. */
export interface PolicyFile extends LoadedPolicy {
  readonly path: string;
  readonly text: string;
}

/** A document that is not a file: the policy a world was built for. */
export const policyOfText = (text: string): PolicyFile => ({
  path: 'policy of the world',
  text,
  ...loadPolicy(text, 'policy.yaml'),
});

/** Reads and checks policy documents; throws PolicyInvalid with file, line and column. */
export function readPolicies(paths: readonly string[]): PolicyFile[] {
  const files = paths.map((path) => {
    if (!existsSync(path)) throw new PolicyNotFound(path);
    const text = readFileSync(path, 'utf8');
    return { path, text, ...loadPolicy(text, basename(path)) };
  });
  const seen = new Set<string>();
  for (const { policy, path } of files) {
    if (seen.has(policy.reserve)) throw new DuplicateReserve(policy.reserve, path);
    seen.add(policy.reserve);
  }
  return files;
}

/**
 * The documents the operator named, by flag or file; null where none was named and the one looked for is not there,
 * so that a world may bring its own. Throws PolicyNotFound for one that was named.
 */
export function ownPolicies({ config, origins }: LoadedConfig): PolicyFile[] | null {
  const isNamed = origins.policies !== 'default' || config.policies.some((path) => existsSync(path));
  return isNamed ? readPolicies(config.policies) : null;
}
