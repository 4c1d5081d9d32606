// UPDATE and DELETE.
import { commit, openTable, translatorFor, type Plan, type StatementContext } from '../engine.js';
import { castOverflowInWrite } from '../delta/delta-errors.js';
import { isOverflow, unresolvedColumn } from '../errors.js';
import { markColumn, rewriteMetrics, WorkingTable } from '../delta/rewrite.js';
import { assertReadable, type DeltaTable, type Version } from '../delta/table.js';
import { Cursor, isText, splitArguments } from '../sql/cursor.js';
import { parseName } from '../sql/names.js';
import type { Token } from '../sql/tokenizer.js';
import { quoteIdentifier } from '../sql/quote.js';
import type { Translator } from '../sql/translate.js';
import { counts } from './insert.js';

export interface Target {
  readonly table: DeltaTable;
  readonly read: Version;
  readonly alias: string;
}

/** `t [AS alias]`, and the version the statement works on. */
export function parseTarget(
  cursor: Cursor,
  context: StatementContext,
  ends: readonly string[],
): Target {
  const table = openTable(context, parseName(cursor, { identifierClause: true }), 'MODIFY');
  const read = table.latest;
  assertReadable(table, read);
  const aliased = cursor.take('AS') || (!cursor.done && !ends.some((word) => cursor.at(word)));
  const alias = aliased ? cursor.next().text : table.fullName[2];
  return { table, read, alias };
}

/** `a = 1, t.b = c` for DuckDB, with the mark that tells which rows were updated. */
export function assignments(
  tokens: readonly Token[],
  target: Target,
  translator: Translator,
): string {
  const sets = splitArguments(tokens).map((part) => {
    const cursor = new Cursor(part);
    const name = parseName(cursor).at(-1) ?? '';
    const column = target.read.columns.find((c) => c.name.toLowerCase() === name.toLowerCase());
    if (column === undefined)
      throw unresolvedColumn(
        name,
        target.read.columns.map((c) => c.name),
      );
    cursor.expect('=');
    return `${quoteIdentifier(column.name)} = ${translator.translate(cursor.rest())}`;
  });
  return [...sets, `${markColumn} = 1`].join(', ');
}

/** The tokens up to a word that stands outside parentheses. */
export function until(cursor: Cursor, words: readonly string[]): Token[] {
  const tokens: Token[] = [];
  let depth = 0;
  for (let token = cursor.peek(); token !== undefined; token = cursor.peek()) {
    if (isText(token, '(')) depth += 1;
    if (isText(token, ')')) depth -= 1;
    if (depth === 0 && words.some((word) => isText(token, word))) break;
    tokens.push(cursor.next());
  }
  return tokens;
}

/** How a history entry shows a condition. */
export const predicate = (tokens: readonly Token[]) =>
  JSON.stringify(
    tokens.length === 0
      ? []
      : [tokens.map((t) => (t.kind === 'string' ? `'${t.text}'` : t.text)).join(' ')],
  );

function parseWhere(cursor: Cursor, translator: Translator): { sql: string; tokens: Token[] } {
  if (!cursor.take('WHERE')) {
    cursor.expectEnd();
    return { sql: '', tokens: [] };
  }
  const tokens = cursor.rest();
  return { sql: `WHERE ${translator.translate(tokens)}`, tokens };
}

/** A value that a column can't hold has a name of its own where it is written. */
function asWritten(error: unknown): never {
  throw isOverflow(error) ? castOverflowInWrite() : error;
}

function planChange(
  context: StatementContext,
  target: Target,
  operation: 'UPDATE' | 'DELETE',
  change: (work: string) => string,
  where: readonly Token[],
): Plan {
  return {
    writes: true,
    run: async () => {
      const work = await WorkingTable.open(context.engine.store, target.read);
      try {
        await context.engine.store
          .run(change(`${work.name} AS ${quoteIdentifier(target.alias)}`))
          .catch(asWritten);
        const done = await work.rewrite();
        const affected = operation === 'UPDATE' ? done.updated : done.deleted;
        // Delta commits nothing when nothing matched.
        if (affected > 0) {
          const rows = {
            [operation === 'UPDATE' ? 'numUpdatedRows' : 'numDeletedRows']: String(affected),
          };
          commit(context, target.table, target.read, {
            mode: 'rewrite',
            operation,
            parameters: { predicate: predicate(where) },
            metrics: { ...rewriteMetrics(done), ...rows },
            ...done,
          });
        }
        return counts({ num_affected_rows: affected });
      } finally {
        await work.done();
      }
    },
  };
}

/** `UPDATE t [AS a] SET … [WHERE …]`; the cursor stands behind UPDATE. */
export function planUpdate(cursor: Cursor, context: StatementContext): Plan {
  const target = parseTarget(cursor, context, ['SET']);
  cursor.expect('SET');
  const translator = translatorFor(context, cursor.tokens);
  translator.know(target.table.fullName);
  const set = assignments(until(cursor, ['WHERE']), target, translator);
  const where = parseWhere(cursor, translator);
  return planChange(
    context,
    target,
    'UPDATE',
    (work) => `UPDATE ${work} SET ${set} ${where.sql}`,
    where.tokens,
  );
}

/** `DELETE FROM t [AS a] [WHERE …]`; the cursor stands behind DELETE. */
export function planDelete(cursor: Cursor, context: StatementContext): Plan {
  cursor.expect('FROM');
  const target = parseTarget(cursor, context, ['WHERE']);
  const translator = translatorFor(context, cursor.tokens);
  translator.know(target.table.fullName);
  const where = parseWhere(cursor, translator);
  return planChange(
    context,
    target,
    'DELETE',
    (work) => `DELETE FROM ${work} ${where.sql}`,
    where.tokens,
  );
}
