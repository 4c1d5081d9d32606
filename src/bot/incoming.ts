// What the listeners store and the desk works on: the part of Slack's payloads that the bot uses, parsed at the edge.
import { z } from 'zod';

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
  z.object({ kind: z.literal('home'), user: z.string() }),
]);
export type Incoming = z.infer<typeof incomingSchema>;
export type IncomingOf<Kind extends Incoming['kind']> = Extract<Incoming, { kind: Kind }>;

export type ReplyTo = { user: string; channel: string | null; responseUrl: string | null };

/** What an operation's form remembers of the command that opened it (Slack keeps at most 3,000 characters). */
export const formMemory = z.object({ operation: z.string(), channel: z.string().nullable() });
