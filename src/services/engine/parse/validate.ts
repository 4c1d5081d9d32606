// Checks inputs against an operation's schema, whichever door they came by: typed words, a form, a button, a schedule.
import { fieldsOf, flagOf, type Field } from '../../../core/fields.js';
import { jsonObjectSchema, type JsonObject } from '../../../core/json.js';
import type { OperationInfo } from '../../../core/operation.js';
import { Problem } from '../../../core/problem.js';
import { expected, expectedOf } from './expected.js';
import { usageOf } from './usage.js';

export interface Fault {
  /** Undefined where it is about the inputs together. */
  field: string | undefined;
  message: string;
  /** The only fault is that a value is needed and none was given. */
  missing: boolean;
}

export type Checked = { ok: true; input: JsonObject } | { ok: false; faults: Fault[] };

/**
 * The input as the schema gives it: numbers as numbers, defaults filled in. Checking it again changes nothing.
 * @throws Problem invalid_input naming every fault; `field` is the first one's
 */
export function validateInput(
  operation: OperationInfo,
  raw: Readonly<Record<string, unknown>>,
): JsonObject {
  const checked = checkInput(operation, raw);
  if (checked.ok) return checked.input;
  throw inputProblem(operation, checked.faults);
}

/** As a Problem for the person who asked. */
export function inputProblem(operation: OperationInfo, faults: readonly Fault[]): Problem {
  const first = faults.find((fault) => fault.field !== undefined)?.field;
  return new Problem(
    'invalid_input',
    faults.map((fault) => fault.message).join(' '),
    `Usage: ${usageOf(operation)}`,
    first === undefined ? {} : { field: first },
  );
}

/** `validateInput` that tells the faults instead of throwing. */
export function checkInput(
  operation: OperationInfo,
  raw: Readonly<Record<string, unknown>>,
): Checked {
  const fields = fieldsOf(operation.input);
  const given = Object.entries(raw).filter(([, value]) => value !== undefined && value !== null);
  const faults: Fault[] = [];
  const values: [string, unknown][] = [];
  for (const [name, value] of given) {
    const field = fields.find((candidate) => candidate.name === name);
    const read = field && readText(value, field);
    if (!field) faults.push(faultIn(undefined, `There is no ${flagOf(name).slice(0, 60)} here`));
    else if (read === undefined) faults.push(faultIn(field.name, expectedOf(field)));
    else values.push([name, read]);
  }
  const result = operation.input.safeParse(Object.fromEntries(values), {
    error: (issue) =>
      expected(
        issue,
        fields.find((field) => field.name === issue.path?.[0]),
      ),
  });
  if (result.success && faults.length === 0)
    return { ok: true, input: jsonObjectSchema.parse(withoutUndefined(result.data)) };
  const known = new Set(faults.map((found) => found.field));
  for (const issue of result.error?.issues ?? []) {
    const name = typeof issue.path[0] === 'string' ? issue.path[0] : undefined;
    // a rule about several inputs says nothing while one of them can't be read
    if (known.has(name) || (issue.code === 'custom' && faults.length > 0)) continue;
    known.add(name);
    const absent = name !== undefined && !values.some(([key]) => key === name);
    const unstated = absent && issue.code !== 'custom';
    faults.push({ ...faultIn(name, unstated ? 'is needed' : issue.message), missing: absent });
  }
  return { ok: false, faults };
}

/** A message that begins with a capital is a sentence of its own; any other one says what the input must be. */
function faultIn(field: string | undefined, says: string): Fault {
  const subject = field === undefined ? 'The inputs' : flagOf(field);
  const verb = says === 'is needed' ? '' : 'must be ';
  const message = /^\p{Lu}/u.test(says) ? says : `${subject} ${verb}${says}`;
  return { field, message: message.replace(/[^.!?]$/, '$&.'), missing: false };
}

/**
 * A typed value as its field's type; undefined where it is not one. `z.coerce` alone would read '' as 0 and 'false' as
 * true, and a table would be restored to a version that nobody asked for.
 */
function readText(value: unknown, field: Field): unknown {
  if (field.kind === 'integer' || field.kind === 'number') return readNumber(value, field.kind);
  if (typeof value !== 'string') return value;
  if (field.kind === 'choice') return choiceMeant(value, field.choices);
  if (field.kind !== 'boolean') return value;
  if (/^(true|yes|on)$/i.test(value)) return true;
  return /^(false|no|off)$/i.test(value) ? false : undefined;
}

/** People type `p1` for P1. */
function choiceMeant(value: string, choices: readonly string[]): string {
  if (choices.includes(value)) return value;
  const alike = choices.filter((choice) => choice.toLowerCase() === value.trim().toLowerCase());
  return alike.length === 1 ? (alike[0] ?? value) : value;
}

function readNumber(value: unknown, kind: 'integer' | 'number'): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return undefined;
  const form = kind === 'integer' ? /^[+-]?\d{1,15}$/ : /^[+-]?\d{1,15}(\.\d{1,15})?$/;
  return form.test(value.trim()) ? Number(value) : undefined;
}

function withoutUndefined(record: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}
