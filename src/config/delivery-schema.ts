// What ppm.config.yaml says about Databricks jobs, GitHub, deployments, backups and the weekly cleanup. Without a word here the
// names of runbook 1 hold. (Runbook 1 "Run Individual Job", "Deploy Databricks Bundle", "Deploy Control Room", "Cleanup Old
// Runs"; runbook 4 "Backup and Recovery Procedures")
import { z } from 'zod';
import { configName } from './config-name.js';

const words = z.array(z.string().min(1)).min(1);
const setting = z.string().regex(/^[A-Z][A-Z0-9_]*$/, 'the name of a setting');
const tableName = z
  .string()
  .regex(/^[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*){2}$/, 'catalog.schema.table in lower case');
const column = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'the name of a column');
const repository = z.string().regex(/^[\w.-]+\/[\w.-]+$/, 'owner/name');

/** The bundle's targets. (Runbook 1 "Deploy Databricks Bundle") */
export const bundleTargets = ['dev', 'staging', 'prod'] as const;
export type BundleTarget = (typeof bundleTargets)[number];

const target = z.strictObject({
  environment: configName.describe('Key of `environments`: decides who approves'),
  prefix: z
    .string()
    .default('')
    .describe('What stands before the names of its jobs, such as "[dev ppm] "'),
});

export const jobsSchema = z
  .strictObject({
    targets: z
      .partialRecord(z.enum(bundleTargets), target)
      .default({ prod: { environment: 'production', prefix: '' } }),
    chains: z
      .record(configName, z.array(z.string()).min(2))
      .default({
        pipeline: ['notion_sync_bronze', 'silver_transformations', 'gold_aggregations'],
      })
      .describe('Jobs that run one after another as one operation'),
    timeoutMinutes: z
      .number()
      .positive()
      .max(2_880)
      .default(240)
      .describe('How long a run is followed'),
  })
  .prefault({});

export const cleanupSchema = z
  .strictObject({
    deletes: z
      .array(
        z.strictObject({
          table: tableName,
          column: column.describe('A time: rows older than this go'),
          olderThanDays: z.int().min(1).default(30),
          unless: z
            .strictObject({ table: tableName, column, matches: column })
            .optional()
            .describe('Rows that a row of another table still refers to stay'),
        }),
      )
      .default([
        {
          table: 'main.bronze.notion_raw_pages',
          column: 'synced_at',
          olderThanDays: 30,
          unless: { table: 'main.silver.projects', column: 'notion_page_id', matches: 'page_id' },
        },
      ]),
    vacuum: z
      .array(tableName)
      .default(['main.bronze.notion_raw_pages', 'main.silver.projects'])
      .describe('Tables whose old files go afterwards'),
    retainHours: z
      .int()
      .min(168, 'at least 168: a shorter time breaks restores and readers')
      .default(168),
  })
  .prefault({});

export const githubSchema = z
  .strictObject({
    repositories: z
      .array(repository)
      .default([])
      .describe('Whose webhooks can be disabled and enabled'),
  })
  .prefault({});

const workflowWay = z.strictObject({
  kind: z.literal('workflow').describe('A GitHub Actions workflow that can be dispatched'),
  repository,
  workflow: z.string().regex(/^[\w.-]+\.ya?ml$/, 'the name of its file: deploy.yml'),
  ref: z.string().min(1).default('main').describe('Branch or tag that it is dispatched on'),
  inputs: z
    .record(z.string(), z.string())
    .default({ environment: '{stage}' })
    .describe('{stage}, {commit} and {run} are filled in; {commit} is needed for a rollback'),
  marker: z
    .string()
    .min(1)
    .default('ppm_run')
    .describe('Input that gets the id of the run, and stands in its run-name'),
  githubEnvironment: z
    .string()
    .default('{stage}')
    .describe('Environment of its deployments on GitHub; {stage} is filled in'),
});

const commandWay = z.strictObject({
  kind: z.literal('command').describe('A command, without a shell; its exit code is the result'),
  command: words.describe('{stage}, {commit} and {run} are filled in'),
  rollback: words.optional().describe('{stage} and {commit} are filled in'),
  repository: repository.optional().describe('To show the commits'),
  ref: z.string().min(1).default('main'),
  cwd: z.string().optional(),
  pass: z.array(setting).default([]).describe('Names of settings that it may see'),
});

const stage = z.strictObject({
  environment: configName.describe('Key of `environments`: decides who approves'),
  verify: z
    .array(z.string().regex(/^[a-z][a-z0-9-]*\/[a-z][a-z0-9_-]*$/, 'system/component'))
    .default([])
    .describe('Components that must be well afterwards: finance-ppm/control-room'),
});

