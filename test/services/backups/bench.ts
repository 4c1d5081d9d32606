// Backups on a real disk, with real programs that behave like mongodump and mongorestore.
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { z } from 'zod';
import { backupsSchema } from '../../../src/config/delivery-schema.js';
import { systemSchema } from '../../../src/config/systems-schema.js';
import type { BackupTarget, MongoBackups } from '../../../src/services/backups/backups.js';
import { createMongoBackups } from '../../../src/services/backups/create-mongo-backups.js';
import { openCommands } from '../commands/bench.js';
import { zipped } from './archive-bytes.js';

export const startedAt = Date.UTC(2026, 10, 21, 2);
export const uri = 'mongodb://bot:hunter2@127.0.0.1:27017/notion_bot?replicaSet=rs0';
export const contents = [
  {
    name: 'tasks',
    documents: 500,
    indexes: [
      { name: '_id_', key: { _id: 1 } },
      { name: 'status_1', key: { status: 1 }, unique: true },
    ],
  },
  { name: 'users', documents: 3 },
];
export const whole = zipped('notion_bot', contents);

/** ok, fail (half-way), cut (says that it is well), other (of another database), hang, deaf (to SIGTERM too), flood, partly */
export type Behaviour = 'ok' | 'fail' | 'cut' | 'other' | 'hang' | 'deaf' | 'flood' | 'partly';

/** Reads how to behave from `behaviour`, writes what it was given to `seen`. */
const program = `
import { appendFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
const folder = process.argv[2];
const given = process.argv.slice(3);
if (given.includes('--version')) {
  console.log('mongodump version: 100.6.1');
  process.exit(0);
}
const value = (name) => given.find((one) => one.startsWith('--' + name + '='))?.slice(name.length + 3);
const behaviour = readFileSync(folder + '/behaviour', 'utf8');
const config = value('config');
writeFileSync(folder + '/seen', JSON.stringify({
  given, pid: process.pid, env: process.env, config: readFileSync(config, 'utf8'),
  mode: (statSync(config).mode & 0o777).toString(8),
}));
const say = (text) => console.error('2026-11-21T02:00:00.000+0000\\t' + text);
const isDump = value('db') !== undefined;
const end = (code) => { process.exitCode = code; };
if (behaviour === 'hang' || behaviour === 'deaf') {
  if (behaviour === 'deaf') process.on('SIGTERM', () => {});
  if (isDump) writeFileSync(value('archive'), readFileSync(folder + '/whole').subarray(0, 100));
  say('[####....................]  notion_bot.tasks  101/500  (20.2%)');
  setInterval(() => {}, 1000);
} else if (!isDump) {
  say('finished restoring scratch.tasks (500 documents, 0 failures)');
  if (behaviour === 'fail') {
    say('Failed: scratch.users: error restoring from archive: (Unauthorized) not authorized');
    say('500 document(s) restored successfully. 0 document(s) failed to restore.');
    end(1);
  } else if (behaviour === 'partly')
    say('500 document(s) restored successfully. 3 document(s) failed to restore.');
  else say('503 document(s) restored successfully. 0 document(s) failed to restore.');
} else {
  const whole = readFileSync(folder + (behaviour === 'other' ? '/other' : '/whole'));
  const isHalf = behaviour === 'fail' || behaviour === 'cut';
  writeFileSync(value('archive'), isHalf ? whole.subarray(0, whole.length / 2) : whole);
  if (behaviour === 'flood') for (let line = 0; line < 50000; line += 1) say('noise ' + line);
  say('done dumping notion_bot.users (3 documents)');
  if (behaviour === 'fail') { say("Failed: can't create session: could not connect to server: server selection error"); end(1); }
  else say('done dumping notion_bot.tasks (500 documents)');
}
`;

/** "Encrypts" and "decrypts" alike: every byte turned over. */
const turner = `
import { readFileSync, writeFileSync } from 'node:fs';
const [from, to] = process.argv.slice(2);
writeFileSync(to, readFileSync(from).map((byte) => byte ^ 0xff));
`;

const seenSchema = z.object({
  given: z.array(z.string()),
  pid: z.number(),
  env: z.record(z.string(), z.string()),
  config: z.string(),
  mode: z.string(),
});

export type Bench = Awaited<ReturnType<typeof openBench>>;

export async function openBench() {
  const folder = await mkdtemp(join(tmpdir(), 'ppm-backups-'));
  const tool = join(folder, 'tool.mjs');
  const turn = join(folder, 'turn.mjs');
  const clock = { now: startedAt };
  const world = { freeBytes: 10e9, dataBytes: 40_000, uri: uri as string | undefined };
  const directory = join(folder, 'data', 'mongo-backups');
  await mkdir(join(folder, 'data'));
  await writeFile(tool, program);
  await writeFile(turn, turner);
  await writeFile(join(folder, 'whole'), whole);
  await writeFile(join(folder, 'other'), zipped('elsewhere', contents));
  await writeFile(join(folder, 'behaviour'), 'ok');
  const commands = openCommands();
  const words = [process.execPath, tool, folder];
  const system = (database: string, setting: string, backup = true) =>
    systemSchema.parse({
      title: 'A system',
      environment: 'production',
      mongodb: { database, setting, backup },
    });

  function create(rules: object = {}): MongoBackups {
    return createMongoBackups({
      rules: backupsSchema.parse({ mongodump: words, mongorestore: words, ...rules }),
      systems: {
        'notion-bot-api': system('notion_bot', 'PLATFORM_MONGODB_URI'),
        staging: system('notion_bot', 'STAGING_URI'),
        secret: system('never', 'NEVER_URI', false),
        plain: systemSchema.parse({ title: 'Without', environment: 'production' }),
      },
      directory,
      commands: commands.commands,
      settingOf: (name) => (name === 'NEVER_URI' ? undefined : world.uri),
      admin: {
        shape: async () => [],
        status: async () => ({
          version: '7.0.0',
          uptimeSeconds: 1,
          pingMillis: 1,
          connections: null,
          dataBytes: world.dataBytes,
          storageBytes: 0,
          indexBytes: 0,
          disk: null,
          collections: [],
        }),
      },
      freeBytesAt: async () => world.freeBytes,
      now: () => clock.now,
      log: pino({ level: 'silent' }),
    });
  }

  return {
    folder,
    directory,
    clock,
    world,
    commands,
    create,
    /** Words of a command that turns {in} over into {out}. */
    turning: [process.execPath, turn, '{in}', '{out}'],
    behave: (behaviour: Behaviour) => writeFile(join(folder, 'behaviour'), behaviour),
    seen: async () => seenSchema.parse(JSON.parse(await readFile(join(folder, 'seen'), 'utf8'))),
    /** Every file and directory under the directory of backups. */
    files: async () =>
      (await readdir(directory, { recursive: true }).catch((): string[] => [])).toSorted(byText),
    async close() {
      await commands.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export const target: BackupTarget = {
  system: 'notion-bot-api',
  environment: 'production',
  database: 'notion_bot',
  setting: 'PLATFORM_MONGODB_URI',
};

export const manual = { reason: 'manual' as const, label: null };

/** Ascending. */
export function byText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

export function on(signal = new AbortController().signal) {
  const told: { note: string; reached: number | undefined }[] = [];
  return {
    run: 'R-AAAAAA',
    signal,
    told,
    tell: (note: string, reached?: number) => void told.push({ note, reached }),
  };
}
