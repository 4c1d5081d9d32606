// Sends one card to Slack, a new message or an edit, and notes in its row what stands there. What two processes did all the same
// is found by the row's revision; what Slack refused is tried again when that can help.
import { isDeepStrictEqual } from 'node:util';
import type { Log } from '../../services/log.js';
import { cards, type Card } from '../../services/cards/rows.js';
import type { PublisherMetrics } from '../../services/metrics/publisher-metrics.js';
import type { Stored } from '../../services/store/store.js';
import { update } from '../../services/store/update.js';
import type { Rendered } from '../cards/fit.js';
import type { Budget, Turn } from './budget.js';
import type { ClaimParts } from './claim.js';
import { look, save, waitFor } from './row.js';
import { slackFailure } from './slack-failure.js';
import type { SlackMessages } from './slack-messages.js';

/** What is sent: the picture, and the hashes that note in the row that it stands there (`Card`). */
interface Drawing {
  rendered: Rendered;
  shown: string;
  told: string | null;
}

export interface SendParts extends ClaimParts {
  messages: SlackMessages;
  budget: Budget;
  log: Log;
  metrics: PublisherMetrics;
}

/** How long after a post in doubt its message is looked for: by then Slack has it or never will, milliseconds. */
const postSettles = 2_000;

/** The card's one message; one in doubt is looked for first. @returns milliseconds until the card should be looked at again */
export async function post(
  parts: SendParts,
  row: Stored<Card>,
  { thread, rendered, shown, told }: Drawing & { thread: string | null },
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
    return await posted(parts, claimed, ts, { shown, told });
  } catch (error) {
    return trouble(parts, row, 'chat.postMessage', error);
  }
}

/**
 * Notes the new message. A process that was silent for too long (stopped, or Slack took its time) may find that another one has
 * posted the card meanwhile: then this one's message goes.
 */
async function posted(
  parts: SendParts,
  claimed: Stored<Card>,
  ts: string,
  stands: Pick<Drawing, 'shown' | 'told'>,
): Promise<number> {
  const noted = { ts, posting: null, drawing: null, ...stands, failures: 0 };
  const doc = { ...claimed.doc, ...noted, lookAt: parts.now() + look.live };
  if (await parts.store.replace(cards, claimed.id, claimed.revision, doc)) return look.live;
  const row = await update(parts.store, cards, claimed.id, (card) =>
    card.ts === null ? { ...card, ...noted } : card,
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
  parts: SendParts,
  claimed: Stored<Card>,
  error: unknown,
): Promise<{ again: number | null }> {
  const certain = slackFailure(error).kind !== 'in-doubt';
  const row = certain ? { ...claimed, doc: { ...claimed.doc, posting: null } } : claimed;
  return { again: await trouble(parts, row, 'chat.postMessage', error) };
}

/** @returns milliseconds until the card should be looked at again */
export async function edit(
  parts: SendParts,
  row: Stored<Card>,
  ts: string,
  {
    rendered,
    shown,
    told,
    stands,
    isProgress,
  }: Drawing & { stands: number | undefined; isProgress: boolean },
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
  const noted = {
    shown,
    told,
    failures: 0,
    drawing: null,
    lookAt: parts.now() + look.live,
    notBefore: stands === undefined ? row.doc.notBefore : parts.now() + stands,
  };
  if (await parts.store.replace(cards, row.id, row.revision, { ...row.doc, ...noted })) {
    parts.metrics.caughtUp(row.id);
    return look.live;
  }
  // Where the claim does not stand any more another process may have drawn it meanwhile, and which drawing Slack has got last is
  // not known: draw it once more. Otherwise somebody only asked to have it looked at.
  await update(parts.store, cards, row.id, (card) =>
    isDeepStrictEqual(card.drawing, row.doc.drawing)
      ? { ...card, ...noted, lookAt: card.lookAt }
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

async function trouble(
  parts: SendParts,
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
