// A card is a row: which record it draws, where it is, and what was last drawn. Services ask for cards by
// putting a row; bot/publisher keeps the message in Slack true to the record.
import { z } from 'zod';
import type { Collection, Store } from '../store/store.js';
import { update } from '../store/update.js';

/** Epoch milliseconds. */
const instant = z.number().int();

/**
 * card: the record itself, edited in place. direct: the same as a direct message to one person. The others are one message
 * each in its thread: what had no room on the card, a reminder, what its commands say, its details (the alerts of a group,
 * the timeline of an incident), how it ended.
 */
export const cardViews = [
  'card',
  'direct',
  'rest',
  'reminder',
  'output',
  'details',
  'outcome',
] as const;
export type CardView = (typeof cardViews)[number];

/** What can be drawn. */
export const recordKinds = [
  'run',
  'alert-group',
  'storm',
  'incident',
  'notice',
  'maintenance',
  'posting',
] as const;
export type RecordKind = (typeof recordKinds)[number];

/** The views that each kind of record may have; direct messages come beside them. */
export const viewsOf: Readonly<Record<RecordKind, readonly CardView[]>> = {
  run: ['card', 'rest', 'reminder', 'output', 'outcome'],
  'alert-group': ['card', 'details', 'outcome'],
  storm: ['card', 'details'],
  incident: ['card', 'details', 'outcome'],
  notice: ['card'],
  maintenance: ['card', 'outcome'],
  posting: ['card', 'rest'],
};

/** Tells whoever draws that a record has changed. */
export type Redraw = (record: { kind: RecordKind; id: string }) => void;

export const cardSchema = z.object({
  record: z.object({ kind: z.enum(recordKinds), id: z.string() }),
  view: z.enum(cardViews),
  /** A user's id for a direct message. */
  channel: z.string(),
  /** Id of the card in whose thread this one is posted. */
  parent: z.string().nullable(),
  /** 0 first. */
  priority: z.number().int(),
  /** Slack's id of the message, once it is known to be posted. */
  ts: z.string().nullable(),
  /** Set before a post and cleared after: a post in doubt is looked for before it is made again. */
  posting: z.object({ owner: z.string(), at: instant }).nullable(),
  /** The process that sends it now or waits for its turn to: until then (epoch milliseconds) no other one has to. */
  drawing: z.object({ owner: z.string(), until: instant }).nullable().default(null),
  /** Hash of what stands in Slack: a change of the record that doesn't show costs no call. */
  shown: z.string().nullable(),
  /** Hash of what of it people had to be told (`Picture.told`); null where nothing is told apart. */
  told: z.string().nullable().default(null),
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

/** Details come after the cards of everything else that happens. */
const detailsLater = 5;

/** Between an incident's card (its severity, from 0) and one that can wait. */
export const runPriority = 1;

/** Of one of a record's messages, given that of its card. */
export function priorityOf(view: CardView, priority: number): number {
  return view === 'details' ? priority + detailsLater : priority;
}

/** Row id of a record's card, reminder, outcome … */
export function cardId(kind: RecordKind, record: string, view: CardView): string {
  return `${kind}:${record}:${view}`;
}

/**
 * Asks for all the cards that a record may need: each shows nothing until the record has come that far.
 * Harmless when they were asked for before.
 */
export async function requestCards(
  store: Store,
  card: {
    record: { kind: RecordKind; id: string };
    channel: string;
    /** 0 first. */
    priority: number;
    /** Card in whose thread all of them stand; null: the first one is a message of the channel, with the others in its thread. */
    parent: string | null;
    now: number;
  },
): Promise<void> {
  const { record, channel, priority, now } = card;
  const own = cardId(record.kind, record.id, 'card');
  for (const view of viewsOf[record.kind])
    await store.insert(cards, cardId(record.kind, record.id, view), {
      ...blank(now),
      record,
      view,
      channel,
      parent: view === 'card' ? card.parent : (card.parent ?? own),
      priority: priorityOf(view, priority),
    });
}

/** Asks for a record's card as a direct message to a Slack user. Harmless to repeat. */
export async function requestDirect(
  store: Store,
  card: { record: { kind: RecordKind; id: string }; user: string; priority: number; now: number },
): Promise<void> {
  const { record, user, priority, now } = card;
  await store.insert(cards, `${cardId(record.kind, record.id, 'direct')}:${user}`, {
    ...blank(now),
    record,
    view: 'direct',
    channel: user,
    parent: null,
    priority,
  });
}

function blank(now: number): Omit<Card, 'record' | 'view' | 'channel' | 'parent' | 'priority'> {
  return {
    ts: null,
    posting: null,
    drawing: null,
    shown: null,
    told: null,
    plain: false,
    settled: false,
    lookAt: now,
    notBefore: 0,
    failures: 0,
    createdAt: now,
  };
}

/** Has a record's cards looked at soon, by whichever process sweeps: for a change that no publisher of this process hears of. */
export async function touchCards(
  store: Store,
  record: { kind: RecordKind; id: string },
  now: number,
): Promise<void> {
  for (const view of viewsOf[record.kind])
    await update(store, cards, cardId(record.kind, record.id, view), (card) =>
      !card.settled && card.lookAt <= now ? card : { ...card, settled: false, lookAt: now },
    );
}
