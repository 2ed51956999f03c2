import { BallastError, type Hash } from '@ballast/core';
import { insertArtefacts } from './artefactTable.ts';
import { integerOf, textOf, textOrNull, type SqlRow, type SqlSession } from './database.ts';
import type { CompletedCycle, StoredArtefact, StoredCycle } from './store.ts';

export class StoreCycleTaken extends BallastError {
  constructor(reserve: string, cycle: number) {
    super({
      code: 'STORE_CYCLE_TAKEN',
      message: `cycle ${cycle} of ${reserve} was begun before`,
      remedy: 'reconcile and complete it, or decide the next one',
      retryable: false,
    });
  }
}

export class StoreCycleNotOpen extends BallastError {
  constructor(reserve: string, cycle: number, state: string) {
    super({
      code: 'STORE_CYCLE_NOT_OPEN',
      message: `cycle ${cycle} of ${reserve} cannot be completed: it is ${state}`,
      remedy: 'complete a cycle once, after it was begun',
      retryable: false,
    });
  }
}

export class StoreLeafTaken extends BallastError {
  constructor(reserve: string, leafIndex: number, next: number) {
    super({
      code: 'STORE_LEAF_TAKEN',
      message: `the log of ${reserve} goes on at leaf ${next}, not ${leafIndex}`,
      remedy: 'read the leaves again, build the tree head on them, and complete the cycle with the next index',
      retryable: false,
    });
  }
}

export class StoreArtefactMissing extends BallastError {
  constructor(reserve: string, cycle: number, what: string) {
    super({
      code: 'STORE_ARTEFACT_MISSING',
      message: `cycle ${cycle} of ${reserve} names a ${what} that is not stored`,
      remedy: 'hand over the artefact with the cycle that names it',
      retryable: false,
    });
  }
}

/** Begins a cycle with its artefacts, or refuses a number already taken. */
export async function insertCycle(
  sql: SqlSession,
  cycle: StoredCycle,
  artefacts: readonly StoredArtefact[],
): Promise<void> {
  if (cycle.state !== 'decided' || cycle.recordHash !== null) {
    throw new StoreCycleNotOpen(cycle.reserve, cycle.cycle, `${cycle.state} before it was begun`);
  }
  await insertArtefacts(sql, artefacts);
  await requireArtefact(sql, cycle, 'plan', cycle.planHash);
  await requireArtefact(sql, cycle, 'carried state', cycle.carriedInHash);
  if (cycle.proofsHash !== null) await requireArtefact(sql, cycle, 'proofs', cycle.proofsHash);
  const rows = await sql.query(
    `insert into ballast.cycles
       (reserve, cycle, as_of_seconds, state, plan_hash, carried_in_hash, proofs_hash, level, actions)
     values ($1, $2::numeric, $3::numeric, 'decided', $4, $5, $6, $7, $8::numeric)
     on conflict do nothing returning cycle`,
    [
      cycle.reserve,
      String(cycle.cycle),
      String(cycle.asOfSeconds),
      cycle.planHash,
      cycle.carriedInHash,
      cycle.proofsHash,
      cycle.level,
      String(cycle.actions),
    ],
  );
  if (rows.length === 0) throw new StoreCycleTaken(cycle.reserve, cycle.cycle);
}

/** Completes a begun cycle and appends its leaf, which must be the next one of the reserve's log. */
export async function updateCycleComplete(sql: SqlSession, completed: CompletedCycle): Promise<void> {
  const { reserve, cycle, recordHash, leafIndex } = completed;
  const key = [reserve, String(cycle)];
  const found = await sql.query(
    'select state from ballast.cycles where reserve = $1 and cycle = $2::numeric for update',
    key,
  );
  const state = found[0] === undefined ? 'not begun' : textOf(found[0], 'state');
  if (state !== 'decided') throw new StoreCycleNotOpen(reserve, cycle, state);
  await insertArtefacts(sql, completed.artefacts);
  await requireArtefact(sql, completed, 'record', recordHash);
  const next = await countLeaves(sql, reserve);
  if (leafIndex !== next) throw new StoreLeafTaken(reserve, leafIndex, next);
  const appended = await sql.query(
    `insert into ballast.leaves (reserve, cycle, leaf_index, leaf_hash, tree_head)
     values ($1, $2::numeric, $3::numeric, $4, $5) on conflict do nothing returning leaf_index`,
    [...key, String(leafIndex), completed.leafHash, completed.treeHead],
  );
  if (appended.length === 0) throw new StoreLeafTaken(reserve, leafIndex, next + 1);
  await sql.query(
    `update ballast.cycles set state = 'complete', record_hash = $3 where reserve = $1 and cycle = $2::numeric`,
    [...key, recordHash],
  );
}

async function countLeaves(sql: SqlSession, reserve: string): Promise<number> {
  const rows = await sql.query('select count(*)::numeric as leaves from ballast.leaves where reserve = $1', [reserve]);
  return rows[0] === undefined ? 0 : integerOf(rows[0], 'leaves');
}

async function requireArtefact(
  sql: SqlSession,
  of: { readonly reserve: string; readonly cycle: number },
  what: string,
  hash: Hash,
): Promise<void> {
  const rows = await sql.query('select hash from ballast.artefacts where hash = $1', [hash]);
  if (rows.length === 0) throw new StoreArtefactMissing(of.reserve, of.cycle, what);
}

const COLUMNS =
  'reserve, cycle, as_of_seconds, state, plan_hash, carried_in_hash, proofs_hash, record_hash, level, actions';

/** Cycles of a reserve, newest first, all or those before a number. */
export async function selectCycles(
  sql: SqlSession,
  reserve: string,
  page: { readonly before?: number; readonly limit: number },
): Promise<StoredCycle[]> {
  const rows = await sql.query(
    `select ${COLUMNS} from ballast.cycles
     where reserve = $1 and ($2::numeric is null or cycle < $2::numeric) order by cycle desc limit $3::bigint`,
    [reserve, page.before === undefined ? null : String(page.before), String(page.limit)],
  );
  return rows.map(cycleOf);
}

export async function selectCycle(sql: SqlSession, reserve: string, cycle: number): Promise<StoredCycle | null> {
  const rows = await sql.query(`select ${COLUMNS} from ballast.cycles where reserve = $1 and cycle = $2::numeric`, [
    reserve,
    String(cycle),
  ]);
  return rows[0] === undefined ? null : cycleOf(rows[0]);
}

function cycleOf(row: SqlRow): StoredCycle {
  return {
    reserve: textOf(row, 'reserve'),
    cycle: integerOf(row, 'cycle'),
    asOfSeconds: integerOf(row, 'as_of_seconds'),
    state: textOf(row, 'state') as StoredCycle['state'],
    planHash: textOf(row, 'plan_hash') as Hash,
    carriedInHash: textOf(row, 'carried_in_hash') as Hash,
    proofsHash: textOrNull(row, 'proofs_hash') as Hash | null,
    recordHash: textOrNull(row, 'record_hash') as Hash | null,
    level: textOf(row, 'level'),
    actions: integerOf(row, 'actions'),
  };
}
