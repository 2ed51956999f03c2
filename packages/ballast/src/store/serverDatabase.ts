import postgres from 'postgres';
import { BallastError } from '@ballast/core';
import { checkRow, type Database, type SqlSession } from './database.ts';
import { databaseFailure } from './databaseFailure.ts';

export class StoreUrlMalformed extends BallastError {
  constructor() {
    super({
      code: 'STORE_URL_MALFORMED',
      message: 'the database URL is not a PostgreSQL address',
      remedy: 'write postgres://user:password@host:5432/database, special characters percent-encoded',
      retryable: false,
    });
  }
}

const WHERE = 'the PostgreSQL server';

/**
 * Opens a PostgreSQL database over one connection, so that the advisory locks of this session guard every write
 * made through it. The URL must lead to the server or to a pooler in session mode.
 */
export async function openServerDatabase(databaseUrl: string): Promise<Database> {
  const client = connect(databaseUrl);
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw databaseFailure(WHERE, error);
    }
  };
  const database: Database = {
    kind: 'server',
    read: (work) => guarded(() => work(sessionOf(client))),
    write: (work) => guarded(() => transact(client, work)),
    close: () => client.end({ timeout: 5 }),
  };
  try {
    await database.read((sql) => sql.query('select true as answers'));
  } catch (error) {
    await database.close();
    throw error;
  }
  return database;
}

/** The driver rolls back when `work` rejects. It unwraps what the callback returns, so the result goes around it. */
async function transact<T>(client: postgres.Sql, work: (sql: SqlSession) => Promise<T>): Promise<T> {
  const results: T[] = [];
  await client.begin(async (transaction) => {
    results.push(await work(sessionOf(transaction)));
  });
  return results[0] as T;
}

function connect(databaseUrl: string): postgres.Sql {
  // The driver reads anything as a host name; the parse error of a URL would quote the password.
  if (!/^postgres(ql)?:\/\/\S+$/.test(databaseUrl) || !URL.canParse(databaseUrl)) throw new StoreUrlMalformed();
  return postgres(databaseUrl, {
    max: 1,
    connect_timeout: 10,
    onnotice: () => undefined,
    connection: { application_name: 'ballast' },
  });
}

function sessionOf(connection: postgres.Sql | postgres.TransactionSql): SqlSession {
  return {
    query: async (text, parameters = []) => (await connection.unsafe(text, [...parameters])).map(checkRow),
    script: async (text) => {
      await connection.unsafe(text).simple();
    },
  };
}
