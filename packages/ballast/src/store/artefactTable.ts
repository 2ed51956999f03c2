import { BallastError, sha256Text, type Hash } from '@ballast/core';
import { textOf, type SqlRow, type SqlSession } from './database.ts';
import type { StoredArtefact } from './store.ts';

export class StoreMisnamed extends BallastError {
  constructor(schema: string, hash: string) {
    super({
      code: 'STORE_MISNAMED',
      message: `a ${schema} artefact was handed over as ${hash}, which is not the hash of its text`,
      remedy: 'this is a defect: name artefacts with hashArtefact of the value whose canonicalText is stored',
      retryable: false,
    });
  }
}

export class StoreCorrupt extends BallastError {
  constructor(hash: string) {
    super({
      code: 'STORE_CORRUPT',
      message: `the stored text of artefact ${hash} no longer has that hash`,
      remedy: 'the database was damaged or changed: restore it from a backup, or fetch the published artefact',
      retryable: false,
    });
  }
}

/** Writes artefacts, each once under its hash. Refuses text that does not have the hash it is named by. */
export async function insertArtefacts(sql: SqlSession, artefacts: readonly StoredArtefact[]): Promise<void> {
  for (const { hash, schema, text } of artefacts) {
    if (sha256Text(text) !== hash) throw new StoreMisnamed(schema, hash);
  }
  if (artefacts.length === 0) return;
  // In hash order, so that two writers of the same artefacts wait for each other instead of deadlocking.
  const ordered = artefacts.toSorted((a, b) => (a.hash < b.hash ? -1 : a.hash > b.hash ? 1 : 0));
  const places = ordered.map((_, index) => `($${index * 3 + 1}, $${index * 3 + 2}, $${index * 3 + 3})`);
  await sql.query(
    `insert into ballast.artefacts (hash, schema, body) values ${places.join(', ')} on conflict do nothing`,
    ordered.flatMap(({ hash, schema, text }) => [hash, schema, text]),
  );
}

/** The artefact of a hash, or null. Throws StoreCorrupt when its text changed. */
export async function selectArtefact(sql: SqlSession, hash: Hash): Promise<StoredArtefact | null> {
  const rows = await sql.query('select hash, schema, body from ballast.artefacts where hash = $1', [hash]);
  return rows[0] === undefined ? null : artefactOf(rows[0]);
}

/** The one artefact whose hash starts with the given text; null for none or several. */
export async function selectArtefactByPrefix(sql: SqlSession, prefix: string): Promise<StoredArtefact | null> {
  const rows = await sql.query(
    'select hash, schema, body from ballast.artefacts where starts_with(hash, $1) and hash >= $1 order by hash limit 2',
    [prefix],
  );
  return rows[0] === undefined || rows.length > 1 ? null : artefactOf(rows[0]);
}

function artefactOf(row: SqlRow): StoredArtefact {
  const hash = textOf(row, 'hash');
  const text = textOf(row, 'body');
  if (sha256Text(text) !== hash) throw new StoreCorrupt(hash);
  return { hash: hash as Hash, schema: textOf(row, 'schema'), text };
}
