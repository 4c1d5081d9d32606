// Names and texts as DuckDB's SQL.

export const quoteIdentifier = (name: string) => `"${name.replaceAll('"', '""')}"`;
export const quoteText = (text: string) => `'${text.replaceAll("'", "''")}'`;

/** The text of a literal that `quoteText` made; undefined for any other SQL. */
export const unquoteText = (sql: string): string | undefined =>
  /^'((?:[^']|'')*)'$/.exec(sql)?.[1]?.replaceAll("''", "'");
