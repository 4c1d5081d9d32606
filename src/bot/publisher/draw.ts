// Draws one card: posts it once, edits it when its record has changed, and notes in its row what stands in Slack. Any number of
// processes look at the same row: one claims it (claim.ts), and what two did all the same is found by the row's revision.
import { isDeepStrictEqual } from 'node:util';
import { hashJson } from '../../core/json.js';
import type { Log } from '../../services/log.js';
import { cards, type Card } from '../../services/cards/rows.js';
import type { PublisherMetrics } from '../../services/metrics/publisher-metrics.js';
import type { Store, Stored } from '../../services/store/store.js';
import { update } from '../../services/store/update.js';
import type { Rendered } from '../cards/fit.js';
import type { Budget, Turn } from './budget.js';
import { claim, claimFor, heldByOther } from './claim.js';
import { slackFailure } from './slack-failure.js';
import type { SlackMessages } from './slack-messages.js';

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
  /** Milliseconds that an edit stands before the next one: for what changes all the time. */
  stands?: number;
}

/** Null when the record does not exist. */
export type PictureOf = (card: Card) => Promise<Picture | null>;

export interface DrawParts {
  store: Store;
  messages: SlackMessages;
  budget: Budget;
  now: () => number;
  log: Log;
  /** Names this process. */
  owner: string;
  picture: PictureOf;
  metrics: PublisherMetrics;
}

/** How long after a post in doubt its message is looked for: by then Slack has it or never will, milliseconds. */
const postSettles = 2_000;
const recordAppearsWithin = 3_600_000;
const watchEnded = 24 * 3_600_000;
const look = { live: 1_000, ended: 60_000 };

