// The record of one incident from its opening to its post-mortem. The store holds it; cards and terminals draw it.
import { z } from 'zod';
import { actorSchema } from './actor.js';
import { severitySchema } from './severity.js';

/** Epoch milliseconds. */
const instant = z.number().int();
const mark = z.object({ by: actorSchema, at: instant });

export const incidentStates = ['open', 'acknowledged', 'resolved'] as const;
export type IncidentState = (typeof incidentStates)[number];

/** opened … reopened: what became of it. The others: what happened meanwhile. */
export const timelineKinds = [
  'opened',
  'acknowledged',
  'resolved',
  'reopened',
  'severity',
  'lead',
  'assigned',
  'note',
  'update',
  'checklist',
  'alert',
  'run',
  'paged',
  'escalated',
  'break_glass',
  'reviewed',
  'postmortem',
] as const;

export const timelineEntrySchema = z.object({
  at: instant,
  by: actorSchema,
  kind: z.enum(timelineKinds),
  text: z.string(),
});
export type TimelineEntry = z.infer<typeof timelineEntrySchema>;

export const breakGlassSchema = z.object({
  run: z.string(),
  by: actorSchema,
  at: instant,
  reason: z.string(),
  /** The review is due then: 24 h later. */
  reviewBy: instant,
  reviewed: mark.extend({ text: z.string() }).nullable(),
});
export type BreakGlass = z.infer<typeof breakGlassSchema>;

export const incidentSchema = z.object({
  id: z.string(),
  title: z.string(),
  severity: severitySchema,
  state: z.enum(incidentStates),
  /** Key of `systems` in ppm.config.yaml, where it is about one. */
  system: z.string().nullable(),
  /** Slack channel of its card. */
  channel: z.string(),
  openedBy: actorSchema,
  openedAt: instant,
  /** Somebody has to acknowledge it by then. */
  respondBy: instant,
  acknowledged: mark.nullable(),
  lead: actorSchema.nullable(),
  assignees: z.array(actorSchema),
  /** Steps of the severity's checklist, in order. */
  checklist: z.array(
    z.object({ id: z.string(), phase: z.string(), title: z.string(), done: mark.nullable() }),
  ),
  /** Alert groups and runs that belong to it. */
  groups: z.array(z.string()),
  runs: z.array(z.string()),
  timeline: z.array(timelineEntrySchema),
  /** The last time that something was done about it: without any for too long the chain starts again. */
  progressAt: instant,
  /** 1 for the first pass through the escalation chain; it grows each time the chain starts again. */
  round: z.number().int(),
  /** When this pass through the chain began; its steps are due counted from here. */
  roundAt: instant,
  /** The newest round that somebody answered, so that its chain stopped. Below `round`: the chain runs. */
  answeredRound: z.number().int().default(0),
  /** How often somebody asked for the next step of the chain at once. */
  asked: z.number().int().default(0),
  /** When stakeholders expect to hear the next time; null: nothing is promised. */
  nextUpdateAt: instant.nullable(),
  resolved: mark.extend({ text: z.string() }).nullable(),
  /** The Notion page, once there is one. */
  postmortem: z.object({ url: z.string(), at: instant }).nullable(),
  breakGlass: z.array(breakGlassSchema),
  changedAt: instant,
});
export type Incident = z.infer<typeof incidentSchema>;
