// What an operation is given to work with. A service that operations use is named here and built in wiring.ts.
import type { z } from 'zod';
import type {
  CleanupConfig,
  DeploysConfig,
  GithubConfig,
  JobsConfig,
} from '../config/delivery-schema.js';
import type { Contact } from '../config/health-schema.js';
import type { IncidentsConfig } from '../config/incidents-schema.js';
import type { UpkeepConfig } from '../config/upkeep-schema.js';
import type { Actor } from '../core/actor.js';
import type { JsonObject } from '../core/json.js';
import type {
  Action,
  Check,
  Command,
  Doubt,
  MoreFields,
  OperationInfo,
  Query,
  Reconciliation,
  Step,
} from '../core/operation.js';
import type { Plan, PlanOf } from '../core/plan.js';
import type { Report } from '../core/report.js';
import type { Runs } from '../core/runs.js';
import type { AccessReviews } from './access/access-reviews.js';
import type { Alerts } from './alerts/alerts.js';
import type { AuditLog } from './audit/entry.js';
import type { MongoBackups } from './backups/backups.js';
import type { StateBackups } from './backups/state-backups.js';
import type { NotionCache } from './cache/notion-cache.js';
import type { Commands } from './commands/commands.js';
import type { RunOutput } from './commands/run-outputs.js';
import type { Bronze } from './databricks/bronze.js';
import type { Cleaning } from './cleanup/cleaning.js';
import type { Jobs } from './databricks/jobs/jobs.js';
import type { Tables } from './databricks/tables.js';
import type { Deploys } from './deploys/deploys.js';
import type { Github } from './github/github.js';
import type { Health } from './health/health.js';
import type { Directory, Tokens } from './identity/identity.js';
import type { Incidents } from './incidents/incidents.js';
import type { LogFiles } from './logs/log-files.js';
import type { Maintenance } from './maintenance/maintenance.js';
import type { MongoAdmin } from './mongodb/mongo-admin.js';
import type { TaskRecords } from './mongodb/task-records.js';
import type { NotionBackups } from './notion/backups/backups.js';
import type { NotionConnection } from './notion/notion.js';
import type { NotionSync } from './notion/sync/notion-sync.js';
import type { WebhookTokens } from './notion/webhooks/webhook-tokens.js';
import type { Recreations } from './notion/writing/recreations.js';
import type { Offline } from './offline/offline.js';
import type { Oncall } from './oncall/oncall.js';
import type { Overview } from './overview.js';
import type { Posting } from './postings/postings.js';
import type { Circuits } from './resilience/circuits.js';
import type { Rotations } from './rotation/rotations.js';
import type { SecretSearch } from './security/secret-search.js';
import type { Schedules } from './schedule/schedule.js';
import type { Scraper } from './scrape/scrape.js';
import type { Tunables } from './settings/tunables.js';
import type { SyncState } from './sync/sync-state.js';
import type { Systems } from './systems/systems.js';

