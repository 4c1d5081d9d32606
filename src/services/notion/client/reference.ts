// Ids as they come from people and callers, before they become part of an address.
import { Problem } from '../../../core/problem.js';
import { notionId } from '../notion-id.js';

/**
 * The id in a reference, with dashes and in lower case.
 * @param what it should be: `page`
 * @throws Problem invalid_input
 */
export function idOf(reference: string, what: string): string {
  const id = notionId(reference);
  if (id !== null) return id;
  throw new Problem(
    'invalid_input',
    `${JSON.stringify(reference.slice(0, 80))} is no id or address of a Notion ${what}.`,
    'Paste its address from Notion ("..." menu, Copy link), or its id of 32 letters and digits.',
  );
}
