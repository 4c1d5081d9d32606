// Alerts in the bot's memory: what came in, each alert, the groups that have a card each, storms and silences.
import { z } from 'zod';
import { actorSchema } from '../../core/actor.js';
import { suggestionSchema } from '../../core/report.js';
import { severitySchema } from '../../core/severity.js';
import type { Collection } from '../store/store.js';
import { alertBatchSchema, alertSources } from './batch.js';

/** Epoch milliseconds. */
const instant = z.number().int();
const texts = z.record(z.string(), z.string());

const deliverySchema = z.object({ batch: alertBatchSchema, receivedAt: instant });
export type Delivery = z.infer<typeof deliverySchema>;

/** Stored before the sender gets its 2xx, removed when every alert in it is. */
export const deliveries: Collection<Delivery> = {
  name: 'alert_deliveries',
  schema: deliverySchema,
  indexes: { byAge: ['receivedAt'] },
};

const alertSchema = z.object({
  /** Id of its group. */
  group: z.string(),
  source: z.enum(alertSources),
  fingerprint: z.string(),
  status: z.enum(['firing', 'resolved']),
  startsAt: instant,
  endsAt: instant.nullable(),
  /** Label `component`, or what stands for it; empty where there is none. */
  component: z.string(),
  labels: texts,
  annotations: texts,
  link: z.string().nullable(),
  receivedAt: instant,
  /** Its sender tells no time: its id is made without that. */
  untimed: z.literal(true).optional(),
});
export type Alert = z.infer<typeof alertSchema>;

/** By (source, fingerprint, startsAt), the last only where the sender tells it: a repeat changes nothing, and what is resolved stays so. */
export const alerts: Collection<Alert> = {
  name: 'alerts',
  schema: alertSchema,
  indexes: {
    byGroup: ['group', 'status', 'startsAt'],
    byComponent: ['group', 'status', 'component', 'startsAt'],
  },
};

export const diagnosisSchema = z.object({
  /** The read-only operation that is asked, with its input. */
  operation: z.string(),
  input: suggestionSchema.shape.input,
  state: z.enum(['waiting', 'done', 'failed']),
  /** What it said. */
  status: z.enum(['good', 'warning', 'bad', 'info']),
  headline: z.string(),
  findings: z.array(
    z.object({
      severity: z.enum(['warning', 'bad', 'info']),
      title: z.string(),
      evidence: z.string().optional(),
      cause: z.string().optional(),
      fix: z.string().optional(),
      suggestion: suggestionSchema.optional(),
    }),
  ),
  at: instant.nullable(),
});
export type Diagnosis = z.infer<typeof diagnosisSchema>;

const groupSchema = z.object({
  id: z.string(),
  source: z.enum(alertSources),
  /** The sender's name for the group. */
  key: z.string(),
  /** 1, 2, 3 …: how often the same key was gone and came back. */
  episode: z.number().int(),
  /** Label `alertname`. */
  name: z.string(),
  /** A sentence for people: annotation `summary`, or the name. */
  title: z.string(),
  severity: severitySchema,
  system: z.string().nullable(),
  channel: z.string(),
  runbook: z.string().nullable(),
  labels: texts,
  link: z.string().nullable(),
  state: z.enum(['firing', 'resolved']),
  firing: z.number().int(),
  resolved: z.number().int(),
  /** At most 20, most firing first. */
  components: z.array(z.object({ name: z.string(), firing: z.number().int() })),
  /** When they were counted, and whether alerts have come since: of many components not at every one of them. */
  componentsAt: instant.default(0),
  componentsStale: z.boolean().default(false),
  /** How many its sender left out, the last time it said. */
  truncated: z.number().int(),
  /** It has left some out before: of those it doesn't tell the end. */
  wasTruncated: z.boolean().default(false),
  /** When the first of its alerts began, as the sender says. */
  firstAt: instant,
  createdAt: instant,
  changedAt: instant,
  resolvedAt: instant.nullable(),
  /** When its single alerts were deleted, long after its end (`alerts.keepDays`); its counts stay. */
  forgottenAt: instant.nullable().default(null),
  /** When it fired again after it had been resolved, newest last, at most 20. */
  flips: z.array(instant),
  acknowledged: z.object({ by: actorSchema, at: instant }).nullable(),
  /** Why it has no card or calls nobody: a silence or a maintenance window. */
  hold: z.object({ kind: z.enum(['silence', 'maintenance']), id: z.string() }).nullable(),
  /** The storm whose card it is on, in place of one of its own. */
  storm: z.string().nullable(),
  incident: z.string().nullable(),
  /** The route says that it opens an incident by itself. */
  opensIncident: z.boolean(),
  diagnosis: diagnosisSchema.nullable(),
  /** Buttons of its route. */
  actions: z.array(suggestionSchema),
  /** What its route asks when it gets a card of its own. */
  diagnose: z
    .object({ operation: z.string(), input: suggestionSchema.shape.input })
    .nullable()
    .default(null),
  /** When it came into the open: at once, or when what held it back ended. Null: held back from its start. */
  shownAt: instant.nullable().default(null),
  /** False while something is still to be done about it: its card, its incident, being counted as held. */
  announced: z.boolean().default(true),
  /** Flapping: since when nothing fires in it, though it counts as firing until it was quiet for long enough. */
  quietSince: instant.nullable().default(null),
  /** When it must be looked at again even if nothing comes in; null: never. */
  wakeAt: instant.nullable(),
});
export type AlertGroup = z.infer<typeof groupSchema>;

