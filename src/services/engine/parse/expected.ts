// What an input must be, in words to follow "must be". A message that a schema states itself comes first, and is written
// the same way: 'a run such as R-7K2QMF'.
import type { z } from 'zod';
import type { Field } from '../../../core/fields.js';

/** In words what zod found missing from a value of this field. */
export function expected(issue: z.core.$ZodRawIssue, field: Field | undefined): string {
  if (issue.code === 'too_small') {
    if (issue.origin === 'string') return `at least ${count(issue.minimum)} long`;
    return `${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}`;
  }
  if (issue.code === 'too_big') {
    if (issue.origin === 'string') return `at most ${count(issue.maximum)} long`;
    return `${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}`;
  }
  return field ? expectedOf(field) : 'something else';
}

/** In words what any value of this field must be. */
export function expectedOf(field: Field): string {
  switch (field.kind) {
    case 'text':
    case 'long-text':
      return field.description ? `text: ${field.description}` : 'text';
    case 'integer':
      return `a whole number${range(field)}`;
    case 'number':
      return `a number${range(field)}`;
    case 'boolean':
      return 'yes or no';
    case 'choice':
      return `one of ${field.choices.join(', ')}`;
    case 'date':
      return 'a date such as 2026-01-31';
    case 'datetime':
      return 'a time such as 2026-01-31T02:00:00Z';
    case 'person':
      return 'a person';
    case 'table':
      return 'a table such as main.silver.projects';
    case 'system':
      return 'a system of ppm.config.yaml';
    case 'database':
      return 'a Notion database of ppm.config.yaml, by name or id';
  }
}

function range({ min, max }: Field): string {
  // zod states the safe integers where a schema states nothing
  const low = min !== undefined && min > Number.MIN_SAFE_INTEGER ? min : undefined;
  const high = max !== undefined && max < Number.MAX_SAFE_INTEGER ? max : undefined;
  if (low !== undefined && high !== undefined) return ` from ${low} to ${high}`;
  if (low !== undefined) return `, at least ${low}`;
  return high === undefined ? '' : `, at most ${high}`;
}

function count(characters: number | bigint): string {
  return characters === 1 ? '1 character' : `${characters} characters`;
}
