// Reads DuckDB's results into cells, so that nothing else knows DuckDB's own value classes.
import {
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBResultReader,
  type DuckDBValue,
} from '@duckdb/node-api';
import { arithmeticOverflow } from '../errors.js';
import type { Cell, Column, SparkType } from '../sql/types.js';
import { fromDuck } from './duck-types.js';

const lowest = -(2n ** 63n);
const highest = 2n ** 63n - 1n;

function toCell(value: DuckDBValue, type: SparkType): Cell {
  if (value === null) return null;
  if (type.name === 'bigint') {
    const integer = BigInt(
      typeof value === 'number' || typeof value === 'bigint' ? value : String(value),
    );
    // ANSI mode: a sum that does not fit is an error in Spark, where DuckDB widens it.
    if (integer < lowest || integer > highest) throw arithmeticOverflow();
    return integer;
  }
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string')
    return value;
  if (value instanceof DuckDBTimestampValue || value instanceof DuckDBTimestampTZValue)
    return value.micros;
  if (value instanceof DuckDBDateValue) return value.days;
  if (value instanceof DuckDBBlobValue) return value.bytes;
  if (value instanceof DuckDBDecimalValue) return value.toString();
  if (value instanceof DuckDBListValue && type.name === 'array') {
    return value.items.map((item) => toCell(item, type.element));
  }
  if (value instanceof DuckDBMapValue && type.name === 'map') {
    return new Map(
      value.entries.map((e): [string, Cell] => [String(e.key), toCell(e.value, type.value)]),
    );
  }
  if (value instanceof DuckDBStructValue && type.name === 'struct') {
    return new Map(
      type.fields.map((f): [string, Cell] => [
        f.name,
        toCell(value.entries[f.name] ?? null, f.type),
      ]),
    );
  }
  return String(value);
}

export function readResult(reader: DuckDBResultReader): { columns: Column[]; rows: Cell[][] } {
  const types = reader.columnTypes().map(fromDuck);
  const columns = reader
    .columnNames()
    .map((name, i): Column => ({ name, type: types[i] ?? { name: 'string' } }));
  const rows = reader
    .getRows()
    .map((row) => row.map((value, i) => toCell(value, columns[i]?.type ?? { name: 'string' })));
  return { columns, rows };
}
