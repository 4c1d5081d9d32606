// Rich text, in and out: Notion takes it in pieces of at most 2,000 characters, at most 100 of them.
// (Notion API, "Limits for property values")
import { z } from 'zod';
import { jsonObjectSchema, type Json, type JsonObject } from '../../../core/json.js';

export const longestPiece = 2_000;
export const mostPieces = 100;

const piece = z.object({
  type: z.string().default('text'),
  plain_text: z.string().optional(),
  href: z.string().nullish(),
  annotations: jsonObjectSchema.optional(),
  text: z.object({ content: z.string(), link: z.object({ url: z.string() }).nullish() }).optional(),
  mention: jsonObjectSchema.optional(),
  equation: z.object({ expression: z.string() }).optional(),
});
export const richText = z.array(piece);
export type RichText = z.infer<typeof richText>;
type Piece = RichText[number];

/** The text alone. */
export function plainText(pieces: RichText): string {
  return pieces
    .map(
      ({ plain_text, text, equation }) => plain_text ?? text?.content ?? equation?.expression ?? '',
    )
    .join('');
}

/** As Notion takes it and always spelled the same: neighbours that look alike joined, then cut where they are too long. */
export function richTextWords(pieces: RichText): Json[] {
  const joined: JsonObject[] = [];
  for (const next of pieces.map(wordsOf)) {
    const last = joined.at(-1);
    const both = last && textOf(last) !== null && textOf(next) !== null && sameLook(last, next);
    if (both) joined[joined.length - 1] = withText(next, `${textOf(last)}${textOf(next)}`);
    else joined.push(next);
  }
  return joined.flatMap((one) => {
    const text = textOf(one);
    return text === null ? [one] : cut(text).map((part) => withText(one, part));
  });
}

/** A text in pieces that are short enough; no character is cut in two. */
function cut(text: string): string[] {
  const parts: string[] = [];
  let at = 0;
  while (at < text.length) {
    let end = Math.min(at + longestPiece, text.length);
    const last = text.charCodeAt(end - 1);
    if (end < text.length && last >= 0xd800 && last <= 0xdbff) end -= 1;
    parts.push(text.slice(at, end));
    at = end;
  }
  return parts;
}

/** Mentions that can be written; a link preview, for example, can't: it becomes a link. */
const mentions = ['user', 'page', 'database', 'data_source', 'date', 'template_mention'];

function wordsOf(given: Piece): JsonObject {
  const annotations = lookOf(given.annotations ?? {});
  const look: JsonObject = Object.keys(annotations).length > 0 ? { annotations } : {};
  if (given.equation)
    return { type: 'equation', equation: { expression: given.equation.expression }, ...look };
  const mention = given.mention ? mentionWords(given.mention) : null;
  if (mention) return { type: 'mention', mention, ...look };
  const link = given.text ? given.text.link?.url : given.href;
  const content = given.text?.content ?? given.plain_text ?? '';
  return { type: 'text', text: { content, ...(link ? { link: { url: link } } : {}) }, ...look };
}

function mentionWords(mention: JsonObject): JsonObject | null {
  const kind = mentions.find((name) => name in mention);
  const value = kind === undefined ? undefined : mention[kind];
  if (kind === undefined || value === undefined) return null;
  const named = z.object({ id: z.string() }).safeParse(value);
  return { [kind]: named.success ? { id: named.data.id } : value };
}

/** What differs from plain. */
function lookOf(annotations: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(annotations).filter(([, value]) => value !== false && value !== 'default'),
  );
}

function textOf(words: JsonObject): string | null {
  const parsed = z.object({ text: z.object({ content: z.string() }) }).safeParse(words);
  return parsed.success ? parsed.data.text.content : null;
}

function withText(words: JsonObject, content: string): JsonObject {
  const text = jsonObjectSchema.parse(words['text']);
  return { ...words, text: { ...text, content } };
}

function sameLook(one: JsonObject, other: JsonObject): boolean {
  return JSON.stringify(withText(one, '')) === JSON.stringify(withText(other, ''));
}
