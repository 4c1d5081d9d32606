// What the bronze adapter meets on a bad day: tables that are not there, other processes, lost replies, odd names.
import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commit, morning, page, pageId, projects } from './bronze-contract.js';
import { pagesTable, useBronze, volume, watermarksTable } from './bronze-support.js';
import { problem } from './support.js';

const held = useBronze();
const always = [{ from: 0, to: null }];
const how = { evenOlder: false, syncedAt: morning };

async function fresh(options: Parameters<typeof held.connect>[0] = {}) {
  await held.dropTables();
  const bronze = held.connect(options);
  await bronze.prepare();
  return bronze;
}

async function narrowTables() {
  await held.dropTables();
  await held.warehouse.query(`CREATE TABLE ${pagesTable} (page_id STRING, database_id STRING)`);
  await held.warehouse.query(`CREATE TABLE ${watermarksTable} (database_id STRING)`);
}

describe('tables that are absent, or not prepared', () => {
  it.each([
    { what: 'absent', make: () => held.dropTables() },
    { what: 'narrow', make: narrowTables },
  ])('are empty ($what)', async ({ make }) => {
    await make();
    const bronze = held.connect();
    expect((await bronze.hashes([pageId(1)])).size).toBe(0);
    expect(await bronze.livePages(projects, always, { undated: true })).toEqual([]);
    expect(await bronze.watermarks()).toEqual([]);
    await bronze.resetWatermarks(null);
  });

  it('get their columns when the reply to that was lost', async () => {
    await narrowTables();
    held.warehouse.faults.set({ lostReply: { match: '^ALTER' } });
    const bronze = held.connect();
    await bronze.prepare();
    expect(await commit(bronze, [page(1)])).toBe(1);
  }, 20_000);

  it('get their columns from two processes at once', async () => {
    await narrowTables();
    held.warehouse.faults.set({ slow: { match: '^ALTER', millis: 200 } });
    await Promise.all([held.connect().prepare(), held.connect().prepare()]);
    expect(await commit(held.connect(), [page(1)])).toBe(1);
  }, 20_000);

  it('with watermarks in another shape are a Problem, and a row without a database is none', async () => {
    await held.dropTables();
    await held.warehouse.query(
      `CREATE TABLE ${watermarksTable} AS SELECT CAST(NULL AS STRING) AS database_id, 'yesterday' AS last_synced_at`,
    );
    expect(await held.connect().watermarks()).toEqual([]);
    await held.warehouse.query(`INSERT INTO ${watermarksTable} VALUES ('x', 'yesterday')`);
    expect(await problem(held.connect().watermarks())).toMatchObject({ code: 'internal' });
  });
});

describe('what is asked for', () => {
  it('in no span is no page', async () => {
    const bronze = await fresh();
    await commit(bronze, [page(1)]);
    const sent = await held.sentBy(async () => {
      expect(await bronze.livePages(projects, [], { undated: false })).toEqual([]);
    });
    expect(sent).toEqual([]);
  });

  it('to be marked twice is marked once', async () => {
    const bronze = await fresh();
    await commit(bronze, [page(1)]);
    await bronze.markDeleted(projects, [pageId(1), pageId(1)], { syncedAt: morning });
    expect(await bronze.count(projects)).toBe(0);
  });
});

describe.each([
  { way: 'with a volume', staged: volume },
  { way: 'without a volume', staged: undefined },
])('a batch $way', ({ staged }) => {
  it('is empty after its commit, and can be filled again', async () => {
    const batch = await (await fresh({ volume: staged })).openBatch();
    await batch.add(page(1));
    await batch.commit(how);
    expect([batch.rows, batch.bytes]).toEqual([0, 0]);
    expect(await batch.commit(how)).toEqual({ changed: 0 });
    await batch.add(page(2));
    expect(await batch.commit(how)).toEqual({ changed: 1 });
    expect(await held.spooled()).toEqual([]);
  });

  it('takes rows of many readers at once', async () => {
    const batch = await (await fresh({ volume: staged })).openBatch();
    await Promise.all(Array.from({ length: 5_000 }, (_, number) => batch.add(page(number))));
    expect(await batch.commit(how)).toEqual({ changed: 5_000 });
  }, 20_000);

  it('counts bytes, not characters', async () => {
    const batch = await (await fresh({ volume: staged })).openBatch();
    await batch.add(page(1, { properties: '日'.repeat(1_000) }));
    expect(batch.bytes).toBeGreaterThan(3_000);
    await batch.discard();
  });
});

describe('staging', () => {
  it('works from a directory of any name', async () => {
    const directory = join(held.directory, String.raw`it's \a dir`);
    expect(await commit(await fresh({ directory }), [page(1)])).toBe(1);
  });

  it('tells a refusal of the storage from one of the token', async () => {
    const bronze = await fresh();
    held.warehouse.faults.set({ storageRefuses: { status: 403, count: 9 } });
    const error = await problem(commit(bronze, [page(1)]));
    expect(error).toMatchObject({
      code: 'outside_refused',
      hint: expect.stringContaining('WRITE VOLUME'),
    });
    expect(error.message).toBe('The storage of the volume refused the staged file (HTTP 403).');
  });

  it('has removed its files when the connection is closed', async () => {
    const bronze = await fresh();
    held.warehouse.faults.set({ slow: { match: '^REMOVE', millis: 300 } });
    await commit(bronze, [page(1)]);
    await bronze.close();
    expect(held.warehouse.statements().at(-1)).toMatchObject({
      sql: expect.stringMatching(/^REMOVE /),
      status: 'finished',
    });
  });

  it('refuses a text that the reader would make NULLs of', async () => {
    const bronze = await fresh();
    const batch = await bronze.openBatch();
    const large = page(1, { title: 'Large', properties: JSON.stringify('x'.repeat(16_000_000)) });
    const error = await problem(batch.add(large));
    expect(error).toMatchObject({ code: 'not_possible' });
    expect(error.message).toContain(`Large (${pageId(1)})`);
    expect(await batch.commit(how)).toEqual({ changed: 0 });
  });

  it('clears away what died a day ago, and nothing else', async () => {
    const directory = join(held.directory, 'left');
    await mkdir(directory);
    const old = '11111111-2222-4333-8444-555555555501.json.gz';
    const young = '11111111-2222-4333-8444-555555555502.json.gz';
    for (const name of [old, young, 'notes.txt']) await writeFile(join(directory, name), '');
    const yesterday = Date.now() / 1000 - 25 * 3_600;
    for (const name of [old, 'notes.txt'])
      await utimes(join(directory, name), yesterday, yesterday);
    await commit(await fresh({ directory }), [page(1)]);
    expect(await held.spooled(directory)).toEqual([young, 'notes.txt']);
  });
});
