// The one place that builds everything and hands it out: for the bot, and (without Slack) for a terminal.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Settings } from './config/environment.js';
import { readEnvironment } from './config/read-environment.js';
import type { Config } from './config/schema.js';
import type { Operation } from './core/operation.js';
import { hasEnded, type Run } from './core/run.js';
import { operations as registered } from './handlers/registry.js';
import { createAuditLog } from './services/audit/audit-log.js';
import type { Context } from './services/context.js';
import { createCommands } from './services/commands/create-commands.js';
import { createEngine, type Engine } from './services/engine/engine.js';
import { runs } from './services/engine/run-records.js';
import { createDirectory } from './services/identity/directory.js';
import { createGroups, type Groups } from './services/identity/groups.js';
import { createTokens } from './services/identity/tokens.js';
import type { Directory, Tokens } from './services/identity/identity.js';
import type { AuditLog } from './services/audit/entry.js';
import type { DashboardParts } from './services/dashboard/dashboard.js';
import { createLog, type Log } from './services/log.js';
import { createMetrics, type Metrics } from './services/metrics/metrics.js';
import type { Overview, SettingState } from './services/overview.js';
import { notionBackupsIn } from './services/notion/backups/backup-files.js';
import { createNotionSync } from './services/notion/sync/notion-sync.js';
import { createSyncMetrics } from './services/notion/sync/sync-metrics.js';
import {
  createWebhookTokens,
  type WebhookTokens,
} from './services/notion/webhooks/webhook-tokens.js';
import { withMaintenance } from './services/maintenance/with-maintenance.js';
import { createRecreations } from './services/notion/writing/recreations.js';
import { createSyncMemory } from './services/sync/sync-memory.js';
import { createOverview, type Probe } from './services/overview-probes.js';
import { createCircuitRegistry } from './services/resilience/circuit-registry.js';
import { createDelivery } from './services/delivery/delivery.js';
import type { Redraw } from './services/cards/rows.js';
import type { SettingOf } from './services/commands/environment.js';
import { connectOutside } from './services/outside.js';
import { createResponse, type Response } from './services/response/response.js';
import { createTunables } from './services/settings/create-tunables.js';
import { openSqlite } from './services/store/sqlite.js';
import type { Store } from './services/store/store.js';
import { withLastKnown } from './services/offline/with-last-known.js';
import { createUpkeep, type Upkeep } from './services/upkeep/upkeep.js';

export interface House {
  log: Log;
  metrics: Metrics;
  store: Store;
  audit: AuditLog;
  directory: Directory;
  tokens: Tokens;
  groups: Groups;
  notionWebhook: WebhookTokens;
  engine: Engine;
  response: Response;
  upkeep: Upkeep;
  dashboardParts: DashboardParts & Pick<Context, 'circuits'>;
  settingOf: SettingOf;
  operations: readonly Operation<Context>[];
  overview: Overview;
  /** Tells every listener after each stored change of a run. */
  onRunChange(listener: (run: Run) => void): void;
  /** Tells every listener that a record with cards, other than a run, has changed. */
  onRedraw(listener: Redraw): void;
  /** Tells every listener the id of a run whose command has said something. */
  onOutput(listener: (run: string) => void): void;
  /** Adds something that the bot stands on to what `status` and /ready ask. */
  addProbe(probe: Probe): void;
  probes: readonly Probe[];
  /** Names this process in leases. */
  owner: string;
  close(): Promise<void>;
}

export interface Given {
  settings: Settings;
  config: Config;
  settingStates: readonly SettingState[];
}

