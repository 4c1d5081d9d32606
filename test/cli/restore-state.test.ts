// `ppm state restore` as it is typed after the disk was lost: no setting but PPM_DATA_DIR, no company.
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { everyDocument } from '../../src/services/store/sqlite-everything.js';
import { startPpm } from './start-ppm.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ppm-state-restore-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const ppm = (...words: string[]) => startPpm({ PPM_DATA_DIR: './kept' }, words, folder).ended;
const documents = [
  { collection: 'audit', id: '000000000001', revision: 1, doc: { seq: 1 } },
  { collection: 'runs', id: 'R-1', revision: 7, doc: { state: 'running', note: null } },
  { collection: 'runs', id: 'R-2', revision: 2, doc: { state: 'succeeded' } },
];

async function backup(): Promise<string> {
  const header = { version: '0.1.0', madeAt: Date.UTC(2026, 10, 22, 3), config: 'title: PPM\n' };
  const lines = [header, ...documents].map((line) => `${JSON.stringify(line)}\n`);
  await writeFile(join(folder, 'state-x.jsonl.gz'), gzipSync(lines.join('')));
  return 'state-x.jsonl.gz';
}

test('puts the memory back and says what comes next', async () => {
  const { code, out, err } = await ppm('state', 'restore', await backup());
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain('3 documents of 2 collections, of 2026-11-22 03:00:00 UTC');
  expect(out).toContain(`are in ${join(folder, 'kept', 'ppm.db')}.`);
  expect(out).toMatch(/There is no \S+state-x\.json: its size and sha256 could not be checked/);
  expect(out).toContain(`is in ${join(folder, 'kept', 'ppm.config.restored.yaml')}`);
  expect(out).toContain('Runs that were under way then are taken up again when the bot starts');
  expect(out).toContain('start the bot, and ask it `audit verify`');
  expect(await readdir(join(folder, 'kept'))).toEqual(['ppm.config.restored.yaml', 'ppm.db']);
  const found = [];
  for await (const document of everyDocument(join(folder, 'kept'))) found.push(document);
  expect(found).toEqual(documents);

  const again = await ppm('state', 'restore', 'state-x.jsonl.gz');
  expect(again).toMatchObject({ code: 1, out: '' });
  expect(again.err).toContain('The bot has a memory already');
  expect(again.err).toContain(join(folder, 'kept', 'ppm.db'));
});

test('for programs', async () => {
  const { code, out, err } = await ppm('state', 'restore', await backup(), '--json');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(JSON.parse(out)).toMatchObject({
    restored: {
      memory: join(folder, 'kept', 'ppm.db'),
      documents: 3,
      collections: { audit: 1, runs: 2 },
      checked: false,
      config: { outcome: 'written' },
    },
  });
  expect(JSON.parse((await ppm('state', 'restore', 'nowhere', '--json')).out)).toMatchObject({
    error: { code: 'not_found', message: expect.stringContaining('There is no file') },
  });
});

test('what is no restore, or no backup, is told, and writes nothing', async () => {
  await writeFile(join(folder, 'other.txt'), 'hello');
  const asked: [string[], string][] = [
    [['state'], 'There is only `state restore <file>`.'],
    [['state', 'retsore', 'a'], 'There is only `state restore <file>`.'],
    [['state', 'restore'], '`state restore` takes one file.'],
    [['state', 'restore', 'a', 'b'], '`state restore` takes one file and nothing else.'],
    [['state', 'restore', 'nowhere'], 'There is no file'],
    [['state', 'restore', 'other.txt'], "is not a backup of the bot's memory."],
  ];
  for (const [words, expected] of asked) {
    const { code, out, err } = await ppm(...words);
    expect({ words, code, out }).toEqual({ words, code: 2, out: '' });
    // Long lines are wrapped.
    expect(err.replaceAll(/\s+/g, ' ')).toContain(expected);
  }
  expect(await readdir(folder)).toEqual(['other.txt']);
});

test('the help names it', async () => {
  expect((await ppm('help')).out).toContain('ppm state restore <file>');
});
