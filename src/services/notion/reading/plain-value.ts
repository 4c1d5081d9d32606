// A property's value as plain text, for people and for comparing: every type that Notion's API gives (version 2025-09-03,
// "Page properties"); what is of no known type or shape stays readable as JSON.
import { z } from 'zod';
import type { Json, JsonObject } from '../../../core/json.js';
import type { PropertyValue } from '../notion.js';

type Shape = z.ZodType<string>;

const plain = z
  .union([z.string(), z.number()])
  .nullable()
  .transform((value) => (value === null ? '' : String(value)));
const truth = z
  .boolean()
  .nullable()
  .transform((value) => (value === null ? '' : value ? 'yes' : 'no'));
const nothing = z.unknown().transform(() => '');

const richText = z
  .array(z.object({ plain_text: z.string() }))
  .transform((pieces) => pieces.map((piece) => piece.plain_text).join(''));

const choice = z.object({ name: z.string() });
const person = z
  .object({ id: z.string(), name: z.string().nullish() })
  .transform(({ id, name }) => name ?? id);
const date = z
  .object({ start: z.string(), end: z.string().nullish() })
  .nullable()
  .transform((value) => {
    if (value === null) return '';
    return value.end ? `${value.start} to ${value.end}` : value.start;
  });

const oneChoice = choice.nullable().transform((value) => value?.name ?? '');
const listed = (item: z.ZodType<string>): Shape =>
  z.array(item).transform((texts) => texts.join(', '));

const place = z
  .object({
    lat: z.number(),
    lon: z.number(),
    name: z.string().nullish(),
    address: z.string().nullish(),
  })
  .nullable()
  .transform((value) =>
    value === null ? '' : (value.name ?? value.address ?? `${value.lat}, ${value.lon}`),
  );

/** A formula's or a rollup's result: its own type stands in it. */
const result: Shape = z
  .looseObject({ type: z.string() })
  .transform((value) => textOf(value.type, z.json().safeParse(value[value.type]).data ?? null));

const shapes: Readonly<Record<string, Shape>> = {
  title: richText,
  rich_text: richText,
  number: plain,
  string: plain,
  url: plain,
  email: plain,
  phone_number: plain,
  created_time: plain,
  last_edited_time: plain,
  checkbox: truth,
  boolean: truth,
  select: oneChoice,
  status: oneChoice,
  multi_select: listed(choice.transform(({ name }) => name)),
  date,
  people: listed(person),
  created_by: person,
  last_edited_by: person,
  files: listed(choice.transform(({ name }) => name)),
  relation: listed(z.object({ id: z.string() }).transform(({ id }) => id)),
  formula: result,
  rollup: result,
  array: listed(result),
  unique_id: z
    .object({ prefix: z.string().nullish(), number: z.number().nullable() })
    .transform(({ prefix, number }) =>
      number === null ? '' : prefix ? `${prefix}-${number}` : String(number),
    ),
  verification: z
    .object({ state: z.string() })
    .nullable()
    .transform((value) => value?.state ?? ''),
  place,
  button: nothing,
};

/** Empty where nothing is set. Items of a list are separated by `, `; a date with an end reads `2026-01-01 to 2026-01-31`. */
export function plainValue(value: PropertyValue): string {
  return textOf(value.type, value[value.type] ?? null);
}

/** A page's property by its name as plain text; null where the page has no such property. */
export function plainProperty(
  { properties }: { properties: Readonly<Record<string, PropertyValue>> },
  name: string,
): string | null {
  const value = Object.hasOwn(properties, name) ? properties[name] : undefined;
  return value ? plainValue(value) : null;
}

function textOf(type: string, inner: Json): string {
  const shape = Object.hasOwn(shapes, type) ? shapes[type] : undefined;
  const read = shape?.safeParse(inner);
  if (read?.success) return read.data;
  if (inner === null || isEmpty(inner)) return '';
  return JSON.stringify(inner);
}

function isEmpty(value: Exclude<Json, null>): value is JsonObject {
  return typeof value === 'object' && Object.keys(value).length === 0;
}
