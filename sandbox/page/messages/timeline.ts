// The rows of a channel: messages in order with Slack's own notices among them, divided by days.
import type { ClientMessage, ClientState } from '../../slack/protocol.js';
import { startOfDay, timeOf } from '../mrkdwn/dates.js';

export type Notice = ClientState['notices'][number];

export type Row =
  | { kind: 'day'; key: string; at: Date }
  | { kind: 'new'; key: string }
  | { kind: 'notice'; key: string; notice: Notice }
  | { kind: 'message'; key: string; message: ClientMessage; isCompact: boolean };

/** Messages of one author within so many seconds stand together. */
const together = 300;

type Item =
  | { at: number; message: ClientMessage; notice?: undefined }
  | { at: number; notice: Notice; message?: undefined };

/** @param firstNew ts of the first message that was unread when the person came */
export function rowsOf(
  messages: readonly ClientMessage[],
  notices: readonly Notice[],
  firstNew: string | null,
): Row[] {
  const items: Item[] = [
    ...messages.map((message) => ({ at: Number(message.ts), message })),
    ...notices.map((notice) => ({ at: new Date(notice.at).getTime() / 1000, notice })),
  ].toSorted((one, other) => one.at - other.at);
  const rows: Row[] = [];
  let previous: ClientMessage | null = null;
  let day = 0;
  for (const item of items) {
    const at = new Date(item.at * 1000);
    if (startOfDay(at) !== day) {
      day = startOfDay(at);
      rows.push({ kind: 'day', key: `day-${day}`, at });
      previous = null;
    }
    if (item.notice) {
      rows.push({ kind: 'notice', key: item.notice.id, notice: item.notice });
      previous = null;
      continue;
    }
    const { message } = item;
    if (message.ts === firstNew) {
      rows.push({ kind: 'new', key: 'new' });
      previous = null;
    }
    const key = `${message.ephemeral ? 'private' : 'message'}-${message.ts}`;
    rows.push({ kind: 'message', key, message, isCompact: follows(previous, message) });
    previous = message;
  }
  return rows;
}

function follows(previous: ClientMessage | null, message: ClientMessage): boolean {
  return (
    previous !== null &&
    previous.user === message.user &&
    !previous.ephemeral &&
    !message.ephemeral &&
    // A card begins something new.
    message.blocks.length === 0 &&
    Number(message.ts) - Number(previous.ts) < together
  );
}

/** Messages that stand in the channel itself; replies stand in their threads. A private answer stands where it was given. */
export function isInChannel(message: ClientMessage): boolean {
  return message.threadTs === undefined || message.threadTs === message.ts;
}

/** The replies to a message, oldest first. */
export function repliesTo(messages: readonly ClientMessage[], ts: string): ClientMessage[] {
  return messages.filter((message) => message.threadTs === ts && message.ts !== ts);
}

/** The first of the `unread` last messages of others. */
export function firstUnread(
  messages: readonly ClientMessage[],
  me: string,
  unread: number,
): string | null {
  if (unread === 0) return null;
  const others = messages.filter((message) => message.user !== me);
  return others.at(-unread)?.ts ?? null;
}

export function lastOf(messages: readonly ClientMessage[]): Date | null {
  const last = messages.at(-1);
  return last ? timeOf(last.ts) : null;
}
