// A statement of Databricks as open-source Spark takes it: names of the catalogue, and named parameters.
import type { T } from '../../../sandbox/databricks/thrift/adapter.js';

/** Delta's catalogue can only be Spark's own, which has this name. */
const ownCatalog = 'spark_catalog';
const catalog = 'main';

/** Texts in quotes stay as they are. */
const textsAndNames = /'(?:[^'\\]|\\.|'')*'|`main`(?=\.)|(?<![.\w`])main(?=\.)/gs;

/** `main.silver.x` is `spark_catalog.silver.x`. */
export function toSparkNames(sql: string): string {
  return sql.replaceAll(textsAndNames, (found) =>
    found.startsWith("'") ? found : found.replace(catalog, ownCatalog),
  );
}

/** The other way round, in what Spark says. */
export function fromSparkNames(text: string): string {
  return text.replaceAll(ownCatalog, catalog);
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

/** As Databricks does: no type and no value is NULL. */
function literal({ type, value }: T.TSparkParameter): string {
  const text = value?.stringValue;
  if (typeof text !== 'string') return 'NULL';
  return type === undefined || type === 'STRING' ? quote(text) : `CAST(${quote(text)} AS ${type})`;
}

/** Spark's Thrift has no parameters, its SQL has: it binds them itself, wherever it allows them. */
export function withParameters(sql: string, parameters: readonly T.TSparkParameter[]): string {
  if (parameters.length === 0) return sql;
  const values = parameters.map((parameter) => `${literal(parameter)} AS ${parameter.name ?? ''}`);
  return `EXECUTE IMMEDIATE ${quote(sql)} USING ${values.join(', ')}`;
}
