// Rows as columns of values with a bitmap of NULLs: for clients that do not read Arrow.
import type { Cell, Column, SparkType } from '../sql/types.js';
import { int64, type T } from './adapter.js';

function nullBitmap(cells: readonly Cell[]): Buffer {
  const bits = Buffer.alloc(Math.ceil(cells.length / 8));
  cells.forEach((cell, i) => {
    if (cell === null) bits.writeUInt8(bits.readUInt8(i >> 3) | (1 << (i & 7)), i >> 3);
  });
  return bits;
}

const jsonable = (cell: Cell): unknown => {
  if (cell instanceof Map)
    return Object.fromEntries([...cell].map(([key, value]) => [key, jsonable(value)]));
  if (Array.isArray(cell)) return cell.map(jsonable);
  return typeof cell === 'bigint' ? Number(cell) : cell;
};

/** 2024-01-15 10:00:00[.123456], as Spark casts a timestamp to text. */
const timestampText = (micros: bigint): string => {
  const millis = micros / 1000n - (micros % 1000n < 0n ? 1n : 0n);
  const text = new Date(Number(millis)).toISOString().slice(0, 19).replace('T', ' ');
  const fraction = String(((micros % 1_000_000n) + 1_000_000n) % 1_000_000n)
    .padStart(6, '0')
    .replace(/0+$/, '');
  return fraction === '' ? text : `${text}.${fraction}`;
};

function asText(cell: Cell, type: SparkType): string {
  if (cell === null) return '';
  if (type.name === 'timestamp' && typeof cell === 'bigint') return timestampText(cell);
  if (type.name === 'date' && typeof cell === 'number')
    return new Date(cell * 86_400_000).toISOString().slice(0, 10);
  return typeof cell === 'object' ? JSON.stringify(jsonable(cell)) : String(cell);
}

function toColumn(cells: readonly Cell[], type: SparkType): T.TColumn {
  const nulls = nullBitmap(cells);
  switch (type.name) {
    case 'boolean':
      return { boolVal: { values: cells.map((c) => c === true), nulls } };
    case 'tinyint':
      return { byteVal: { values: cells.map(Number), nulls } };
    case 'smallint':
      return { i16Val: { values: cells.map(Number), nulls } };
    case 'int':
      return { i32Val: { values: cells.map(Number), nulls } };
    case 'bigint':
      return { i64Val: { values: cells.map((c) => int64(typeof c === 'bigint' ? c : 0n)), nulls } };
    case 'float':
    case 'double':
      return { doubleVal: { values: cells.map(Number), nulls } };
    case 'binary':
      return {
        binaryVal: {
          values: cells.map((c) => Buffer.from(c instanceof Uint8Array ? c : [])),
          nulls,
        },
      };
    case 'decimal':
    case 'string':
    case 'date':
    case 'timestamp':
    case 'void':
    case 'array':
    case 'map':
    case 'struct':
      return { stringVal: { values: cells.map((c) => asText(c, type)), nulls } };
  }
}

export const columnRows = (
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  offset: number,
): T.TRowSet => ({
  startRowOffset: int64(offset),
  rows: [],
  columns: columns.map((column, i) =>
    toColumn(
      rows.map((row) => row[i] ?? null),
      column.type,
    ),
  ),
});
