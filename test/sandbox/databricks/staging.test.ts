// Files in volumes: PUT and REMOVE through the driver, the storage's own rules, and read_files.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { connect, failure, useWarehouse, type Connected } from './support.js';

let now = Date.parse('2026-06-15T12:00:00Z');
const held = useWarehouse({ seed: async () => undefined, now: () => now });
let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ppm-staging-test-'));
});
afterEach(() => held.warehouse.faults.set({}));
afterAll(() => rm(directory, { recursive: true, force: true }));

const volume = '/Volumes/main/bronze/ppm_oncall';
const lines = (...rows: unknown[]) =>
  gzipSync(rows.map((row) => `${typeof row === 'string' ? row : JSON.stringify(row)}\n`).join(''));

async function put(
  name: string,
  content: Buffer,
  { end = ' OVERWRITE', allowed = directory } = {},
) {
  const local = join(directory, name);
  await writeFile(local, content);
  await held.db.rows(`PUT '${local}' INTO '${volume}/${name}'${end}`, {
    stagingAllowedLocalPath: [allowed],
  });
}

const remove = (name: string) =>
  held.db.rows(`REMOVE '${volume}/${name}'`, { stagingAllowedLocalPath: [directory] });

const reading = (name: string, schema: string) =>
  `SELECT * FROM read_files('${volume}/${name}', format => 'json', schema => '${schema}')`;

describe('PUT and REMOVE', () => {
  it('move a file with the driver: read_files sees it, the later one, and then none', async () => {
    await put('moved.json.gz', lines({ a: 1, b: 'x' }, { a: 2, b: 'y' }));
    expect(await held.db.rows(reading('moved.json.gz', 'a BIGINT, b STRING'))).toEqual([
      { a: 1, b: 'x' },
      { a: 2, b: 'y' },
    ]);
    await put('moved.json.gz', lines({ a: 3 }));
    expect(await held.db.rows(reading('moved.json.gz', 'a BIGINT'))).toEqual([{ a: 3 }]);
    await remove('moved.json.gz');
    const gone = await failure(held.db.rows(reading('moved.json.gz', 'a BIGINT')));
    expect(gone.message).toContain(
      `[CF_PATH_DOES_NOT_EXIST_FOR_READ_FILES] The input path ${volume}/moved.json.gz does not exist.`,
    );
    expect(gone).toMatchObject({ response: { sqlState: '42K03' } });
    // The storage says 404, which the driver takes for done.
    await remove('moved.json.gz');
  });

  it('overwrite only when told to', async () => {
    await put('kept.json.gz', lines({ a: 1 }), { end: '' });
    const error = await failure(put('kept.json.gz', lines({ a: 2 }), { end: '' }));
    expect(error.message).toContain('[FILE_IN_STAGING_PATH_ALREADY_EXISTS]');
    expect(await held.db.rows(reading('kept.json.gz', 'a INT'))).toEqual([{ a: 1 }]);
  });

  it('carry nothing from outside the allowed paths', async () => {
    const error = await failure(put('foreign.json.gz', lines(), { allowed: '/somewhere/else' }));
    expect(error.message).toBe('Staging path not a subset of allowed local paths.');
  });

  it('fail where the storage does', async () => {
    held.warehouse.faults.set({ storageRefuses: { status: 503 } });
    const error = await failure(put('refused.json.gz', lines({ a: 1 })));
    expect(error.message).toBe('HTTP error 503 Service Unavailable');
    expect((await failure(held.db.rows(reading('refused.json.gz', 'a INT')))).message).toContain(
      'CF_PATH_DOES_NOT_EXIST_FOR_READ_FILES',
    );
    await put('refused.json.gz', lines({ a: 1 }));
    held.warehouse.faults.set({ storageRefuses: { status: 500 } });
    expect((await failure(remove('refused.json.gz'))).message).toContain('HTTP error 500');
  });

  it.each([
    [
      `PUT '/x' INTO '/Volumes/main/bronze/none/f'`,
      '42704',
      '[UC_VOLUME_NOT_FOUND] Volume `main`.`bronze`.`none` does not exist.',
    ],
    [`PUT '/x' INTO '/Volumes/main/nowhere/ppm_oncall/f'`, '42704', 'UC_VOLUME_NOT_FOUND'],
    [`REMOVE '/Volumes/other/bronze/ppm_oncall/f'`, '42704', 'UC_VOLUME_NOT_FOUND'],
    [reading('../none/f', 'a INT'), '42K03', 'INVALID_VOLUME_PATH'],
    [`PUT '/x' INTO '${volume}'`, '42K03', 'INVALID_VOLUME_PATH'],
    [`PUT '/x' INTO '/tmp/f'`, '0A000', 'which is in no volume'],
    [`PUT '/x' TO '${volume}/f'`, '42601', 'PARSE_SYNTAX_ERROR'],
    [`PUT '/x' INTO '${volume}/f' NOW`, '42601', 'PARSE_SYNTAX_ERROR'],
    [`REMOVE volume`, '42601', 'PARSE_SYNTAX_ERROR'],
  ])('%s is refused', async (sql, sqlState, message) => {
    const error = await failure(held.db.rows(sql, { stagingAllowedLocalPath: [directory] }));
    expect(error.message).toContain(message);
    expect(error).toMatchObject({ response: { sqlState } });
  });
});