const deployable = z.strictObject({
  title: z.string(),
  system: configName.optional().describe('Whose maintenance windows and incidents count'),
  way: z.discriminatedUnion('kind', [workflowWay, commandWay]),
  stages: z.record(configName, stage),
  planCommand: words
    .optional()
    .describe(
      'Says as JSON what would change: [databricks, bundle, plan, -t, "{stage}", -o, json]',
    ),
  planCwd: z.string().optional(),
  planPass: z.array(setting).default([]),
  timeoutMinutes: z.number().positive().max(720).default(60),
});

const policy = z.enum(['warn', 'refuse', 'ignore']);

export const deploysSchema = z
  .strictObject({
    targets: z
      .partialRecord(z.enum(['bundle', 'control-room']), deployable)
      .default({})
      .describe('What `deploy bundle` and `deploy control-room` do'),
    hours: z
      .strictObject({
        timeZone: z.string().default('UTC'),
        days: z.array(z.int().min(1).max(7)).default([1, 2, 3, 4]).describe('1 is Monday'),
        from: z.int().min(0).max(23).default(9),
        until: z.int().min(1).max(24).default(17),
      })
      .prefault({}),
    outsideHours: policy.default('warn'),
    duringIncident: policy.default('warn'),
    duringMaintenance: policy.default('warn'),
  })
  .prefault({});

export const backupsSchema = z
  .strictObject({
    mongodump: words.default(['mongodump']).describe('Program, and arguments that come first'),
    mongorestore: words.default(['mongorestore']),
    keep: z
      .strictObject({
        daily: z.int().min(1).max(365).default(7),
        weekly: z.int().min(0).max(52).default(4),
        monthly: z.int().min(0).max(120).default(12),
        safetyDays: z.int().min(1).max(365).default(30).describe('Those made before a restore'),
      })
      .prefault({}),
    timeZone: z.string().default('UTC').describe('Of the days, weeks and months that are kept'),
    oddSizePercent: z
      .number()
      .min(1)
      .default(50)
      .describe('A size that is so far from the middle of the last seven fails the backup'),
    encrypt: words.optional().describe('[age, --recipient, age1…, --output, "{out}", "{in}"]'),
    decrypt: words.optional(),
    offsite: words.optional().describe('[aws, s3, cp, "{file}", "s3://bucket/{name}"]'),
    pass: z.array(setting).default([]).describe('Names of settings that those three may see'),
    timeoutMinutes: z.number().positive().max(1_440).default(120),
  })
  .prefault({});

/** Parts of `systems.<name>`. */
export const deliveryOfSystem = {
  mongodb: z
    .strictObject({
      setting: setting.default('PLATFORM_MONGODB_URI').describe('Setting with its URI'),
      database: z.string().regex(/^[A-Za-z0-9_-]{1,63}$/, 'the name of a MongoDB database'),
      backup: z.boolean().default(true),
      indexes: z
        .record(z.string(), z.array(z.record(z.string(), z.union([z.literal(1), z.literal(-1)]))))
        .default({})
        .describe('Expected indexes by collection: tasks: [{ status: 1, created_at: -1 }]'),
      slowMs: z.number().positive().default(100),
    })
    .optional()
    .describe('Its MongoDB database: backed up, compared with what is expected'),
  service: z
    .strictObject({
      status: words.optional(),
      logs: words.optional().describe('{lines} is filled in'),
      start: words.optional(),
      stop: words.optional(),
      restart: words.optional(),
      scale: words.optional().describe('{replicas} is filled in'),
      maxReplicas: z.int().min(1).max(100).default(10),
      clean: z
        .strictObject({
          preview: words.describe('Says, one a line, what would be freed'),
          run: words,
        })
        .optional(),
      migrate: z
        .strictObject({
          current: words.optional().describe('Says which version the database has'),
          up: words,
          down: words.optional(),
          check: words.optional().describe('Its exit code says whether it worked'),
        })
        .optional(),
      dependents: z.array(z.string()).default([]).describe('Who notices when it stops'),
      cwd: z.string().optional(),
      pass: z.array(setting).default([]).describe('Names of settings that these may see'),
      timeoutSeconds: z.number().positive().max(3_600).default(120),
      healthySeconds: z
        .number()
        .positive()
        .max(3_600)
        .default(60)
        .describe('How long its components may take to be well again'),
    })
    .optional()
    .describe(
      'Commands, without a shell, that look after its processes: systemctl, docker, kubectl',
    ),
};

export type JobsConfig = z.output<typeof jobsSchema>;
export type CleanupConfig = z.output<typeof cleanupSchema>;
export type GithubConfig = z.output<typeof githubSchema>;
export type DeploysConfig = z.output<typeof deploysSchema>;
export type Deployable = z.output<typeof deployable>;
export type WorkflowWay = z.output<typeof workflowWay>;
export type CommandWay = z.output<typeof commandWay>;
export type BackupsConfig = z.output<typeof backupsSchema>;
export type MongodbOfSystem = NonNullable<z.output<typeof deliveryOfSystem.mongodb>>;
export type ServiceOfSystem = NonNullable<z.output<typeof deliveryOfSystem.service>>;
