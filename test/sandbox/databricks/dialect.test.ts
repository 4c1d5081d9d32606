import { describe, expect, it } from 'vitest';
import { failure, useWarehouse } from './support.js';

const held = useWarehouse({
  now: () => Date.parse('2026-06-15T12:00:00Z'),
  seed: async (w) => {
    await w.query(
      "CREATE TABLE main.silver.people AS SELECT * FROM (VALUES (1, 'Ana', 10), (2, 'Ben', 20), (3, NULL, 30)) AS v(id, name, score)",
    );
    await w.query('CREATE TABLE main.gold.`odd name` AS SELECT 1 AS `a b`, 2 AS `c``d`');
  },
});

describe("Spark's SQL", () => {
  it.each([
    ['SELECT "double quoted" AS s', { s: 'double quoted' }],
    [
      String.raw`SELECT 'it\'s \\ fine' AS s, r'raw\n' AS r, 'a''b' AS d`,
      { s: "it's \\ fine", r: String.raw`raw\n`, d: "a'b" },
    ],
    ["SELECT 1 AS n -- comment ; with 'quotes'\n", { n: 1 }],
    ['SELECT /* a /* nested */ comment */ 1 AS n;', { n: 1 }],
    ['SELECT `a b`, `c``d` FROM main.gold.`odd name`', { 'a b': 1, 'c`d': 2 }],
    [
      'SELECT main.silver.people.name FROM main.silver.people WHERE main.silver.people.id = 1',
      { name: 'Ana' },
    ],
    ['SELECT p.* EXCEPT (score) FROM people p WHERE p.id = 2', { id: 2, name: 'Ben' }],
    ['SELECT name FROM people ORDER BY name LIMIT 1', { name: null }],
    [
      'SELECT NULL <=> NULL AS same, 7 DIV 2 AS q, 7 / 2 AS r, 2 == 2 AS e',
      { same: true, q: 3, r: 3.5, e: true },
    ],
    [
      "SELECT if(score > 15, 1, 0) AS hit, nvl(name, '?') AS n FROM people WHERE id = 3",
      { hit: 1, n: '?' },
    ],
    [
      'SELECT count_if(score > 15) AS c, collect_set(score > 15) AS s FROM people WHERE score > 15',
      { c: 2, s: [true] },
    ],
    [
      'SELECT CURRENT_DATE() - INTERVAL 30 DAY AS a, current_date AS d',
      { a: new Date('2026-05-16'), d: new Date('2026-06-15') },
    ],
    [
      "SELECT DATEDIFF(current_timestamp(), TIMESTAMP '2026-06-10 23:00:00') AS days, TIMESTAMPDIFF(HOUR, TIMESTAMP '2026-06-15 09:30:00', current_timestamp()) AS hours",
      { days: 5, hours: 2 },
    ],
    [
      "SELECT date_format(TIMESTAMP '2026-01-02 03:04:05', 'yyyy-MM-dd HH:mm') AS f, date_add(DATE '2026-01-31', 1) AS n",
      { f: '2026-01-02 03:04', n: new Date('2026-02-01') },
    ],
    [
      "SELECT extract(YEAR FROM current_timestamp()) AS y, CAST('5' AS INT) + 1 AS six, '7'::INT AS seven",
      { y: 2026, six: 6, seven: 7 },
    ],
    [
      "SELECT timestamp_millis(1767323045678) AS at, unix_millis(TIMESTAMP '2026-01-02 03:04:05.678') AS ms, timestamp_millis(5) AS early",
      {
        at: new Date('2026-01-02T03:04:05.678Z'),
        ms: 1_767_323_045_678,
        early: new Date(5),
      },
    ],
    [
      "SELECT CAST('2026-01-02T03:04:05.678Z' AS TIMESTAMP) AS utc, CAST('2026-01-02T03:04:05+02:00' AS TIMESTAMP) AS east, '2026-01-02 03:04:05'::TIMESTAMP AS none, unix_millis('1970-01-01T00:00:01-01:00') AS west",
      {
        utc: new Date('2026-01-02T03:04:05.678Z'),
        east: new Date('2026-01-02T01:04:05Z'),
        none: new Date('2026-01-02T03:04:05Z'),
        west: 3_601_000,
      },
    ],
    [
      "SELECT NOT (NULL <=> 'x' AND 1 <=> 1) AS differs, NOT (CAST(NULL AS BOOLEAN) <=> true) AS absent",
      { differs: true, absent: true },
    ],
    [
      `SELECT from_json('{"a": 1, "b": {"c": ["x", null]}, "d": "no"}', 'STRUCT<a:BIGINT, b: STRUCT<c ARRAY<STRING>>, d: INT>') AS j`,
      { j: { a: 1, b: { c: ['x', null] }, d: null } },
    ],
    [
      `SELECT 7 AS k, inline(from_json('[{"id": 1}, {"id": "2"}]', 'ARRAY<STRUCT<id: INT>>')) LIMIT 1`,
      { k: 7, id: 1 },
    ],
    [
      'WITH a AS (SELECT id FROM people), b AS (SELECT id FROM a WHERE id > 1) SELECT count(*) AS n FROM b',
      { n: 2 },
    ],
    [
      'SELECT count(*) AS n FROM people a, people b WHERE a.id = b.id AND b.name IS NOT DISTINCT FROM a.name',
      { n: 3 },
    ],
    ['SELECT count(*) AS n FROM people a LEFT ANTI JOIN people b ON a.id = b.id + 1', { n: 1 }],
    ['SELECT id FROM people QUALIFY row_number() OVER (ORDER BY score DESC) = 1', { id: 3 }],
    [
      "SELECT count(*) AS n FROM main.information_schema.columns WHERE table_schema = 'silver' AND table_name = 'people'",
      { n: 3 },
    ],
  ])('%s', async (sql, row) => {
    expect(await held.db.rows(sql)).toEqual([row]);
  });

  it('describes and shows', async () => {
    expect(await held.db.rows('DESCRIBE TABLE people')).toEqual([
      { col_name: 'id', data_type: 'int', comment: null },
      { col_name: 'name', data_type: 'string', comment: null },
      { col_name: 'score', data_type: 'int', comment: null },
    ]);
    expect(await held.db.rows("SHOW TABLES IN main.silver LIKE 'peo*|x'")).toEqual([
      { database: 'silver', tableName: 'people', isTemporary: false },
    ]);
    expect((await held.db.rows('SHOW SCHEMAS IN main')).map((r) => r['databaseName'])).toEqual([
      'bronze',
      'default',
      'gold',
      'information_schema',
      'silver',
    ]);
    expect((await failure(held.db.rows('SHOW TABLES IN main.none'))).message).toContain(
      'SCHEMA_NOT_FOUND',
    );
  });
});