const answer = z.object({
  operation: z.string(),
  presignedUrl: z.url(),
  headers: z.record(z.string(), z.string()),
  localFile: z.string().optional(),
});

/** The row of a PUT or REMOVE that the driver was not allowed to carry out. */
const presigned = async (sql: string, db: Connected = held.db) => answer.parse(await db.one(sql));

interface Sending {
  readonly headers?: Record<string, string>;
  readonly body?: string;
  /** Cuts the connection before the end. */
  readonly cut?: boolean;
}

/** The storage's status; rejects where the connection was lost. */
async function send(method: string, url: string, { headers = {}, body, cut }: Sending = {}) {
  return new Promise<number>((resolve, reject) => {
    const req = request(url, { method, headers, ca: held.warehouse.caCert }, (res) => {
      res.resume();
      resolve(res.statusCode ?? 0);
    });
    req.on('error', reject);
    if (cut === true) req.write(body ?? '', () => req.destroy());
    else req.end(body);
  });
}

describe('the storage', () => {
  const body = '{"a":1}\n';
  const fits = { 'x-ms-blob-type': 'BlockBlob', 'content-length': String(body.length) };

  it.each([true, false])('is told of in a row (Arrow: %s)', async (arrow) => {
    const db = await connect(held.warehouse, { arrow });
    const row = await presigned(`PUT '/tmp/f' INTO '${volume}/row.json' OVERWRITE`, db);
    expect(row).toEqual({
      operation: 'PUT',
      presignedUrl: expect.stringContaining(`https://localhost:${held.warehouse.port}/staging/`),
      headers: { 'x-ms-blob-type': 'BlockBlob' },
      localFile: '/tmp/f',
    });
    expect(await presigned(`REMOVE '${volume}/row.json'`, db)).toEqual({
      operation: 'REMOVE',
      presignedUrl: expect.any(String),
      headers: {},
    });
    await db.close();
  });

  it('takes a file with its length and header, without a token, and gives it up again', async () => {
    const { presignedUrl } = await presigned(`PUT '/f' INTO '${volume}/sub/s.json'`);
    const { 'content-length': length, ...noLength } = fits;
    expect(await send('PUT', presignedUrl, { body, headers: { 'content-length': length } })).toBe(
      400,
    );
    const chunked = { ...noLength, 'transfer-encoding': 'chunked' };
    expect(await send('PUT', presignedUrl, { body, headers: chunked })).toBe(411);
    expect(await send('PUT', presignedUrl, { body, headers: fits })).toBe(200);
    expect(await held.db.rows(reading('sub/s.json', 'a INT'))).toEqual([{ a: 1 }]);
    const removal = await presigned(`REMOVE '${volume}/sub/s.json'`);
    expect(await send('DELETE', removal.presignedUrl)).toBe(200);
    expect(await send('DELETE', removal.presignedUrl)).toBe(404);
  });

  it('knows addresses only, each for one thing and a quarter of an hour', async () => {
    const { presignedUrl } = await presigned(`PUT '/f' INTO '${volume}/once.json'`);
    const { origin } = new URL(presignedUrl);
    expect(await send('PUT', `${origin}/staging/made-up`, { body, headers: fits })).toBe(403);
    expect(await send('DELETE', presignedUrl)).toBe(403);
    now += 15 * 60_000 + 1;
    expect(await send('PUT', presignedUrl, { body, headers: fits })).toBe(403);
    expect((await failure(held.db.rows(reading('once.json', 'a INT')))).message).toContain(
      'CF_PATH_DOES_NOT_EXIST',
    );
  });

  it('keeps what was there when a file breaks off', async () => {
    await put('whole.json', Buffer.from(body));
    const { presignedUrl } = await presigned(`PUT '/f' INTO '${volume}/whole.json' OVERWRITE`);
    const headers = { ...fits, 'content-length': '1000' };
    await failure(send('PUT', presignedUrl, { body: '{"a":2}\n', headers, cut: true }));
    expect(await held.db.rows(reading('whole.json', 'a INT'))).toEqual([{ a: 1 }]);
  });
});

