// JSON as Spark reads it: a value counts only where its JSON type fits the column's, and is NULL elsewhere. DuckDB would
// convert what it can, so it hands over plain JSON here, which is then looked at.
import { notSimulated, SqlError } from '../errors.js';
import { Cursor } from './cursor.js';
import { quoteIdentifier, quoteText, unquoteText } from './quote.js';
import { tokenize } from './tokenizer.js';
import { parseFields, parseType, toDuck, type Field, type SparkType } from './types.js';

/** DuckDB's type for a first reading: texts as they are, all else as JSON. */
export function rawType(type: SparkType): string {
  if (type.name === 'array') return `${rawType(type.element)}[]`;
  if (type.name === 'struct') {
    const fields = type.fields.map((f) => `${quoteIdentifier(f.name)} ${rawType(f.type)}`);
    return `STRUCT(${fields.join(', ')})`;
  }
  return type.name === 'string' ? 'VARCHAR' : 'JSON';
}

/** What DuckDB's from_json takes as its second argument. */
function structure(type: SparkType): unknown {
  if (type.name === 'array') return [structure(type.element)];
  if (type.name === 'struct')
    return Object.fromEntries(type.fields.map((field) => [field.name, structure(field.type)]));
  return rawType(type);
}

const when = (expression: string, jsonTypes: readonly string[], then: string) =>
  `CASE WHEN json_type(${expression}) IN (${jsonTypes.map(quoteText).join(', ')}) THEN ${then} END`;

/** SQL for the value of `expression`, read as `structure` or `rawType` say, or NULL where its type does not fit. */
export function strictly(expression: string, type: SparkType, depth = 0): string {
  const cast = `TRY_CAST(${expression} AS ${toDuck(type)})`;
  switch (type.name) {
    case 'string':
      return expression;
    case 'boolean':
      return when(expression, ['BOOLEAN'], cast);
    case 'tinyint':
    case 'smallint':
    case 'int':
    case 'bigint':
      return when(expression, ['BIGINT', 'UBIGINT'], cast);
    case 'float':
    case 'double':
    case 'decimal':
      return when(expression, ['BIGINT', 'UBIGINT', 'DOUBLE'], cast);
    case 'date':
    case 'timestamp': {
      // A text's zone counts.
      const through = type.name === 'date' ? 'DATE' : 'TIMESTAMPTZ';
      const text = `json_extract_string(${expression}, '$')`;
      const value = `CAST(TRY_CAST(${text} AS ${through}) AS ${toDuck(type)})`;
      return when(expression, ['VARCHAR'], value);
    }
    case 'array': {
      const element = strictly(`x${depth}`, type.element, depth + 1);
      return `list_transform(${expression}, lambda x${depth}: ${element})`;
    }
    case 'struct': {
      const fields = type.fields.map(({ name, type: of }) => {
        const field = quoteIdentifier(name);
        return `${field} := ${strictly(`${expression}.${field}`, of, depth)}`;
      });
      return `CASE WHEN ${expression} IS NOT NULL THEN struct_pack(${fields.join(', ')}) END`;
    }
    case 'binary':
    case 'map':
    case 'void':
      throw notSimulated(`JSON as ${type.name.toUpperCase()}`);
  }
}

/** A schema, given as a literal. */
function schemaText(sql: string | undefined): string {
  const text = sql === undefined ? undefined : unquoteText(sql);
  if (text !== undefined) return text;
  throw new SqlError(
    'INVALID_SCHEMA.NON_STRING_LITERAL',
    '42K07',
    `The input schema ${sql ?? ''} is not a valid schema string. The input expression must be string literal and not null.`,
  );
}

/** `from_json(json, 'ARRAY<…>')`. What is no JSON is NULL. */
export function fromJson(args: readonly string[]): string {
  const [json = 'NULL', schema, options] = args;
  if (options !== undefined) throw notSimulated('options of from_json');
  const cursor = new Cursor(tokenize(schemaText(schema)));
  const type = parseType(cursor);
  cursor.expectEnd();
  if (type.name !== 'array' && type.name !== 'struct')
    throw notSimulated(`from_json of ${type.name.toUpperCase()}`);
  const read = `from_json(TRY_CAST(${json} AS JSON), ${quoteText(JSON.stringify(structure(type)))})`;
  if (type.name === 'array') return strictly(read, type);
  // Bound to a name, so that a text of megabytes stands in the statement once.
  return `list_extract(list_transform([${read}], lambda j: ${strictly('j', type)}), 1)`;
}

/** The columns of a schema such as `a BIGINT, b STRING`, given as a literal. */
export function fieldsOf(schema: string | undefined): readonly Field[] {
  const cursor = new Cursor(tokenize(schemaText(schema)));
  const fields = parseFields(cursor);
  cursor.expectEnd();
  return fields;
}
