// What somebody typed for a property, as Notion takes it: by the property's type, with what is allowed in words where it
// isn't. (Runbook wittwizz, "Invalid Property Value")
import { distance } from 'fastest-levenshtein';
import { jsonObjectSchema, type Json, type JsonObject } from '../../../core/json.js';
import { notionId } from '../notion-id.js';
import type { PropertySchema } from '../notion.js';
import { longestPiece, mostPieces, richTextWords } from './rich-text.js';
import { emptyContent, isInNotionsWords, isWritableType, writable } from './writable.js';

/** A text as it is typed, or a value in Notion's own words: `{ select: { name: 'Done' } }`. */
export type Given = string | JsonObject;

/** `mistake` follows the property's name in a sentence: "must be a number such as 12.5". */
export type Written = { content: Json } | { mistake: string };

/** Items of a list that Notion takes in one value. */
const mostItems = 100;
const longestAddress = { url: 2_000, email: 200, phone_number: 200 } as const;

/** An empty text clears the property. */
export function writeValue(property: PropertySchema, given: Given): Written {
  const { type } = property;
  if (!isWritableType(type))
    return { mistake: `is a ${type.replaceAll('_', ' ')}: Notion works it out itself` };
  if (typeof given !== 'string') return ownWords(type, given);
  if (/[\0]|\p{Surrogate}/u.test(given))
    return { mistake: 'holds a character that Notion can not store (NUL, or broken Unicode)' };
  const text = given.trim();
  return text === '' ? { content: emptyContent(type) } : typed(property, text);
}

function ownWords(type: string, given: JsonObject): Written {
  const content = isInNotionsWords(type, given) ? writable({ ...given, type }) : undefined;
  if (content !== undefined) return { content };
  return {
    mistake: `is a ${type}: give it as text, or as {"${type}": …} in Notion's own words`,
  };
}

function typed(property: PropertySchema, text: string): Written {
  switch (property.type) {
    case 'title':
      return text.length > longestPiece
        ? { mistake: `can have ${longestPiece} characters; this has ${text.length}` }
        : { content: richTextWords([{ type: 'text', text: { content: text } }]) };
    case 'rich_text':
      return longText(text);
    case 'number':
      return numberFrom(text);
    case 'select':
    case 'status':
      return chosen(property, text);
    case 'multi_select':
      return several(text, (name) => optionNamed(property, name));
    case 'date':
      return dateFrom(text);
    case 'checkbox':
      if (/^(true|yes|on)$/i.test(text)) return { content: true };
      return /^(false|no|off)$/i.test(text) ? { content: false } : { mistake: 'must be yes or no' };
    case 'url':
      return URL.canParse(text)
        ? address('url', text)
        : { mistake: 'must be an address such as https://example.com' };
    case 'email':
      return /^[^\s@]+@[^\s@]+$/.test(text)
        ? address('email', text)
        : { mistake: 'must be an e-mail address' };
    case 'phone_number':
      return address('phone_number', text);
    case 'relation':
      return several(text, (reference) => {
        const id = notionId(reference);
        return id === null ? { mistake: 'must be ids or addresses of pages' } : { content: { id } };
      });
    default:
      return {
        mistake: `can't be typed: set it in Notion, or give it as {"${property.type}": …} in Notion's own words`,
      };
  }
}

function longText(text: string): Written {
  const pieces = richTextWords([{ type: 'text', text: { content: text } }]);
  return pieces.length > mostPieces
    ? {
        mistake: `can have ${(longestPiece * mostPieces).toLocaleString('en')} characters; this has ${text.length.toLocaleString('en')}`,
      }
    : { content: pieces };
}

function numberFrom(text: string): Written {
  const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? { content: value } : { mistake: 'must be a number such as 12.5' };
}

function chosen(property: PropertySchema, text: string): Written {
  return optionNamed(property, text);
}

/** The option of that name, whichever the case; Notion would add an unknown one to a select, and nobody asked for that. */
function optionNamed({ options }: PropertySchema, text: string): Written {
  const wanted = text.toLowerCase();
  const found =
    options.find((name) => name === text) ?? options.find((name) => name.toLowerCase() === wanted);
  if (found !== undefined) return { content: { name: found } };
  return { mistake: `can't be ${JSON.stringify(text.slice(0, 60))}: ${allowed(options)}` };
}

/** The options of a select or status, for a sentence. */
export function allowed(options: readonly string[]): string {
  const most = 25;
  if (options.length === 0) return 'it has no options yet';
  const more = options.length > most ? ` and ${options.length - most} more` : '';
  return `it is one of ${options.slice(0, most).join(', ')}${more}`;
}

/** The option that was probably meant: the nearest name, if one is near and no other is as near; else null. */
export function nearestOption(options: readonly string[], text: string): string | null {
  const wanted = text.trim().slice(0, 100).toLowerCase();
  const ranked = options
    .map((name) => ({ name, far: distance(wanted, name.toLowerCase()) }))
    .toSorted((a, b) => a.far - b.far);
  const [first, second] = ranked;
  if (!first || first.far > Math.max(2, wanted.length / 3) || first.far >= first.name.length)
    return null;
  return second?.far === first.far && first.far > 0 ? null : first.name;
}

/** Parts between commas; Notion allows no comma in an option's name. */
function several(text: string, each: (part: string) => Written): Written {
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  if (parts.length > mostItems)
    return { mistake: `can have ${mostItems} values; these are ${parts.length}` };
  const content: Json[] = [];
  for (const part of parts) {
    const written = each(part);
    if ('mistake' in written) return written;
    content.push(written.content);
  }
  return { content };
}

const day = /^\d{4}-\d\d-\d\d$/;
const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)$/;

/** `2026-01-31`, a time with its zone, or a span `from/to` (ISO 8601). */
function dateFrom(text: string): Written {
  const [start = '', end, ...rest] = text.split('/').map((part) => part.trim());
  const both = [start, ...(end === undefined ? [] : [end])];
  const sound =
    rest.length === 0 &&
    both.every(
      (part) =>
        (day.test(part) && isDay(part)) || (moment.test(part) && !Number.isNaN(Date.parse(part))),
    ) &&
    (end === undefined || Date.parse(start) <= Date.parse(end));
  const content = sound
    ? writable({ type: 'date', date: { start, ...(end === undefined ? {} : { end }) } })
    : undefined;
  return content === undefined
    ? {
        mistake:
          'must be a date such as 2026-01-31, a time such as 2026-01-31T02:00:00Z, or a span such as 2026-01-01/2026-01-31',
      }
    : { content };
}

/** JavaScript reads the 31st of February as a day in March. */
function isDay(text: string): boolean {
  const at = Date.parse(text);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

function address(type: keyof typeof longestAddress, text: string): Written {
  const longest = longestAddress[type];
  return text.length > longest
    ? { mistake: `can have ${longest} characters; this has ${text.length}` }
    : { content: text };
}

/** What was given for a property, from parsed JSON; null where it is nothing that can be a value. */
export function givenFrom(value: Json): Given | null {
  if (value === null) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (!Array.isArray(value)) return jsonObjectSchema.parse(value);
  return value.every((item) => typeof item === 'string') ? value.join(', ') : null;
}
