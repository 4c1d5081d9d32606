// Incidents as ppm.config.yaml describes them: response times and escalation chain by severity, who is on call, how they
// are reached, and maintenance windows. The defaults are the runbooks' (runbook 1, "Escalation Matrix"; runbook 4,
// "Incident Response Checklist"; runbook 2, "Maintenance Windows").
import { z } from 'zod';
import { configName } from './config-name.js';

export const slackChannel = z
  .string()
  .regex(/^[CG][A-Z0-9]+$/, 'the id of a Slack channel (C… or G…)');
const channel = slackChannel;
const address = z.string().regex(/^https?:\/\/\S+$/, 'an address: https://…');
const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day: 09:00');
const zone = z.string().refine(isZone, 'a time zone, such as Europe/Berlin or America/New_York');
export const weekdays = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;
const weekday = z.enum(weekdays);
const minutes = z.number().min(0).max(10_080);

const chainStep = z.strictObject({
  afterMinutes: minutes,
  page: z.array(z.enum(['oncall', 'manager', 'director'])).min(1),
});

const severityRule = z.strictObject({
  respondMinutes: minutes
    .nullable()
    .describe('Somebody acknowledges within this; null: on the next working day'),
  chain: z.array(chainStep).max(10),
  progressMinutes: minutes
    .nullable()
    .describe('Without any progress for this long the chain starts again; null: never'),
  updateMinutes: minutes
    .nullable()
    .describe('How often stakeholders hear of it once an update was sent; null: nothing is due'),
});

const severityDefaults = {
  P0: {
    respondMinutes: 15,
    chain: [{ afterMinutes: 0, page: ['oncall', 'manager', 'director'] }],
    progressMinutes: 30,
    updateMinutes: 30,
  },
  P1: {
    respondMinutes: 15,
    chain: [
      { afterMinutes: 0, page: ['oncall'] },
      { afterMinutes: 15, page: ['manager'] },
      { afterMinutes: 30, page: ['director'] },
    ],
    progressMinutes: 60,
    updateMinutes: 60,
  },
  P2: {
    respondMinutes: 60,
    chain: [
      { afterMinutes: 0, page: ['oncall'] },
      { afterMinutes: 60, page: ['manager'] },
    ],
    progressMinutes: 240,
    updateMinutes: 240,
  },
  P3: {
    respondMinutes: 240,
    chain: [
      { afterMinutes: 0, page: ['oncall'] },
      { afterMinutes: 240, page: ['oncall'] },
    ],
    progressMinutes: null,
    updateMinutes: null,
  },
  P4: { respondMinutes: null, chain: [], progressMinutes: null, updateMinutes: null },
} as const;

export const incidentsSchema = z
  .strictObject({
    severities: z
      .strictObject({
        P0: severityRule.prefault(() => structuredRule('P0')),
        P1: severityRule.prefault(() => structuredRule('P1')),
        P2: severityRule.prefault(() => structuredRule('P2')),
        P3: severityRule.prefault(() => structuredRule('P3')),
        P4: severityRule.prefault(() => structuredRule('P4')),
      })
      .prefault({}),
    stakeholders: channel.optional().describe('Channel that `incident update` tells as well'),
    postmortemDatabase: z
      .string()
      .optional()
      .describe('Notion database for post-mortems, as in systems: finance-ppm/postmortems'),
    workingDays: z
      .strictObject({
        timeZone: zone.default('UTC'),
        days: z
          .array(weekday)
          .min(1)
          .default(['monday', 'tuesday', 'wednesday', 'thursday', 'friday']),
        start: clock.default('09:00'),
      })
      .prefault({})
      .describe('When the next working day begins, for P4'),
    reviewHours: z.number().min(1).max(168).default(24).describe('For the review of a break-glass'),
  })
  .prefault({});

export const oncallSchema = z
  .strictObject({
    timeZone: zone.default('UTC'),
    rotation: z
      .strictObject({
        people: z.array(configName).min(1).describe('Names from `people`, in their order'),
        every: z.enum(['day', 'week']).default('week'),
        weekday: weekday.default('monday').describe('Day of the hand-over, for a week'),
        at: clock.default('09:00').describe('Time of the hand-over, in `timeZone`'),
        start: z.iso.date().describe('A day on which the first of them took over'),
      })
      .optional()
      .describe('Without it everybody with the role `oncall` is'),
  })
  .prefault({});

/** Values may name a setting: `{setting.PAGER_KEY}`. */
const httpCall = z.strictObject({
  url: address,
  headers: z.record(z.string(), z.string()).default({}),
  body: z
    .string()
    .optional()
    .describe('Template with {title}, {text}, {severity}, {incident}, {key}, {people}'),
});

export const pagingSchema = z
  .strictObject({
    fallback: httpCall
      .extend({ afterSeconds: z.number().min(1).max(600).default(30) })
      .optional()
      .describe("When Slack hasn't taken a page after so long: an HTTP call, such as a pager's"),
    deadMan: z
      .strictObject({ url: address, everySeconds: z.number().min(5).max(3600).default(60) })
      .optional()
      .describe('Called as long as every page that was due went out'),
  })
  .prefault({});

export const maintenanceSchema = z
  .strictObject({
    noticeHours: z.number().min(0).max(720).default(48),
    recurring: z
      .array(
        z.strictObject({
          name: configName,
          system: z.string().default('*').describe('Key of `systems`, or * for all'),
          weekday,
          from: clock,
          to: clock.describe('On the next day where it is earlier than `from`'),
          timeZone: zone,
        }),
      )
      .default([]),
  })
  .prefault({});

export type IncidentsConfig = z.output<typeof incidentsSchema>;
export type SeverityRule = z.output<typeof severityRule>;
export type OncallConfig = z.output<typeof oncallSchema>;
export type PagingConfig = z.output<typeof pagingSchema>;
export type MaintenanceConfig = z.output<typeof maintenanceSchema>;

function structuredRule(severity: keyof typeof severityDefaults): z.input<typeof severityRule> {
  const { chain, ...rule } = severityDefaults[severity];
  return { ...rule, chain: chain.map((step) => ({ ...step, page: [...step.page] })) };
}

/** Whether it is the name of a time zone. */
export function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
