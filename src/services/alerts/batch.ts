// What a sender of alerts says, whoever it is: the alerts of one group, as bot/webhooks has parsed them.
import { z } from 'zod';

export const alertSources = ['alertmanager', 'grafana', 'databricks', 'github'] as const;
export type AlertSource = (typeof alertSources)[number];

/** Epoch milliseconds. */
const instant = z.number().int();
const texts = z.record(z.string(), z.string());

export const incomingAlertSchema = z.object({
  /** The sender's name for its labels; made from the labels where the sender gives none. */
  fingerprint: z.string().min(1),
  status: z.enum(['firing', 'resolved']),
  startsAt: instant,
  /** Null while it fires. */
  endsAt: instant.nullable(),
  /** Texts from outside, at most 64 labels of 1,000 and 20 annotations of 5,000 characters: what is longer was cut. */
  labels: texts,
  annotations: texts,
  /** Where the sender shows it. */
  link: z.string().nullable(),
  /**
   * Of a sender that tells no time: its alert is known by the fingerprint alone, and `startsAt` is when it was heard of until
   * whoever knows was `asked`. What was resolved before `happenedAt` fires again by it; absent where the sender tells the time.
   */
  untimed: z.object({ asked: z.boolean(), happenedAt: instant }).optional(),
});
export type IncomingAlert = z.infer<typeof incomingAlertSchema>;

export const alertBatchSchema = z.object({
  source: z.enum(alertSources),
  /** The sender's name for the group; one card each. */
  groupKey: z.string().min(1),
  /** Labels that all of its alerts have. */
  groupLabels: texts,
  /** How many alerts the sender left out (Alertmanager's `truncatedAlerts`). */
  truncated: z.number().int().min(0),
  /** The sender's own page. */
  link: z.string().nullable(),
  /**
   * Everything that fires in the group is resolved, and `alerts` is empty: for senders that tell of a success without
   * saying which failure it ends (Databricks, GitHub).
   */
  resolvesGroup: z.boolean().default(false),
  /** What its sender's API is asked with for those that were left out; absent where there is none to ask. */
  origin: z.object({ receiver: z.string(), groupedBy: texts }).optional(),
  alerts: z.array(incomingAlertSchema),
  /**
   * Its alerts are all of the group that fired at the sender `at` this time, beside those (by fingerprint) that it doesn't tell
   * of for now: whatever else fires here has ended.
   */
  everything: z.object({ at: instant, suppressed: z.array(z.string()) }).optional(),
});
export type AlertBatch = z.infer<typeof alertBatchSchema>;

/** Takes alerts in. */
export interface Intake {
  /** Stored when it resolves. @throws Problem store_unavailable, also when too much waits: then the sender has to try again */
  take(batch: AlertBatch): Promise<void>;
}
