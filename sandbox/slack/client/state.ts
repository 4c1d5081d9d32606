// All that one person may see, and nothing else: the protocol's ClientState.
import type { ClientMessage, ClientState, ClientView } from '../protocol.js';
import { messagesIn, repliesTo } from '../state/messages.js';
import { stackOf } from '../state/views.js';
import {
  botId,
  type Channel,
  type StoredMessage,
  type StoredView,
  type Workspace,
} from '../state/workspace.js';

function visibleMessages(ws: Workspace, user: string, channel: string): StoredMessage[] {
  return messagesIn(ws, channel).filter(
    ({ ephemeralTo }) => ephemeralTo === undefined || ephemeralTo === user,
  );
}

function clientMessage(ws: Workspace, message: StoredMessage): ClientMessage {
  return {
    ts: message.ts,
    channel: message.channel,
    user: message.user,
    text: message.text,
    blocks: message.blocks,
    ...(message.threadTs === undefined ? {} : { threadTs: message.threadTs }),
    replyCount: repliesTo(ws, message).length,
    edited: message.edited !== undefined && message.showsEdited,
    ephemeral: message.ephemeralTo !== undefined,
    files: message.files.map(({ id, title, content }) => ({
      id,
      title,
      text: content.toString('utf8'),
    })),
    reactions: message.reactions,
    ...(message.metadata === undefined ? {} : { metadata: message.metadata }),
  };
}

function clientView(stored: StoredView): ClientView {
  const { view } = stored;
  return {
    id: stored.id,
    hash: stored.hash,
    callbackId: view.callbackId,
    title: view.title ?? '',
    ...(view.submit === undefined ? {} : { submit: view.submit }),
    ...(view.close === undefined ? {} : { close: view.close }),
    blocks: view.blocks,
    errors: stored.errors,
  };
}

function clientChannel(ws: Workspace, user: string, channel: Channel) {
  const read = Number(channel.readUpTo.get(user) ?? 0);
  const isDirect = channel.kind === 'im';
  const partner = [...channel.members].find((member) => member !== user);
  return {
    id: channel.id,
    name: isDirect ? (partner ?? botId(ws)) : channel.name,
    topic: channel.topic,
    isDirect,
    unread: visibleMessages(ws, user, channel.id).filter(
      (message) => message.user !== user && Number(message.ts) > read,
    ).length,
  };
}

export function clientState(ws: Workspace, user: string): ClientState {
  const channels = [...ws.channels.values()].filter(({ members }) => members.has(user));
  const home = ws.homes.get(user);
  return structuredClone({
    version: ws.audience.version(user),
    me: user,
    people: [...ws.members.values()].map(({ id, handle, name, title, isBot }) => ({
      id,
      handle,
      name,
      title,
      isBot,
    })),
    userGroups: ws.userGroups.map((group) => ({ ...group, users: [...group.users] })),
    messageShortcuts: [...ws.settings.messageShortcuts],
    channels: channels.map((channel) => clientChannel(ws, user, channel)),
    messages: Object.fromEntries(
      channels.map(({ id }) => [
        id,
        visibleMessages(ws, user, id).map((message) => clientMessage(ws, message)),
      ]),
    ),
    views: stackOf(ws, user).map(clientView),
    home: home === undefined ? null : { blocks: home.view.blocks },
    notices: ws.notices.get(user) ?? [],
  });
}
