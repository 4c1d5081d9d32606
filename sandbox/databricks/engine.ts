// What a statement runs on: the catalogue, the rows, the clock, and the rules of committing.
import { concurrentModification } from './delta/delta-errors.js';
import { Catalog, type FullName, type Namespace } from './delta/catalog.js';
import { filesSql, type Store } from './delta/store.js';
import {
  assertReadable,
  type Author,
  type Commit,
  type DataFile,
  type DeltaTable,
  type Version,
} from './delta/table.js';
import { insufficientPrivilege } from './errors.js';
import { informationSchema } from './commands/information-schema.js';
import type { Travel } from './sql/names.js';
import { quoteText } from './sql/quote.js';
import { Translator, type TranslateContext } from './sql/translate.js';
import type { Token } from './sql/tokenizer.js';
import type { Cell, Column } from './sql/types.js';
import type { Storage } from './volumes/storage.js';
import type { Volumes } from './volumes/volumes.js';

export interface Result {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
  /** The row tells the driver which file to carry where. */
  readonly staging?: true;
}

/** A statement that is understood and has fixed the versions it reads. Running it comes later. */
export interface Plan {
  /** Writers take turns. */
  readonly writes: boolean;
  run(): Promise<Result>;
}

export interface SessionState {
  readonly namespace: Namespace;
  readonly settings: Map<string, string>;
}

export type Privilege = 'SELECT' | 'MODIFY';

export interface StatementContext {
  readonly engine: Engine;
  readonly session: SessionState;
  readonly author: Author;
  /** The statement's time, in milliseconds. */
  readonly now: number;
  /** Throws if the statement was cancelled or ran out of time: asked for just before a commit. */
  assertAlive(): void;
  /** Whether the user lacks this privilege. */
  denied(privilege: Privilege, table: string): boolean;
}

export const nothing: Result = { columns: [], rows: [] };

export class Engine {
  readonly catalog = new Catalog();
  readonly store: Store;
  readonly volumes: Volumes;
  readonly storage: Storage;
  private turn: Promise<unknown> = Promise.resolve();

  constructor(parts: { store: Store; volumes: Volumes; storage: Storage }) {
    this.store = parts.store;
    this.volumes = parts.volumes;
    this.storage = parts.storage;
  }

  /** Runs writers one after the other, so that each sees whole commits. */
  async exclusive<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.turn.then(work);
    this.turn = mine.catch(() => undefined);
    return mine;
  }
}

/** Finds a table that the user may use so. Throws TABLE_OR_VIEW_NOT_FOUND or INSUFFICIENT_PERMISSIONS. */
export function openTable(
  context: StatementContext,
  name: readonly string[],
  privilege: Privilege,
): DeltaTable {
  const table = context.engine.catalog.get(name, context.session.namespace);
  if (context.denied(privilege, table.fullName.join('.')))
    throw insufficientPrivilege(privilege, table.fullName);
  return table;
}

const sqlTimestamp = (millis: number) => `TIMESTAMP ${quoteText(new Date(millis).toISOString())}`;

function relation(context: StatementContext, name: readonly string[], travel: Travel | undefined) {
  const { catalog } = context.engine;
  const fullName: FullName = catalog.qualify(name, context.session.namespace);
  if (fullName[1] === 'information_schema')
    return { sql: informationSchema(catalog, fullName), fullName };
  const table = openTable(context, name, 'SELECT');
  const version = table.versionAt(travel);
  assertReadable(table, version);
  return { sql: filesSql(version.files, version.columns), fullName };
}

/** A translator for one statement. It fixes the versions of the tables it meets. */
export function translatorFor(context: StatementContext, tokens: readonly Token[]): Translator {
  const translate: TranslateContext = {
    user: context.author.userName,
    catalog: context.session.namespace.catalog,
    schema: context.session.namespace.schema,
    timestamp: sqlTimestamp(context.now),
    relation: (name, travel) => relation(context, name, travel),
    file: (path) => context.engine.volumes.existing(path),
  };
  return new Translator(translate, tokens);
}

/** How a commit gets on with those that came between its read and itself. */
export type CommitMode = 'append' | 'rewrite' | 'whole';

function checkConflicts(read: Version, winners: readonly Version[], mode: CommitMode): void {
  let before = read;
  for (const winner of winners) {
    const added = winner.files.some((file) => !before.files.includes(file));
    const removed = read.files.some((file) => !winner.files.includes(file));
    if (mode === 'whole') throw concurrentModification('WRITE', winner);
    if (winner.columns !== read.columns) throw concurrentModification('METADATA', winner);
    if (mode === 'rewrite' && added && !winner.isBlindAppend)
      throw concurrentModification('APPEND', winner);
    if (mode === 'rewrite' && removed) throw concurrentModification('DELETE_READ', winner);
    before = winner;
  }
}

export type Change = Omit<Commit, 'files' | 'readVersion'> & {
  readonly mode: CommitMode;
  readonly removed: readonly DataFile[];
  readonly added: readonly DataFile[];
};

/**
 * Adds a version to the log of a table read at `read`.
 * Throws a DELTA_CONCURRENT_* error if a commit that came first gets in its way.
 */
export function commit(
  context: StatementContext,
  table: DeltaTable,
  read: Version,
  change: Change,
): Version {
  context.assertAlive();
  checkConflicts(
    read,
    table.versions.filter((v) => v.version > read.version),
    change.mode,
  );
  const kept = table.latest.files.filter((file) => !change.removed.includes(file));
  const files = [...kept, ...change.added.filter((file) => !kept.includes(file))];
  return table.commit({ ...change, files, readVersion: read.version }, context.author, context.now);
}
