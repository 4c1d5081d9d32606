// conversations.*: the channels themselves. Reading their messages is in history.ts.
import { z } from 'zod';
import { openDirect } from '../state/messages.js';
import { botId } from '../state/workspace.js';
import { channelJson } from '../wire.js';
import {
  ApiError,
  channelArg,
  channelFor,
  cursorArgs,
  defineMethod,
  flag,
  list,
  paginate,
  requireKindScope,
  requireScope,
  text,
} from './method.js';

const readScopes = ['channels:read', 'groups:read', 'im:read', 'mpim:read'];
const kinds = {
  public_channel: 'public',
  private_channel: 'private',
  im: 'im',
  mpim: 'mpim',
} as const;
const kindName = z.enum(['public_channel', 'private_channel', 'im', 'mpim']);
const typeScopes = {
  public_channel: 'channels:read',
  private_channel: 'groups:read',
  im: 'im:read',
  mpim: 'mpim:read',
} as const;

export const conversationMethods = [
  defineMethod('conversations.info', {
    scopes: readScopes,
    args: z.object(channelArg),
    run(ws, args) {
      const channel = channelFor(ws, args.channel);
      requireKindScope(ws, channel, 'read');
      return { channel: channelJson(ws, channel) };
    },
  }),

  defineMethod('conversations.list', {
    scopes: readScopes,
    args: z.object({ ...cursorArgs, types: list.optional(), exclude_archived: flag.optional() }),
    run(ws, args) {
      const wanted = z.array(kindName).safeParse(args.types ?? ['public_channel']);
      if (!wanted.success) throw new ApiError('invalid_types');
      for (const type of wanted.data) requireScope(ws, typeScopes[type]);
      const wantedKinds = new Set<string>(wanted.data.map((type) => kinds[type]));
      const visible = [...ws.channels.values()].filter(
        (channel) =>
          wantedKinds.has(channel.kind) &&
          (channel.kind === 'public' || channel.members.has(botId(ws))),
      );
      const page = paginate(visible, args.limit, args.cursor, 100);
      return {
        channels: page.items.map((channel) => channelJson(ws, channel)),
        response_metadata: { next_cursor: page.next },
      };
    },
  }),

  defineMethod('conversations.members', {
    scopes: readScopes,
    args: z.object({ ...channelArg, ...cursorArgs }),
    run(ws, args) {
      const channel = channelFor(ws, args.channel);
      requireKindScope(ws, channel, 'read');
      const page = paginate([...channel.members], args.limit, args.cursor, 100);
      return { members: page.items, response_metadata: { next_cursor: page.next } };
    },
  }),

  defineMethod('conversations.open', {
    scopes: ['im:write', 'mpim:write'],
    args: z.object({
      channel: text.optional(),
      users: list.optional(),
      return_im: flag.optional(),
      prevent_creation: flag.optional(),
    }),
    run(ws, args) {
      if (args.channel !== undefined)
        return { channel: channelJson(ws, channelFor(ws, args.channel)) };
      const users = args.users ?? [];
      if (users.length === 0) throw new ApiError('users_list_not_supplied');
      if (users.length > 8) throw new ApiError('too_many_users');
      if (users.some((user) => !ws.members.has(user))) throw new ApiError('user_not_found');
      requireScope(ws, users.length === 1 ? 'im:write' : 'mpim:write');
      const channel = openDirect(ws, users);
      return {
        channel: args.return_im === true ? channelJson(ws, channel) : { id: channel.id },
      };
    },
  }),

  defineMethod('conversations.join', {
    scopes: ['channels:join'],
    args: z.object(channelArg),
    run(ws, args) {
      const channel = channelFor(ws, args.channel);
      if (channel.kind !== 'public') throw new ApiError('method_not_supported_for_channel_type');
      const already = channel.members.has(botId(ws));
      channel.members.add(botId(ws));
      ws.audience.touch(channel.members);
      return {
        channel: channelJson(ws, channel),
        ...(already ? { warning: 'already_in_channel' } : {}),
      };
    },
  }),
];
