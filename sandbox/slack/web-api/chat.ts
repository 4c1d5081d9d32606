// chat.*: posting, changing and deleting the bot's messages.
import { z } from 'zod';
import {
  changeMessage,
  findMessage,
  openDirect,
  postMessage,
  removeMessage,
} from '../state/messages.js';
import { botId, type Channel, type Workspace } from '../state/workspace.js';
import { messageJson } from '../wire.js';
import {
  checkPostedText,
  checkThread,
  checkUpdatedText,
  isOwn,
  readBlocks,
  readMetadata,
} from './content.js';
import { ApiError, channelFor, defineMethod, flag, joinedChannel, json, text } from './method.js';

const content = {
  channel: text,
  text: text.optional(),
  blocks: json.optional(),
  metadata: json.optional(),
  attachments: json.optional(),
};
const scopes = ['chat:write'];

/** Where a message to this channel goes: people and channel names are addresses too. */
function destination(ws: Workspace, address: string): Channel {
  const member = ws.members.get(address);
  if (member !== undefined && !member.isBot) return openDirect(ws, [member.id]);
  const named = [...ws.channels.values()].find(
    (channel) => channel.kind === 'public' && channel.name === address.replace(/^#/, ''),
  );
  const channel = channelFor(ws, named?.id ?? address);
  if (channel.members.has(botId(ws)) || ws.settings.scopes.includes('chat:write.public'))
    return channel;
  throw new ApiError('not_in_channel');
}

interface Content {
  text?: string | undefined;
  blocks?: unknown;
  attachments?: unknown;
}

/** Legacy attachments are not drawn here; losing them without a word would hide a bug. */
function refuseAttachments({ attachments }: Content): void {
  if (Array.isArray(attachments) && attachments.length > 0)
    throw new ApiError('invalid_attachments');
}

function readContent(ws: Workspace, args: Content) {
  refuseAttachments(args);
  const blocks = args.blocks === undefined ? [] : readBlocks(ws, args.blocks);
  if (!args.text && blocks.length === 0) throw new ApiError('no_text');
  checkPostedText(args.text ?? '');
  return { text: args.text ?? '', blocks };
}

export const chatMethods = [
  defineMethod('chat.postMessage', {
    scopes,
    args: z.object({
      ...content,
      thread_ts: text.optional(),
      reply_broadcast: flag.optional(),
    }),
    run(ws, args) {
      const channel = destination(ws, args.channel);
      const said = readContent(ws, args);
      const metadata = readMetadata(args.metadata);
      if (args.thread_ts) checkThread(ws, channel.id, args.thread_ts);
      const message = postMessage(ws, {
        channel: channel.id,
        user: botId(ws),
        ...said,
        ...(args.thread_ts ? { threadTs: args.thread_ts } : {}),
        ...(metadata ? { metadata } : {}),
      });
      return { channel: channel.id, ts: message.ts, message: messageJson(ws, message, true) };
    },
  }),

  defineMethod('chat.postEphemeral', {
    scopes,
    args: z.object({ ...content, user: text, thread_ts: text.optional() }),
    run(ws, args) {
      const channel = joinedChannel(ws, args.channel);
      if (!channel.members.has(args.user)) throw new ApiError('user_not_in_channel');
      const said = readContent(ws, args);
      if (args.thread_ts) checkThread(ws, channel.id, args.thread_ts);
      const message = postMessage(ws, {
        channel: channel.id,
        user: botId(ws),
        ...said,
        ephemeralTo: args.user,
        ...(args.thread_ts ? { threadTs: args.thread_ts } : {}),
      });
      return { message_ts: message.ts };
    },
  }),

  defineMethod('chat.update', {
    scopes,
    args: z.object({ ...content, ts: text }),
    run(ws, args) {
      refuseAttachments(args);
      const channel = channelFor(ws, args.channel);
      const message = findMessage(ws, channel.id, args.ts);
      if (message === undefined) throw new ApiError('message_not_found');
      if (!isOwn(ws, message)) throw new ApiError('cant_update_message');
      const blocks = args.blocks === undefined ? undefined : readBlocks(ws, args.blocks);
      const metadata = readMetadata(args.metadata);
      if (args.text === undefined && blocks === undefined && metadata === undefined)
        throw new ApiError('no_text');
      if (blocks?.length === 0 && !(args.text ?? message.text)) throw new ApiError('no_text');
      checkUpdatedText(args.text ?? '');
      changeMessage(ws, message, {
        ...(args.text === undefined ? {} : { text: args.text }),
        // As documented: text without blocks takes the blocks away; neither keeps them.
        ...(blocks ? { blocks } : args.text === undefined ? {} : { blocks: [] }),
        ...(metadata === undefined ? {} : { metadata }),
      });
      return {
        channel: channel.id,
        ts: message.ts,
        text: message.text,
        message: messageJson(ws, message, true),
      };
    },
  }),

  defineMethod('chat.delete', {
    scopes,
    args: z.object({ channel: text, ts: text }),
    run(ws, args) {
      const channel = channelFor(ws, args.channel);
      const message = findMessage(ws, channel.id, args.ts);
      if (message === undefined || message.tombstone) throw new ApiError('message_not_found');
      if (!isOwn(ws, message)) throw new ApiError('cant_delete_message');
      removeMessage(ws, message);
      return { channel: channel.id, ts: args.ts };
    },
  }),

  defineMethod('chat.getPermalink', {
    scopes: [],
    args: z.object({ channel: text, message_ts: text }),
    run(ws, args) {
      const channel = channelFor(ws, args.channel);
      const message = findMessage(ws, channel.id, args.message_ts);
      if (message === undefined) throw new ApiError('message_not_found');
      const { domain } = ws.settings.seed.workspace;
      const thread =
        message.threadTs === undefined ? '' : `?thread_ts=${message.threadTs}&cid=${channel.id}`;
      const id = `p${message.ts.replace('.', '')}`;
      return {
        channel: channel.id,
        permalink: `https://${domain}.slack.com/archives/${channel.id}/${id}${thread}`,
      };
    },
  }),
];
