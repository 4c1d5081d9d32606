// Draws one card: posts it once, edits it when its record has changed, and notes in its row what stands in Slack.
import { hashJson } from '../../core/json.js';
import type { Log } from '../../services/log.js';
import { cards, type Card } from '../../services/cards/rows.js';
import type { PublisherMetrics } from '../../services/metrics/publisher-metrics.js';
import type { Store, Stored } from '../../services/store/store.js';
import { update } from '../../services/store/update.js';
import type { Rendered } from '../cards/fit.js';
import type { Budget, Turn } from './budget.js';
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
  return row.doc.ts === null
    ? post(parts, row, rendered, shown)
    : edit(parts, row, row.doc.ts, { ...picture, rendered, shown });
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
  rendered: Rendered,
  shown: string,
): Promise<number | null> {
  const place = await placeOf(parts, row.doc);
  if (!place) return save(parts, row, {}, look.live);
  const { thread } = place;
  try {
    if (row.doc.posting) {
      const settles = row.doc.posting.at + postSettles - parts.now();
      if (settles > 0) return save(parts, row, {}, settles);
      const found = await parts.messages.find(row.id, row.doc, thread, row.doc.posting.at);
      // What stands there was drawn from an older record: an empty `shown` has it edited next.
      if (found !== null)
        return await save(parts, row, { ts: found, posting: null, shown: null, failures: 0 }, 0);
    }
    const wait = parts.budget.take('chat.postMessage', askedBy(row));
    if (wait > 0) return await save(parts, row, {}, wait);
    const posting = { owner: parts.owner, at: parts.now() };
    if (!(await parts.store.replace(cards, row.id, row.revision, { ...row.doc, posting })))
      return 0;
    const claimed = { ...row, revision: row.revision + 1, doc: { ...row.doc, posting } };
    const ts = await parts.messages
      .post(row.id, row.doc, thread, rendered)
      .catch((error: unknown) => failedPost(parts, claimed, error));
    if (typeof ts !== 'string') return ts.again;
    parts.metrics.caughtUp(row.id);
    return await save(parts, claimed, { ts, posting: null, shown, failures: 0 }, look.live);
  } catch (error) {
    return trouble(parts, row, 'chat.postMessage', error);
  }
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
  const wait = parts.budget.take('chat.update', { ...askedBy(row), isProgress });
  if (wait > 0) return save(parts, row, {}, wait);
  try {
    await parts.messages.update(row.id, row.doc, ts, rendered);
  } catch (error) {
    const failure = slackFailure(error);
    // Somebody deleted it: a record that lives on gets a new message.
    if (failure.kind === 'refused' && failure.error === 'message_not_found')
      return save(parts, row, { ts: null, shown: null }, 0);
    return trouble(parts, row, 'chat.update', error);
  }
  const doc = {
    ...row.doc,
    shown,
    failures: 0,
    lookAt: parts.now() + look.live,
    notBefore: stands === undefined ? row.doc.notBefore : parts.now() + stands,
  };
  if (await parts.store.replace(cards, row.id, row.revision, doc)) {
    parts.metrics.caughtUp(row.id);
    return look.live;
  }
  // Another process drew it meanwhile, and which drawing Slack has got last is not known: draw it once more.
  await update(parts.store, cards, row.id, (card) => ({ ...card, shown: null }));
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

/** Writes the row unless another process was faster: then whatever it wrote is looked at anew. */
async function save(
  parts: DrawParts,
  row: Stored<Card>,
  change: Partial<Card>,
  again: number,
): Promise<number> {
  const saved = await parts.store.replace(cards, row.id, row.revision, {
    ...row.doc,
    ...change,
    lookAt: parts.now() + again,
  });
  return saved ? again : 0;
}
