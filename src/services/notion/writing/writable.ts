// What of a property's value can be written back, always spelled the same way: two values that mean the same are equal, and
// what a page had can be put back as it was. Computed values and uploaded files can't be written.
// (Notion API, "Page property values")
import { z } from 'zod';
import { jsonObjectSchema, type Json } from '../../../core/json.js';
import { richText, richTextWords } from './rich-text.js';

const named = z.object({ name: z.string() });
const withId = z.object({ id: z.string() });
const dateValue = z.object({
  start: z.string(),
  end: z.string().nullish(),
  time_zone: z.string().nullish(),
});
const file = z.object({ name: z.string().optional(), external: z.object({ url: z.string() }) });

/** By type, from Notion's words to the one spelling. */
const readers: Readonly<Record<string, (content: unknown) => Json>> = {
  title: (content) => richTextWords(richText.parse(content)),
  rich_text: (content) => richTextWords(richText.parse(content)),
  number: (content) => z.number().nullable().parse(content),
  select: (content) => named.nullable().parse(content),
  status: (content) => named.nullable().parse(content),
  multi_select: (content) => z.array(named).parse(content),
  date: (content) => dateWords(dateValue.nullable().parse(content)),
  people: (content) => z.array(withId).parse(content),
  relation: (content) => z.array(withId).parse(content),
  files: (content) =>
    z
      .array(file)
      .parse(content)
      .map(({ name, external }) => ({
        name: name ?? external.url.slice(0, 100),
        type: 'external',
        external: { url: external.url },
      })),
  checkbox: (content) => z.boolean().parse(content),
  url: (content) => textOrNull(content),
  email: (content) => textOrNull(content),
  phone_number: (content) => textOrNull(content),
};

/** Types whose value can be written at all. */
export function isWritableType(type: string): boolean {
  return Object.hasOwn(readers, type);
}

/**
 * The content of a value that can be written as `{ [type]: content }`; undefined where it can't, such as a formula or a
 * list with an uploaded file in it.
 */
export function writable(value: { type: string; [rest: string]: unknown }): Json | undefined {
  const read = readers[value.type];
  const content = value[value.type];
  if (!read || content === undefined) return undefined;
  try {
    return read(content);
  } catch (error) {
    if (error instanceof z.ZodError) return undefined;
    throw error;
  }
}

function textOrNull(content: unknown): string | null {
  const text = z.string().nullable().parse(content);
  return text === '' ? null : text;
}

function dateWords(date: z.infer<typeof dateValue> | null): Json {
  if (date === null) return null;
  const zone = date.time_zone ?? null;
  const spelled = (text: string): string => {
    // With a zone of its own the text has no offset, and a day alone has no time.
    if (zone !== null || !text.includes('T')) return text;
    const at = Date.parse(text);
    return Number.isNaN(at) ? text : new Date(at).toISOString();
  };
  return {
    start: spelled(date.start),
    ...(date.end ? { end: spelled(date.end) } : {}),
    ...(zone === null ? {} : { time_zone: zone }),
  };
}

/** What a value of the type is when nothing stands there. */
export function emptyContent(type: string): Json {
  switch (type) {
    case 'title':
    case 'rich_text':
    case 'multi_select':
    case 'people':
    case 'relation':
    case 'files':
      return [];
    case 'checkbox':
      return false;
    default:
      return null;
  }
}

/** True for an object that has this type's content in Notion's words: `{ select: { name: 'Done' } }`. */
export function isInNotionsWords(type: string, value: unknown): boolean {
  const parsed = jsonObjectSchema.safeParse(value);
  return parsed.success && type in parsed.data;
}
