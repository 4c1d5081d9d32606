// What the bot does by itself and looks after, as ppm.config.yaml says it: schedules, reports, caches, credentials and what
// is searched for exposed keys. Without a word here the defaults of the runbooks hold (services/schedule/built-in-schedules.ts).
import { z } from 'zod';
import { jsonObjectSchema } from '../core/json.js';
import { severitySchema } from '../core/severity.js';
import { contactSchema } from './health-schema.js';
import { isZone, slackChannel as channel } from './incidents-schema.js';
import { configName } from './config-name.js';

const zone = z.string().refine(isZone, 'a time zone, such as Europe/Berlin or America/New_York');

/** One by the name of a built-in one changes that; whatever is not said stays. */
const schedule = z.strictObject({
  cron: z.string().optional().describe('Minute, hour, day, month, weekday: 0 9 * * *'),
  timeZone: zone.optional(),
  operation: z.string().optional().describe('Id of an operation that only reads, or is routine'),
  input: jsonObjectSchema.optional(),
  post: z
    .enum(['always', 'problems', 'never'])
    .optional()
    .describe('When what it says becomes a card in the channel; always without it'),
  channel: channel.optional(),
  missed: z
    .enum(['run', 'report'])
    .optional()
    .describe('What becomes of a run that was missed: made up for, or only told; run without it'),
  enabled: z.boolean().optional(),
});

export const schedulesSchema = z
  .strictObject({
    timeZone: zone.default('UTC').describe('Of every schedule that names none'),
    each: z.record(configName, schedule).default({}),
  })
  .prefault({});

const credential = z.strictObject({
  title: z.string(),
  kind: z.enum(['notion', 'databricks', 'azure', 'other']),
  setting: z
    .string()
    .regex(/^[A-Z][A-Z0-9_]*$/)
    .optional()
    .describe('Setting that has it, where the bot uses it itself'),
  principal: z.string().default('').describe('Whose it is: an integration, a service principal'),
  permissions: z.array(z.string()).default([]),
  stores: z.array(z.string()).default([]).describe('Where it is kept: GitHub secrets, .env files'),
  usedBy: z.array(z.string()).default([]).describe('What has to be redeployed after a change'),
  madeOn: z.iso.date().optional().describe('When it was made, if not by `rotate`'),
});

export const upkeepSchema = z
  .strictObject({
    keepHealthDays: z.int().min(1).max(365).default(30),
    redMinutes: z
      .number()
      .positive()
      .max(1440)
      .default(15)
      .describe('What is red in the morning check for this long opens an incident'),
    redSeverity: severitySchema.default('P2'),
    rotateAfterDays: z.int().min(1).max(3650).default(90),
    credentials: z
      .record(configName, credential)
      .default({})
      .describe('Beside notion and databricks, which are known'),
    searched: z
      .array(z.string())
      .default([])
      .describe('Files and folders that are searched for exposed keys'),
    reportDatabase: z
      .string()
      .optional()
      .describe('Notion database for reports, as in systems: finance-ppm/reports'),
    cache: z
      .strictObject({
        ttlSeconds: z.number().min(0).max(3600).default(300),
        databases: z.record(z.string(), z.number().min(0).max(3600)).default({}),
      })
      .prefault({})
      .describe('How long what was read from Notion is good for questions that can bear it'),
  })
  .prefault({});

export const contactsSchema = z.array(contactSchema).default([]);

export type ScheduleConfig = z.output<typeof schedule>;
export type SchedulesConfig = z.output<typeof schedulesSchema>;
export type CredentialConfig = z.output<typeof credential>;
export type UpkeepConfig = z.output<typeof upkeepSchema>;
