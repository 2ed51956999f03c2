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
  const run = async <T>(work: (sql: SqlSession) => Promise<T>): Promise<T> => {
    try {
      // A failing begin callback rolls back before the promise rejects.
      const results = await client.begin(async (transaction) => [await work(sessionOf(transaction))]);
      return results[0] as T;
    } catch (error) {
      throw databaseFailure(WHERE, error);
    }
  };
  await run((sql) => sql.query('select 1 = 1 as answers'));
  return { kind: 'server', read: run, write: run, close: () => client.end({ timeout: 5 }) };
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

function sessionOf(transaction: postgres.TransactionSql): SqlSession {
  return {
    query: async (text, parameters = []) => (await transaction.unsafe(text, [...parameters])).map(checkRow),
    script: async (text) => {
      await transaction.unsafe(text).simple();
    },
  };
}
