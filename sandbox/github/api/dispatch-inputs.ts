// Whether the inputs of a dispatch are those that the workflow's file takes, and what it makes of them.
import type { DispatchInput } from '../workflow-yaml.js';
import { invalid, unprocessable } from './call.js';

/** "The maximum number of properties is 25." */
const most = 25;

/** @throws ApiError for what is no object of texts */
export function textsIn(given: unknown): Record<string, string> {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw invalid(`For 'properties/inputs', ${JSON.stringify(given)} is not an object.`);
  const entries = Object.entries(given);
  if (entries.length > most)
    throw invalid(`For 'properties/inputs', more than ${most} properties were given.`);
  return Object.fromEntries(
    entries.map(([name, value]: [string, unknown]) => {
      if (typeof value === 'string') return [name, value];
      throw invalid(`For 'properties/inputs/${name}', ${JSON.stringify(value)} is not a string.`);
    }),
  );
}

/** @returns every input of the workflow with its value @throws ApiError as GitHub words it */
export function filledInputs(
  known: Readonly<Record<string, DispatchInput>>,
  given: Readonly<Record<string, string>>,
): Record<string, string> {
  const unexpected = Object.keys(given).filter((name) => !Object.hasOwn(known, name));
  if (unexpected.length > 0)
    throw unprocessable(`Unexpected inputs provided: ${JSON.stringify(unexpected)}`);
  const filled = Object.entries(known).map(([name, input]): [string, string] => {
    const value = given[name] ?? input.default;
    if (input.required && (value ?? '') === '')
      throw unprocessable(`Required input '${name}' not provided`);
    checkValue(name, input, given[name]);
    return [name, value ?? ''];
  });
  return Object.fromEntries(filled);
}

function checkValue(name: string, { type, options }: DispatchInput, given?: string): void {
  const allowed =
    type === 'choice' ? options : type === 'boolean' ? ['true', 'false'] : [given ?? ''];
  if (given !== undefined && !allowed.includes(given))
    throw unprocessable(
      `Provided value '${given}' for input '${name}' not in the list of allowed values`,
    );
}
