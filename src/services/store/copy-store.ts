// `ppm store copy`: the bot's memory from its file to MongoDB, every document as it is. Nobody may use the file meanwhile, which
// is held locked; the database is the bot's only when all of it is there. Broken off, it goes on where it was.
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalJson } from '../../core/json.js';
import { Problem } from '../../core/problem.js';
import { createAuditLog } from '../audit/audit-log.js';
import type { AuditVerdict } from '../audit/entry.js';
import { connectMongo } from './mongo-connection.js';
import { openFilling, refuseOther, type Filling } from './mongo-filling.js';
import { mongoStore } from './mongo.js';
import { countsIn, differencesIn, lockedFor, rowIn } from './sqlite-copying.js';
import { connect, type Connection } from './sqlite-connection.js';
import { everyRow } from './sqlite-everything.js';
import { sqliteStore } from './sqlite.js';

export interface CopyStore {
  /** PPM_DATA_DIR */
  directory: string;
  /** MONGODB_URI */
  uri: string;
  /** Only looks: the bot may go on. */
  dryRun: boolean;
  signal: AbortSignal;
  /** Told on the way. */
  tell: (note: string) => void;
}

export interface CopiedStore {
  /** Path of ppm.db, which is left as it is. */
  file: string;
  /** Name in MongoDB. */
  database: string;
  /** Documents of the file by collection. */
  collections: Record<string, number>;
  /** Documents that were in MongoDB already, the same. */
  there: number;
  /** Of the copy; of a dry run null. */
  audit: AuditVerdict | null;
}

/** How often it is told how far it is, documents. */
const tellEvery = 10_000;

/**
 * @throws Problem not_found without a file; target_busy while a process uses it, or something else fills the database;
 * not_possible where the database holds what the file doesn't, or doesn't hold it in the end; cancelled; store_unavailable
 */
export async function copyStore(on: CopyStore): Promise<CopiedStore> {
  const file = join(on.directory, 'ppm.db');
  await mustBeThere(file);
  const source = connect(on.directory, on.dryRun ? 5_000 : 500);
  const filling = openFilling(on.uri);
  try {
    if (!on.dryRun) lockedFor(source, file);
    await refuseOther(filling, 'store copy');
    const collections = countsIn(source);
    const there = await refuseOthers(source, filling, on.signal);
    const result = { file, database: filling.database, collections, there };
    if (on.dryRun) return { ...result, audit: null };
    await filling.begin('store copy');
    await copyRows(source, filling, on);
    await mustBeEqual(collections, filling);
    const audit = await sameAudit(source, on.uri);
    await filling.finish();
    return { ...result, audit };
  } finally {
    source.close();
    await filling.close();
  }
}

async function mustBeThere(file: string): Promise<void> {
  await access(file).catch((cause: unknown) => {
    throw new Problem(
      'not_found',
      `There is no ${file} to copy.`,
      'Let PPM_DATA_DIR name the directory where the bot has kept its memory.',
      { cause },
    );
  });
}

/** @returns how many documents are there already @throws Problem not_possible for one that the file doesn't have like that */
async function refuseOthers(
  source: Connection,
  filling: Filling,
  signal: AbortSignal,
): Promise<number> {
  let there = 0;
  for await (const row of filling.rows()) {
    stopIfAborted(signal);
    const own = rowIn(source, row);
    if (own?.revision !== row.revision || own.body !== row.body)
      throw new Problem(
        'not_possible',
        `The database ${filling.database} holds ${row.collection}/${row.id}, which ${own === null ? 'the file does not have' : 'is another one in the file'}.`,
        'It is in use already, or from an older copy. Name an empty database in MONGODB_URI, or drop this one. Nothing was written.',
      );
    there += 1;
  }
  return there;
}

async function copyRows(source: Connection, filling: Filling, on: CopyStore): Promise<void> {
  let seen = 0;
  for (const row of everyRow(source)) {
    stopIfAborted(on.signal);
    await filling.add(row);
    seen += 1;
    if (seen % tellEvery > 0) continue;
    await filling.flush();
    on.tell(`${seen.toLocaleString('en-US')} documents are in MongoDB`);
  }
  await filling.flush();
}

async function mustBeEqual(expected: Record<string, number>, filling: Filling): Promise<void> {
  const different = differencesIn(expected, await filling.counts());
  if (different === '') return;
  throw new Problem(
    'not_possible',
    `The database ${filling.database} does not hold what the file holds: ${different}.`,
    'Something else writes to it. Stop that, drop the database and copy again.',
  );
}

/** Walks both chains. */
async function sameAudit(source: Connection, uri: string): Promise<AuditVerdict> {
  const target = mongoStore(connectMongo(uri, { filling: true }));
  try {
    const before = await createAuditLog(sqliteStore(source)).verify();
    const after = await createAuditLog(target).verify();
    if (canonicalJson({ ...before }) === canonicalJson({ ...after })) return after;
    throw new Problem(
      'not_possible',
      `The audit log is another one in MongoDB: ${after.entries} entries of ${before.entries}, ${after.broken?.why ?? 'with another head'}.`,
      'Drop the database and copy again. The file is as it was.',
    );
  } finally {
    await target.close();
  }
}

function stopIfAborted(signal: AbortSignal): void {
  if (!signal.aborted) return;
  throw new Problem(
    'cancelled',
    'The copy was broken off.',
    'Type it again: it goes on where it was. The file is as it was.',
  );
}
