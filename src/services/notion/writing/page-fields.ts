// What a form asks for to create or change a page: a field for each property that can be typed, by the live schema.
import type { Field, FieldKind } from '../../../core/fields.js';
import type { NotionPage, PropertySchema } from '../notion.js';
import { readText } from './read-text.js';

/** @param page whose values stand in the form; null for a new page, whose title is required */
export function pageFields(
  schema: readonly PropertySchema[],
  page: Pick<NotionPage, 'properties'> | null,
): Field[] {
  // The title first: it says what the page is.
  const ordered = [
    ...schema.filter(({ type }) => type === 'title'),
    ...schema.filter(({ type }) => type !== 'title'),
  ];
  return ordered.flatMap((property) => {
    const value = page?.properties[property.name];
    const now = value ? readText(value) : '';
    const kind = kindOf(property, now);
    if (kind === null) return [];
    return [
      {
        name: property.name,
        kind,
        description: hintOf(property),
        required: page === null && property.type === 'title',
        choices: kind === 'choice' ? property.options : [],
        ...(now === '' ? {} : { default: property.type === 'checkbox' ? now === 'true' : now }),
      },
    ];
  });
}

/** Null for what can't be typed: computed values, people, files. */
function kindOf({ type, options }: PropertySchema, now: string): FieldKind | null {
  switch (type) {
    case 'title':
    case 'multi_select':
    case 'relation':
    case 'url':
    case 'email':
    case 'phone_number':
      return 'text';
    case 'rich_text':
      return 'long-text';
    case 'number':
      return 'number';
    case 'select':
    case 'status':
      return options.length > 0 ? 'choice' : null;
    case 'date':
      // A date picker has no time and no end.
      return now === '' || /^\d{4}-\d\d-\d\d$/.test(now) ? 'date' : 'text';
    case 'checkbox':
      return 'boolean';
    default:
      return null;
  }
}

function hintOf({ type, options }: PropertySchema): string {
  switch (type) {
    case 'multi_select':
      return `Several, with commas between: ${options.join(', ')}`.slice(0, 300);
    case 'relation':
      return 'Ids or addresses of pages, with commas between';
    default:
      return type.replaceAll('_', ' ');
  }
}
