// Finds out what kind of statement it is, and hands it to the one that knows.
import { translatorFor, type Plan, type StatementContext } from '../engine.js';
import { statementTooLarge } from '../errors.js';
import { Cursor } from '../sql/cursor.js';
import { bindParameters, singleStatement, type Parameter } from '../sql/parameters.js';
import { tokenize, type Token } from '../sql/tokenizer.js';
import { planDelete, planUpdate } from './change.js';
import { planAlter, planCreate, planDrop } from './ddl.js';
import { planDescribe } from './describe.js';
import { planInsert, planTruncate } from './insert.js';
import { planMerge } from './merge.js';
import { planOptimize } from './optimize.js';
import { planRestore } from './restore.js';
import { planSet, planShow, planUse } from './show.js';
import { planPut, planRemove } from './staging.js';
import { planVacuum } from './vacuum.js';

type Planner = (cursor: Cursor, context: StatementContext) => Plan;

const planners: Readonly<Record<string, Planner>> = {
  INSERT: planInsert,
  TRUNCATE: planTruncate,
  UPDATE: planUpdate,
  DELETE: planDelete,
  MERGE: planMerge,
  RESTORE: planRestore,
  VACUUM: planVacuum,
  OPTIMIZE: planOptimize,
  CREATE: planCreate,
  DROP: planDrop,
  ALTER: planAlter,
  DESCRIBE: planDescribe,
  DESC: planDescribe,
  SHOW: planShow,
  USE: planUse,
  SET: planSet,
  PUT: planPut,
  REMOVE: planRemove,
};

function planQuery(tokens: readonly Token[], context: StatementContext): Plan {
  const sql = translatorFor(context, tokens).translate(tokens);
  return { writes: false, run: () => context.engine.store.run(sql) };
}

/** The most bytes of a statement's text and its parameters. (Databricks SQL, resource limits: query text) */
const mostBytes = 16 * 1024 * 1024;

function assertSize(sql: string, parameters: readonly Parameter[]): void {
  const bytes = parameters.reduce(
    (sum, { value = '' }) => sum + Buffer.byteLength(value),
    Buffer.byteLength(sql),
  );
  if (bytes > mostBytes) throw statementTooLarge(bytes, mostBytes);
}

/** Understands a statement and fixes the versions it reads. Throws SqlError for what is wrong with it. */
export function planStatement(
  sql: string,
  parameters: readonly Parameter[],
  context: StatementContext,
): Plan {
  assertSize(sql, parameters);
  const tokens = bindParameters(singleStatement(tokenize(sql)), parameters);
  const cursor = new Cursor(tokens);
  const first = cursor.next();
  const word = first.kind === 'word' ? first.text.toUpperCase() : first.text;
  const planner = Object.hasOwn(planners, word) ? planners[word] : undefined;
  if (planner !== undefined) return planner(cursor, context);
  if (word === 'SELECT' || word === 'WITH' || word === 'VALUES' || word === '(')
    return planQuery(tokens, context);
  cursor.index = 0;
  throw cursor.error();
}
