// A property's value as it is typed: the way back from write-value.ts. What can't be typed reads as people see it.
import { z } from 'zod';
import type { Json } from '../../../core/json.js';
import type { PropertyValue } from '../notion.js';
import { plainValue } from '../reading/plain-value.js';
import { plainText, richText } from './rich-text.js';

const date = z.object({ start: z.string(), end: z.string().nullish() });

/** Empty where nothing stands there. */
export function readText(value: PropertyValue): string {
  const content = value[value.type];
  switch (value.type) {
    case 'title':
    case 'rich_text': {
      const pieces = richText.safeParse(content).data;
      return pieces ? plainText(pieces) : plainValue(value);
    }
    case 'checkbox':
      return content === true ? 'true' : 'false';
    case 'date': {
      const read = date.safeParse(content).data;
      if (!read) return plainValue(value);
      return read.end ? `${read.start}/${read.end}` : read.start;
    }
    default:
      return plainValue(value);
  }
}

/** The same for content as `writable` gives it. */
export function contentText(type: string, content: Json): string {
  // Without their names, people and pages read as their ids.
  return readText({ id: '', type, [type]: content });
}
