// The search through real files and folders: what is read, what is left out, and how it is told.
import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSecretSearch } from '../../../src/services/security/create-secret-search.js';

const key = `secret_${'aB3d'.repeat(10)}xyz`;
const line = `key ${key}\n`;
const { signal } = new AbortController();

let where: string;
beforeEach(async () => {
  where = await mkdtemp(join(tmpdir(), 'ppm-search-'));
});
afterEach(() => rm(where, { recursive: true, force: true }));

async function put(name: string, text: string | Buffer): Promise<string> {
  const path = join(where, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  return path;
}
const search = (paths: string[] = [where], settings: Record<string, string> = {}) =>
  createSecretSearch({
    paths,
    secretSettings: Object.keys(settings),
    settingOf: (name) => settings[name],
  }).search(signal);

test('finds by file, line and family, in folders and single files, never the text', async () => {
  await put('b/c/deep.yaml', `one\ntwo\n${line}`);
  await put('a.txt', `${line}own-secret-value\n`);
  await put('clean.txt', 'nothing');
  const result = await search([where], { GRAFANA_WEBHOOK_SECRET: 'own-secret-value' });
  expect(result).toMatchObject({ files: 3, total: 3, skipped: [], cut: false });
  expect(result.found).toEqual([
    { file: join(where, 'a.txt'), line: 1, endOnly: false, family: 'Notion token' },
    {
      file: join(where, 'a.txt'),
      line: 2,
      endOnly: false,
      family: 'value of GRAFANA_WEBHOOK_SECRET',
    },
    { file: join(where, 'b/c/deep.yaml'), line: 3, endOnly: false, family: 'Notion token' },
  ]);
  expect(JSON.stringify(result)).not.toMatch(/secret_|own-secret-value/);
});

test('counts lines through a file of many pieces', async () => {
  await put(
    'long.log',
    `${'x'.repeat(99)}\n`.repeat(30_000) + line + 'y'.repeat(600_000) + `\n${line}`,
  );
  expect((await search()).found.map((one) => one.line)).toEqual([30_001, 30_003]);
});

test('reads the end only of a large file', async () => {
  const path = await put('huge.log', line);
  await truncate(path, 0);
  await writeFile(
    path,
    Buffer.concat([Buffer.from(line), Buffer.alloc(6 * 1024 * 1024, 'x\n'), Buffer.from(line)]),
  );
  expect((await search()).found).toMatchObject([{ endOnly: true }]);
});

test('leaves packages, repositories and binary files out', async () => {
  await put('node_modules/x/index.js', line);
  await put('.git/config', line);
  await put('picture.png', Buffer.concat([Buffer.from([0x89, 0, 1]), Buffer.from(line)]));
  await put('.env', line);
  expect((await search()).found.map(({ file }) => file)).toEqual([join(where, '.env')]);
});

test('follows no link below a path, though the path itself may be one', async () => {
  await put('outside/secret.txt', line);
  await put('inside/file.txt', line);
  await symlink(join(where, 'outside'), join(where, 'inside/away'));
  await symlink(join(where, 'outside/secret.txt'), join(where, 'inside/away.txt'));
  await symlink(join(where, 'inside'), join(where, 'inside/loop'));
  await symlink(join(where, 'inside'), join(where, 'entrance'));
  const { found } = await search([join(where, 'entrance')]);
  expect(found.map(({ file }) => file)).toEqual([join(where, 'entrance/file.txt')]);
});

test('looks at a file once that two paths lead to', async () => {
  const path = await put('app.log', line);
  expect(await search([path, where, path])).toMatchObject({ files: 1, total: 1 });
});

describe('what can not be read is told and the rest goes on', () => {
  test('a path that is not there, a pipe that nobody writes into', async () => {
    await put('z.txt', line);
    execFileSync('mkfifo', [join(where, 'pipe')]);
    const result = await search([join(where, 'gone'), where]);
    expect(result.skipped).toEqual([
      { path: join(where, 'gone'), why: 'it is not there' },
      { path: join(where, 'pipe'), why: 'it is neither a file nor a folder' },
    ]);
    expect(result.total).toBe(1);
  });

  test.skipIf(process.getuid?.() === 0)('a file without permission', async () => {
    await chmod(await put('locked.txt', line), 0);
    expect((await search()).skipped).toEqual([
      { path: join(where, 'locked.txt'), why: 'the bot may not read it' },
    ]);
  });
});

test('reads so many files at most, and says that there are more', async () => {
  for (let at = 0; at < 31; at += 1) await put(`${at}.txt`, line.repeat(10));
  const bounded = createSecretSearch({
    paths: [where],
    secretSettings: [],
    settingOf: () => undefined,
    mostFiles: 30,
  });
  const result = await bounded.search(signal);
  expect(result).toMatchObject({ files: 30, total: 300, cut: true });
  expect(result.found).toHaveLength(200);
});

test('stops when it is told to', async () => {
  await put('a.txt', line);
  const stopped = createSecretSearch({ paths: [where], secretSettings: [], settingOf: () => '' });
  await expect(stopped.search(AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
});
