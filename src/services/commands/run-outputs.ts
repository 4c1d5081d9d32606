// What the commands and calls of a run have said: the end of it, for the thread of the run's card. One document for each
// run that said anything.
import { z } from 'zod';
import type { Collection, Store } from '../store/store.js';

export const runOutputSchema = z.object({
  /** The last lines: masked, without colours, at most `mostLines` and `mostCharacters`. */
  lines: z.array(z.string()),
  /** How many lines were said in all. */
  total: z.number().int(),
  /** How many of those are not kept. */
  dropped: z.number().int(),
  /** Epoch milliseconds. */
  updatedAt: z.number().int(),
});
export type RunOutput = z.infer<typeof runOutputSchema>;

/** By the id of the run. */
export const runOutputs: Collection<RunOutput> = {
  name: 'run_outputs',
  schema: runOutputSchema,
  indexes: {},
};

export const mostLines = 200;
export const mostCharacters = 20_000;

/** What a run's commands have said; null when they said nothing. */
export async function outputOf(store: Store, run: string): Promise<RunOutput | null> {
  return (await store.get(runOutputs, run))?.doc ?? null;
}

/** The last ones that are kept, at least one. @param lengthOf in UTF-16 units */
export function lastOf<Item>(items: readonly Item[], lengthOf: (item: Item) => number): Item[] {
  let characters = 0;
  const tooMany = items.findLastIndex((item, place) => {
    characters += lengthOf(item) + 1;
    return characters > mostCharacters && place < items.length - 1;
  });
  return items.slice(Math.max(tooMany + 1, items.length - mostLines));
}
