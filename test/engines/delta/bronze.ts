// The bronze tables of the Notion sync: the contract of services/databricks/bronze.ts on real Delta Lake, and what its
// statements leave in the log, compared with the simulator.
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Bronze } from '../../../src/services/databricks/bronze.js';
import {
  bronzeContract,
  commit,
  morning,
  page,
  pageId,
  projects,
  type StoredPage,
} from '../../services/databricks/bronze-contract.js';
import { outcome } from './outcome.js';
import { alike, type Side, type Sides } from './sides.js';

const at = z.date().transform((date) => date.getTime());
const storedRow = z
  .object({
    page_id: z.string(),
    database_id: z.string(),
    title: z.string(),
    url: z.string(),
    created_time: at,
    last_edited_time: at,
    properties: z.string(),
    content_hash: z.string(),
    is_deleted: z.boolean(),
    synced_at: at,
  })
  .transform((row): StoredPage => ({
    pageId: row.page_id,
    databaseId: row.database_id,
    title: row.title,
    url: row.url,
    createdAt: row.created_time,
    editedAt: row.last_edited_time,
    properties: row.properties,
    contentHash: row.content_hash,
    deleted: row.is_deleted,
    syncedAt: row.synced_at,
  }));

const tablesOf = (name: string) => ({
  pages: `main.bronze.${name}_pages`,
  watermarks: `main.bronze.${name}_marks`,
});

async function stored({ run }: Side, table: string): Promise<Map<string, StoredPage>> {
  const { rows } = await run(`SELECT * FROM ${table} ORDER BY page_id`);
  return new Map(rows.map((row) => storedRow.parse(row)).map((row) => [row.pageId, row]));
}

/** Operations in the log, oldest first, and the columns. */
async function logOf({ run, tables }: Side, name: string) {
  const [catalog = '', schema = '', table = ''] = name.split('.');
  const history = await tables.history({ catalog, schema, table }, 100);
  const { rows } = await run(`DESCRIBE TABLE ${name}`);
  return {
    operations: history.map(({ operation }) => operation).toReversed(),
    columns: rows.map((row) => `${String(row['col_name'])} ${String(row['data_type'])}`),
  };
}

const always = [{ from: 0, to: null }];

/** As the connector before the bot made them. */
const older = ({ pages, watermarks }: ReturnType<typeof tablesOf>): string[] => [
  `CREATE TABLE ${pages} USING DELTA AS SELECT '${pageId(1)}' AS page_id, '${projects}' AS database_id, '{}' AS raw_json,
     TIMESTAMP '2026-01-01' AS synced_at UNION ALL SELECT 'gone', '${projects}', '{}', TIMESTAMP '2026-01-01'`,
  `CREATE TABLE ${watermarks} USING DELTA AS SELECT '${projects}' AS database_id, TIMESTAMP '2026-01-01' AS last_synced_at,
     CAST(2 AS BIGINT) AS pages_synced`,
];

export function bronzeOnBoth(sides: () => Sides): void {
  describe('the contract, on Spark', () => {
    const names = tablesOf('contract');
    let made: Bronze | undefined;
    bronzeContract(async () => {
      const { spark } = sides();
      made ??= spark.bronze(names);
      await made.prepare();
      for (const table of [names.pages, names.watermarks]) await spark.run(`DELETE FROM ${table}`);
      return { bronze: made, stored: () => stored(spark, names.pages) };
    });
  });

  test('tables that are absent are empty, then made, once', async () => {
    const names = tablesOf('new');
    const log = await alike(sides(), async (side) => {
      const bronze = side.bronze(names);
      const before = [await bronze.watermarks(), await bronze.count(projects)];
      await bronze.prepare();
      await side.bronze(names).prepare();
      return {
        before,
        pages: await logOf(side, names.pages),
        marks: await logOf(side, names.watermarks),
      };
    });
    expect(log.before).toEqual([[], 0]);
    expect(log.pages.operations).toEqual(['CREATE TABLE']);
  });

  test('what is repeated leaves no version behind', async () => {
    const names = tablesOf('repeated');
    const { pages, marks } = await alike(sides(), async (side) => {
      const bronze = side.bronze(names);
      await bronze.prepare();
      const mark = { databaseId: projects, syncedAt: morning, editedAt: null, pages: 3 };
      const options = { syncedAt: morning };
      const changed: number[] = [];
      for (const again of [1, 2]) {
        changed.push(await commit(bronze, [page(1), page(2), page(3)]));
        await bronze.markDeleted(projects, [pageId(1), pageId(1)], options);
        await bronze.markDeleted(projects, [pageId(again)], options);
        await bronze.setWatermark(mark);
        await bronze.resetWatermarks('none');
      }
      await bronze.resetWatermarks(projects);
      await bronze.resetWatermarks(null);
      await bronze.resetWatermarks(null);
      return {
        changed,
        pages: await logOf(side, names.pages),
        marks: await logOf(side, names.watermarks),
      };
    });
    expect(pages.operations).toContain('MERGE');
    expect(marks.operations).toContain('DELETE');
  });

  test('tables of another connector are read as they are, and get what they lack', async () => {
    const names = tablesOf('older');
    const found = await alike(sides(), async (side) => {
      for (const sql of older(names)) await side.run(sql);
      const bronze = side.bronze(names);
      const live = (undated: boolean) => bronze.livePages(projects, always, { undated });
      const asTheyAre = [
        await bronze.count(projects),
        await bronze.watermarks(),
        await live(true),
        (await bronze.hashes([pageId(1)])).size,
      ];
      await bronze.resetWatermarks(projects);
      await bronze.prepare();
      const undated = (await live(true)).toSorted();
      const changed = await commit(bronze, [page(1)]);
      return {
        asTheyAre,
        undated,
        changed,
        live: await live(false),
        marks: await bronze.watermarks(),
        pages: await logOf(side, names.pages),
      };
    });
    expect(found).toMatchObject({ undated: [pageId(1), 'gone'], changed: 1, live: [pageId(1)] });
  });

  test('hostile texts travel in a statement as they are', async () => {
    const names = tablesOf('hostile');
    const text = `"Quotes" 'and' '' \\ \\n \\' \`ticks\` :rows :title ? ; -- /* */ 日本語 🧾 \u2028 \r\n\t \${spark} main.silver.x`;
    const rows = [
      page(1, { title: text, properties: JSON.stringify({ text }) }),
      page(2, { title: text.repeat(9_000) }),
    ];
    await alike(sides(), async (side) => {
      const bronze = side.bronze(names);
      await bronze.prepare();
      await commit(bronze, rows);
      const found = await stored(side, names.pages);
      expect([found.get(pageId(1))?.title, found.get(pageId(1))?.properties]).toEqual([
        text,
        rows[0]?.properties,
      ]);
      expect(found.get(pageId(2))?.title === rows[1]?.title).toBe(true);
    });
  });

  test('with a volume the statements are refused by open-source Spark, which has none', async () => {
    const { spark } = sides();
    const options = { ...tablesOf('staged'), volume: '/Volumes/main/bronze/ppm_oncall' };
    const bronze = spark.bronze(options);
    await bronze.prepare();
    expect(await outcome(commit(bronze, [page(1)]))).toMatchObject({
      condition: 'PARSE_SYNTAX_ERROR',
    });
    const staged = sides().simulator.bronze(options);
    await staged.prepare();
    expect(await commit(staged, [page(1)])).toBe(1);
  });
}
