// The systems on call is for, as ppm.config.yaml describes them: how each is synced, and which Notion databases it has.
import { z } from 'zod';
import { configName } from './config-name.js';
import { deliveryOfSystem } from './delivery-schema.js';
import { healthOfSystem } from './health-schema.js';

const words = z.array(z.string().min(1)).min(1);
const address = z.string().regex(/^https?:\/\/\S+$/, 'an address: https://…');

/** Types that a property of a Notion database can be expected to have. */
export const propertyTypes = [
  'title',
  'rich_text',
  'number',
  'select',
  'multi_select',
  'status',
  'date',
  'people',
  'files',
  'checkbox',
  'url',
  'email',
  'phone_number',
  'formula',
  'relation',
  'rollup',
  'created_time',
  'created_by',
  'last_edited_time',
  'last_edited_by',
  'unique_id',
] as const;

const expectedProperty = z.union([
  z.enum(propertyTypes),
  z.strictObject({ type: z.enum(propertyTypes), options: z.array(z.string()).default([]) }),
]);

const database = z.strictObject({
  title: z.string(),
  id: z.string().min(1).describe('Id or address of the Notion database or data source'),
  key: z.string().optional().describe('Property whose value names one record'),
  schema: z
    .record(z.string(), expectedProperty)
    .default({})
    .describe('Expected properties and their types'),
  status: z
    .strictObject({
      property: z.string().default('Status'),
      inProgress: z.array(z.string()).default(['In Progress', 'In progress']),
      done: z.array(z.string()).default(['Done']),
    })
    .prefault({}),
  effort: z
    .strictObject({
      estimated: z.string().describe('Number property: hours estimated'),
      actual: z.string().describe('Number property: hours needed'),
    })
    .optional(),
});

const notionSync = z.strictObject({
  kind: z.literal('notion').describe('The bot reads Notion itself'),
  everyMinutes: z
    .number()
    .min(1)
    .max(1440)
    .optional()
    .describe('How often what changed is read; without it only when asked'),
});

const commandSync = z.strictObject({
  kind: z.literal('command').describe('A command, without a shell; its exit code is the result'),
  command: words.describe('Program and arguments'),
  cwd: z.string().optional(),
  database: words.optional().describe('Arguments for one database: [-d, "{database}"]'),
  page: words.optional().describe('Arguments for one page: [--page-id, "{page}"]'),
  full: words.optional().describe('Arguments for a full refresh: [--full-sync]'),
  retryFailed: words.optional().describe('Arguments for what failed: [--retry-failed]'),
  batchDelay: words.optional().describe('Arguments for a pause: [--batch-delay, "{seconds}"]'),
  unlock: words.optional().describe('A whole command that clears its locks'),
  pass: z.array(z.string()).default([]).describe('Names of settings that it may see'),
  timeoutMinutes: z.number().positive().max(1440).default(30),
});

const httpSync = z.strictObject({
  kind: z.literal('http').describe('An HTTP call; its status is the result'),
  url: address.describe('Called for an incremental sync'),
  page: address.optional().describe('Called for one page: http://…/tasks/{page}/sync'),
  full: address.optional(),
  retryFailed: address.optional(),
  method: z.enum(['POST', 'PUT', 'GET']).default('POST'),
  timeoutSeconds: z.number().positive().max(3600).default(60),
});

export const systemSchema = z.strictObject({
  title: z.string(),
  owner: z.string().optional(),
  environment: configName.default('production'),
  sync: z.discriminatedUnion('kind', [notionSync, commandSync, httpSync]).optional(),
  databases: z.record(configName, database).default({}),
  tasks: z
    .strictObject({
      database: z.string().describe('Name of the MongoDB database'),
      collection: z.string(),
      notion: configName.describe('Which of its databases has the pages'),
      pageId: z.string().default('notion_page_id').describe("Field with the page's id"),
      fields: z.record(z.string(), z.string()).default({}).describe('Field: property'),
    })
    .optional()
    .describe('Records in MongoDB that have a Notion page each'),
  ...healthOfSystem,
  ...deliveryOfSystem,
});

export const notionSchema = z
  .strictObject({
    requestsPerMinute: z
      .int()
      .min(1)
      .max(6000)
      .default(180)
      .describe('Budget of the connection in any 60 s; 600 on larger plans'),
    reservedForPeople: z
      .number()
      .min(0)
      .max(0.5)
      .default(0.05)
      .describe('Share of it that syncs leave alone'),
    cursors: z.int().min(1).max(32).default(8).describe('How many queries run side by side'),
    overlapMinutes: z.number().min(2).max(120).default(5).describe('What is read again each time'),
  })
  .prefault({});

export type SystemConfig = z.output<typeof systemSchema>;
export type DatabaseConfig = z.output<typeof database>;
export type CommandSync = z.output<typeof commandSync>;
export type HttpSync = z.output<typeof httpSync>;
