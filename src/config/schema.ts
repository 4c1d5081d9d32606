// The shape of ppm.config.yaml: everything about the company that is not secret. ppm.config.schema.json is made from it.
import { z } from 'zod';
import { roleSchema } from '../core/actor.js';
import { alertsSchema } from './alerts-schema.js';
import {
  incidentsSchema,
  maintenanceSchema,
  oncallSchema,
  pagingSchema,
} from './incidents-schema.js';
import { contactsSchema, schedulesSchema, upkeepSchema } from './upkeep-schema.js';
import { configName as name } from './config-name.js';
import {
  backupsSchema,
  cleanupSchema,
  deploysSchema,
  githubSchema,
  jobsSchema,
} from './delivery-schema.js';
import { notionSchema, systemSchema } from './systems-schema.js';

const slackUser = z.string().regex(/^[UW][A-Z0-9]+$/, 'a Slack user id, such as U01ABCDEF');
const slackMember = z
  .string()
  .regex(/^[UWS][A-Z0-9]+$/, 'a Slack user id (U…) or user-group id (S…)');
const catalog = z.string().regex(/^[a-z_][a-z0-9_]*$/, "a catalog's name in lower case");
const tableName = z
  .string()
  .regex(/^[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*){2}$/, 'catalog.schema.table in lower case');

const person = z.strictObject({
  name: name.describe('How the audit and the cards call this person'),
  slack: slackUser.describe('Slack user id'),
  github: z.string().optional().describe('GitHub login'),
  terminal: name
    .optional()
    .describe('Who they are in a terminal; without it they can have no token'),
});

const approval = z.strictObject({
  quorum: z.int().min(0).max(5).describe('How many different people must approve; 0 for none'),
  by: z.array(roleSchema).min(1).describe('Roles whose members may approve'),
  expireMinutes: z.number().positive().max(1440).default(30),
  remindMinutes: z
    .number()
    .positive()
    .default(5)
    .describe('How long before it expires the approvers are reminded'),
});

const environment = z.strictObject({
  production: z.boolean().default(false),
  catalogs: z.array(catalog).default([]).describe('Databricks catalogs that belong to it'),
});

export const configSchema = z.strictObject({
  slack: z
    .strictObject({ mode: z.enum(['socket', 'http']).default('socket') })
    .prefault({})
    .describe(
      'socket: SLACK_APP_TOKEN and no public address; http: SLACK_SIGNING_SECRET and a public address',
    ),
  people: z.array(person).min(1),
  roles: z.strictObject({
    oncall: z.array(slackMember).min(1),
    approver: z.array(slackMember).min(1),
    manager: z.array(slackMember).default([]),
    director: z.array(slackMember).default([]),
    admin: z.array(slackMember).default([]),
  }),
  environments: z.record(name, environment),
  approval: z.strictObject({
    guarded: z
      .record(z.string(), approval)
      .describe('By environment, or * for all others; nothing means at once'),
    critical: z
      .record(z.string(), approval.extend({ quorum: z.int().min(1).max(5) }))
      .refine(
        (rules) => '*' in rules,
        'needs a rule for *: a critical operation always waits for approval',
      ),
  }),
  tables: z.array(tableName).default([]).describe('Tables offered in forms'),
  systems: z.record(name, systemSchema).default({}),
  notion: notionSchema,
  alerts: alertsSchema,
  incidents: incidentsSchema,
  oncall: oncallSchema,
  paging: pagingSchema,
  maintenance: maintenanceSchema,
  schedules: schedulesSchema,
  upkeep: upkeepSchema,
  contacts: contactsSchema,
  github: githubSchema,
  deploys: deploysSchema,
  backups: backupsSchema,
  databricks: z
    .strictObject({
      pages: tableName
        .default('main.bronze.notion_raw_pages')
        .describe('Where the Notion sync writes pages'),
      watermarks: tableName.default('main.bronze.notion_sync_watermarks'),
      volume: z
        .string()
        .regex(/^\/Volumes(\/[A-Za-z0-9_-]+){3,}$/, '/Volumes/catalog/schema/volume')
        .optional()
        .describe('Where rows are staged as files; without it they go in the statements'),
      statementTimeoutSeconds: z
        .int()
        .min(1)
        .max(172_800)
        .default(900)
        .describe(
          'STATEMENT_TIMEOUT of every session; also how long a restore whose reply was lost can still be under way',
        ),
      jobs: jobsSchema,
      cleanup: cleanupSchema,
      issues: tableName
        .default('main.gold.data_quality_issues')
        .describe('Where data-quality issues are'),
    })
    .prefault({}),
  engine: z
    .strictObject({
      leaseSeconds: z
        .number()
        .min(0.5)
        .max(300)
        .default(15)
        .describe('After this long without a sign of life a run is picked up by another process'),
      sweepSeconds: z.number().min(0.1).max(60).default(1),
      drainSeconds: z
        .number()
        .min(1)
        .max(600)
        .default(25)
        .describe('How long a stopping process lets running work finish'),
    })
    .prefault({}),
});
export type Config = z.output<typeof configSchema>;
export type PolicyRule = z.output<typeof approval>;
