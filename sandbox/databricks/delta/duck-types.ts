// DuckDB's types as Spark's.
import { DuckDBTypeId, type DuckDBType } from '@duckdb/node-api';
import { notSimulated } from '../errors.js';
import type { SparkType } from '../sql/types.js';

/** The Spark type of what DuckDB computed. Sums of integers, HUGEINT there, are BIGINT in Spark. */
export function fromDuck(type: DuckDBType): SparkType {
  switch (type.typeId) {
    case DuckDBTypeId.BOOLEAN:
      return { name: 'boolean' };
    case DuckDBTypeId.TINYINT:
      return { name: 'tinyint' };
    case DuckDBTypeId.SMALLINT:
    case DuckDBTypeId.UTINYINT:
      return { name: 'smallint' };
    case DuckDBTypeId.INTEGER:
    case DuckDBTypeId.USMALLINT:
      return { name: 'int' };
    case DuckDBTypeId.BIGINT:
    case DuckDBTypeId.UINTEGER:
    case DuckDBTypeId.HUGEINT:
    case DuckDBTypeId.UBIGINT:
    case DuckDBTypeId.UHUGEINT:
      return { name: 'bigint' };
    case DuckDBTypeId.FLOAT:
      return { name: 'float' };
    case DuckDBTypeId.DOUBLE:
      return { name: 'double' };
    case DuckDBTypeId.DECIMAL:
      return { name: 'decimal', precision: type.width, scale: type.scale };
    case DuckDBTypeId.VARCHAR:
    case DuckDBTypeId.UUID:
    case DuckDBTypeId.ENUM:
    case DuckDBTypeId.INTERVAL:
      return { name: 'string' };
    case DuckDBTypeId.BLOB:
      return { name: 'binary' };
    case DuckDBTypeId.DATE:
      return { name: 'date' };
    case DuckDBTypeId.TIMESTAMP:
    case DuckDBTypeId.TIMESTAMP_TZ:
    case DuckDBTypeId.TIMESTAMP_S:
    case DuckDBTypeId.TIMESTAMP_MS:
    case DuckDBTypeId.TIMESTAMP_NS:
      return { name: 'timestamp' };
    case DuckDBTypeId.SQLNULL:
      return { name: 'void' };
    case DuckDBTypeId.LIST:
    case DuckDBTypeId.ARRAY:
      return { name: 'array', element: fromDuck(type.valueType) };
    case DuckDBTypeId.MAP:
      return { name: 'map', key: fromDuck(type.keyType), value: fromDuck(type.valueType) };
    case DuckDBTypeId.STRUCT:
      return {
        name: 'struct',
        fields: type.entryNames.map((name, i) => ({
          name,
          type: fromDuck(type.entryTypes[i] ?? type),
        })),
      };
    case DuckDBTypeId.TIME:
    case DuckDBTypeId.TIME_TZ:
    case DuckDBTypeId.TIME_NS:
    case DuckDBTypeId.UNION:
    case DuckDBTypeId.BIT:
    case DuckDBTypeId.ANY:
    case DuckDBTypeId.BIGNUM:
    case DuckDBTypeId.STRING_LITERAL:
    case DuckDBTypeId.INTEGER_LITERAL:
    case DuckDBTypeId.GEOMETRY:
    case DuckDBTypeId.VARIANT:
      throw notSimulated(`the type ${String(type)}`);
  }
}
