// What a card shows now: its record, drawn as this card's view draws it. One drawer for each kind of record.
import { Problem } from '../../core/problem.js';
import type { RecordKind } from '../../services/cards/rows.js';
import type { PictureOf } from '../publisher/draw.js';

export function createPicture(drawers: Readonly<Record<RecordKind, PictureOf>>): PictureOf {
  return (card) => drawers[card.record.kind](card);
}

/** Every change of these records is told to the publisher of its process and marked on their cards: looked at for certainty only, milliseconds. */
export const rests = 15_000;

/** What `find` gives; null where there is none. */
export async function orNull<Found>(find: () => Promise<Found>): Promise<Found | null> {
  try {
    return await find();
  } catch (error) {
    if (error instanceof Problem && error.code === 'not_found') return null;
    throw error;
  }
}
