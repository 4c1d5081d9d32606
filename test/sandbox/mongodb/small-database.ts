// A small database for the tests of the pretended mongodump and mongorestore, and both tools as a command of the bot starts
// them: `dump` into the file a.archive, `restore` out of it.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { startMongo, type MongoSimulator } from '../../../sandbox/mongodb/index.js';
import { seededIndexes } from '../../../sandbox/mongodb/seeds.js';
import { pretended, runTool, type Ran } from '../../engines/mongo/run-tool.js';

export const total = 60;
let directory: string;
export let mongo: MongoSimulator;
export const at = (name: string): string => join(directory, name);

/** Starts a server with the database before each test of the file, and closes it afterwards. */
export function withSmallDatabase(): void {
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ppm-tools-'));
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  beforeEach(async () => {
    const tasks = Array.from({ length: total }, (_, number) => ({
      _id: number,
      title: `t${number}`,
    }));
    mongo = await startMongo({ documents: { 'notion_bot.tasks': tasks }, indexes: seededIndexes });
    mongo.insert('notion_bot.users', { name: 'Ana' });
    mongo.setProfiled(true);
    await writeFile(at('connection.yaml'), `uri: "${mongo.uri}/?appName=secret"\n`);
  });
  afterEach(() => mongo.close());
}

export const dump = (...more: string[]): Promise<Ran> =>
  runTool([
    ...pretended('mongodump'),
    `--faults=${mongo.tools.path}`,
    `--config=${at('connection.yaml')}`,
    '--db=notion_bot',
    `--archive=${at('a.archive')}`,
    '--gzip',
    ...more,
  ]);
export const restore = (
  more: readonly string[] = [],
  started?: (pid: number) => void,
): Promise<Ran> =>
  runTool(
    [
      ...pretended('mongorestore'),
      `--faults=${mongo.tools.path}`,
      `--config=${at('connection.yaml')}`,
      `--archive=${at('a.archive')}`,
      '--gzip',
      '--drop',
      '--nsInclude=notion_bot.*',
      ...more,
    ],
    started,
  );
