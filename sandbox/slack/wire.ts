// How Slack writes its things as JSON: messages, channels, people, views, files.
import { stateValues } from './blocks/values.js';
import type { Json } from './json.js';
import type { StateValues } from './protocol.js';
import { messagesIn, repliesTo } from './state/messages.js';
import {
  type Channel,
  type Member,
  type StoredFile,
  type StoredMessage,
  type StoredView,
  type Workspace,
} from './state/workspace.js';

export function messageJson(ws: Workspace, message: StoredMessage, withMetadata = false): Json {
  const { bot, workspace } = ws.settings.seed;
  const replies = repliesTo(ws, message);
  const users = [...new Set(replies.map((reply) => reply.user))];
  return {
    type: 'message',
    ...(message.tombstone ? { subtype: 'tombstone', hidden: true } : {}),
    user: message.user,
    ts: message.ts,
    text: message.text,
    team: workspace.id,
    ...(message.user === bot.userId ? { bot_id: bot.botId, app_id: bot.appId } : {}),
    ...(message.blocks.length > 0 ? { blocks: message.blocks } : {}),
    ...(message.files.length > 0
      ? { files: message.files.map((file) => fileJson(ws, file)), upload: false }
      : {}),
    ...(message.edited ? { edited: message.edited } : {}),
    ...(message.reactions.length > 0 ? { reactions: reactionsJson(message) } : {}),
    ...(message.threadTs === undefined
      ? {}
      : { thread_ts: message.threadTs, ...parentUser(ws, message) }),
    ...(replies.length > 0
      ? {
          thread_ts: message.ts,
          reply_count: replies.length,
          reply_users_count: users.length,
          reply_users: users,
          latest_reply: replies.at(-1)?.ts,
        }
      : {}),
    ...(withMetadata && message.metadata ? { metadata: message.metadata } : {}),
  };
}

function parentUser(ws: Workspace, reply: StoredMessage): Json {
  const root = messagesIn(ws, reply.channel).find((message) => message.ts === reply.threadTs);
  return root === undefined ? {} : { parent_user_id: root.user };
}

export function reactionsJson(message: StoredMessage): Json[] {
  return message.reactions.map(({ name, users }) => ({ name, users, count: users.length }));
}

export function fileJson(ws: Workspace, file: StoredFile): Json {
  return {
    id: file.id,
    name: file.name,
    title: file.title,
    size: file.content.length,
    mode: 'hosted',
    url_private: `${ws.url}/files/${file.id}`,
    permalink: `${ws.url}/files/${file.id}`,
  };
}

export function channelJson(ws: Workspace, channel: Channel): Json {
  const { bot, workspace } = ws.settings.seed;
  const shared = {
    id: channel.id,
    created: channel.created,
    is_archived: false,
    is_im: channel.kind === 'im',
    is_mpim: channel.kind === 'mpim',
    is_channel: channel.kind === 'public',
    is_group: channel.kind === 'private' || channel.kind === 'mpim',
    is_private: channel.kind !== 'public',
    context_team_id: workspace.id,
  };
  if (channel.kind === 'im') {
    const user = [...channel.members].find((member) => member !== bot.userId);
    return { ...shared, user, is_user_deleted: false };
  }
  return {
    ...shared,
    name: channel.name,
    name_normalized: channel.name,
    is_general: channel.name === 'general',
    is_member: channel.members.has(bot.userId),
    num_members: channel.members.size,
    topic: { value: channel.topic, creator: '', last_set: 0 },
    purpose: { value: '', creator: '', last_set: 0 },
  };
}

export function emailOf(ws: Workspace, member: Member): string {
  return `${member.handle}@${ws.settings.seed.workspace.domain}.example`;
}

export function userJson(ws: Workspace, member: Member): Json {
  const mayReadEmail = ws.settings.scopes.includes('users:read.email') && !member.isBot;
  return {
    id: member.id,
    team_id: ws.settings.seed.workspace.id,
    name: member.handle,
    real_name: member.name,
    deleted: false,
    tz: member.tz,
    is_bot: member.isBot,
    is_app_user: false,
    is_admin: false,
    is_owner: false,
    is_restricted: false,
    is_ultra_restricted: false,
    profile: {
      real_name: member.name,
      display_name: member.handle,
      title: member.title,
      ...(mayReadEmail ? { email: emailOf(ws, member) } : {}),
      ...(member.isBot ? { bot_id: ws.settings.seed.bot.botId } : {}),
    },
  };
}

const plainText = (text: string) => ({ type: 'plain_text', text, emoji: true });

/** @param given what the person has filled in so far */
export function viewJson(ws: Workspace, stored: StoredView, given: StateValues = {}): Json {
  const { bot, workspace } = ws.settings.seed;
  const { view } = stored;
  return {
    id: stored.id,
    team_id: workspace.id,
    type: view.type,
    blocks: view.blocks,
    private_metadata: view.privateMetadata,
    callback_id: view.callbackId,
    state: { values: stateValues(view.blocks, given) },
    hash: stored.hash,
    title: plainText(view.title ?? 'View Title'),
    submit: view.submit === undefined ? null : plainText(view.submit),
    close: view.close === undefined ? null : plainText(view.close),
    clear_on_close: view.clearOnClose,
    notify_on_close: view.notifyOnClose,
    root_view_id: stored.rootId,
    previous_view_id: stored.previousId ?? null,
    external_id: view.externalId ?? '',
    app_id: bot.appId,
    app_installed_team_id: workspace.id,
    bot_id: bot.botId,
  };
}
