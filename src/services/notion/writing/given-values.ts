// The input `values`: a JSON object by property, or `Name=Recovery task; Status=Backlog` as it is typed; and what it means
// for a database. Every mistake is told at once, with the property and what is allowed.
import { distance } from 'fastest-levenshtein';
import { z } from 'zod';
import { jsonObjectSchema, type Json } from '../../../core/json.js';
import { Problem } from '../../../core/problem.js';
import type { PropertySchema } from '../notion.js';
import { givenFrom, writeValue, type Given } from './write-value.js';

/** A property with the content that it is to have; in a plan's data. */
export const settingSchema = z.object({ name: z.string(), type: z.string(), content: z.json() });
export type Setting = z.infer<typeof settingSchema>;

export const valuesInput = z
  .string()
  .max(2_000_000)
  .optional()
  .describe('Values by property: Name=Recovery task; Status=Backlog (or a JSON object)');

/**
 * What was given, by the name of the property as it was typed.
 * @throws Problem invalid_input on `values`
 */
export function parseValues(text: string | undefined): Map<string, Given> {
  const trimmed = text?.trim() ?? '';
  if (trimmed === '') throw wrong(['No values are given.']);
  return trimmed.startsWith('{') ? fromJson(trimmed) : fromPairs(trimmed);
}

function fromJson(text: string): Map<string, Given> {
  const read = jsonObjectSchema.safeParse(parsed(text));
  if (!read.success) throw wrong(['The values begin with { but are no JSON object.']);
  const given = Object.entries(read.data).map(([name, value]) => [name, givenFrom(value)] as const);
  const bad = given.filter(([, value]) => value === null).map(([name]) => name);
  if (bad.length > 0) throw wrong(bad.map((name) => `${name} has a list that is not of texts.`));
  return new Map(given.flatMap(([name, value]) => (value === null ? [] : [[name, value]])));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A part without `=` belongs to the value before it: a text may have a semicolon in it. */
function fromPairs(text: string): Map<string, Given> {
  const pairs = new Map<string, string>();
  let last: string | null = null;
  for (const part of text.split(';')) {
    const at = part.indexOf('=');
    if (at > 0) {
      last = part.slice(0, at).trim();
      if (pairs.has(last)) throw wrong([`${last} is given twice.`]);
      pairs.set(last, part.slice(at + 1).trim());
    } else if (last !== null && part.trim() !== '') {
      pairs.set(last, `${pairs.get(last) ?? ''};${part}`);
    } else if (part.trim() !== '') {
      throw wrong([`${JSON.stringify(part.trim().slice(0, 60))} has no = in it.`]);
    }
  }
  return pairs;
}

/**
 * The values as a database takes them, in the order of its schema.
 * @throws Problem invalid_input on `values` that tells every mistake
 */
export function settingsFrom(
  schema: readonly PropertySchema[],
  given: ReadonlyMap<string, Given>,
): Setting[] {
  const mistakes: string[] = [];
  const settings: Setting[] = [];
  for (const [name, value] of given) {
    const property = propertyNamed(schema, name);
    const written = property && writeValue(property, value);
    if (!property || !written) mistakes.push(unknownProperty(schema, name));
    else if ('mistake' in written) mistakes.push(`${property.name} ${written.mistake}.`);
    else if (settings.some((one) => one.name === property.name))
      mistakes.push(`${property.name} is given twice.`);
    else settings.push({ name: property.name, type: property.type, content: written.content });
  }
  if (mistakes.length > 0) throw wrong(mistakes);
  const order = schema.map(({ name }) => name);
  return settings.toSorted((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
}

/** Whichever the case, where that leaves no doubt. */
function propertyNamed(
  schema: readonly PropertySchema[],
  name: string,
): PropertySchema | undefined {
  const same = schema.filter((property) => property.name.toLowerCase() === name.toLowerCase());
  return (
    schema.find((property) => property.name === name) ?? (same.length === 1 ? same[0] : undefined)
  );
}

function unknownProperty(schema: readonly PropertySchema[], name: string): string {
  const near = schema
    .map((property) => property.name)
    .toSorted(
      (a, b) =>
        distance(name.toLowerCase(), a.toLowerCase()) -
        distance(name.toLowerCase(), b.toLowerCase()),
    )
    .slice(0, 3);
  return `There is no property ${JSON.stringify(name.slice(0, 60))}; there are ${near.join(', ')}${schema.length > 3 ? ' and others' : ''}.`;
}

function wrong(mistakes: readonly string[]): Problem {
  return new Problem(
    'invalid_input',
    mistakes.join(' '),
    'Write Name=Recovery task; Status=Backlog, or a JSON object by property. `notion schema` shows what there is.',
    { field: 'values' },
  );
}

/** In Notion's words, for creating or updating a page. */
export function propertyWords(
  settings: readonly Setting[],
): Record<string, { [type: string]: Json }> {
  return Object.fromEntries(settings.map(({ name, type, content }) => [name, { [type]: content }]));
}
