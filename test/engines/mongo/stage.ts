// A real server with a database as the Notion Bot API has it, anew for each test, and the real and the pretended tools.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient, type Db, type Document } from 'mongodb';
import { startFerret, type Programs } from './ferret.js';
import { database, openBackups, setting, type OwnBackups } from './own-backups.js';
import { pretended, runTool, type Ran } from './run-tool.js';

export const count = 500;
/** Stands in the address that the bot has, as a password would. */
export const secret = 'not-to-be-seen';
export const never = new AbortController().signal;

/** Words that start each of the two. */
export interface Tools {
  mongodump: string[];
  mongorestore: string[];
}
export const realTools = (programs: Programs | null): Tools => ({
  mongodump: [programs?.mongodump ?? ''],
  mongorestore: [programs?.mongorestore ?? ''],
});
export const pretendedTools: Tools = {
  mongodump: pretended('mongodump'),
  mongorestore: pretended('mongorestore'),
};

/** What the tests' titles say where the programs are missing. */
export const skipped = (programs: Programs | null): string =>
  programs === null
    ? ' (skipped, no mongodump: test/support/mongo-engines/build.sh DIR, then PPM_ENGINES_DIR=DIR)'
    : '';

export interface Stage {
  uri: string;
  client: MongoClient;
  db: Db;
  own: OwnBackups;
  /** Of this test's files. */
  directory: string;
  /** Collections with counts and indexes. */
  shape(name?: string): Promise<unknown>;
  /** Every task, by title. */
  tasks(name?: string): Promise<Document[]>;
  /** Dumps to `archive()`. @param uri of another server @param name of another database */
  dump(words: readonly string[], uri?: string, name?: string): Promise<Ran>;
  /** @param into null: the database itself */
  restore(words: readonly string[], into: string | null, uri?: string): Promise<Ran>;
  archive(): string;
  /** Takes away what a test has left. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

export async function openStage(programs: Programs): Promise<Stage> {
  const ferret = await startFerret(programs.ferretdb);
  const client = new MongoClient(ferret.uri);
  const db = client.db(database);
  const directory = await mkdtemp(join(tmpdir(), 'ppm-mongo-engines-'));
  const uri = `${ferret.uri}/${database}?appName=${secret}`;
  const own = openBackups({ directory, uri, programs: realTools(programs) });
  const archive = (): string => join(directory, 'a.archive.gz');

  async function connection(server: string): Promise<string> {
    const path = join(directory, 'connection.yaml');
    await writeFile(path, `uri: ${JSON.stringify(`${server}/`)}\n`);
    return path;
  }

  return {
    uri: ferret.uri,
    client,
    db,
    own,
    directory,
    shape: (name = database) => own.admin.shape({ setting, database: name }, never),
    async tasks(name = database) {
      const all = await client.db(name).collection('tasks').find().toArray();
      return all.toSorted((a, b) => String(a['title']).localeCompare(String(b['title'])));
    },
    async dump(words, server = ferret.uri, name = database) {
      const config = `--config=${await connection(server)}`;
      const given = [config, `--db=${name}`, `--archive=${archive()}`, '--gzip'];
      return runTool([...words, ...given]);
    },
    async restore(words, into, server = ferret.uri) {
      const config = `--config=${await connection(server)}`;
      const given = [config, `--archive=${archive()}`, '--gzip', '--drop'];
      const renamed = into === null ? [] : [`--nsFrom=${database}.*`, `--nsTo=${into}.*`];
      const only = `--nsInclude=${database}.*`;
      return runTool([...words, ...given, only, ...renamed, '--stopOnError']);
    },
    archive,
    async clear() {
      await client.db('scratch').dropDatabase();
      await db.dropDatabase();
      await seed(db);
    },
    async close() {
      await own.close();
      await client.close();
      await ferret.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function seed(db: Db): Promise<void> {
  const tasks = Array.from({ length: count }, (_, number) => ({
    title: `Task ${number}`,
    user_id: `u-${number % 9}`,
    status: number % 2 === 0 ? 'Done' : 'Not started',
    created_at: new Date(1_700_000_000_000 + number * 60_000),
    owner: { name: 'Ana', teams: ['finance', null, 3.5] },
  }));
  await db.collection('tasks').insertMany(tasks);
  await db.collection('tasks').createIndex({ status: 1, created_at: -1 });
  await db.collection('users').insertOne({ name: 'Ana' });
  await db.collection('users').createIndex({ name: 1 }, { unique: true });
  await db.createCollection('workspaces');
}