describe('mistakes', () => {
  it.each([
    ['SELEC 1', '42601', "[PARSE_SYNTAX_ERROR] Syntax error at or near 'SELEC'"],
    ['', '42601', 'PARSE_SYNTAX_ERROR'],
    ["SELECT 'open", '42601', 'PARSE_SYNTAX_ERROR'],
    ['SELECT 1; DROP TABLE people', '42601', 'PARSE_SYNTAX_ERROR'],
    ['SELECT (1', '42601', 'PARSE_SYNTAX_ERROR'],
    ['SELECT * FROM people WHER id = 1', '42601', 'PARSE_SYNTAX_ERROR'],
    [
      'SELECT nmae FROM people',
      '42703',
      '[UNRESOLVED_COLUMN.WITH_SUGGESTION] A column, variable, or function parameter with name `nmae` cannot be resolved',
    ],
    ['UPDATE people SET nope = 1', '42703', 'UNRESOLVED_COLUMN'],
    [
      'SELECT * FROM main.silver.x',
      '42P01',
      '[TABLE_OR_VIEW_NOT_FOUND] The table or view `main`.`silver`.`x` cannot be found.',
    ],
    ['SELECT * FROM other.silver.people', '42P01', 'TABLE_OR_VIEW_NOT_FOUND'],
    ['SELECT list_value(1)', '42883', 'UNRESOLVED_ROUTINE'],
    ["SELECT CAST('2026-13-45' AS TIMESTAMP)", '22018', "The value '2026-13-45'"],
    ["SELECT from_json('[]', concat('ARRAY', '<INT>'))", '42K07', 'INVALID_SCHEMA'],
    ["SELECT from_json('[]', 'ARRAY<STRUCT<a INT>')", '42601', 'PARSE_SYNTAX_ERROR'],
    ['SELECT id FROM people WHERE explode(array(id)) = 1', '42K0E', 'UNSUPPORTED_GENERATOR'],
    ['SELECT * FROM duckdb_settings()', '42883', 'UNRESOLVABLE_TABLE_VALUED_FUNCTION'],
    ['ALTER TABLE people ADD COLUMNS (note STRING, Score INT)', '42710', 'FIELD_ALREADY_EXISTS'],
    ["SELECT CAST('x' AS INT)", '22018', "[CAST_INVALID_INPUT] The value 'x'"],
    ['SELECT upper(1, 2)', '42K09', 'DATATYPE_MISMATCH'],
    ['SELECT * FROM (DESCRIBE HISTORY people)', '0A000', 'does not know DESCRIBE in a subquery'],
    ['SELECT id FROM people a, people b', '42704', 'AMBIGUOUS_REFERENCE'],
    ['SELECT name, count(*) FROM people', '42803', 'MISSING_AGGREGATION'],
    ['GRANT SELECT ON TABLE people TO x', '42601', 'PARSE_SYNTAX_ERROR'],
  ])('%s', async (sql, sqlState, message) => {
    const error = await failure(held.db.rows(sql));
    expect(error.message).toContain(message);
    expect(error.message).toMatch(new RegExp(`SQLSTATE: ${sqlState}$`));
    expect(error).toMatchObject({ errorCode: 'ERROR', response: { sqlState } });
  });
});
