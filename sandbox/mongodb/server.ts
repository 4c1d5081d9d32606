// What the server says about itself: hello, buildInfo, serverStatus.
import { ObjectId, Timestamp, type Document } from 'mongodb';
import { ServerError } from './server-error.js';
import type { Asking, ReplicaSetState } from './state.js';
import { isPlain } from './values.js';
import { topologyVersion } from './waiting-hello.js';
import { largestDocument } from './writing.js';

const version = '8.0.4';
const mostConnections = 51_200;
const microseconds = 120;
const nothingWritten = { insert: 0, update: 0, remove: 0 };

/** A server of version 8. One that stands alone has no `topologyVersion`, so that drivers ask again instead of listening. */
export function hello(command: Document, { state, connection }: Asking): Document {
  const client: unknown = command['client'];
  const application: unknown = isPlain(client) ? client['application'] : undefined;
  if (isPlain(application)) connection.appName = String(application['name']);
  return {
    helloOk: true,
    ...(state.set === null
      ? { ismaster: true, isWritablePrimary: true }
      : asMemberOf(state.set, connection.member)),
    maxBsonObjectSize: largestDocument,
    maxMessageSizeBytes: 48_000_000,
    maxWriteBatchSize: 100_000,
    localTime: new Date(),
    logicalSessionTimeoutMinutes: 30,
    connectionId: connection.id,
    minWireVersion: 0,
    maxWireVersion: 25,
    readOnly: false,
    ok: 1,
  };
}

function asMemberOf(set: ReplicaSetState, member: number): Document {
  const isPrimary = set.primary === member;
  const opTime = { ts: Timestamp.fromBits(set.term, 1), t: set.term };
  return {
    ismaster: isPrimary,
    isWritablePrimary: isPrimary,
    secondary: !isPrimary,
    topologyVersion: topologyVersion(set, member),
    setName: set.name,
    setVersion: 1,
    hosts: set.hosts,
    me: set.hosts[member],
    ...(set.primary === null ? {} : { primary: set.hosts[set.primary] }),
    // A driver believes the primary of the later election.
    ...(isPrimary
      ? { electionId: new ObjectId(`7fffffff${String(set.term).padStart(16, '0')}`) }
      : {}),
    lastWrite: { opTime, lastWriteDate: new Date(), majorityOpTime: opTime },
  };
}

export function refuseUser(): Document {
  throw new ServerError(
    18,
    'AuthenticationFailed',
    'Authentication failed: the sandbox has no users; connect without one.',
  );
}

export function buildInfo(): Document {
  const versionArray = [...version.split('.').map(Number), 0];
  const maxBsonObjectSize = largestDocument;
  return { version, versionArray, gitVersion: 'sandbox', bits: 64, maxBsonObjectSize, ok: 1 };
}

export function serverStatus(_command: Document, { state }: Asking): Document {
  const current = state.connections.size;
  const uptimeMillis = Date.now() - state.startedAt;
  return {
    host: 'sandbox:27017',
    version,
    process: 'mongod',
    pid: 1,
    uptime: uptimeMillis / 1000,
    uptimeMillis,
    localTime: new Date(),
    connections: {
      current,
      available: mostConnections - current,
      totalCreated: state.connected,
      active: current,
    },
    opcounters: { ...state.counted },
    mem: { bits: 64, resident: 180, virtual: 1600, supported: true },
    ok: 1,
  };
}

/** By collection; the times are made up. */
export function top(_command: Document, { state, database }: Asking): Document {
  if (database !== 'admin')
    throw new ServerError(13, 'Unauthorized', 'top may only be run against the admin database.');
  const totals = [...state.collections.keys()].map((namespace) => {
    const { insert, update, remove } = state.written.get(namespace) ?? nothingWritten;
    const times = (count: number): Document => ({ time: count * microseconds, count });
    const all = { total: times(insert + update + remove), insert: times(insert) };
    return [namespace, { ...all, update: times(update), remove: times(remove) }];
  });
  return { totals: { note: 'all times in microseconds', ...Object.fromEntries(totals) }, ok: 1 };
}
