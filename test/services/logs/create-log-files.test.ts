// The end of log files as they really lie about: huge, empty, binary, being written, or none at all.
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  ftruncateSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  closeSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createLogFiles } from '../../../src/services/logs/create-log-files.js';
import { redact } from '../../../src/services/redact.js';

const folder = mkdtempSync(join(tmpdir(), 'ppm-logs-'));
afterAll(() => rmSync(folder, { recursive: true }));

const files = createLogFiles({ redact });
const pathOf = (name: string): string => join(folder, name);

function written(name: string, content: string | Buffer): string {
  writeFileSync(pathOf(name), content);
  return pathOf(name);
}

const linesOf = async (content: string | Buffer, most = 50) =>
  (await files.tail(written('some.log', content), most)).lines;

describe('the lines', () => {
  it('are the last ones, oldest first', async () => {
    const path = written('small.log', 'one\ntwo\r\nthree\n');
    expect(await files.tail(path, 2)).toEqual({
      lines: ['two', 'three'],
      size: 15,
      cut: true,
      modifiedAt: expect.any(Number),
    });
    expect(await files.tail(path, 3)).toMatchObject({
      lines: ['one', 'two', 'three'],
      cut: false,
    });
  });

  it('of an empty file are none', async () => {
    expect(await linesOf('')).toEqual([]);
    expect(await linesOf('\n\n')).toEqual([]);
  });

  it('of a terabyte are read at once', async () => {
    const path = pathOf('terabyte.log');
    const file = openSync(path, 'w');
    ftruncateSync(file, 2 ** 40);
    closeSync(file);
    appendFileSync(path, 'ERROR 429\nlast\n');
    const started = performance.now();
    const { lines, size, cut } = await files.tail(path, 50);
    expect(performance.now() - started).toBeLessThan(500);
    expect(size).toBe(2 ** 40 + 15);
    expect(cut).toBe(true);
    expect(lines).toEqual(['last']);
  });

  it('begin with a whole one when not everything is read', async () => {
    const all = Array.from({ length: 40_000 }, (_, n) => `line ${n} is whole`);
    const { lines, cut } = await files.tail(written('long.log', all.join('\n')), 100_000);
    expect(cut).toBe(true);
    expect(lines.length).toBeGreaterThan(10_000);
    expect(lines).toEqual(all.slice(-lines.length));
  });

  it('are cut at 2,000 characters, the first half of one never shown', async () => {
    const [line, second] = await linesOf(`${'😀'.repeat(2_000)}\nnext`);
    expect(line?.length).toBeLessThanOrEqual(2_000);
    expect(line).toMatch(/^(?:😀){900,}…$/u);
    expect(second).toBe('next');
    const only = await linesOf(`secret_${'x'.repeat(300_000)} but this`);
    expect(only).toEqual(['… but this']);
  });

  it('are without colours and junk', async () => {
    expect(await linesOf('\u001b[31mERROR\u001b[0m a\0b\u0007\u202e c\u00a0d\te\n')).toEqual([
      'ERROR ab c d\te',
    ]);
    const junk = Buffer.from(Array.from({ length: 600_000 }, (_, n) => (n * 7919) % 256));
    const started = performance.now();
    const lines = await linesOf(junk, 200);
    expect(performance.now() - started).toBeLessThan(2_000);
    expect(lines.join('')).not.toMatch(/[^\P{Cc}\t]/u);
  });

  it.each([
    ['escapes', '\u001b'.repeat(256 * 1024)],
    ['spaces', ' '.repeat(256 * 1024)],
    ['half a key', '-----BEGIN '.repeat(23_000)],
  ])('of nothing but %s take no long time', async (_of, content) => {
    const started = performance.now();
    await linesOf(content);
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});

describe('secrets', () => {
  const token = `ntn_${'a1'.repeat(20)}`;

  it('are removed, coloured ones too', async () => {
    const said = (
      await linesOf(`key=${token}\nntn_\u001b[1m${'a1'.repeat(20)}\nmongodb://u:hunter2@h/db\n`)
    ).join('\n');
    expect(said).toContain('[Notion token removed]');
    expect(said).not.toMatch(/a1a1|hunter2/);
  });

  it('of many lines are removed, though their beginning is not shown', async () => {
    const key = `-----BEGIN PRIVATE KEY-----\n${'c2VjcmV0\n'.repeat(40_000)}-----END PRIVATE KEY-----\nafter\n`;
    expect((await linesOf(key, 5)).join('\n')).toBe('[private key removed]\nafter');
    const short = '-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\nafter\n';
    expect((await linesOf(short, 1)).join('\n')).toBe('after');
    expect((await linesOf(short, 5)).join('\n')).not.toContain('c2VjcmV0');
  });
});

describe('what is no log file', () => {
  it('is told: missing', async () => {
    await expect(files.tail(pathOf('missing.log'), 5)).rejects.toMatchObject({ code: 'not_found' });
    await expect(files.tail(join(pathOf('small.log'), 'x'), 5)).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('is told: a directory', async () => {
    mkdirSync(pathOf('directory'));
    await expect(files.tail(pathOf('directory'), 5)).rejects.toMatchObject({
      code: 'not_possible',
      message: expect.stringContaining('is a directory'),
    });
  });

  it('is told: a pipe that nobody writes to, a device', async () => {
    execFileSync('mkfifo', [pathOf('pipe')]);
    for (const path of [pathOf('pipe'), '/dev/zero'])
      await expect(files.tail(path, 5)).rejects.toMatchObject({
        code: 'not_possible',
        message: expect.stringContaining('no ordinary file'),
      });
  });

  it('is told: links in a circle, a name that is none', async () => {
    symlinkSync(pathOf('circle'), pathOf('circle'));
    await expect(files.tail(pathOf('circle'), 5)).rejects.toMatchObject({
      code: 'not_possible',
      message: expect.stringContaining('ELOOP'),
    });
    await expect(files.tail('a\0b', 5)).rejects.toMatchObject({ code: 'not_possible' });
  });

  it.skipIf(process.getuid?.() === 0)('is told: no permission', async () => {
    const path = written('private.log', 'x');
    chmodSync(path, 0o000);
    await expect(files.tail(path, 5)).rejects.toMatchObject({
      code: 'not_possible',
      message: expect.stringContaining('may not read'),
    });
  });
});
