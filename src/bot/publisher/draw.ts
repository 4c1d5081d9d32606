// Brings one card up to date: is there anything to draw, and is it this process that draws it? Any number of processes look at
// the same row: one claims it (claim.ts) and sends what is new (send.ts).
import { hashJson } from '../../core/json.js';
import { cards, type Card } from '../../services/cards/rows.js';
import type { Stored } from '../../services/store/store.js';
import type { Rendered } from '../cards/fit.js';
import { claim, heldByOther } from './claim.js';
import { look, save } from './row.js';
import { edit, post, type SendParts } from './send.js';

/** What a card shows now. */
export interface Picture {
  /** Null: nothing (yet). */
  rendered: Rendered | null;
  /** The record has ended: after a day without change the card is left alone. */
  ended: boolean;
  /** Milliseconds until it is looked at again when nobody says that the record has changed; without it a second. */
  rests?: number;
  /** It shows how far something has come; what it comes to is told later. */
  isProgress?: boolean;
  /** What of it has to be told, where the rest changes all the time: a change of that rest alone shows progress only. */
  told?: object;
  /** Milliseconds that an edit stands before the next one: for what changes all the time. */
  stands?: number;
}

/** Null when the record does not exist. */
export type PictureOf = (card: Card) => Promise<Picture | null>;

export interface DrawParts extends SendParts {
  picture: PictureOf;
}

const recordAppearsWithin = 3_600_000;
const watchEnded = 24 * 3_600_000;

/** Brings one card up to date. @returns milliseconds until it should be looked at again, or null when it needs nothing more */
export async function draw(parts: DrawParts, id: string): Promise<number | null> {
  const row = await parts.store.get(cards, id);
  if (!row || row.doc.settled) return null;
  const wait = row.doc.notBefore - parts.now();
  if (wait > 0) return wait;
  const held = heldByOther(parts, row);
  if (held > 0) return held;
  const parent = await parentOf(parts, row.doc);
  // Drawing for a thread that is not there yet (the fifty alerts of each of two hundred groups) would take the processor from those
  // whose turn it is.
  if (parent && parent.ts === null && !parent.settled)
    return save(parts, row, {}, Math.max(look.live, parent.lookAt - parts.now()));
  const picture = await parts.picture(row.doc);
  if (!picture) return withoutRecord(parts, row);
  const { rendered } = picture;
  const shown = rendered && hashJson({ text: rendered.text, blocks: rendered.blocks });
  const isTrue = row.doc.ts !== null && row.doc.shown === shown;
  if (rendered === null || shown === null || isTrue) {
    parts.metrics.caughtUp(id);
    return rest(parts, row, picture);
  }
  parts.metrics.waits(id);
  const thread = parent?.ts ?? null;
  if (row.doc.ts === null && row.doc.parent !== null && thread === null)
    return save(parts, row, {}, look.live);
  const told = picture.told === undefined ? null : hashJson(picture.told);
  const drawing = { rendered, shown, told };
  const isProgress = picture.isProgress ?? (told !== null && told === row.doc.told);
  const mine = await claim(parts, row);
  if (mine === null) return 0;
  return row.doc.ts === null
    ? post(parts, mine, { ...drawing, thread })
    : edit(parts, mine, row.doc.ts, { ...drawing, stands: picture.stands, isProgress });
}

/** The card in whose thread this one is to be posted; null when it is posted, stands by itself, or has lost that card. */
async function parentOf(parts: DrawParts, card: Card): Promise<Card | null> {
  if (card.ts !== null || card.parent === null) return null;
  return (await parts.store.get(cards, card.parent))?.doc ?? null;
}

/**
 * A card may be asked for a moment before its record is written. Whoever writes the record wakes the card, but may die
 * in between: so a young row is looked at often, an old one rarely.
 */
async function withoutRecord(parts: DrawParts, row: Stored<Card>): Promise<number | null> {
  const age = parts.now() - row.doc.createdAt;
  if (age < recordAppearsWithin)
    return save(parts, row, {}, Math.min(Math.max(age, look.live), look.ended));
  await parts.store.remove(cards, row.id);
  return null;
}

/** Nothing to send. A live record's row stays due and is only read; an ended one is looked at rarely, then never. */
async function rest(parts: DrawParts, row: Stored<Card>, picture: Picture): Promise<number | null> {
  if (!picture.ended && picture.rests === undefined) return look.live;
  if (!picture.ended && picture.rests !== undefined)
    // Only read while it is due by its row: another process may have asked to have it looked at.
    return row.doc.lookAt > parts.now() ? picture.rests : save(parts, row, {}, picture.rests);
  const settled = parts.now() - row.doc.createdAt > watchEnded;
  await save(parts, row, { settled }, look.ended);
  return settled ? null : look.ended;
}