export const alertGroups: Collection<AlertGroup> = {
  name: 'alert_groups',
  schema: groupSchema,
  indexes: {
    byState: ['state', 'createdAt'],
    byAge: ['createdAt'],
    byStorm: ['storm', 'state', 'createdAt'],
    byShown: ['shownAt'],
    byWake: ['wakeAt'],
    byEnd: ['forgottenAt', 'resolvedAt'],
  },
};

const keySchema = z.object({
  group: z.string(),
  episode: z.number().int(),
  /** What came in until then is resolved, as its sender said of all at once (AlertBatch.resolvesGroup); 0: never said. */
  clearedAt: instant.default(0),
});
export type GroupKey = z.infer<typeof keySchema>;

/** By hash of (source, group key): the group that it is now. */
export const groupKeys: Collection<GroupKey> = {
  name: 'alert_group_keys',
  schema: keySchema,
  indexes: {},
};

const stormSchema = z.object({
  id: z.string(),
  channel: z.string(),
  state: z.enum(['raging', 'over']),
  startedAt: instant,
  /** When the last new group came. */
  lastAt: instant,
  /** Groups in it, and those of them that fire; alerts in those. */
  groups: z.number().int(),
  firing: z.number().int(),
  alerts: z.number().int(),
  /** Groups by system and by alert name, most first, at most 20. */
  bySystem: z.array(z.object({ name: z.string(), groups: z.number().int() })),
  byName: z.array(z.object({ name: z.string(), groups: z.number().int() })),
  acknowledged: z.object({ by: actorSchema, at: instant }).nullable(),
  incident: z.string().nullable(),
  /** The group that opens the storm's incident: the first that is bad enough. */
  incidentOf: z.string().nullable().default(null),
});
export type Storm = z.infer<typeof stormSchema>;

export const storms: Collection<Storm> = {
  name: 'alert_storms',
  schema: stormSchema,
  indexes: { byState: ['state', 'startedAt'] },
};

const currentStormSchema = z.object({ storm: z.string(), number: z.number().int() });

/** One document: the storm of now or the last one, so that two processes never begin two. */
export const currentStorm: Collection<z.infer<typeof currentStormSchema>> = {
  name: 'alert_storm_current',
  schema: currentStormSchema,
  indexes: {},
};

const silenceSchema = z.object({
  id: z.string(),
  /** Labels that a group has (of the group, or `alertname`, `system`, `severity`), all of them; or one group. */
  match: texts,
  group: z.string().nullable(),
  reason: z.string(),
  by: actorSchema,
  since: instant,
  until: instant,
  /** Set when it ended, by its time or by somebody. */
  endedAt: instant.nullable(),
  /** Groups that it kept quiet. */
  held: z.number().int(),
});
export type Silence = z.infer<typeof silenceSchema>;

export const silences: Collection<Silence> = {
  name: 'alert_silences',
  schema: silenceSchema,
  indexes: { byEnd: ['endedAt', 'until'] },
};
