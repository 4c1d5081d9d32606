// How statements fail: by their names in Spark's and Delta's lists of errors, which is what the bot's advice goes by.
import { beforeAll, expect, test } from 'vitest';
import { outcome } from './outcome.js';
import { alike, type Sides } from './sides.js';

const table = 'main.silver.refused';

const seed = [
  `CREATE TABLE ${table} (id BIGINT NOT NULL, name STRING, amount DECIMAL(6,2), at TIMESTAMP) USING DELTA`,
  `INSERT INTO ${table} SELECT n, concat('row ', CAST(n AS STRING)), CAST(n AS DECIMAL(6,2)), TIMESTAMP '2026-01-01' FROM range(20) AS r(n)`,
];

const merge = (source: string) =>
  `MERGE INTO ${table} AS t USING (${source}) AS s ON t.id = s.id WHEN MATCHED THEN UPDATE SET t.name = s.name`;

/** Statement by what is wrong with it. */
const wrong: Readonly<Record<string, string>> = {
  'a word that is none': `SELEC 1`,
  'an end that is missing': `SELECT count(* FROM ${table}`,
  'nothing at all': `;`,
  'an unknown table': `SELECT * FROM main.silver.nothing`,
  'an unknown schema': `SELECT * FROM main.nothing.refused`,
  'an unknown column': `SELECT nothing FROM ${table}`,
  'an unknown function': `SELECT nothing(id) FROM ${table}`,
  'an unknown version': `SELECT * FROM ${table} VERSION AS OF 77`,
  'a time before the table was': `SELECT * FROM ${table} TIMESTAMP AS OF '2001-01-01'`,
  'a time to come': `SELECT * FROM ${table} TIMESTAMP AS OF '2101-01-01'`,
  'a time that is none': `SELECT * FROM ${table} TIMESTAMP AS OF 'yesterday or so'`,
  'a version that is a parameter': `SELECT * FROM ${table} VERSION AS OF :version`,
  'a parameter without a value': `SELECT * FROM ${table} WHERE id = :nothing`,
  'a restore to an unknown version': `RESTORE TABLE ${table} TO VERSION AS OF 77`,
  'a text that is no number': `SELECT CAST('abc' AS BIGINT) AS n`,
  'a text that is no time': `SELECT CAST('abc' AS TIMESTAMP) AS n`,
  'a sum that does not fit': `SELECT 9223372036854775807 + max(id) AS n FROM ${table}`,
  'two rows of the source for one': merge(`SELECT 1 AS id, 'a' AS name UNION ALL SELECT 1, 'b'`),
  'a null where none may be': `INSERT INTO ${table} VALUES (NULL, 'a', 1, NULL)`,
  'too few columns': `INSERT INTO ${table} VALUES (1)`,
  'too many columns': `INSERT INTO ${table} SELECT *, 1 FROM ${table}`,
  'a number that does not fit': `UPDATE ${table} SET amount = 12345678`,
  'a number that does not fit, inserted': `INSERT INTO ${table} VALUES (1, 'a', 12345678, NULL)`,
  'a cast that does not fit': `SELECT CAST(id + 3000000000 AS INT) AS n FROM ${table}`,
  'a decimal that does not fit': `SELECT CAST(id + 12345678 AS DECIMAL(6,2)) AS n FROM ${table}`,
  'a text for a number': `UPDATE ${table} SET id = 'abc'`,
  'a column twice': `ALTER TABLE ${table} ADD COLUMNS (name STRING)`,
  'a table that is there': `CREATE TABLE ${table} (id BIGINT) USING DELTA`,
  'columns that differ in a difference': `SELECT id FROM ${table} EXCEPT ALL SELECT id, name FROM ${table}`,
  'a vacuum of less than a week': `VACUUM ${table} RETAIN 1 HOURS`,
  'a history of nothing': `DESCRIBE HISTORY main.silver.nothing`,
  'a detail of nothing': `DESCRIBE DETAIL main.silver.nothing`,
  'a restore of nothing': `RESTORE TABLE main.silver.nothing TO VERSION AS OF 1`,
  'a vacuum of nothing': `VACUUM main.silver.nothing`,
  'a schema of nothing': `SHOW TABLES IN main.nothing`,
};

export function refusalsOnBoth(sides: () => Sides): void {
  beforeAll(async () => {
    for (const sql of seed) await alike(sides(), async (side) => void (await side.run(sql)));
  }, 180_000);

  test.each(Object.entries(wrong))('%s', async (_, sql) => {
    const refusal = await alike(sides(), ({ run }) =>
      outcome(run(sql, sql.includes(':version') ? { version: 1 } : undefined)),
    );
    expect(refusal).toHaveProperty('problem');
  });
}