describe('read_files', () => {
  it('takes what fits the schema, and reads NULL for the rest', async () => {
    await put(
      'mixed.json.gz',
      lines(
        { seq: 1, text: 'é "x"\n', yes: true, at: '2026-01-02T03:04:05+02:00', list: [1, 'x'] },
        { seq: '2', text: { a: [1] }, yes: 'true', more: 1 },
        { seq: 1.5, text: 7, yes: 1, at: 5 },
        '{"seq": 4, broken',
        { seq: -5, text: null },
      ),
    );
    const schema = 'seq BIGINT, text STRING, yes BOOLEAN, at TIMESTAMP, list ARRAY<INT>';
    const none = { seq: null, text: null, yes: null, at: null, list: null };
    expect(await held.db.rows(reading('mixed.json.gz', schema))).toEqual([
      { seq: 1, text: 'é "x"\n', yes: true, at: new Date('2026-01-02T01:04:05Z'), list: [1, null] },
      { ...none, text: '{"a":[1]}' },
      { ...none, text: '7' },
      none,
      { ...none, seq: -5 },
    ]);
  });

  it('reads lines of megabytes, and no lines', async () => {
    await put('long.json.gz', lines({ a: 'x'.repeat(5_000_000) }, { a: 'y' }));
    expect(
      await held.db.rows(
        `SELECT length(a) AS n FROM (${reading('long.json.gz', 'a STRING')}) AS r ORDER BY n`,
      ),
    ).toEqual([{ n: 1 }, { n: 5_000_000 }]);
    await put('empty.json.gz', lines());
    expect(await held.db.rows(reading('empty.json.gz', 'a STRING'))).toEqual([]);
  });

  it.each([
    [`SELECT * FROM read_files('${volume}/f', format => 'json')`, 'a schema'],
    [`SELECT * FROM read_files('${volume}/f', format => 'csv', schema => 'a INT')`, 'a schema'],
    [
      `SELECT * FROM read_files('${volume}/f', format => 'json', schema => 'a INT', x => 'y')`,
      'the option x',
    ],
    [`SELECT * FROM read_files('/etc/hosts', format => 'json', schema => 'a INT')`, 'in no volume'],
    [reading('*.json', 'a INT'), 'the pattern'],
    [`SELECT * FROM read_json('/etc/hosts')`, '[UNRESOLVABLE_TABLE_VALUED_FUNCTION]'],
  ])('%s is refused', async (sql, message) => {
    expect((await failure(held.db.rows(sql))).message).toContain(message);
  });
});
