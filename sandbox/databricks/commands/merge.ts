// MERGE INTO: what the statement says. How it is done: merge-run.ts.
import { translatorFor, type Plan, type StatementContext } from '../engine.js';
import type { Cursor } from '../sql/cursor.js';
import type { Token } from '../sql/tokenizer.js';
import { quoteIdentifier } from '../sql/quote.js';
import type { Translator } from '../sql/translate.js';
import { assignments, parseTarget, predicate, until, type Target } from './change.js';
import { runMerge, type Clause, type Kind, type Source } from './merge-run.js';

function parseSource(cursor: Cursor, translator: Translator): Source {
  const tokens = until(cursor, ['ON']);
  const sql = translator.translate(tokens, { relations: true });
  // Its alias, given or made from the table's name by the translator, and perhaps names of columns.
  const alias = /(?:AS|\)) "((?:[^"]|"")+)"(?: \([^()]*\))?$/.exec(sql.slice(-2_000))?.[1];
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
  return {
    writes: true,
    run: () => runMerge(context, { target, source, on: { sql: on, tokens: onTokens }, clauses }),
  };
}
