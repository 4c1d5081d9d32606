// A card is a row: which record it draws, where it is, and what was last drawn. Services ask for cards by
// putting a row; bot/publisher keeps the message in Slack true to the record.
import { z } from 'zod';
import type { Collection, Store } from '../store/store.js';

/** Epoch milliseconds. */
const instant = z.number().int();

/** card: the record itself, edited in place. The others are one message each in its thread: what had no room on the card, a reminder, what its commands say, how it ended. */
export const cardViews = ['card', 'rest', 'reminder', 'output', 'outcome'] as const;

export const cardSchema = z.object({
  record: z.object({ kind: z.enum(['run']), id: z.string() }),

  view: z.enum(cardViews),
  channel: z.string(),
  /** Id of the card in whose thread this one is posted. */
  parent: z.string().nullable(),
  /** 0 first. */
  priority: z.number().int(),
  /** Slack's id of the message, once it is known to be posted. */
  ts: z.string().nullable(),
  /** Set before a post and cleared after: a post in doubt is looked for before it is made again. */
  posting: z.object({ owner: z.string(), at: instant }).nullable(),
  /** Hash of what stands in Slack: a change of the record that doesn't show costs no call. */
  shown: z.string().nullable(),
  /** Drawn with the old blocks only, since Slack refused the new ones here. */
  plain: z.boolean(),
  /** No more drawing is needed: the record has ended and its last state stands in Slack. */
  settled: z.boolean(),
  /** When the publisher looks at it again even if nothing wakes it. */
  lookAt: instant,
  /** Nothing is sent before this time (rate limit, back-off). */
  notBefore: instant,
  failures: z.number().int(),
  createdAt: instant,
});
export type Card = z.infer<typeof cardSchema>;

export const cards: Collection<Card> = {
  name: 'cards',
  schema: cardSchema,
  indexes: { byLook: ['settled', 'lookAt'] },
};

/** Row id of a run's card, reminder or outcome. */
export function runCardId(run: string, view: Card['view']): string {
  return `run:${run}:${view}`;
}

/**
 * Asks for all the cards that a run may need: each shows nothing until the run has come that far.
 * Harmless when they were asked for before.
 */
export async function requestRunCards(
  store: Store,
  card: { run: string; channel: string; now: number },
): Promise<void> {
  for (const view of cardViews)
    await store.insert(cards, runCardId(card.run, view), {
      record: { kind: 'run', id: card.run },
      view,
      channel: card.channel,
      parent: view === 'card' ? null : runCardId(card.run, 'card'),
      priority: 1,
      ts: null,
      posting: null,
      shown: null,
      plain: false,
      settled: false,
      lookAt: card.now,
      notBefore: 0,
      failures: 0,
      createdAt: card.now,
    });
}
