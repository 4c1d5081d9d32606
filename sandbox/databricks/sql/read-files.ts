// read_files, Databricks' table function for files in volumes: JSON lines with a given schema, and no more of it.
import { notSimulated } from '../errors.js';
import { Cursor, splitArguments } from './cursor.js';
import { fieldsOf, rawType, strictly } from './json.js';
import { quoteIdentifier, quoteText, unquoteText } from './quote.js';
import type { Token } from './tokenizer.js';
import type { Field } from './types.js';

/** The longest line, in bytes. */
const longest = 64 * 1024 * 1024;

export interface ReadFiles {
  readonly path: string;
  readonly fields: readonly Field[];
}

/** The value of a literal or of a parameter. */
function valueOf(cursor: Cursor): string {
  const token = cursor.next();
  const text = token.kind === 'string' ? token.text : unquoteText(token.text);
  if (text === undefined || !cursor.done) throw notSimulated('read_files of anything but texts');
  return text;
}

/** `'/Volumes/…', format => 'json', schema => 'a BIGINT, b STRING'`: what stands in its parentheses. */
export function parseReadFiles(tokens: readonly Token[]): ReadFiles {
  const [first = [], ...rest] = splitArguments(tokens);
  const path = valueOf(new Cursor(first));
  const options = new Map(
    rest.map((part): [string, string] => {
      const cursor = new Cursor(part);
      const name = cursor.next().text.toLowerCase();
      cursor.expect('=>');
      return [name, valueOf(cursor)];
    }),
  );
  for (const [name] of options)
    if (name !== 'format' && name !== 'schema')
      throw notSimulated(`the option ${name} of read_files`);
  const format = options.get('format')?.toLowerCase();
  const schema = options.get('schema');
  if (format !== 'json' || schema === undefined)
    throw notSimulated("read_files but with format => 'json' and a schema");
  return { path, fields: fieldsOf(quoteText(schema)) };
}

/** DuckDB's SQL for the rows of a file of this machine. A line that can't be read is a row of NULLs. */
export function readJsonLines(local: string, fields: readonly Field[]): string {
  const columns = fields.map(
    ({ name, type }) => `${quoteIdentifier(name)}: ${quoteText(rawType(type))}`,
  );
  const selected = fields.map(({ name, type }) => {
    const column = quoteIdentifier(name);
    return `${strictly(column, type)} AS ${column}`;
  });
  return (
    `(SELECT ${selected.join(', ')} FROM read_json(${quoteText(local)}, columns = {${columns.join(', ')}}, ` +
    `format = 'newline_delimited', ignore_errors = true, maximum_object_size = ${longest}))`
  );
}
