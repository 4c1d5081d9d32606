// Follows the cursors of a list to its end.
import type { JsonObject } from '../../../core/json.js';
import { NotionProblem } from '../failure-kind.js';

export interface Part<Item> {
  results: Item[];
  /** The cursor to the next part; null at the end. */
  next: string | null;
  /** The whole answer. */
  list: JsonObject;
}

/**
 * Every item of a list, and its last part as Notion sent it.
 * @throws Problem outside_refused when Notion gives the same part again
 */
export async function allItems<Item>(
  ask: (cursor: string | null) => Promise<Part<Item>>,
): Promise<{ items: Item[]; last: JsonObject }> {
  const items: Item[] = [];
  let cursor: string | null = null;
  for (;;) {
    const { results, next, list }: Part<Item> = await ask(cursor);
    for (const item of results) items.push(item);
    if (next === null) return { items, last: list };
    if (next === cursor)
      throw new NotionProblem(
        'outside_refused',
        'Notion gives the same part of a list again and again.',
        'Try again later; if it stays, tell Notion support.',
        { kind: 'other' },
      );
    cursor = next;
  }
}
