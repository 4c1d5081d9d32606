// The messages of a notice in Slack: asked for as rows, drawn by the publisher.
import { rankOf } from '../../core/severity.js';
import { cardId, cards, requestCards, requestDirect } from '../cards/rows.js';
import type { Store } from '../store/store.js';
import type { Notice } from './notices.js';

/** Slack user ids that get it as a direct message: a note stands in its channel only. */
function directTo({ kind, people }: Notice): string[] {
  const users = people.flatMap(({ slack }) => slack ?? []);
  return kind === 'page' ? [...new Set(users)] : [];
}

/** Asks for all of them. Harmless to repeat. @param now epoch milliseconds */
export async function requestNoticeCards(store: Store, notice: Notice, now: number): Promise<void> {
  const record = { kind: 'notice', id: notice.id } as const;
  const priority = rankOf(notice.severity);
  const { channel, parent } = notice;
  await requestCards(store, { record, channel, parent, priority, now });
  for (const user of directTo(notice)) await requestDirect(store, { record, user, priority, now });
}

export interface SlackState {
  /** Every message was asked for. */
  isComplete: boolean;
  /** Slack has at least one of them. */
  isTaken: boolean;
}

export async function slackStateOf(store: Store, notice: Notice): Promise<SlackState> {
  const direct = directTo(notice).map((user) => `${cardId('notice', notice.id, 'direct')}:${user}`);
  const rows = await Promise.all(
    [cardId('notice', notice.id, 'card'), ...direct].map((id) => store.get(cards, id)),
  );
  return {
    isComplete: rows.every((row) => row !== null),
    isTaken: rows.some((row) => row !== null && row.doc.ts !== null),
  };
}
