import { BallastError, type Hash } from '@ballast/core';
import { insertArtefacts, selectArtefact, selectArtefactByPrefix } from './artefactTable.ts';
import { insertCycle, selectCycle, selectCycles, updateCycleComplete } from './cycleTable.ts';
import { textOf, type Database, type SqlSession } from './database.ts';
import { writeAs } from './reserveWriter.ts';
import type { Store } from './store.ts';

export class StoreOtherWorld extends BallastError {
  constructor(stored: string, asked: string) {
    super({
      code: 'STORE_OTHER_WORLD',
      message: `this state belongs to ${stored}, not to ${asked}`,
      remedy: 'use another state directory or database for another world',
      retryable: false,
    });
  }
}

/** The store on a migrated database. `release` runs after the database is closed. */
export function createSqlStore(database: Database, release: () => void): Store {
  const { read } = database;
  return {
    kind: database.kind,
    claimWorld: (identity) => database.write((sql) => claimWorld(sql, identity)),
    startOver: (identity) => database.write((sql) => startOver(sql, identity)),
    putArtefacts: (reserve, artefacts) => writeAs(database, reserve, (sql) => insertArtefacts(sql, artefacts)),
    artefact: async (hash) => (await read((sql) => selectArtefact(sql, hash)))?.text ?? null,
    artefactByPrefix: (prefix) => read((sql) => selectArtefactByPrefix(sql, prefix)),
    beginCycle: (cycle, artefacts) => writeAs(database, cycle.reserve, (sql) => insertCycle(sql, cycle, artefacts)),
    completeCycle: (completed) => writeAs(database, completed.reserve, (sql) => updateCycleComplete(sql, completed)),
    latestCycle: async (reserve) => (await read((sql) => selectCycles(sql, reserve, { limit: 1 })))[0] ?? null,
    cycle: (reserve, cycle) => read((sql) => selectCycle(sql, reserve, cycle)),
    cycles: (reserve, page) => read((sql) => selectCycles(sql, reserve, page)),
    reserves: () => read(selectReserves),
    leaves: (reserve, from) => read((sql) => selectLeaves(sql, reserve, from)),
    treeHead: (reserve) => read((sql) => selectTreeHead(sql, reserve)),
    close: async () => {
      try {
        await database.close();
      } finally {
        release();
      }
    },
  };
}

async function claimWorld(sql: SqlSession, identity: string): Promise<void> {
  await sql.query('insert into ballast.world (identity) values ($1) on conflict do nothing', [identity]);
  const rows = await sql.query('select identity from ballast.world');
  const stored = rows[0] === undefined ? '' : textOf(rows[0], 'identity');
  if (stored !== identity) throw new StoreOtherWorld(stored, identity);
}

/** Worlds whose chain dies with their process. */
const EPHEMERAL = /^(local|recorded)\b/;

async function startOver(sql: SqlSession, identity: string): Promise<void> {
  const rows = await sql.query('select identity from ballast.world');
  const stored = rows[0] === undefined ? null : textOf(rows[0], 'identity');
  if (stored !== null && !EPHEMERAL.test(stored)) throw new StoreOtherWorld(stored, identity);
  if (!EPHEMERAL.test(identity)) throw new StoreOtherWorld(stored ?? 'no world', identity);
  await sql.query('truncate ballast.intents, ballast.leaves, ballast.cycles, ballast.artefacts, ballast.world');
  await claimWorld(sql, identity);
}

async function selectReserves(sql: SqlSession): Promise<string[]> {
  const rows = await sql.query('select distinct reserve from ballast.cycles order by reserve');
  return rows.map((row) => textOf(row, 'reserve'));
}

async function selectLeaves(sql: SqlSession, reserve: string, from: number): Promise<Hash[]> {
  const rows = await sql.query(
    `select leaf_hash from ballast.leaves where reserve = $1 and leaf_index >= $2::numeric order by leaf_index`,
    [reserve, String(from)],
  );
  return rows.map((row) => textOf(row, 'leaf_hash') as Hash);
}

async function selectTreeHead(sql: SqlSession, reserve: string): Promise<string | null> {
  const rows = await sql.query(
    'select tree_head from ballast.leaves where reserve = $1 order by leaf_index desc limit 1',
    [reserve],
  );
  return rows[0] === undefined ? null : textOf(rows[0], 'tree_head');
}
