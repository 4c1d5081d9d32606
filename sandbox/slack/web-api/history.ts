// conversations.history and conversations.replies: reading back what was said. Private answers are not in it.
import { z } from 'zod';
import { findMessage, messagesIn, repliesTo } from '../state/messages.js';
import type { StoredMessage } from '../state/workspace.js';
import { messageJson } from '../wire.js';
import {
  ApiError,
  channelArg,
  cursorArgs,
  decodeCursor,
  defineMethod,
  encodeCursor,
  flag,
  joinedChannel,
  paginate,
  requireKindScope,
  text,
} from './method.js';

const scopes = ['channels:history', 'groups:history', 'im:history', 'mpim:history'];
const args = z.object({
  ...channelArg,
  ...cursorArgs,
  oldest: text.optional(),
  latest: text.optional(),
  inclusive: flag.optional(),
  include_all_metadata: flag.optional(),
});

type Range = Pick<z.output<typeof args>, 'oldest' | 'latest' | 'inclusive'>;

function inRange({ oldest, latest, inclusive }: Range) {
  const edge = inclusive === true;
  return ({ ts }: StoredMessage) => {
    const at = Number(ts);
    const fromOldest = oldest === undefined || Number(oldest) < at || (edge && oldest === ts);
    const toLatest = latest === undefined || at < Number(latest) || (edge && latest === ts);
    return fromOldest && toLatest;
  };
}

const mostPerPage = 999;

function pageSize(limit: number | undefined, fallback: number): number {
  if (limit !== undefined && (limit < 1 || limit > mostPerPage))
    throw new ApiError('invalid_limit');
  return limit ?? fallback;
}

export const historyMethods = [
  defineMethod('conversations.history', {
    scopes,
    args,
    run(ws, input) {
      const channel = joinedChannel(ws, input.channel);
      requireKindScope(ws, channel, 'history');
      const size = pageSize(input.limit, 100);
      // The cursor holds the ts of the last message seen, so that new messages don't shift the pages.
      const before = input.cursor ? decodeCursor(input.cursor) : undefined;
      if (before === 'invalid') throw new ApiError('invalid_cursor');
      const matching = messagesIn(ws, channel.id)
        .filter((message) => message.ephemeralTo === undefined && message.threadTs === undefined)
        .filter(inRange(input))
        .filter((message) => before === undefined || Number(message.ts) < Number(before))
        .toReversed();
      const messages = matching.slice(0, size);
      const last = messages.at(-1);
      const more = matching.length > messages.length && last !== undefined;
      return {
        messages: messages.map((message) =>
          messageJson(ws, message, input.include_all_metadata === true),
        ),
        has_more: more,
        pin_count: channel.pins.length,
        response_metadata: { next_cursor: more ? encodeCursor(last.ts) : '' },
      };
    },
  }),

  defineMethod('conversations.replies', {
    scopes,
    args: args.extend({ ts: text }),
    run(ws, input) {
      const channel = joinedChannel(ws, input.channel);
      requireKindScope(ws, channel, 'history');
      const asked = findMessage(ws, channel.id, input.ts);
      const root =
        asked?.threadTs === undefined ? asked : findMessage(ws, channel.id, asked.threadTs);
      if (root === undefined) throw new ApiError('thread_not_found');
      const replies = repliesTo(ws, root).filter(inRange(input));
      const page = paginate(
        [root, ...replies],
        pageSize(input.limit, mostPerPage),
        input.cursor,
        mostPerPage,
      );
      return {
        messages: page.items.map((message) =>
          messageJson(ws, message, input.include_all_metadata === true),
        ),
        has_more: page.next !== '',
        response_metadata: { next_cursor: page.next },
      };
    },
  }),
];
