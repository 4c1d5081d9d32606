// What the pretended server answers to each command. Strict: a command or a field that it doesn't know is an error, with the
// number that a real server gives.
import type { Document } from 'mongodb';
import { currentOp } from './current-operations.js';
import { configureFailPoint } from './fail-points.js';
import { createIndexes, dropIndexes, listIndexes } from './indexes.js';
import { create, drop, dropDatabase, listCollections, listDatabases } from './namespaces.js';
import { profile } from './profiler.js';
import { aggregate, count, find, getMore, killCursors } from './reading.js';
import { buildInfo, hello, refuseUser, serverStatus, top } from './server.js';
import { asMember, labelsFor } from './replication.js';
import { ServerError } from './server-error.js';
import { collStats, dbStats } from './sizes.js';
import type { Asking, Connection, FailPoint, State } from './state.js';
import { insert, remove, update } from './writing.js';

type Answer = (command: Document, asking: Asking) => Document;

/** Fields that every command may have. */
const common = [
  '$db',
  'lsid',
  '$readPreference',
  '$clusterTime',
  'maxTimeMS',
  'comment',
  'txnNumber',
];
const fine: Answer = () => ({ ok: 1 });

/** By name, with the fields that each takes beside the common ones. */
const known: Readonly<Record<string, { fields: readonly string[] | 'any'; answer: Answer }>> = {
  hello: { fields: 'any', answer: hello },
  isMaster: { fields: 'any', answer: hello },
  ismaster: { fields: 'any', answer: hello },
  ping: { fields: [], answer: fine },
  endSessions: { fields: [], answer: fine },
  saslStart: { fields: 'any', answer: refuseUser },
  buildInfo: { fields: [], answer: buildInfo },
  buildinfo: { fields: [], answer: buildInfo },
  // Any of its sections may be asked for or left out by name.
  serverStatus: { fields: 'any', answer: serverStatus },
  top: { fields: [], answer: top },
  currentOp: { fields: 'any', answer: currentOp },
  profile: { fields: ['slowms', 'sampleRate'], answer: profile },
  find: {
    fields: [
      'filter',
      'sort',
      'projection',
      'skip',
      'limit',
      'batchSize',
      'singleBatch',
      'hint',
      'noCursorTimeout',
      'readConcern',
    ],
    answer: find,
  },
  getMore: { fields: ['collection', 'batchSize'], answer: getMore },
  killCursors: { fields: ['cursors'], answer: killCursors },
  count: { fields: ['query', 'limit', 'skip', 'hint', 'readConcern'], answer: count },
  aggregate: { fields: ['pipeline', 'cursor', 'hint', 'readConcern'], answer: aggregate },
  insert: {
    fields: ['documents', 'ordered', 'writeConcern', 'bypassDocumentValidation'],
    answer: insert,
  },
  update: { fields: ['updates', 'ordered', 'writeConcern'], answer: update },
  delete: { fields: ['deletes', 'ordered', 'writeConcern'], answer: remove },
  listDatabases: { fields: ['nameOnly', 'filter', 'authorizedDatabases'], answer: listDatabases },
  listCollections: {
    fields: ['filter', 'nameOnly', 'authorizedCollections', 'cursor'],
    answer: listCollections,
  },
  create: {
    fields: [
      'capped',
      'size',
      'max',
      'validator',
      'validationLevel',
      'validationAction',
      'idIndex',
      'writeConcern',
    ],
    answer: create,
  },
  drop: { fields: ['writeConcern'], answer: drop },
  dropDatabase: { fields: ['writeConcern'], answer: dropDatabase },
  listIndexes: { fields: ['cursor'], answer: listIndexes },
  // What mongorestore sends: here an unknown option is refused all the same.
  createIndexes: {
    fields: ['indexes', 'commitQuorum', 'ignoreUnknownIndexOptions', 'writeConcern'],
    answer: createIndexes,
  },
  dropIndexes: { fields: ['index', 'writeConcern'], answer: dropIndexes },
  collStats: { fields: [], answer: collStats },
  dbStats: { fields: ['scale', 'freeStorage'], answer: dbStats },
  configureFailPoint: { fields: ['mode', 'data'], answer: configureFailPoint },
};

/** They count themselves, by statement. */
const counted = new Set(['find', 'getMore', 'insert', 'update', 'delete']);

/** Never throws what a client did wrong: that is the answer. @param failure what shall go wrong */
export function answerCommand(
  command: Document,
  state: State,
  connection: Connection,
  failure: FailPoint | null = null,
): Document {
  const name = Object.keys(command)[0] ?? '';
  if (!counted.has(name)) state.counted.command += 1;
  try {
    const found = Object.hasOwn(known, name) ? known[name] : undefined;
    if (!found) throw new ServerError(59, 'CommandNotFound', `no such command: '${name}'`);
    const allowed = found.fields === 'any' ? null : new Set([name, ...found.fields, ...common]);
    const stranger = Object.keys(command).find((field) => allowed !== null && !allowed.has(field));
    if (stranger !== undefined)
      throw new ServerError(
        40_415,
        'IDLUnknownField',
        `BSON field '${name}.${stranger}' is an unknown field.`,
      );
    if (failure !== null && failure.errorCode !== null)
      throw new ServerError(failure.errorCode, 'FailPoint', 'Failing command via failpoint');
    const asking = { state, connection, database: String(command['$db']) };
    const answer = asMember(command, asking, (as) => found.answer(command, as));
    const writeConcernError = failure?.writeConcernError ?? null;
    return writeConcernError === null ? answer : { ...answer, writeConcernError };
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    const { message, code, codeName } = error;
    return { ok: 0, errmsg: message, code, codeName, ...labelsFor(command, code) };
  }
}
