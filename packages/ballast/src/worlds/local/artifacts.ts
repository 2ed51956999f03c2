import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Abi } from 'viem';
import { BallastError, type Address, type Hex } from '@ballast/core';

/** A contract as published: its interface and its creation code. */
export interface Artifact {
  readonly abi: Abi;
  readonly bytecode: Hex;
}

interface LinkReferences {
  readonly [file: string]: {
    readonly [library: string]: readonly { readonly start: number; readonly length: number }[];
  };
}

export class ArtifactMissing extends BallastError {
  constructor(path: string) {
    super({
      code: 'WORLD_ARTIFACT_MISSING',
      message: `published contract ${path} is not installed`,
      remedy: 'run npm ci in the repository',
      retryable: false,
    });
  }
}

const require = createRequire(import.meta.url);

/** The interface of a published contract. */
export const readAbi = (path: string): Abi => readJson(path).abi;

/** Reads published bytecode out of an installed npm package, linking libraries by name. */
export function readArtifact(path: string, libraries: Readonly<Record<string, Address>> = {}): Artifact {
  const json = readJson(path);
  let code = json.bytecode;
  for (const places of Object.values(json.linkReferences ?? {})) {
    for (const [library, spots] of Object.entries(places)) {
      const address = libraries[library];
      if (address === undefined) throw new ArtifactMissing(`${path} (library ${library})`);
      for (const { start, length } of spots)
        code = code.slice(0, 2 + start * 2) + address.slice(2) + code.slice(2 + (start + length) * 2);
    }
  }
  return { abi: json.abi, bytecode: code as Hex };
}

interface PublishedJson {
  readonly abi: Abi;
  readonly bytecode: string;
  readonly linkReferences?: LinkReferences;
}

function readJson(path: string): PublishedJson {
  try {
    return JSON.parse(readFileSync(require.resolve(path), 'utf8')) as PublishedJson;
  } catch {
    throw new ArtifactMissing(path);
  }
}
