// Telling people: a notice is a row that says who has to hear what, and by which ways it went out. The publisher draws it in
// Slack; when Slack hasn't taken it in time, the second channel is called (`paging.fallback`).
import { z } from 'zod';
import { actorSchema, type Actor } from '../../core/actor.js';
import { severitySchema, type Severity } from '../../core/severity.js';
import type { Collection } from '../store/store.js';

/** Epoch milliseconds. */
const instant = z.number().int();

const noticeSchema = z.object({
  id: z.string(),
  /** page: wakes people up, goes to the second channel when Slack doesn't take it. note: a message in the thread. */
  kind: z.enum(['page', 'note']),
  incident: z.string().nullable(),
  severity: severitySchema,
  title: z.string(),
  /** What is expected of them; plain text. */
  text: z.string(),
  /** Whom it is for. */
  people: z.array(actorSchema),
  /** Id of the card in whose thread it stands; null: in the channel. */
  parent: z.string().nullable(),
  channel: z.string(),
  /** When it was due: lateness is counted from here. */
  dueAt: instant,
  createdAt: instant,
  /** When Slack had taken its message in the channel or thread. */
  slackAt: instant.nullable(),
  /** When the second channel had taken it. */
  callAt: instant.nullable(),
  callFailures: z.number().int(),
  /** It needs nothing more: taken by Slack or the second channel, or overtaken by an acknowledgement. */
  settled: z.boolean(),
  wakeAt: instant,
});
export type Notice = z.infer<typeof noticeSchema>;

export const notices: Collection<Notice> = {
  name: 'notices',
  schema: noticeSchema,
  indexes: { byWake: ['settled', 'wakeAt'], byIncident: ['incident', 'dueAt'] },
};

export interface Notices {
  /** Stores a notice and asks for its messages: one in the thread or channel, for a page one more to each person. A repeat of the id does nothing. */
  send(notice: {
    id: string;
    kind: Notice['kind'];
    incident: string | null;
    severity: Severity;
    title: string;
    text: string;
    people: readonly Actor[];
    parent: string | null;
    channel: string;
    dueAt: number;
  }): Promise<void>;
}