export interface Context {
  actor: Actor;
  /** Id of the request: repeated work under the same id is harmless. */
  requestId: string;
  /** Epoch milliseconds. */
  now(): number;
  /** Aborted when the person cancels or the process stops. */
  signal: AbortSignal;
  operations: readonly OperationInfo[];
  runs: Runs;
  audit: AuditLog;
  directory: Directory;
  tokens: Tokens;
  tables: Tables;
  overview: Overview;
  /** The systems of ppm.config.yaml. */
  systems: Systems;
  notion: NotionConnection;
  bronze: Bronze;
  syncState: SyncState;
  notionSync: NotionSync;
  commands: Commands;
  taskRecords: TaskRecords;
  notionBackups: NotionBackups;
  recreations: Recreations;
  notionWebhook: Pick<WebhookTokens, 'state' | 'forget'>;
  alerts: Alerts;
  incidents: Incidents;
  oncall: Oncall;
  maintenance: Maintenance;
  /** What ppm.config.yaml says about incidents: severities, working days, where post-mortems go. */
  incidentRules: IncidentsConfig;
  health: Health;
  scraper: Scraper;
  logFiles: LogFiles;
  /** What the commands of a run have said; null where nothing. */
  outputOf(run: string): Promise<RunOutput | null>;
  circuits: Circuits;
  notionCache: NotionCache;
  offline: Offline;
  tunables: Tunables;
  schedules: Schedules;
  /** What schedules have said, newest first. */
  postingsOf(schedule: string, limit: number): Promise<Posting[]>;
  rotations: Rotations;
  accessReviews: AccessReviews;
  secretSearch: SecretSearch;
  /** What ppm.config.yaml says about upkeep, and who to call. */
  upkeep: UpkeepConfig;
  contacts: readonly Contact[];
  jobs: Jobs;
  /** What ppm.config.yaml says about Databricks jobs: targets, chains. */
  jobRules: JobsConfig;
  cleaning: Cleaning;
  cleanupRules: CleanupConfig;
  github: Github;
  githubRules: GithubConfig;
  deploys: Deploys;
  deployRules: DeploysConfig;
  mongoAdmin: MongoAdmin;
  mongoBackups: MongoBackups;
  stateBackups: StateBackups;
}

type Info<Input extends z.ZodObject> = Omit<OperationInfo, 'input' | 'risk'> & { input: Input };

/** A read-only operation; anyone in the workspace may ask. */
export function defineQuery<Input extends z.ZodObject>(
  spec: Info<Input> & { read(input: z.output<Input>, context: Context): Promise<Report> },
): Query<Context> {
  return {
    ...spec,
    kind: 'query',
    risk: 'read',
    read: (input, context) => spec.read(spec.input.parse(input), context),
  };
}

/** An operation on the bot's own records, done at once. */
export function defineCommand<Input extends z.ZodObject>(
  spec: Info<Input> & {
    risk: Command<Context>['risk'];
    act(input: z.output<Input>, context: Context): Promise<Report>;
  },
): Command<Context> {
  return {
    ...spec,
    kind: 'command',
    act: (input, context) => spec.act(spec.input.parse(input), context),
  };
}

/** An operation that changes something outside. `data` types what the plan hands to run, verify, reconcile and undo. */
export function defineAction<Input extends z.ZodObject, Data extends z.ZodType<JsonObject>>(
  spec: Info<Input> & {
    risk: 'routine' | 'guarded' | 'critical';
    /** Where the risk depends on the input. */
    riskOf?(input: z.output<Input>): 'routine' | 'guarded' | 'critical';
    more?(given: JsonObject, context: Context): Promise<MoreFields | null>;
    moreInto?: string;
    data: Data;
    plan(input: z.output<Input>, context: Context): Promise<PlanOf<z.output<Data>>>;
    run(
      plan: PlanOf<z.output<Data>>,
      context: Context & { step: Step; run: string },
    ): Promise<void>;
    verify(plan: PlanOf<z.output<Data>>, context: Context & { run: string }): Promise<Check[]>;
    undo(plan: PlanOf<z.output<Data>>): { operation: string; input: JsonObject } | null;
    reconcile(
      plan: PlanOf<z.output<Data>>,
      context: Context & { run: string },
      doubt: Doubt,
    ): Promise<Reconciliation>;
  },
): Action<Context> {
  const typed = (plan: Plan): PlanOf<z.output<Data>> => ({
    ...plan,
    data: spec.data.parse(plan.data),
  });
  return {
    ...spec,
    kind: 'action',
    riskOf: (input) => spec.riskOf?.(spec.input.parse(input)) ?? spec.risk,
    plan: (input, context) => spec.plan(spec.input.parse(input), context),
    run: (plan, context) => spec.run(typed(plan), context),
    verify: (plan, context) => spec.verify(typed(plan), context),
    undo: (plan) => spec.undo(typed(plan)),
    reconcile: (plan, context, doubt) => spec.reconcile(typed(plan), context, doubt),
  };
}
