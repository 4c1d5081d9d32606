// What a command is to a member of a replica set: refused where it is not the primary, made once however often it is repeated
// under the number of its session, read from what most members have. (MongoDB manual, "Retryable Writes", "Read Concern";
// specifications, "Server Discovery And Monitoring")
import { Timestamp, type Document } from 'mongodb';
import { ServerError } from './server-error.js';
import {
  copied,
  type Asking,
  type Collections,
  type ReplicaSetState,
  type State,
} from './state.js';
import { isPlain } from './values.js';
import { tell } from './waiting-hello.js';

const writes = new Set(['insert', 'update', 'delete']);
const changes = new Set([
  ...writes,
  'create',
  'createIndexes',
  'drop',
  'dropIndexes',
  'dropDatabase',
]);
const reads = new Set([
  'find',
  'aggregate',
  'count',
  'listCollections',
  'listIndexes',
  'listDatabases',
]);
/** Errors after which a driver may repeat a write. */
const passing = new Set([91, 189, 10_107, 11_600, 11_602, 13_435, 13_436]);
/** A moment that is older than this many others is forgotten. */
const mostSnapshots = 20;

export const isWrite = (command: Document): boolean => writes.has(Object.keys(command)[0] ?? '');

/** @param make what the command does, on a state that it is handed */
export function asMember(
  command: Document,
  asking: Asking,
  make: (asking: Asking) => Document,
): Document {
  const name = Object.keys(command)[0] ?? '';
  const { set } = asking.state;
  const isRepeatable = command['txnNumber'] !== undefined;
  if (set === null) {
    if (isRepeatable)
      throw new ServerError(
        20,
        'IllegalOperation',
        'Transaction numbers are only allowed on a replica set member or mongos',
      );
    return make(asking);
  }
  if (asking.connection.member !== set.primary) refuse(name);
  if (reads.has(name)) return readAt(command, asking, set, make);
  if (!changes.has(name)) return make(asking);
  return isRepeatable ? madeOnce(command, asking, set, make) : changed(command, asking, set, make);
}

/** What a driver goes by when it repeats a write. */
export function labelsFor(command: Document, code: number): Document {
  const mayRepeat = command['txnNumber'] !== undefined && passing.has(code);
  return mayRepeat ? { errorLabels: ['RetryableWriteError'] } : {};
}

/** Another primary begins with what most members have. */
export function elected(state: State, set: ReplicaSetState, primary: number | null): void {
  if (set.committed !== null) state.collections = set.committed;
  set.committed = null;
  set.primary = primary;
  if (primary !== null) set.term += 1;
  tell(set);
}

function refuse(name: string): void {
  if (changes.has(name)) throw new ServerError(10_107, 'NotWritablePrimary', 'not primary');
  if (reads.has(name))
    throw new ServerError(13_435, 'NotPrimaryNoSecondaryOk', 'not primary and secondaryOk=false');
}

function madeOnce(
  command: Document,
  asking: Asking,
  set: ReplicaSetState,
  make: (asking: Asking) => Document,
): Document {
  refuseMany(command);
  const session = JSON.stringify(command['lsid']);
  const number = BigInt(String(command['txnNumber']));
  const last = set.retried.get(session);
  if (last?.number === number) return last.answer;
  if (last !== undefined && last.number > number)
    throw new ServerError(225, 'TransactionTooOld', 'a newer write of this session was made');
  const answer = changed(command, asking, set, make);
  // What failed is tried again.
  if (answer['writeErrors'] === undefined) set.retried.set(session, { number, answer });
  return answer;
}

function refuseMany(command: Document): void {
  const statements: unknown[] = [...(command['updates'] ?? []), ...(command['deletes'] ?? [])];
  const isMany = statements.some(
    (each) => isPlain(each) && (each['multi'] === true || each['limit'] === 0),
  );
  if (isMany)
    throw new ServerError(72, 'InvalidOptions', 'Cannot use retryable writes with multi=true');
}

/** What only the primary has is gone with it. */
function changed(
  command: Document,
  asking: Asking,
  set: ReplicaSetState,
  make: (asking: Asking) => Document,
): Document {
  const w: unknown = command['writeConcern']?.['w'];
  const isSafe = w === undefined || w === 'majority' || (typeof w === 'number' && w > 1);
  if (!isSafe) set.committed ??= copied(asking.state.collections);
  const answer = make(asking);
  if (isSafe) set.committed = null;
  return answer;
}

function readAt(
  command: Document,
  asking: Asking,
  set: ReplicaSetState,
  make: (asking: Asking) => Document,
): Document {
  const { level, atClusterTime }: Document = command['readConcern'] ?? {};
  if (level === 'snapshot') return ofOneMoment(atClusterTime, asking, set, make);
  const isCommitted = level === 'majority' || level === 'linearizable';
  return isCommitted && set.committed !== null ? on(set.committed, asking, make) : make(asking);
}

const momentOf = ({ t, i }: Timestamp): string => `${t}.${i}`;

function ofOneMoment(
  at: unknown,
  asking: Asking,
  set: ReplicaSetState,
  make: (asking: Asking) => Document,
): Document {
  if (!(at instanceof Timestamp)) {
    const t = Math.floor(Date.now() / 1000);
    const atClusterTime = Timestamp.fromBits(asking.state.nextCursor, t);
    asking.state.nextCursor += 1;
    set.snapshots.set(momentOf(atClusterTime), copied(set.committed ?? asking.state.collections));
    for (const oldest of [...set.snapshots.keys()].slice(0, -mostSnapshots))
      set.snapshots.delete(oldest);
    const answer = ofOneMoment(atClusterTime, asking, set, make);
    return { ...answer, cursor: { ...answer['cursor'], atClusterTime } };
  }
  const then = set.snapshots.get(momentOf(at));
  if (!then) throw new ServerError(239, 'SnapshotTooOld', 'Read timestamp is too old');
  return on(then, asking, make);
}

function on(
  collections: Collections,
  asking: Asking,
  make: (asking: Asking) => Document,
): Document {
  const state = { ...asking.state, collections };
  const answer = make({ ...asking, state });
  asking.state.nextCursor = state.nextCursor;
  return answer;
}
