// reactions.*, pins.* and bookmarks.*: the marks people and bots leave on messages and channels.
import { z } from 'zod';
import { findMessage } from '../state/messages.js';
import { botId, type StoredMessage, type Workspace } from '../state/workspace.js';
import { messageJson, reactionsJson } from '../wire.js';
import { ApiError, defineMethod, joinedChannel, text } from './method.js';

const on = { channel: text, timestamp: text };

function target(ws: Workspace, channel: string, ts: string): StoredMessage {
  const message = findMessage(ws, joinedChannel(ws, channel).id, ts);
  if (message === undefined) throw new ApiError('message_not_found');
  return message;
}

function touchChannel(ws: Workspace, channel: string): void {
  ws.audience.touch(ws.channels.get(channel)?.members ?? []);
}

const emojiName = text.refine((name) => /^[a-z0-9_+'-]+(::skin-tone-[2-6])?$/.test(name));

const reactionMethods = [
  defineMethod('reactions.add', {
    scopes: ['reactions:write'],
    args: z.object({ ...on, name: text }),
    run(ws, args) {
      const message = target(ws, args.channel, args.timestamp);
      if (!emojiName.safeParse(args.name).success) throw new ApiError('invalid_name');
      const reaction = message.reactions.find(({ name }) => name === args.name);
      if (reaction?.users.includes(botId(ws)) === true) throw new ApiError('already_reacted');
      if (reaction === undefined) message.reactions.push({ name: args.name, users: [botId(ws)] });
      else reaction.users.push(botId(ws));
      touchChannel(ws, message.channel);
      return {};
    },
  }),
  defineMethod('reactions.remove', {
    scopes: ['reactions:write'],
    args: z.object({ ...on, name: text }),
    run(ws, args) {
      const message = target(ws, args.channel, args.timestamp);
      const reaction = message.reactions.find(({ name }) => name === args.name);
      if (reaction?.users.includes(botId(ws)) !== true) throw new ApiError('no_reaction');
      reaction.users = reaction.users.filter((user) => user !== botId(ws));
      message.reactions = message.reactions.filter(({ users }) => users.length > 0);
      touchChannel(ws, message.channel);
      return {};
    },
  }),
  defineMethod('reactions.get', {
    scopes: ['reactions:read'],
    args: z.object(on),
    run(ws, args) {
      const message = target(ws, args.channel, args.timestamp);
      return {
        type: 'message',
        channel: message.channel,
        message: { ...messageJson(ws, message), reactions: reactionsJson(message) },
      };
    },
  }),
];

const mostPins = 100;

const pinMethods = [
  defineMethod('pins.add', {
    scopes: ['pins:write'],
    args: z.object(on),
    run(ws, args) {
      const channel = joinedChannel(ws, args.channel);
      const message = target(ws, args.channel, args.timestamp);
      if (channel.pins.some((pin) => pin.ts === message.ts)) throw new ApiError('already_pinned');
      if (channel.pins.length >= mostPins) throw new ApiError('too_many_pins');
      channel.pins.push({
        ts: message.ts,
        by: botId(ws),
        created: Math.floor(ws.clock.now() / 1000),
      });
      return {};
    },
  }),
  defineMethod('pins.remove', {
    scopes: ['pins:write'],
    args: z.object(on),
    run(ws, args) {
      const channel = joinedChannel(ws, args.channel);
      const message = target(ws, args.channel, args.timestamp);
      if (!channel.pins.some((pin) => pin.ts === message.ts)) throw new ApiError('no_pin');
      channel.pins = channel.pins.filter((pin) => pin.ts !== message.ts);
      return {};
    },
  }),
  defineMethod('pins.list', {
    scopes: ['pins:read'],
    args: z.object({ channel: text }),
    run(ws, args) {
      const channel = joinedChannel(ws, args.channel);
      return {
        items: channel.pins.flatMap((pin) => {
          const message = findMessage(ws, channel.id, pin.ts);
          if (message === undefined) return [];
          const { by, created } = pin;
          return [
            {
              type: 'message',
              channel: channel.id,
              created_by: by,
              created,
              message: messageJson(ws, message),
            },
          ];
        }),
      };
    },
  }),
];

const onBookmarks = { channel_id: text };

const bookmarkMethods = [
  defineMethod('bookmarks.add', {
    scopes: ['bookmarks:write'],
    args: z.object({ ...onBookmarks, title: text, type: text, link: text.optional() }),
    run(ws, args) {
      const channel = joinedChannel(ws, args.channel_id);
      if (args.type !== 'link') throw new ApiError('invalid_bookmark_type');
      if (!args.link || !/^https?:\/\//.test(args.link)) throw new ApiError('invalid_link');
      if (channel.bookmarks.length >= 100) throw new ApiError('too_many_bookmarks');
      const bookmark = {
        id: ws.clock.id('Bk'),
        title: args.title,
        link: args.link,
        type: args.type,
      };
      channel.bookmarks.push(bookmark);
      return { bookmark: { ...bookmark, channel_id: channel.id } };
    },
  }),
  defineMethod('bookmarks.edit', {
    scopes: ['bookmarks:write'],
    args: z.object({
      ...onBookmarks,
      bookmark_id: text,
      title: text.optional(),
      link: text.optional(),
    }),
    run(ws, args) {
      const channel = joinedChannel(ws, args.channel_id);
      const bookmark = channel.bookmarks.find((each) => each.id === args.bookmark_id);
      if (bookmark === undefined) throw new ApiError('bookmark_not_found');
      bookmark.title = args.title ?? bookmark.title;
      bookmark.link = args.link ?? bookmark.link;
      return { bookmark: { ...bookmark, channel_id: channel.id } };
    },
  }),
  defineMethod('bookmarks.remove', {
    scopes: ['bookmarks:write'],
    args: z.object({ ...onBookmarks, bookmark_id: text }),
    run(ws, args) {
      const channel = joinedChannel(ws, args.channel_id);
      if (!channel.bookmarks.some((each) => each.id === args.bookmark_id))
        throw new ApiError('not_found');
      channel.bookmarks = channel.bookmarks.filter((each) => each.id !== args.bookmark_id);
      return {};
    },
  }),
  defineMethod('bookmarks.list', {
    scopes: ['bookmarks:read'],
    args: z.object(onBookmarks),
    run(ws, args) {
      const channel = joinedChannel(ws, args.channel_id);
      return {
        bookmarks: channel.bookmarks.map((each) => ({ ...each, channel_id: channel.id })),
      };
    },
  }),
];

export const markMethods = [...reactionMethods, ...pinMethods, ...bookmarkMethods];
