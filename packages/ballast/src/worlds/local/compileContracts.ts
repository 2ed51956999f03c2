import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BallastError } from '@ballast/core';
import type { Artifact } from './artifacts.ts';

export class CompileFailed extends BallastError {
  constructor(reason: string) {
    super({
      code: 'WORLD_COMPILE_FAILED',
      message: reason,
      remedy: 'mend the contract and run again',
      retryable: false,
    });
  }
}

interface SolcOutput {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[];
  readonly contracts?: Readonly<
    Record<
      string,
      Readonly<
        Record<
          string,
          { readonly abi: Artifact['abi']; readonly evm: { readonly bytecode: { readonly object: string } } }
        >
      >
    >
  >;
}

const root = join(dirname(fileURLToPath(import.meta.url)), '../../../../..');
const require = createRequire(import.meta.url);
const PYTH_MOCK = '@pythnetwork/pyth-sdk-solidity/MockPyth.sol';

/** Our contracts and Pyth's mock, compiled with the npm compiler; cached by the hash of every source and setting. */
export function compileContracts(): ReadonlyMap<string, Artifact> {
  const sources = collectSources();
  const settings = {
    evmVersion: 'cancun',
    optimizer: { enabled: true, runs: 200 },
    outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object'] } },
  };
  const input = JSON.stringify({ language: 'Solidity', sources, settings });
  const { version } = require('solc/package.json') as { readonly version: string };
  const key = createHash('sha256').update(version).update(input).digest('hex').slice(0, 32);
  const cache = join(root, 'node_modules', '.cache', 'ballast', `contracts-${key}.json`);
  if (existsSync(cache))
    return new Map(Object.entries(JSON.parse(readFileSync(cache, 'utf8')) as Record<string, Artifact>));

  const solc = require('solc') as {
    compile(input: string, callbacks: { import: (path: string) => { contents: string } | { error: string } }): string;
  };
  const output = JSON.parse(solc.compile(input, { import: readImport })) as SolcOutput;
  const fault = output.errors?.find((error) => error.severity === 'error');
  if (fault !== undefined) throw new CompileFailed(fault.formattedMessage);
  const artifacts: Record<string, Artifact> = {};
  for (const file of Object.values(output.contracts ?? {})) {
    for (const [name, contract] of Object.entries(file)) {
      if (contract.evm.bytecode.object !== '')
        artifacts[name] = { abi: contract.abi, bytecode: `0x${contract.evm.bytecode.object}` };
    }
  }
  mkdirSync(dirname(cache), { recursive: true });
  writeFileSync(`${cache}.${process.pid}`, JSON.stringify(artifacts));
  renameSync(`${cache}.${process.pid}`, cache);
  return new Map(Object.entries(artifacts));
}

function collectSources(): Record<string, { content: string }> {
  const folder = join(root, 'contracts', 'src');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.sol'))
    .toSorted();
  const sources: Record<string, { content: string }> = {};
  for (const name of files) {
    const path = join(folder, name);
    sources[relative(root, path).replaceAll('\\', '/')] = { content: readFileSync(path, 'utf8') };
  }
  sources[PYTH_MOCK] = { content: readFileSync(require.resolve(PYTH_MOCK), 'utf8') };
  return sources;
}

function readImport(path: string): { contents: string } | { error: string } {
  try {
    return { contents: readFileSync(require.resolve(path), 'utf8') };
  } catch {
    return { error: `${path} is not installed` };
  }
}
