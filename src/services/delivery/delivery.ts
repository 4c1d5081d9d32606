// Everything behind the families Databricks (jobs, cleanup), Deploy, Services and Backups, put together. Nothing is connected
// before it is used.
import { join } from 'node:path';
import type { Registry } from 'prom-client';
import type { Settings } from '../../config/environment.js';
import type { Config } from '../../config/schema.js';
import { connectCleaning } from '../cleanup/connect-cleaning.js';
import type { Commands } from '../commands/commands.js';
import type { SettingOf } from '../commands/environment.js';
import type { Context } from '../context.js';
import { connectJobs } from '../databricks/jobs/connect-jobs.js';
import { parseTableName } from '../databricks/table-name.js';
import { createDeploys } from '../deploys/create-deploys.js';
import { connectGithub } from '../github/connect-github.js';
import type { Log } from '../log.js';
import { connectMongoAdmin } from '../mongodb/connect-mongo-admin.js';
import { createMongoBackups } from '../backups/create-mongo-backups.js';
import { createStateBackups } from '../backups/create-state-backups.js';
import type { CircuitRegistry } from '../resilience/circuit-registry.js';
import { everyDocumentIn } from '../store/everything.js';
import type { Store } from '../store/store.js';
import { versionOf } from '../version.js';

export type DeliveryServices = Pick<
  Context,
  | 'cleaning'
  | 'cleanupRules'
  | 'deployRules'
  | 'deploys'
  | 'github'
  | 'githubRules'
  | 'jobRules'
  | 'jobs'
  | 'mongoAdmin'
  | 'mongoBackups'
  | 'stateBackups'
>;

export interface Delivery {
  services: DeliveryServices;
  /** Never fails. */
  close(): Promise<void>;
}

export interface DeliveryParts {
  settings: Settings;
  config: Config;
  settingOf: SettingOf;
  commands: Commands;
  store: Store;
  registry: Registry;
  circuits: CircuitRegistry;
  log: Log;
  now: () => number;
}

export function createDelivery(parts: DeliveryParts): Delivery {
  const { settings, config, settingOf, commands, store, registry, circuits, log, now } = parts;
  const seen = { registry, circuits };
  const workspace = {
    host: settings.DATABRICKS_HOST,
    token: settings.DATABRICKS_TOKEN,
    caCertificate: settings.DATABRICKS_CA_CERT ?? null,
  };
  const cleaning = connectCleaning({
    ...workspace,
    ...seen,
    path: settings.DATABRICKS_HTTP_PATH,
    statementTimeoutSeconds: config.databricks.statementTimeoutSeconds,
    issuesTable: parseTableName(config.databricks.issues, settings.DATABRICKS_CATALOG),
    log,
  });
  const github = connectGithub({
    ...seen,
    baseUrl: settings.GITHUB_API_URL,
    token: settings.GITHUB_TOKEN,
    now,
  });
  const mongoAdmin = connectMongoAdmin({ ...seen, settingOf, log });
  return {
    services: {
      jobs: connectJobs({ ...workspace, ...seen }),
      jobRules: config.databricks.jobs,
      cleaning,
      cleanupRules: config.databricks.cleanup,
      github,
      githubRules: config.github,
      deploys: createDeploys({ store, github, rules: config.deploys }),
      deployRules: config.deploys,
      mongoAdmin,
      mongoBackups: createMongoBackups({
        rules: config.backups,
        systems: config.systems,
        directory: join(settings.PPM_DATA_DIR, 'mongo-backups'),
        commands,
        settingOf,
        admin: mongoAdmin,
        log,
        now,
      }),
      stateBackups: createStateBackups({
        everything: () => everyDocumentIn(settings),
        configPath: settings.PPM_CONFIG,
        version: versionOf(),
        directory: join(settings.PPM_DATA_DIR, 'state-backups'),
        rules: config.backups,
        now,
      }),
    },
    async close() {
      await Promise.all([cleaning.close(), mongoAdmin.close()]);
    },
  };
}
