// A card is a row: which record it draws, where it is, and which revision was last drawn. Services ask for cards by
// putting a row; bot/publisher keeps the message in Slack true to the record.
import { z } from 'zod';
import type { Collection, Store } from '../store/store.js';

/** Epoch milliseconds. */
const instant = z.number().int();

export const cardSchema = z.object({
  record: z.object({ kind: z.enum(['run']), id: z.string() }),
  /** card: the record itself, edited in place. reminder, outcome: one message each in the card's thread. */
  view: z.enum(['card', 'reminder', 'outcome']),
  channel: z.string(),
  /** Id of the card in whose thread this one is posted. */
  parent: z.string().nullable(),
  /** 0 first. */
  priority: z.number().int(),
  /** Slack's id of the message, once it is known to be posted. */
  ts: z.string().nullable(),
  /** Set before a post and cleared after: a post in doubt is looked for before it is made again. */
  posting: z.object({ owner: z.string(), at: instant }).nullable(),
  /** Revision of the record last drawn; 0: none. */
  drawn: z.number().int(),
  /** No more drawing is needed: the record has ended and its last state stands in Slack. */
  settled: z.boolean(),
  /** Not before this time (rate limit, back-off). */
  notBefore: instant,
  failures: z.number().int(),
  createdAt: instant,
});
export type Card = z.infer<typeof cardSchema>;

export const cards: Collection<Card> = {
  name: 'cards',
  schema: cardSchema,
  indexes: { bySettled: ['settled', 'priority', 'createdAt'] },
};

/** Row id of a run's card, reminder or outcome. */
export function runCardId(run: string, view: Card['view']): string {
  return `run:${run}:${view}`;
}

/** Asks for a card; harmless when it was asked for before. */
export async function requestRunCard(
  store: Store,
  card: { run: string; view: Card['view']; channel: string; now: number },
): Promise<void> {
  await store.insert(cards, runCardId(card.run, card.view), {
    record: { kind: 'run', id: card.run },
    view: card.view,
    channel: card.channel,
    parent: card.view === 'card' ? null : runCardId(card.run, 'card'),
    priority: 1,
    ts: null,
    posting: null,
    drawn: 0,
    settled: false,
    notBefore: 0,
    failures: 0,
    createdAt: card.now,
  });
}
