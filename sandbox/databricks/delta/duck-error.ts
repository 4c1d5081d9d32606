// DuckDB's complaints in Spark's words, for the mistakes a statement's author can make.
import {
  arithmeticOverflow,
  castInvalidInput,
  castOverflow,
  numberOutOfRange,
  parseError,
  SqlError,
  tableNotFound,
  unresolvedColumn,
  unresolvedRoutine,
} from '../errors.js';
import { inputPathNotFound } from '../volumes/volume-errors.js';
import { notNullViolated } from './delta-errors.js';

const candidates = (message: string) =>
  [
    ...(/Candidate (?:bindings|tables): ?:? ?(.*)/.exec(message)?.[1] ?? '').matchAll(/"([^"]+)"/g),
  ].map((m) => m[1] ?? '');

const rules: readonly (readonly [RegExp, (match: RegExpExecArray, message: string) => SqlError])[] =
  [
    [
      /Referenced column "(.+?)" (?:was )?not found/,
      (m, all) => unresolvedColumn(m[1] ?? '', candidates(all)),
    ],
    [
      /Table "(.+?)" does not have a column named "(.+?)"/,
      (m, all) => unresolvedColumn(`${m[1]}.${m[2]}`, candidates(all)),
    ],
    [
      /does not have a column (?:with name|named) "(.+?)"/,
      (m, all) => unresolvedColumn(m[1] ?? '', candidates(all)),
    ],
    [
      /Referenced table "(.+?)" not found/,
      (m, all) => unresolvedColumn(m[1] ?? '', candidates(all)),
    ],
    [/Referenced update column (.+?) not found/, (m) => unresolvedColumn(m[1] ?? '', [])],
    [/Function with name (.+?) does not exist/, (m) => unresolvedRoutine(m[1] ?? '')],
    [/Table with name (.+?) does not exist/, (m) => tableNotFound([m[1] ?? ''])],
    [/syntax error at or near "(.+)"$/m, (m) => parseError((m[1] ?? '').replaceAll('"', ''))],
    [/syntax error at end of input/, () => parseError('')],
    [/Could not convert string '(.*?)' to (\w+)/, (m) => castInvalidInput(m[1] ?? '', m[2] ?? '')],
    [/(\w+) field value out of range: "(.*?)"/, (m) => castInvalidInput(m[2] ?? '', m[1] ?? '')],
    [/invalid (\w+) field format: "(.*?)"/i, (m) => castInvalidInput(m[2] ?? '', m[1] ?? '')],
    [/Overflow in \w+ of INT(?:32|64)/, () => arithmeticOverflow()],
    [
      /Could not cast value (\S+) to DECIMAL|Casting value "(.+?)" to type DECIMAL/,
      (m) => numberOutOfRange(m[1] ?? m[2] ?? ''),
    ],
    [/Type \w+ with value (\S+) can't be cast/, (m) => castOverflow(m[1] ?? '')],
    [/NOT NULL constraint failed: \w+\.(\w+)/, (m) => notNullViolated(m[1] ?? '')],
    [
      /No function matches the given name and argument types '(.+?)'/,
      (m) =>
        new SqlError(
          'DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE',
          '42K09',
          `Cannot resolve "${m[1]}" due to data type mismatch.`,
        ),
    ],
    [
      /Ambiguous reference to column name "(.+?)"/,
      (m) => new SqlError('AMBIGUOUS_REFERENCE', '42704', `Reference \`${m[1]}\` is ambiguous.`),
    ],
    [
      /column "?(.+?)"? must appear in the GROUP BY clause/,
      (m) =>
        new SqlError(
          'MISSING_AGGREGATION',
          '42803',
          `The non-aggregating expression "${m[1]}" is based on columns which are not participating in the GROUP BY clause.`,
        ),
    ],
    [
      /UNNEST not supported here/,
      () =>
        new SqlError(
          'UNSUPPORTED_GENERATOR.OUTSIDE_SELECT',
          '42K0E',
          'The generator is not supported: outside the SELECT clause.',
        ),
    ],
    [/No files found that match the pattern "(.+?)"/, (m) => inputPathNotFound(m[1] ?? '')],
    [
      /UNION|EXCEPT|INTERSECT|Set operations can only apply/,
      (_, all) => new SqlError('NUM_COLUMNS_MISMATCH', '42826', all.split('\n')[0] ?? all),
    ],
  ];

/** The SqlError for what DuckDB threw. What nothing is known of is an INTERNAL_ERROR. */
export function duckError(error: unknown): SqlError {
  if (error instanceof SqlError) return error;
  const message = error instanceof Error ? error.message : String(error);
  for (const [pattern, make] of rules) {
    const match = pattern.exec(message);
    if (match !== null) return make(match, message);
  }
  return new SqlError('INTERNAL_ERROR', 'XX000', message);
}
