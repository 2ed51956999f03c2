import { BallastError, readArtefact, type ArtefactBySchema, type ArtefactSchema, type Hash } from '@ballast/core';
import type { Store } from '../store/store.ts';

export class ArtefactNotStored extends BallastError {
  constructor(hash: Hash, what: string) {
    super({
      code: 'ATTEST_ARTEFACT_NOT_STORED',
      message: `${what} ${hash} is not in the store`,
      remedy: 'store every artefact of a cycle before it is attested; restore the store if it once was there',
      retryable: false,
    });
  }
}

export class ArtefactUnreadable extends BallastError {
  constructor(hash: Hash, code: string, detail: string) {
    super({
      code: 'ATTEST_ARTEFACT_UNREADABLE',
      message: `${hash} cannot be read (${code}: ${detail})`,
      remedy: 'it was written by another version, or changed: use the version that wrote it, or restore the store',
      retryable: false,
    });
  }
}

/** Text of a stored artefact; throws when it is not there. */
export async function storedText(store: Store, hash: Hash, what: string): Promise<string> {
  const text = await store.artefact(hash);
  if (text === null) throw new ArtefactNotStored(hash, what);
  return text;
}

/** A stored artefact, read strictly. */
export async function readStored<S extends ArtefactSchema>(
  store: Store,
  hash: Hash,
  schema: S,
): Promise<ArtefactBySchema[S]> {
  const read = readArtefact(await storedText(store, hash, schema), schema);
  if (!read.ok) throw new ArtefactUnreadable(hash, read.code, read.detail);
  return read.value;
}
