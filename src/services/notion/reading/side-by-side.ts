// Several calls at once, but not all at once: the budget of the connection is for others too.

/** So many calls to Notion an operation has under way at most. */
export const handful = 4;

/**
 * Works on every item, at most `width` at a time. The first failure stops what has not begun, and is thrown when what had
 * begun has ended: nothing goes on behind the back of whoever is told of it.
 * @returns results in the order of the items
 */
export async function sideBySide<Item, Result>(
  items: readonly Item[],
  width: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const queue = items.entries();
  let failed = false;
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) {
      if (failed) return;
      try {
        results[index] = await work(item);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: width }, worker));
  const refused = ended.find((one) => one.status === 'rejected');
  if (refused) throw refused.reason;
  return results;
}
