// A card's row as whoever draws the card leaves it: when to look again, and without a claim unless the card waits for its turn.
import { cards, type Card } from '../../services/cards/rows.js';
import type { Stored } from '../../services/store/store.js';
import { claimFor, type ClaimParts } from './claim.js';

/** When a card is looked at again that nobody has spoken of, milliseconds: its record lives, or has ended. */
export const look = { live: 1_000, ended: 60_000 };

/** The card keeps its place: no other process need draw it before its turn comes. */
export function waitFor(parts: ClaimParts, row: Stored<Card>, wait: number): Promise<number> {
  return save(parts, row, { drawing: claimFor(parts, wait) }, wait);
}

/** Writes the row, without a claim on it, unless another process was faster: then whatever it wrote is looked at anew. @returns `again`, or 0 then */
export async function save(
  parts: ClaimParts,
  row: Stored<Card>,
  change: Partial<Card>,
  again: number,
): Promise<number> {
  const saved = await parts.store.replace(cards, row.id, row.revision, {
    ...row.doc,
    drawing: null,
    ...change,
    lookAt: parts.now() + again,
  });
  return saved ? again : 0;
}
