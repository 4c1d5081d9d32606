// Posting, changing and removing messages, and telling those who can see them.
import type { Block } from '../protocol.js';
import {
  botId,
  type Channel,
  type Notice,
  type StoredMessage,
  type Workspace,
} from './workspace.js';

export type Draft = Pick<StoredMessage, 'channel' | 'user' | 'text' | 'blocks'> &
  Partial<Pick<StoredMessage, 'threadTs' | 'ephemeralTo' | 'files' | 'metadata'>>;

export function messagesIn(ws: Workspace, channel: string): StoredMessage[] {
  const known = ws.messages.get(channel);
  if (known !== undefined) return known;
  const list: StoredMessage[] = [];
  ws.messages.set(channel, list);
  return list;
}

function tellViewers(ws: Workspace, message: StoredMessage): void {
  const members = ws.channels.get(message.channel)?.members ?? [];
  ws.audience.touch(message.ephemeralTo === undefined ? members : [message.ephemeralTo]);
}

export function postMessage(ws: Workspace, draft: Draft): StoredMessage {
  const message: StoredMessage = {
    files: [],
    reactions: [],
    tombstone: false,
    showsEdited: false,
    earlier: [],
    ...draft,
    ts: ws.clock.ts(),
  };
  messagesIn(ws, draft.channel).push(message);
  tellViewers(ws, message);
  return message;
}

/** A message that everybody in the channel sees. */
export function findMessage(ws: Workspace, channel: string, ts: string): StoredMessage | undefined {
  return messagesIn(ws, channel).find(
    (message) => message.ts === ts && message.ephemeralTo === undefined,
  );
}

/** A message that this person sees: a public one, or a private answer to them. */
export function findVisible(
  ws: Workspace,
  user: string,
  channel: string,
  ts: string,
): StoredMessage | undefined {
  if (ws.channels.get(channel)?.members.has(user) !== true) return undefined;
  return messagesIn(ws, channel).find(
    (message) =>
      message.ts === ts && (message.ephemeralTo === undefined || message.ephemeralTo === user),
  );
}

export interface Change {
  text?: string;
  blocks?: Block[];
  metadata?: StoredMessage['metadata'] | null;
}

/** @param change what is absent stays; metadata null is removed */
export function changeMessage(ws: Workspace, message: StoredMessage, change: Change): void {
  message.earlier.push(message.blocks);
  if (change.text !== undefined) message.text = change.text;
  if (change.blocks !== undefined) message.blocks = change.blocks;
  if (change.metadata === null) delete message.metadata;
  else if (change.metadata !== undefined) message.metadata = change.metadata;
  message.edited = { user: message.user, ts: ws.clock.ts() };
  message.showsEdited = message.blocks.length === 0;
  tellViewers(ws, message);
}

export function repliesTo(ws: Workspace, root: StoredMessage): StoredMessage[] {
  return messagesIn(ws, root.channel).filter(
    (message) => message.threadTs === root.ts && message.ephemeralTo === undefined,
  );
}

/** Removes a message; a root with answers leaves a tombstone behind, so that the thread stays readable. */
export function removeMessage(ws: Workspace, message: StoredMessage): void {
  if (message.ephemeralTo === undefined && repliesTo(ws, message).length > 0) {
    Object.assign(message, {
      text: 'This message was deleted.',
      blocks: [],
      files: [],
      reactions: [],
      user: 'USLACKBOT',
      tombstone: true,
    });
    delete message.metadata;
  } else {
    const list = messagesIn(ws, message.channel);
    list.splice(list.indexOf(message), 1);
  }
  tellViewers(ws, message);
}

export function noteToUser(ws: Workspace, user: string, text: string, channel?: string): void {
  const notice: Notice = {
    id: ws.clock.id('N'),
    text,
    at: new Date(ws.clock.now()).toISOString(),
    ...(channel === undefined ? {} : { channel }),
  };
  ws.notices.set(user, [...(ws.notices.get(user) ?? []), notice].slice(-50));
  ws.audience.touch([user]);
}

/** The direct conversation of the bot with these people; made when it is not there yet. */
export function openDirect(ws: Workspace, users: readonly string[]): Channel {
  const members = new Set([...users, botId(ws)]);
  const existing = [...ws.channels.values()].find(
    (channel) =>
      (channel.kind === 'im' || channel.kind === 'mpim') &&
      channel.members.size === members.size &&
      [...members].every((member) => channel.members.has(member)),
  );
  if (existing !== undefined) return existing;
  const handles = [...members].map((id) => ws.members.get(id)?.handle ?? id);
  const channel: Channel = {
    id: ws.clock.id('G'),
    name: `mpdm-${handles.join('--')}-1`,
    topic: '',
    kind: 'mpim',
    members,
    created: Math.floor(ws.clock.now() / 1000),
    pins: [],
    bookmarks: [],
    readUpTo: new Map(),
  };
  ws.channels.set(channel.id, channel);
  ws.audience.touch(members);
  return channel;
}
