// Rows as Arrow, which is what the real warehouse sends this driver: so timestamps and dates reach
// the bot as Date objects and maps as plain objects, here as there.
import type { Cell, Column, SparkType } from '../sql/types.js';
import { int64, type T } from './adapter.js';
import { arrow, type Arrow } from './arrow.js';

const {
  Binary,
  Bool,
  DateDay,
  Decimal,
  Field,
  Float32,
  Float64,
  Int16,
  Int32,
  Int64,
  Int8,
  List,
  Map_,
  RecordBatch,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  TimeUnit,
  Timestamp,
  Utf8,
  makeData,
  vectorFromArray,
} = arrow;

function arrowType(type: SparkType): Arrow.DataType {
  switch (type.name) {
    case 'boolean':
      return new Bool();
    case 'tinyint':
      return new Int8();
    case 'smallint':
      return new Int16();
    case 'int':
      return new Int32();
    case 'bigint':
      return new Int64();
    case 'float':
      return new Float32();
    case 'double':
      return new Float64();
    case 'decimal':
      return new Decimal(type.scale, type.precision);
    case 'string':
    case 'void':
      return new Utf8();
    case 'binary':
      return new Binary();
    case 'date':
      return new DateDay();
    case 'timestamp':
      return new Timestamp(TimeUnit.MICROSECOND, 'Etc/UTC');
    // The driver finds an array's and a map's values by these names.
    case 'array':
      return new List(new Field('element', arrowType(type.element), true));
    case 'map':
      return new Map_(
        new Field(
          'entries',
          new Struct<{ key: Arrow.DataType; value: Arrow.DataType }>([
            new Field('key', arrowType(type.key), false),
            new Field('value', arrowType(type.value), true),
          ]),
          false,
        ),
      );
    case 'struct':
      return new Struct(type.fields.map((f) => new Field(f.name, arrowType(f.type), true)));
  }
}

const schemaOf = (columns: readonly Column[]) =>
  new Schema(columns.map((column) => new Field(column.name, arrowType(column.type), true)));

/** Arrow's bitmap tells what is there, Thrift's what is not. */
function validity(cells: readonly Cell[]): Uint8Array {
  const bits = new Uint8Array(Math.ceil(cells.length / 64) * 8);
  cells.forEach((cell, i) => {
    if (cell !== null) bits.set([(bits.at(i >> 3) ?? 0) | (1 << (i & 7))], i >> 3);
  });
  return bits;
}

/** 128 bits, low word first, of a decimal's digits without its point. */
function decimalWords(cells: readonly Cell[], scale: number): Uint32Array {
  const words = new Uint32Array(cells.length * 4);
  cells.forEach((cell, i) => {
    const [whole = '0', fraction = ''] = (typeof cell === 'string' ? cell : '0').split('.');
    const unscaled = BigInt.asUintN(
      128,
      BigInt(whole.replace(/^(-?)$/, '$10') + fraction.padEnd(scale, '0')),
    );
    for (let w = 0; w < 4; w += 1)
      words.set([Number((unscaled >> BigInt(32 * w)) & 0xffff_ffffn)], i * 4 + w);
  });
  return words;
}

const asBigInts = (cells: readonly Cell[]) =>
  BigInt64Array.from(cells, (cell) => (typeof cell === 'bigint' ? cell : 0n));

/** Cells as the builders of nested types take them. */
function plain(cell: Cell, type: SparkType): unknown {
  if (type.name === 'struct' && cell instanceof Map) {
    return Object.fromEntries(
      type.fields.map((f) => [f.name, plain(cell.get(f.name) ?? null, f.type)]),
    );
  }
  return cell;
}

function toData(cells: readonly Cell[], type: SparkType): Arrow.Data | undefined {
  const fixed = {
    length: cells.length,
    nullBitmap: validity(cells),
    nullCount: cells.filter((c) => c === null).length,
  };
  switch (type.name) {
    case 'bigint':
      return makeData({ type: new Int64(), data: asBigInts(cells), ...fixed });
    case 'timestamp':
      return makeData({
        type: new Timestamp(TimeUnit.MICROSECOND, 'Etc/UTC'),
        // Arrow 13 sees a timestamp as two words of 32 bits.
        data: new Int32Array(asBigInts(cells).buffer),
        ...fixed,
      });
    case 'date':
      return makeData({ type: new DateDay(), data: Int32Array.from(cells, Number), ...fixed });
    case 'decimal':
      return makeData({
        type: new Decimal(type.scale, type.precision),
        data: decimalWords(cells, type.scale),
        ...fixed,
      });
    case 'boolean':
    case 'tinyint':
    case 'smallint':
    case 'int':
    case 'float':
    case 'double':
    case 'string':
    case 'binary':
    case 'void':
    case 'array':
    case 'map':
    case 'struct':
      return vectorFromArray(
        cells.map((cell) => plain(cell, type)),
        arrowType(type),
      ).data[0];
  }
}

/** A stream's first message is its schema; the record batch and the end follow. */
function split(stream: Uint8Array): { schema: Buffer; batch: Buffer } {
  const bytes = Buffer.from(stream);
  const length = 8 + bytes.readInt32LE(4);
  return { schema: bytes.subarray(0, length), batch: bytes.subarray(length) };
}

function write(columns: readonly Column[], rows: readonly (readonly Cell[])[]) {
  const schema = schemaOf(columns);
  const children = columns.map((column, i) => {
    const cells = rows.map((row) => row[i] ?? null);
    return toData(cells, column.type) ?? makeData({ type: arrowType(column.type) });
  });
  const data = makeData({
    type: new Struct(schema.fields),
    length: rows.length,
    nullCount: 0,
    children,
  });
  const writer = new RecordBatchStreamWriter();
  writer.write(new RecordBatch(schema, data));
  writer.finish();
  return split(writer.toUint8Array(true));
}

export const arrowSchema = (columns: readonly Column[]): Buffer => write(columns, []).schema;

/** No batch at all for no rows: an empty one would make the driver ask again for ever. */
export const arrowRows = (
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  offset: number,
): T.TRowSet => ({
  startRowOffset: int64(offset),
  rows: [],
  arrowBatches:
    rows.length === 0 ? [] : [{ batch: write(columns, rows).batch, rowCount: int64(rows.length) }],
});
