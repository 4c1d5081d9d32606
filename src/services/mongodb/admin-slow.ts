// Slow queries from the profiler. Values never leave the server's answer: they may be personal data.
import type { Db } from 'mongodb';
import { z } from 'zod';
import { ownName } from './admin-client.js';
import { figure } from './admin-figures.js';
import { untoldAs } from './admin-status.js';
import type { SlowQuery } from './mongo-admin.js';

const deepest = 4;
const mostFields = 20;

const document = z.record(z.string(), z.unknown());
const entry = z.object({
  op: z.string().default('command'),
  ns: z.string().default(''),
  command: document.default({}),
  /** Before version 3.6 of the protocol. */
  query: document.optional(),
  originatingCommand: document.optional(),
  ts: z.date(),
  millis: figure,
  planSummary: z.string().default(''),
  docsExamined: figure,
  nreturned: figure,
});

/** Null: the profiler is off, or the server has none. */
export async function slowOf(
  db: Db,
  limit: number,
  signal: AbortSignal,
): Promise<SlowQuery[] | null> {
  const answer = await untoldAs(null, db.command({ profile: -1 }, { signal }));
  const level = answer === null ? null : z.object({ was: figure }).parse(answer).was;
  if (level === 0) return null;
  const found = await db
    .collection('system.profile')
    .find(
      { ns: { $ne: `${db.databaseName}.system.profile` }, appName: { $ne: `${ownName}-admin` } },
      { signal },
    )
    .sort({ millis: -1 })
    .limit(limit)
    .toArray();
  if (level === null && found.length === 0) return null;
  return found.flatMap((one) => {
    const parsed = entry.safeParse(one);
    return parsed.success ? [queryOf(parsed.data, db.databaseName)] : [];
  });
}

function queryOf(one: z.output<typeof entry>, database: string): SlowQuery {
  return {
    at: one.ts.getTime(),
    millis: one.millis ?? 0,
    kind: one.op,
    collection: one.ns.startsWith(`${database}.`) ? one.ns.slice(database.length + 1) : one.ns,
    shape: JSON.stringify(shapeOfFilter(filterOf(one))),
    planSummary: one.planSummary,
    documentsExamined: one.docsExamined,
    returned: one.nreturned,
  };
}

/** Of find, count and distinct, update and delete, and what a pipeline matches first. */
function filterOf({ command, query, originatingCommand }: z.output<typeof entry>): unknown {
  const asked = originatingCommand ?? command;
  const pipeline = z.array(z.object({ $match: z.unknown() })).safeParse(asked['pipeline']);
  return (
    asked['filter'] ?? asked['q'] ?? asked['query'] ?? pipeline.data?.[0]?.$match ?? query ?? {}
  );
}

/** Field names and operators, with `?` for every value: `{"user_id":"?","due":{"$lt":"?"}}`. */
export function shapeOfFilter(filter: unknown, depth = 0): unknown {
  if (Array.isArray(filter)) {
    const inner: unknown[] = filter;
    const first = inner.slice(0, mostFields).map((one) => shapeOfFilter(one, depth + 1));
    return first.some((one) => one !== '?') ? first : '?';
  }
  const isPlain =
    typeof filter === 'object' &&
    filter !== null &&
    !('_bsontype' in filter) &&
    !(filter instanceof Date) &&
    !(filter instanceof RegExp);
  if (!isPlain || depth >= deepest) return '?';
  return Object.fromEntries(
    Object.entries(filter)
      .slice(0, mostFields)
      .map(([name, value]) => [name.slice(0, 60), shapeOfFilter(value, depth + 1)]),
  );
}
