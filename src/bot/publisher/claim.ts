// Which process draws a card: every replica looks at the same rows, and one of them is enough to spend a call of Slack's limits on
// it. The claim is in the card's row and ends by itself when the process dies. It only saves calls: that a card is posted once, and
// true in the end, is seen to by the row's revision (send.ts), whatever the clocks say.
import { cards, type Card } from '../../services/cards/rows.js';
import type { Store, Stored } from '../../services/store/store.js';

/** How long a process may be silent before another one draws its card, milliseconds. Most calls take a fraction of that. */
const lasts = 5_000;
/** A claim that would hold for longer was written by a clock that is far off, and is passed over, milliseconds. */
const longest = 3 * lasts;
/** A card that another process draws is looked at again after this: it may show less than this process knows, milliseconds. */
const lookAgain = 1_000;

export interface ClaimParts {
  store: Store;
  /** Names this process. */
  owner: string;
  now: () => number;
}

/** Milliseconds until the card is worth looking at again because another process draws it; 0: it does not. */
export function heldByOther({ owner, now }: ClaimParts, { doc }: Stored<Card>): number {
  if (doc.drawing === null || doc.drawing.owner === owner) return 0;
  const left = doc.drawing.until - now();
  return left > longest ? 0 : Math.min(Math.max(left, 0), lookAgain);
}

/** The row with this process's claim on it; null when another one was faster. */
export async function claim(parts: ClaimParts, row: Stored<Card>): Promise<Stored<Card> | null> {
  const { owner, until } = row.doc.drawing ?? { owner: null, until: 0 };
  if (owner === parts.owner && until - parts.now() > lasts / 2) return row;
  const doc = { ...row.doc, drawing: claimFor(parts, 0) };
  if (!(await parts.store.replace(cards, row.id, row.revision, doc))) return null;
  return { ...row, revision: row.revision + 1, doc };
}

/** @param wait milliseconds for which the card waits for its turn before it is sent */
export function claimFor({ owner, now }: ClaimParts, wait: number): Card['drawing'] {
  return { owner, until: now() + wait + lasts };
}
