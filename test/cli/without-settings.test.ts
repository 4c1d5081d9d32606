// What a terminal answers in a fresh checkout: no setting, no token, no company.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fieldsOf } from '../../src/core/fields.js';
import { operations } from '../../src/handlers/registry.js';
import { startPpm } from './start-ppm.js';

const example = fileURLToPath(new URL('../../ppm.config.yaml', import.meta.url));
const run = (...words: string[]) => startPpm({}, words, folder).ended;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ppm-terminal-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('an empty environment', () => {
  test('ops --json lists every operation', async () => {
    const { code, out, err } = await run('ops', '--json');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(JSON.parse(out)).toEqual({
      operations: operations.map(({ id, risk, examples, input }) =>
        expect.objectContaining({
          id,
          words: id.replaceAll('.', ' '),
          risk,
          examples,
          inputs: fieldsOf(input),
        }),
      ),
    });
  });

  test.each([
    [[], 'In a terminal only'],
    [['--help'], 'Exit codes: 0 done'],
    [['help', 'table', 'restore'], 'ppm table restore main.silver.projects'],
    [['table', 'restore', '--version', '13', '--help'], 'Usage    table restore <table>'],
    [['--version'], 'ppm 0.1.0'],
  ])('ppm %j', async (words, expected) => {
    const { code, out, err } = await run(...words);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain(expected);
    expect(out).not.toContain('\u001b');
  });

  test('help about nothing known is a mistake', async () => {
    expect(await run('help', 'tabel', 'restore')).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('`help table restore`'),
    });
  });

  test('whatever else is asked, what is missing is listed', async () => {
    const [plain, json] = await Promise.all([run('status'), run('status', '--json')]);
    expect(plain).toMatchObject({ code: 2, out: '' });
    expect(plain.err).toMatch(/DATABRICKS_TOKEN +is missing/);
    expect(plain.err).not.toContain('SLACK_');
    expect(json).toMatchObject({ code: 2, err: '' });
    expect(JSON.parse(json.out)).toMatchObject({
      error: { code: 'invalid_input', message: expect.stringContaining('DATABRICKS_TOKEN') },
    });
  });

  test('config check', async () => {
    const wrong = join(folder, 'wrong.yaml');
    await writeFile(wrong, 'peopel: []\n');
    const [good, bad, unknown] = await Promise.all([
      run('config', 'check', example),
      run('config', 'check', wrong, '--json'),
      run('config', 'chek'),
    ]);
    expect(good).toMatchObject({ code: 0, out: expect.stringContaining('is valid') });
    expect(bad.code).toBe(2);
    expect(JSON.parse(bad.out)).toMatchObject({
      ok: false,
      lines: expect.arrayContaining([expect.stringContaining('peopel')]),
    });
    expect(unknown).toMatchObject({ code: 2, out: '' });
  });

  test('a reader who leaves early crashes nothing', async () => {
    const ppm = startPpm({}, ['ops', '--json'], folder);
    ppm.leave();
    expect(await ppm.ended).toEqual({ code: 0, out: '', err: '' });
  });
});

test('the words of the terminal itself name no operation and no input', () => {
  // `health --json` is a file in Slack; a terminal writes any answer as JSON.
  const others = operations.filter(({ id }) => id !== 'health');
  const names = others.flatMap(({ input }) => fieldsOf(input).map(({ name }) => name));
  expect(names).toContain('version');
  expect(names.filter((name) => ['json', 'noWait', 'help'].includes(name))).toEqual([]);
  const words = operations.map(({ id }) => id.split('.')[0] ?? '');
  expect(words.filter((word) => ['ops', 'config', 'state', 'follow'].includes(word))).toEqual([]);
});