export function buildHouse({ settings, config, settingStates }: Given): House {
  const owner = randomUUID();
  const log = createLog(settings.LOG_LEVEL);
  const metrics = createMetrics();
  const store = openSqlite(settings.PPM_DATA_DIR);
  const audit = createAuditLog(store);
  const groups = createGroups(store);
  const directory = createDirectory({ config, groupMembers: groups.membersOf });
  const circuits = createCircuitRegistry();
  const tunables = createTunables({ config, store, now: Date.now, log });
  const tokens = createTokens({ store, terminalNameOf: terminalNames(config), now: Date.now });
  const shared = { circuits, registry: metrics.registry, log };
  const outside = connectOutside({ ...shared, settings, config, tunables });
  const { tables, bronze, notion, taskRecords } = outside;
  const notionWebhook = createWebhookTokens({
    store,
    configured: settings.NOTION_WEBHOOK_TOKEN,
    now: Date.now,
  });
  const redrawListeners: Redraw[] = [];
  const redraw: Redraw = (record) => {
    for (const listener of redrawListeners) listener(record);
  };
  const response = createResponse({
    store,
    config: {
      ...config,
      alerts: {
        ...config.alerts,
        get stormGroupsPerMinute() {
          return tunables.get('alerts.storm-groups-per-minute');
        },
      },
    },
    channel: settings.PPM_CHANNEL,
    audit,
    directory,
    log,
    now: Date.now,
    registry: metrics.registry,
    circuits,
    jobs: () => delivery.services.jobs,
    redraw,
  });
  const syncState = withMaintenance(
    createSyncMemory({ store, now: Date.now }),
    response.maintenance,
  );
  const notionSync = createNotionSync({
    notion: notion.background,
    bronze,
    store,
    state: syncState,
    metrics: createSyncMetrics(metrics.registry),
    log,
    now: Date.now,
    overlapMs: config.notion.overlapMinutes * 60_000,
    cursors: () => tunables.get('notion.cursors'),
  });
  const variables = readEnvironment();
  const settingOf: SettingOf = (name) => variables[name];
  const outputListeners: ((run: string) => void)[] = [];
  const commands = createCommands({
    registry: metrics.registry,
    circuits,
    store,
    log,
    now: Date.now,
    settingOf,
    changed: (run) => {
      for (const listener of outputListeners) listener(run);
    },
  });
  const delivery = createDelivery({
    ...shared,
    settings,
    config,
    settingOf,
    commands,
    store,
    now: Date.now,
  });
  const probes: Probe[] = [
    {
      name: 'Store',
      onDemand: false,
      ask: async () => {
        await store.list(runs, { index: 'byAge', limit: 1 });
        return 'answers';
      },
    },
    {
      name: 'Databricks warehouse',
      onDemand: true,
      ask: async (signal) => `answers ${await tables.currentUser(signal)}`,
    },
  ];
  const overview = createOverview({
    settings: settingStates,
    config,
    defaultCatalog: settings.DATABRICKS_CATALOG,
    probes,
  });
  const upkeep = createUpkeep({
    store,
    config,
    settings,
    settingOf,
    settingNames: settingStates.map(({ name }) => name),
    channel: settings.PPM_CHANNEL,
    audit,
    notion,
    tables,
    circuits,
    tunables,
    operations: registered,
    engine: () => engine,
    registry: metrics.registry,
    redraw,
    log,
    now: Date.now,
  });
  const operations = withLastKnown(registered, {
    offline: upkeep.services.offline,
    lastKnown: upkeep.lastKnown,
    now: Date.now,
    log,
  });
  const listeners: ((run: Run) => void)[] = [
    metrics.runChanged,
    // What the bot itself has written must be seen by the next question.
    (run) => {
      if (hasEnded(run) && run.operation.startsWith('notion.'))
        upkeep.services.notionCache.forget();
    },
  ];
  const engine: Engine = createEngine({
    store,
    services: {
      audit,
      directory,
      tokens,
      tables,
      overview,
      systems: config.systems,
      notion,
      bronze,
      syncState,
      notionSync,
      commands,
      taskRecords,
      notionBackups: notionBackupsIn(join(settings.PPM_DATA_DIR, 'notion-backups')),
      recreations: createRecreations(store),
      notionWebhook,
      alerts: response.alerts,
      incidents: response.incidents,
      oncall: response.oncall,
      maintenance: response.maintenance,
      incidentRules: config.incidents,
      ...upkeep.services,
      ...delivery.services,
    },
    operations,
    config,
    channel: settings.PPM_CHANNEL,
    log,
    now: Date.now,
    owner,
    changed: (run) => {
      for (const listener of listeners) listener(run);
    },
  });
  return {
    log,
    metrics,
    notionWebhook,
    store,
    audit,
    directory,
    tokens,
    groups,
    engine,
    response,
    upkeep,
    dashboardParts: {
      ...response,
      ...upkeep.services,
      directory,
      syncState,
      systems: config.systems,
      runs: engine.runs,
      now: Date.now,
    },
    settingOf,
    operations,
    overview,
    probes,
    owner,
    onRunChange: (listener) => listeners.push(listener),
    onRedraw: (listener) => redrawListeners.push(listener),
    onOutput: (listener) => outputListeners.push(listener),
    addProbe: (probe) => probes.push(probe),
    async close() {
      await commands.close();
      await Promise.all([outside.close(), delivery.close()]);
      await store.close();
    },
  };
}

/** Terminal name of a person, or null where ppm.config.yaml gives none. */
function terminalNames(config: Config): (actor: { person: string }) => string | null {
  return ({ person }) => config.people.find((listed) => listed.name === person)?.terminal ?? null;
}
