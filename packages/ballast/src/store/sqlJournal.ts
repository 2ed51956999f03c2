import { BallastError, type Address, type Hash, type Hex } from '@ballast/core';
import type { Intent, IntentState, Journal } from './journal.ts';
import { integerOf, textOf, textOrNull, type Database, type SqlRow, type SqlSession } from './database.ts';
import { claimReserve, writeAs } from './reserveWriter.ts';

export class StoreIntentUnknown extends BallastError {
  constructor(id: string) {
    super({
      code: 'STORE_INTENT_UNKNOWN',
      message: `no intent ${id} was planned`,
      remedy: 'plan an intent before it is signed, sent or settled',
      retryable: false,
    });
  }
}

export class StoreIntentOrder extends BallastError {
  constructor(id: string, from: string, to: string) {
    super({
      code: 'STORE_INTENT_ORDER',
      message: `intent ${id} is ${from} and cannot become ${to}`,
      remedy: 'reconcile open intents before acting again',
      retryable: false,
    });
  }
}

/** States an intent may come from. Resending and settling again the same way change nothing and are allowed. */
const COMES_FROM: Readonly<Record<Exclude<IntentState, 'planned'>, readonly IntentState[]>> = {
  signed: ['planned'],
  sent: ['signed', 'sent'],
  confirmed: ['signed', 'sent', 'confirmed'],
  reverted: ['signed', 'sent', 'reverted'],
  dropped: ['planned', 'signed', 'sent', 'dropped'],
};

/** The journal of act on the store's database: every step is committed before its promise resolves. */
export function createSqlJournal(database: Database): Journal {
  return {
    plan: (intent) => writeAs(database, intent.reserve, (sql) => insertIntent(sql, intent)),
    sign: (id, signed) =>
      database.write(async (sql) => {
        await advance(sql, id, 'signed', [String(signed.nonce), signed.rawTransaction, signed.transactionHash]);
      }),
    sent: (id) => database.write((sql) => advance(sql, id, 'sent')),
    settle: (id, state) => database.write((sql) => advance(sql, id, state)),
    open: (reserve) => database.read((sql) => selectOpen(sql, reserve)),
    find: (id) => database.read((sql) => selectIntent(sql, id)),
  };
}

async function insertIntent(sql: SqlSession, intent: Intent): Promise<boolean> {
  if (intent.state !== 'planned' || intent.nonce !== null) throw new StoreIntentOrder(intent.id, 'new', intent.state);
  const rows = await sql.query(
    `insert into ballast.intents (id, reserve, cycle, plan_hash, action_index, target, calldata, state)
     values ($1, $2, $3::numeric, $4, $5::numeric, $6, $7, 'planned') on conflict do nothing returning id`,
    [intent.id, intent.reserve, String(intent.cycle), intent.planHash, String(intent.index), intent.to, intent.data],
  );
  return rows.length === 1;
}

/** Moves an intent on under a row lock; `signature` is nonce, bytes and hash, given once. */
async function advance(
  sql: SqlSession,
  id: string,
  to: Exclude<IntentState, 'planned'>,
  signature: readonly [string, string, string] | null = null,
): Promise<void> {
  const rows = await sql.query('select reserve, state from ballast.intents where id = $1 for update', [id]);
  if (rows[0] === undefined) throw new StoreIntentUnknown(id);
  await claimReserve(sql, textOf(rows[0], 'reserve'));
  const from = textOf(rows[0], 'state') as IntentState;
  if (!COMES_FROM[to].includes(from)) throw new StoreIntentOrder(id, from, to);
  await sql.query(
    `update ballast.intents set state = $2, nonce = coalesce($3::numeric, nonce),
       raw_transaction = coalesce($4, raw_transaction), transaction_hash = coalesce($5, transaction_hash)
     where id = $1`,
    [id, to, ...(signature ?? [null, null, null])],
  );
}

const COLUMNS =
  'id, reserve, cycle, plan_hash, action_index, target, calldata, state, nonce, raw_transaction, transaction_hash';

async function selectOpen(sql: SqlSession, reserve: string): Promise<Intent[]> {
  const rows = await sql.query(
    `select ${COLUMNS} from ballast.intents
     where reserve = $1 and state in ('planned', 'signed', 'sent') order by arrival`,
    [reserve],
  );
  return rows.map(intentOf);
}

async function selectIntent(sql: SqlSession, id: string): Promise<Intent | null> {
  const rows = await sql.query(`select ${COLUMNS} from ballast.intents where id = $1`, [id]);
  return rows[0] === undefined ? null : intentOf(rows[0]);
}

function intentOf(row: SqlRow): Intent {
  return {
    id: textOf(row, 'id'),
    reserve: textOf(row, 'reserve'),
    cycle: integerOf(row, 'cycle'),
    planHash: textOf(row, 'plan_hash') as Hash,
    index: integerOf(row, 'action_index'),
    to: textOf(row, 'target') as Address,
    data: textOf(row, 'calldata') as Hex,
    state: textOf(row, 'state') as IntentState,
    nonce: row['nonce'] === null ? null : integerOf(row, 'nonce'),
    rawTransaction: textOrNull(row, 'raw_transaction') as Hex | null,
    transactionHash: textOrNull(row, 'transaction_hash') as Hex | null,
  };
}
