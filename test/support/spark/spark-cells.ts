// Rows of Spark's Thrift, columns of plain values, as the simulator keeps its own: from there they become Arrow, which is
// what a real warehouse sends.
import type { T } from '../../../sandbox/databricks/thrift/adapter.js';
import { TTypeId } from '../../../sandbox/databricks/thrift/adapter.js';
import type { Cell, Column, SparkType } from '../../../sandbox/databricks/sql/types.js';

const text: SparkType = { name: 'string' };

/** Those whose values are no texts; Spark doesn't say what an array or a map is of: here they are of texts. */
const types: ReadonlyMap<number | undefined, SparkType> = new Map([
  [TTypeId.BOOLEAN_TYPE, { name: 'boolean' }],
  [TTypeId.TINYINT_TYPE, { name: 'tinyint' }],
  [TTypeId.SMALLINT_TYPE, { name: 'smallint' }],
  [TTypeId.INT_TYPE, { name: 'int' }],
  [TTypeId.BIGINT_TYPE, { name: 'bigint' }],
  [TTypeId.FLOAT_TYPE, { name: 'float' }],
  [TTypeId.DOUBLE_TYPE, { name: 'double' }],
  [TTypeId.BINARY_TYPE, { name: 'binary' }],
  [TTypeId.DATE_TYPE, { name: 'date' }],
  [TTypeId.TIMESTAMP_TYPE, { name: 'timestamp' }],
  [TTypeId.ARRAY_TYPE, { name: 'array', element: text }],
  [TTypeId.MAP_TYPE, { name: 'map', key: text, value: text }],
]);

function typeOf(entry: T.TPrimitiveTypeEntry | undefined): SparkType {
  const qualifiers = entry?.typeQualifiers?.qualifiers;
  return entry?.type === TTypeId.DECIMAL_TYPE
    ? {
        name: 'decimal',
        precision: qualifiers?.['precision']?.i32Value ?? 10,
        scale: qualifiers?.['scale']?.i32Value ?? 0,
      }
    : (types.get(entry?.type) ?? text);
}

export function columnsOf(schema: T.TTableSchema | undefined): Column[] {
  return (schema?.columns ?? []).map(({ columnName, typeDesc }) => ({
    name: columnName,
    type: typeOf(typeDesc.types[0]?.primitiveEntry),
  }));
}

/** `2026-01-15 10:00:00.123456`, in UTC, as microseconds. */
function micros(of: string): bigint {
  const [, seconds = '', fraction = ''] = /^([^.]*)\.?(\d*)$/.exec(of) ?? [];
  const whole = BigInt(Date.parse(`${seconds.replace(' ', 'T')}Z`)) * 1000n;
  return whole + BigInt(fraction.padEnd(6, '0'));
}

/** `["a","b"]`, with nothing escaped inside. */
function textsIn(list: string): string[] {
  const inside = list.slice(2, -2);
  return list === '[]' ? [] : inside.split('","');
}

/** `{"a":"1","b":null}`, with nothing escaped inside: keys are words, so a value ends before the next key. */
function entriesIn(map: string): Map<string, Cell> {
  const pattern = /"([\w.]+)":(?:null|"(.*?)")(?=,"[\w.]+":(?:"|null)|\}$)/gs;
  return new Map([...map.matchAll(pattern)].map(([, key = '', value]) => [key, value ?? null]));
}

function ofText(value: string, { name }: SparkType): Cell {
  if (name === 'timestamp') return micros(value);
  if (name === 'date') return Date.parse(`${value}T00:00:00Z`) / 86_400_000;
  if (name === 'array') return textsIn(value);
  return name === 'map' ? entriesIn(value) : value;
}

interface Values {
  readonly cells: readonly Cell[];
  readonly nulls: Buffer;
}

function valuesOf(column: T.TColumn, type: SparkType): Values {
  const { i64Val, stringVal, binaryVal } = column;
  if (i64Val)
    return {
      cells: i64Val.values.map((value) => BigInt.asIntN(64, BigInt(`0x${value.toOctetString()}`))),
      nulls: i64Val.nulls,
    };
  if (stringVal) {
    const { values, nulls } = stringVal;
    return {
      cells: values.map((value, i) => (isNull(nulls, i) ? null : ofText(value, type))),
      nulls,
    };
  }
  if (binaryVal) return { cells: binaryVal.values, nulls: binaryVal.nulls };
  const plain =
    column.boolVal ?? column.byteVal ?? column.i16Val ?? column.i32Val ?? column.doubleVal;
  return { cells: plain?.values ?? [], nulls: plain?.nulls ?? Buffer.alloc(0) };
}

function isNull(nulls: Buffer, row: number): boolean {
  return ((nulls[row >> 3] ?? 0) & (1 << (row & 7))) !== 0;
}

export function rowsOf(results: T.TRowSet | undefined, columns: readonly Column[]): Cell[][] {
  const values = (results?.columns ?? []).map((column, i) =>
    valuesOf(column, columns[i]?.type ?? text),
  );
  const count = values[0]?.cells.length ?? 0;
  return Array.from({ length: count }, (_, row) =>
    values.map(({ cells, nulls }) => (isNull(nulls, row) ? null : (cells[row] ?? null))),
  );
}
