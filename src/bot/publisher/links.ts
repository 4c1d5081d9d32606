// Where a record's card stands in Slack, as an address that people can open from elsewhere.
import type { WebClient } from '@slack/web-api';
import { cardId, cards, type RecordKind } from '../../services/cards/rows.js';
import type { Store } from '../../services/store/store.js';

/** Null while the card isn't posted, or Slack doesn't say. */
export function createLinks(
  client: Pick<WebClient, 'chat'>,
  store: Store,
): (kind: RecordKind, record: string) => Promise<string | null> {
  /** By channel and ts: an address stays the same. */
  const known = new Map<string, string>();
  return async (kind, record) => {
    const card = await store.get(cards, cardId(kind, record, 'card'));
    if (!card || card.doc.ts === null) return null;
    const { channel, ts } = card.doc;
    const key = `${channel} ${ts}`;
    const link = known.get(key);
    if (link !== undefined) return link;
    try {
      const { permalink } = await client.chat.getPermalink({ channel, message_ts: ts });
      if (permalink !== undefined) known.set(key, permalink);
      return permalink ?? null;
    } catch {
      // A message without its link is better than none.
      return null;
    }
  };
}
