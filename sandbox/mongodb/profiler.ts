// The profiler: its level, and what it has written down in `system.profile`. (MongoDB manual, "Database Profiler")
import { ObjectId, type Document } from 'mongodb';
import { ServerError } from './server-error.js';
import { ensured, type Asking, type State } from './state.js';
import { spelled } from './values.js';

/** MongoDB's own. */
const usualSlowMs = 100;
/** It is a capped collection: the oldest go. */
const kept = 500;

export function profile(command: Document, { state, database }: Asking): Document {
  const level: unknown = command['profile'];
  if (level !== -1 && level !== 0 && level !== 1 && level !== 2)
    throw new ServerError(2, 'BadValue', 'Profiling level must be between 0 and 2');
  const was = profilerOf(state, database);
  const slowms = Number(command['slowms'] ?? was.slowms);
  if (level !== -1) setProfiler(state, database, { level, slowms });
  return { was: was.level, slowms: was.slowms, sampleRate: 1, ok: 1 };
}

export function profilerOf(state: State, database: string): { level: number; slowms: number } {
  return state.profilers.get(database) ?? { level: 0, slowms: usualSlowMs };
}

export function setProfiler(
  state: State,
  database: string,
  { level, slowms = usualSlowMs }: { level: number; slowms?: number },
): void {
  state.profilers.set(database, { level, slowms });
  if (level > 0) profiles(state, database);
}

export interface Profiled {
  op: 'query' | 'update' | 'remove' | 'insert';
  namespace: string;
  command: Document;
  filter: Document;
  returned: number;
  /** performance.now() */
  began: number;
}

/** Where the level says so. */
export function recordProfile({ state, connection, database }: Asking, one: Profiled): void {
  const { level, slowms } = profilerOf(state, database);
  const millis = Math.round(performance.now() - one.began);
  const isItself = one.namespace.endsWith('.system.profile');
  if (isItself || level === 0 || (level === 1 && millis < slowms)) return;
  const plan = planFor(state, one.namespace, one.filter);
  const all = state.collections.get(one.namespace)?.documents.size ?? 0;
  addProfile(state, database, {
    op: one.op,
    ns: one.namespace,
    command: one.command,
    docsExamined: plan === 'COLLSCAN' ? all : one.returned,
    nreturned: one.returned,
    planSummary: plan,
    millis,
    ts: new Date(),
    client: connection.remote.split(':')[0],
    appName: connection.appName,
    user: '',
  });
}

export function addProfile(state: State, database: string, entry: Document): void {
  const { documents } = profiles(state, database);
  documents.set(spelled(new ObjectId()), entry);
  for (const oldest of [...documents.keys()].slice(0, -kept)) documents.delete(oldest);
}

function profiles(state: State, database: string) {
  const found = ensured(state, `${database}.system.profile`);
  // It has no index, not even on _id, and its documents have none.
  found.indexes = [];
  found.options = { capped: true, size: 1_048_576 };
  return found;
}

/** `IXSCAN { user_id: 1 }` where an index begins with a field of the filter, else `COLLSCAN`. */
function planFor(state: State, namespace: string, filter: Document): string {
  const index = state.collections
    .get(namespace)
    ?.indexes.find(({ key }) => Object.keys(filter).includes(Object.keys(key)[0] ?? ''));
  if (!index) return 'COLLSCAN';
  const fields = Object.entries(index.key).map(([name, direction]) => `${name}: ${direction}`);
  return `IXSCAN { ${fields.join(', ')} }`;
}
