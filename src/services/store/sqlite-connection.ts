// One connection to ppm.db, set up so that what was acknowledged survives a power cut, and so that the peculiarities of
// the libsql package can't hurt: this file is the only one that calls it.
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { Problem } from '../../core/problem.js';
import { isBusy, sqliteProblem } from './sqlite-problem.js';

/** No booleans: libsql 0.5 ends the process when one is bound. Numbers are bound as REAL. */
export type SqlValue = string | number;

export interface Statement {
  sql: string;
  values: readonly SqlValue[];
}

/** How long SQLite itself waits for another process that writes, milliseconds: it keeps the whole process waiting meanwhile. */
const busyMillis = 20;

/** Every method throws Problem store_unavailable when the database fails or the connection is closed. */
export interface Connection {
  all(sql: string, values?: readonly SqlValue[]): unknown[];
  /**
   * Runs statements that write in one transaction, on disk when it returns: all of them or none. Gives the changed rows of
   * each. Doesn't wait for another process that writes: `isBusy` tells that failure.
   */
  write(statements: readonly Statement[]): number[];
  /** Runs SQL that defines tables or indexes. */
  define(sql: string): void;
  close(): void;
}

const schema = `CREATE TABLE IF NOT EXISTS documents (
  collection TEXT NOT NULL,
  id TEXT NOT NULL,
  revision INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (collection, id)
) STRICT`;

/**
 * Opens `ppm.db` in a directory; makes both when they are missing, for this user's eyes only.
 * @param patience how long to wait for another process that is writing, except in `write`, milliseconds
 * @throws Problem store_unavailable
 */
export function connect(directory: string, patience = 5_000): Connection {
  return guarded(() => {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const path = join(directory, 'ppm.db');
    // SQLite gives its -wal and -shm files the mode of the database file.
    closeSync(openSync(path, 'a', 0o600));
    const connection = connectionOn(new Database(path, { timeout: busyMillis }), patience);
    // Processes that open a new file at the same moment lock each other out of this switch without waiting.
    connection.all('PRAGMA journal_mode = WAL');
    // WAL's usual NORMAL loses the last commits in a power cut (sqlite.org/pragma.html#pragma_synchronous).
    connection.define('PRAGMA synchronous = FULL');
    connection.define(schema);
    return connection;
  });
}

/** For what is done rarely, at the start mostly. */
function patiently<T>(patience: number, work: () => T): T {
  const until = Date.now() + patience;
  for (;;) {
    try {
      return work();
    } catch (error) {
      if (!isBusy(error) || Date.now() > until) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

function connectionOn(db: Database.Database, patience: number): Connection {
  const statements = new Map<string, Database.Statement>();
  let open = true;

  function prepared(sql: string): Database.Statement {
    const known = statements.get(sql);
    if (known) return known;
    const statement = db.prepare(sql);
    statements.set(sql, statement);
    return statement;
  }

  // Prepared statements of libsql still work after close(), so that has to be refused here.
  function whileOpen<T>(work: () => T): T {
    if (!open)
      throw new Problem('store_unavailable', "The bot's memory is closed.", 'Start ppm-oncall.');
    return guarded(work);
  }

  return {
    all: (sql, values = []) =>
      patiently(patience, () => whileOpen(() => prepared(sql).all(...values))),
    // A prepared statement that fails with SQLITE_BUSY is not reset by libsql 0.5 and counts as a writer from then on:
    // later writes report success but are never committed (libsql-client-ts issue 352). So the wait for the lock is
    // made in exec, which finalises what it ran, and the prepared statement runs when the lock is held already.
    write: (batch) =>
      whileOpen(() => {
        db.exec('BEGIN IMMEDIATE');
        try {
          const changes = batch.map(({ sql, values }) => prepared(sql).run(...values).changes);
          db.exec('COMMIT');
          return changes;
        } catch (error) {
          // A full disk has rolled back already.
          if (db.inTransaction) db.exec('ROLLBACK');
          throw error;
        }
      }),
    define: (sql) => patiently(patience, () => whileOpen(() => void db.exec(sql))),
    close() {
      if (!open) return;
      open = false;
      statements.clear();
      db.close();
    },
  };
}

function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof Problem ? error : sqliteProblem(error);
  }
}
