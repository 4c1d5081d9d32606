// Words that keep their meaning in a query. Every other bare word is an identifier, and is quoted
// for DuckDB, whose own keywords differ from Spark's.

/** Passed on as they are. */
export const keywords = new Set(
  (
    'ALL AND ANTI AS ASC BETWEEN BOTH BY CASE CROSS CUBE DESC DISTINCT ELSE END ESCAPE EXCEPT EXISTS FALSE ' +
    'FILTER FIRST FOLLOWING FROM FULL GROUP GROUPING HAVING ILIKE IN INNER INTERSECT IS JOIN LAST LEADING LEFT LIKE ' +
    'LIMIT NATURAL NOT NULL NULLS OFFSET ON OR ORDER OUTER OVER PARTITION PRECEDING QUALIFY RANGE RECURSIVE RIGHT ' +
    'ROLLUP ROW ROWS SELECT SEMI SETS SET THEN TRAILING TRUE UNBOUNDED UNION USING VALUES WHEN WHERE WINDOW WITH ' +
    'WITHIN CURRENT DEFAULT'
  ).split(' '),
);

/** These end a FROM clause at their level. */
export const clauseWords = new Set([
  'SELECT',
  'WHERE',
  'GROUP',
  'HAVING',
  'ORDER',
  'LIMIT',
  'OFFSET',
  'UNION',
  'EXCEPT',
  'INTERSECT',
  'QUALIFY',
  'WINDOW',
  'SET',
  'VALUES',
]);

/** A word after a table that can't be its alias. */
export const notAnAlias = new Set([
  ...clauseWords,
  'ON',
  'USING',
  'JOIN',
  'INNER',
  'LEFT',
  'RIGHT',
  'FULL',
  'CROSS',
  'NATURAL',
  'SEMI',
  'ANTI',
  'WHEN',
  'VERSION',
  'TIMESTAMP',
  'FOR',
  'TABLESAMPLE',
  'PIVOT',
  'UNPIVOT',
  'LATERAL',
  'MINUS',
  'TO',
  'RETAIN',
  'DRY',
  'AND',
]);

/** In calls of these, FROM separates arguments. */
export const fromInside = new Set(['extract', 'trim', 'substring', 'substr', 'overlay']);

export const intervalUnits =
  /^(?:year|quarter|month|week|day|hour|minute|second|millisecond|microsecond)s?$/i;