/** Brings one card up to date. @returns milliseconds until it should be looked at again, or null when it needs nothing more */
export async function draw(parts: DrawParts, id: string): Promise<number | null> {
  const row = await parts.store.get(cards, id);
  if (!row || row.doc.settled) return null;
  const wait = row.doc.notBefore - parts.now();
  if (wait > 0) return wait;
  const held = heldByOther(parts, row);
  if (held > 0) return held;
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
  const place = row.doc.ts === null ? await placeOf(parts, row.doc) : null;
  if (row.doc.ts === null && place === null) return save(parts, row, {}, look.live);
  const mine = await claim(parts, row);
  if (mine === null) return 0;
  return row.doc.ts === null
    ? post(parts, mine, { thread: place?.thread ?? null, rendered, shown })
    : edit(parts, mine, row.doc.ts, { ...picture, rendered, shown });
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

async function post(
  parts: DrawParts,
  row: Stored<Card>,
  { thread, rendered, shown }: { thread: string | null; rendered: Rendered; shown: string },
): Promise<number | null> {
  try {
    if (row.doc.posting) {
      const settles = row.doc.posting.at + postSettles - parts.now();
      if (settles > 0) return await waitFor(parts, row, Math.min(settles, postSettles));
      const found = await parts.messages.find(row.id, row.doc, thread, row.doc.posting.at);
      // What stands there was drawn from an older record: an empty `shown` has it edited next.
      if (found !== null)
        return await save(parts, row, { ts: found, posting: null, shown: null, failures: 0 }, 0);
    }
    const wait = await parts.budget.take('chat.postMessage', askedBy(row));
    if (wait > 0) return await waitFor(parts, row, wait);
    const posting = { owner: parts.owner, at: parts.now() };
    if (!(await parts.store.replace(cards, row.id, row.revision, { ...row.doc, posting })))
      return 0;
    const claimed = { ...row, revision: row.revision + 1, doc: { ...row.doc, posting } };
    const ts = await parts.messages
      .post(row.id, row.doc, thread, rendered)
      .catch((error: unknown) => failedPost(parts, claimed, error));
    if (typeof ts !== 'string') return ts.again;
    parts.metrics.caughtUp(row.id);
    return await posted(parts, claimed, ts, shown);
  } catch (error) {
    return trouble(parts, row, 'chat.postMessage', error);
  }
}

/**
 * Notes the new message. A process that was silent for too long (stopped, or Slack took its time) may find that another one has
 * posted the card meanwhile: then this one's message goes.
 */
async function posted(
  parts: DrawParts,
  claimed: Stored<Card>,
  ts: string,
  shown: string,
): Promise<number> {
  const told = { ts, posting: null, drawing: null, shown, failures: 0 };
  const doc = { ...claimed.doc, ...told, lookAt: parts.now() + look.live };
  if (await parts.store.replace(cards, claimed.id, claimed.revision, doc)) return look.live;
  const row = await update(parts.store, cards, claimed.id, (card) =>
    card.ts === null ? { ...card, ...told } : card,
  );
  if (row && row.doc.ts !== ts) {
    parts.log.warn(
      { card: row.id },
      'another process had posted this card: its second message goes',
    );
    await parts.messages.remove(row.doc, ts);
  }
  return 0;
}

/** A post that Slack refused was not made; any other failure leaves it in doubt. */
async function failedPost(
  parts: DrawParts,
  claimed: Stored<Card>,
  error: unknown,
): Promise<{ again: number | null }> {
  const certain = slackFailure(error).kind !== 'in-doubt';
  const row = certain ? { ...claimed, doc: { ...claimed.doc, posting: null } } : claimed;
  return { again: await trouble(parts, row, 'chat.postMessage', error) };
}

async function edit(
  parts: DrawParts,
  row: Stored<Card>,
  ts: string,
  {
    rendered,
    shown,
    stands,
    isProgress = false,
  }: Pick<Picture, 'stands' | 'isProgress'> & { rendered: Rendered; shown: string },
): Promise<number | null> {
  const wait = await parts.budget.take('chat.update', { ...askedBy(row), isProgress });
  if (wait > 0) return waitFor(parts, row, wait);
  try {
    await parts.messages.update(row.id, row.doc, ts, rendered);
  } catch (error) {
    const failure = slackFailure(error);
    // Somebody deleted it: a record that lives on gets a new message.
    if (failure.kind === 'refused' && failure.error === 'message_not_found')
      return save(parts, row, { ts: null, shown: null }, 0);
    return trouble(parts, row, 'chat.update', error);
  }
  const told = {
    shown,
    failures: 0,
    drawing: null,
    lookAt: parts.now() + look.live,
    notBefore: stands === undefined ? row.doc.notBefore : parts.now() + stands,
  };
  if (await parts.store.replace(cards, row.id, row.revision, { ...row.doc, ...told })) {
    parts.metrics.caughtUp(row.id);
    return look.live;
  }
  // Where the claim does not stand any more another process may have drawn it meanwhile, and which drawing Slack has got last is
  // not known: draw it once more. Otherwise somebody only asked to have it looked at.
  await update(parts.store, cards, row.id, (card) =>
    isDeepStrictEqual(card.drawing, row.doc.drawing)
      ? { ...card, ...told, lookAt: card.lookAt }
      : { ...card, shown: null },
  );
  return 0;
}

const askedBy = ({ id, doc }: Stored<Card>): Turn => ({
  id,
  channel: doc.channel,
  priority: doc.priority,
  isProgress: false,
});

/** `thread`: ts of the message to answer, null for the channel itself. Null while that message is not posted yet. */
async function placeOf(parts: DrawParts, card: Card): Promise<{ thread: string | null } | null> {
  if (card.parent === null) return { thread: null };
  const parent = await parts.store.get(cards, card.parent);
  return parent?.doc.ts ? { thread: parent.doc.ts } : null;
}

async function trouble(
  parts: DrawParts,
  row: Stored<Card>,
  method: 'chat.postMessage' | 'chat.update',
  error: unknown,
): Promise<number | null> {
  const failure = slackFailure(error);
  parts.metrics.failed(failure.kind);
  if (failure.kind === 'rate-limited') {
    parts.budget.close(method, row.doc.channel, failure.retryAfterMillis);
    return save(
      parts,
      row,
      { notBefore: parts.now() + failure.retryAfterMillis },
      failure.retryAfterMillis,
    );
  }
  if (failure.kind === 'refused' && failure.error === 'invalid_blocks' && !row.doc.plain) {
    parts.log.warn({ card: row.id }, 'Slack refused blocks; drawing with plain ones');
    return save(parts, row, { plain: true }, 0);
  }
  parts.log.warn({ err: error, card: row.id, method }, 'a card could not be drawn yet');
  const delay = Math.min(60_000, 1000 * 2 ** row.doc.failures);
  return save(
    parts,
    row,
    { failures: row.doc.failures + 1, notBefore: parts.now() + delay },
    delay,
  );
}

/** The card keeps its place: no other process need draw it before its turn comes. */
function waitFor(parts: DrawParts, row: Stored<Card>, wait: number): Promise<number> {
  return save(parts, row, { drawing: claimFor(parts, wait) }, wait);
}

/** Writes the row, without a claim on it, unless another process was faster: then whatever it wrote is looked at anew. */
async function save(
  parts: DrawParts,
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
