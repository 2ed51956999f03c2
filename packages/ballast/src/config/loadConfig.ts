import { existsSync, readFileSync } from 'node:fs';
import { dirname, extname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createJiti } from 'jiti';
import type { z } from 'zod';
import { BallastError } from '@ballast/core';
import { operatorSchema, type OperatorConfig } from './operatorConfig.ts';
import type { Environment } from './secrets.ts';

export class ConfigInvalid extends BallastError {
  constructor(file: string, issues: readonly string[]) {
    super({
      code: 'CONFIG_INVALID',
      message: `${file}: ${issues.join('; ')}`,
      remedy: 'mend the file; `ballast config show` lists every key with its meaning',
      retryable: false,
    });
  }
}

export class ConfigNotFound extends BallastError {
  constructor(file: string) {
    super({
      code: 'CONFIG_NOT_FOUND',
      message: `${file} does not exist`,
      remedy: 'run `ballast init` to write one, or leave --config out',
      retryable: false,
    });
  }
}

/** Where a value came from: the file, an environment variable, a flag, or the built-in default. */
export type ConfigOrigin = 'default' | 'file' | `env ${string}` | `flag ${string}`;

export interface LoadedConfig {
  readonly config: OperatorConfig;
  /** The file read; null when none was found and defaults hold. */
  readonly file: string | null;
  /** Folder that relative paths in the file start from. */
  readonly folder: string;
  readonly origins: Readonly<Record<keyof OperatorConfig, ConfigOrigin>>;
}

const NAMES = ['ballast.config.ts', 'ballast.config.js', 'ballast.config.mjs', 'ballast.config.json'] as const;

/** Values flags may set over the file and the environment. */
export interface ConfigFlags {
  readonly config?: string | undefined;
  readonly policy?: readonly string[] | undefined;
  readonly stateDir?: string | undefined;
}

/**
 * Reads the operator's file (the first of ballast.config.ts, .js, .mjs, .json in `cwd`), then BALLAST_STATE_DIR
 * and BALLAST_MODE, then flags; later ones win. Relative paths become absolute. Throws ConfigNotFound for a named
 * file that is absent and ConfigInvalid, listing every issue, for one that does not fit.
 */
export async function loadConfig(cwd: string, flags: ConfigFlags, environment: Environment): Promise<LoadedConfig> {
  const file = findFile(cwd, flags.config);
  const written = file === null ? {} : await readConfigFile(file);
  const input: Record<string, unknown> = { ...written };
  const origins: Record<string, ConfigOrigin> = {};
  for (const key of Object.keys(operatorSchema.shape)) origins[key] = key in written ? 'file' : 'default';
  const override = (key: keyof OperatorConfig, value: unknown, origin: ConfigOrigin): void => {
    if (value === undefined || value === '') return;
    input[key] = value;
    origins[key] = origin;
  };
  override('stateDir', environment['BALLAST_STATE_DIR'], 'env BALLAST_STATE_DIR');
  override('mode', environment['BALLAST_MODE'], 'env BALLAST_MODE');
  override('stateDir', flags.stateDir, 'flag --state-dir');
  override('policies', flags.policy, 'flag --policy');
  const parsed = operatorSchema.safeParse(input);
  if (!parsed.success) throw new ConfigInvalid(file ?? 'configuration', parsed.error.issues.map(issueText));
  const folder = file === null ? cwd : dirname(file);
  const base = (key: keyof OperatorConfig): string => (origins[key] === 'file' ? folder : cwd);
  const absolute = (path: string, from: string): string => (isAbsolute(path) ? path : join(from, path));
  const { data } = parsed;
  return {
    file,
    folder,
    origins: origins as Record<keyof OperatorConfig, ConfigOrigin>,
    config: {
      ...data,
      stateDir: absolute(data.stateDir, base('stateDir')),
      policies: data.policies.map((path) => absolute(path, base('policies'))),
      nextPolicies: data.nextPolicies.map((path) => absolute(path, base('nextPolicies'))),
      attested: data.attested.map((path) => absolute(path, base('attested'))),
      history: data.history.map((path) => absolute(path, base('history'))),
    },
  };
}

function findFile(cwd: string, named: string | undefined): string | null {
  if (named !== undefined) {
    const path = resolve(cwd, named);
    if (!existsSync(path)) throw new ConfigNotFound(path);
    return path;
  }
  const found = NAMES.find((name) => existsSync(join(cwd, name)));
  return found === undefined ? null : join(cwd, found);
}

async function readConfigFile(file: string): Promise<Record<string, unknown>> {
  let value: unknown;
  try {
    value = extname(file) === '.json' ? JSON.parse(readFileSync(file, 'utf8')) : await importModule(file);
  } catch (cause) {
    throw new ConfigInvalid(file, [cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : 'unreadable']);
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    throw new ConfigInvalid(file, ['it must export an object: export default defineConfig({ … })']);
  }
  return value as Record<string, unknown>;
}

async function importModule(file: string): Promise<unknown> {
  // `import { defineConfig } from 'ballast'` works also where the package is not installed beside the file.
  const alias = { ballast: fileURLToPath(new URL(`./operatorConfig${extname(import.meta.url)}`, import.meta.url)) };
  const module: unknown = await createJiti(import.meta.url, { fsCache: false, alias }).import(file);
  const record = module as { readonly default?: unknown };
  return record.default ?? module;
}

function issueText(issue: z.core.$ZodIssue): string {
  const path = issue.path.map(String).join('.');
  return path === '' ? issue.message : `${path}: ${issue.message}`;
}
