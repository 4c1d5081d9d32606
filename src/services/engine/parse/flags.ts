// The words after an operation's name, sorted into its inputs: `--name value`, `--name=value`, `--full`, `--no-full`, and
// those that need no flag. Values stay as they were typed.
import { distance } from 'fastest-levenshtein';
import { fieldsOf, flagOf, type Field } from '../../../core/fields.js';
import type { OperationInfo } from '../../../core/operation.js';
import { Problem } from '../../../core/problem.js';
import type { Token } from './tokenise.js';
import { usageOf } from './usage.js';

export type RawInput = Record<string, string | boolean>;

/**
 * Inputs by their names in the schema.
 * @throws Problem invalid_input for an unknown or repeated flag, a flag without its value, or words too many
 */
export function readInputs(tokens: readonly Token[], operation: OperationInfo): RawInput {
  const fields = fieldsOf(operation.input);
  const given: RawInput = {};
  const plain: string[] = [];
  let onlyPlain = false;
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (!token) break;
    if (onlyPlain || !isFlag(token)) {
      plain.push(token.text);
    } else if (token.text === '--') {
      onlyPlain = true;
    } else {
      const { field, value } = readFlag(token.text, fields, operation);
      if (field.name in given)
        throw wrong(`${flagOf(field.name)} is given twice.`, operation, field.name);
      if (value === undefined) at += 1;
      given[field.name] = value ?? valueAfter(tokens[at], field, operation);
    }
  }
  return { ...given, ...placePlain(plain, given, operation) };
}

/** True for `--` too. */
export function isFlag({ text, quoted }: Token): boolean {
  return !quoted && /^--|^-\p{L}/u.test(text);
}

/** `--dry-run` of `--Dry-Run=no`. */
export function flagIn(text: string): string {
  return text.replace(/=.*$/s, '').toLowerCase();
}

/** The field that a flag names, and its value where the flag itself has it. */
function readFlag(
  text: string,
  fields: readonly Field[],
  operation: OperationInfo,
): { field: Field; value: string | boolean | undefined } {
  const equals = text.indexOf('=');
  const flag = flagIn(text);
  const value = equals < 0 ? undefined : text.slice(equals + 1);
  const field = fields.find((candidate) => flagOf(candidate.name) === flag);
  if (field) return { field, value: value ?? (field.kind === 'boolean' ? true : undefined) };
  const negated = fields.find(
    (candidate) =>
      candidate.kind === 'boolean' && flagOf(candidate.name) === flag.replace(/^--no-/, '--'),
  );
  if (negated && value === undefined) return { field: negated, value: false };
  const near = nearestFlag(flag, fields, operation);
  throw wrong(
    `There is no ${flag.slice(0, 60)} here.${near ? ` Did you mean ${near}?` : ''}`,
    operation,
  );
}

function valueAfter(token: Token | undefined, field: Field, operation: OperationInfo): string {
  if (!token || (!token.quoted && token.text.startsWith('--')))
    throw wrong(`${flagOf(field.name)} needs a value.`, operation, field.name);
  return token.text;
}

/** Words without a flag go to `args` in order, past those that were given by flag. */
function placePlain(plain: readonly string[], given: RawInput, operation: OperationInfo): RawInput {
  const open = operation.args.filter((name) => !(name in given));
  const last = open.at(-1);
  const takesRest = operation.rest === true && last !== undefined && last === operation.args.at(-1);
  if (plain.length > open.length && !takesRest) {
    const surplus = plain.slice(open.length).map((word) => JSON.stringify(word.slice(0, 60)));
    throw wrong(`I don't know what to do with ${surplus.join(' ')}.`, operation);
  }
  return Object.fromEntries(
    open.slice(0, plain.length).map((name, index) => {
      const rest = takesRest && index === open.length - 1;
      return [name, rest ? plain.slice(index).join(' ') : (plain[index] ?? '')];
    }),
  );
}

function nearestFlag(
  flag: string,
  fields: readonly Field[],
  { switches = {} }: OperationInfo,
): string | undefined {
  const all = fields.flatMap((field) => {
    const name = flagOf(field.name);
    return field.kind === 'boolean' ? [name, `--no-${name.slice(2)}`] : [name];
  });
  return [...all, ...Object.keys(switches).map(flagOf)]
    .map((name) => ({ name, far: distance(flag.slice(0, 100), name) }))
    .filter(({ name, far }) => far <= Math.max(2, name.length / 3))
    .toSorted((a, b) => a.far - b.far)[0]?.name;
}

function wrong(message: string, operation: OperationInfo, field?: string): Problem {
  return new Problem(
    'invalid_input',
    message,
    `Usage: ${usageOf(operation)}`,
    field === undefined ? {} : { field },
  );
}
