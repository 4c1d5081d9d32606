// What the listeners store and the desk works on: the part of the payloads that the bot uses, parsed at the edge.
import { z } from 'zod';
import { changedPageSchema } from '../services/notion/webhooks/event.js';

/** Where a private answer goes: the response_url while it lives (30 minutes, 5 uses), else an ephemeral in the channel. */
const replyTo = {
  user: z.string(),
  channel: z.string().nullable(),
  responseUrl: z.string().nullable(),
};

export const incomingSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('command'), ...replyTo, triggerId: z.string(), text: z.string() }),
  z.object({
    kind: z.literal('click'),
    ...replyTo,
    triggerId: z.string(),
    actionId: z.string(),
    value: z.string(),
  }),
  /** A filled-in form of an operation; its input has been checked when it was handed in. */
  z.object({
    kind: z.literal('form'),
    ...replyTo,
    operation: z.string(),
    input: z.record(z.string(), z.json()),
  }),
  /** The first part of a form was handed in; the second stands in the view that waits under `externalId`. */
  z.object({
    kind: z.literal('more'),
    ...replyTo,
    externalId: z.string(),
    operation: z.string(),
    input: z.record(z.string(), z.json()),
  }),
  /** The shortcut in a message's menu; `ts` names the message. */
  z.object({
    kind: z.literal('shortcut'),
    ...replyTo,
    triggerId: z.string(),
    /** What the message says, as Slack sends it, and whose it is: a user id, or the name of an app. */
    text: z.string(),
    author: z.string(),
    ts: z.string(),
  }),
  z.object({ kind: z.literal('home'), user: z.string() }),
  /** An event that Notion has signed; null where it isn't about a page. */
  z.object({ kind: z.literal('notion'), changed: changedPageSchema.nullable() }),
]);
export type Incoming = z.infer<typeof incomingSchema>;
export type IncomingOf<Kind extends Incoming['kind']> = Extract<Incoming, { kind: Kind }>;

export type ReplyTo = { user: string; channel: string | null; responseUrl: string | null };
