// The Web API calls that the publisher makes. Nothing else in the bot posts to a channel.
import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { Rendered } from '../cards/fit.js';
import type { Card } from '../../services/cards/rows.js';
import { slackFailure } from './slack-failure.js';

/** Message metadata by which a card whose post was lost is found again. */
const eventType = 'ppm_card';
const payloadSchema = z.object({ card: z.string() });
/** Our clock against Slack's, milliseconds. */
const clockMargin = 60_000;

export interface SlackMessages {
  /** The new message's ts. */
  post(id: string, card: Card, threadTs: string | null, rendered: Rendered): Promise<string>;
  update(id: string, card: Card, ts: string, rendered: Rendered): Promise<void>;
  /** Harmless to repeat. */
  remove(card: Card, ts: string): Promise<void>;
  /** The ts of the message that an earlier post of this card made, or null. `since` in epoch milliseconds. */
  find(id: string, card: Card, threadTs: string | null, since: number): Promise<string | null>;
}

export function createSlackMessages(client: WebClient): SlackMessages {
  const metadata = (id: string) => ({ event_type: eventType, event_payload: { card: id } });
  /** Channels of direct messages, by user: they stay the same. */
  const directs = new Map<string, string>();

  async function channelOf({ channel }: Card): Promise<string> {
    if (!/^[UW]/.test(channel)) return channel;
    const known = directs.get(channel);
    if (known !== undefined) return known;
    const { channel: opened } = await client.conversations.open({ users: channel });
    if (!opened?.id) throw new Error('conversations.open answered without a channel');
    directs.set(channel, opened.id);
    return opened.id;
  }

  return {
    async post(id, card, threadTs, rendered) {
      const answer = await client.chat.postMessage({
        channel: await channelOf(card),
        text: rendered.text,
        blocks: rendered.blocks,
        metadata: metadata(id),
        parse: 'none',
        unfurl_links: false,
        unfurl_media: false,
        ...(threadTs === null ? {} : { thread_ts: threadTs }),
      });
      if (!answer.ts) throw new Error('chat.postMessage answered without a ts');
      return answer.ts;
    },
    async update(id, card, ts, rendered) {
      await client.chat.update({
        channel: await channelOf(card),
        ts,
        text: rendered.text,
        blocks: rendered.blocks,
        metadata: metadata(id),
      });
    },
    async remove(card, ts) {
      try {
        await client.chat.delete({ channel: await channelOf(card), ts });
      } catch (error) {
        const failure = slackFailure(error);
        if (failure.kind !== 'refused' || failure.error !== 'message_not_found') throw error;
      }
    },
    async find(id, card, threadTs, since) {
      const range = {
        channel: await channelOf(card),
        oldest: String((since - clockMargin) / 1000),
        include_all_metadata: true,
        limit: 100,
      };
      let cursor: string | undefined;
      do {
        const paged = cursor === undefined ? range : { ...range, cursor };
        const page =
          threadTs === null
            ? await client.conversations.history(paged)
            : await client.conversations.replies({ ...paged, ts: threadTs });
        const found = page.messages?.find(
          ({ metadata: kept }) =>
            kept?.event_type === eventType &&
            payloadSchema.safeParse(kept.event_payload).data?.card === id,
        );
        if (found?.ts) return found.ts;
        cursor = page.response_metadata?.next_cursor || undefined;
      } while (cursor);
      return null;
    },
  };
}
