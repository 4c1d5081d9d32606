// The one place that builds everything and hands it out: for the bot, and (without Slack) for a terminal.
import { join } from 'node:path';
import type { Settings } from './config/environment.js';
import { readEnvironment } from './config/read-environment.js';
import type { Config } from './config/schema.js';
import type { Operation } from './core/operation.js';
import { hasEnded, type Run } from './core/run.js';
import { operations as registered } from './handlers/registry.js';
import type { Context } from './services/context.js';
import { createCommands } from './services/commands/create-commands.js';
import { layFoundation, probesOf, type Foundation } from './services/foundation.js';
import { createListeners } from './services/listeners.js';
import { createEngine, type Engine } from './services/engine/engine.js';
import type { DashboardParts } from './services/dashboard/dashboard.js';
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
import { createDelivery } from './services/delivery/delivery.js';
import type { Redraw } from './services/cards/rows.js';
import type { SettingOf } from './services/commands/environment.js';
import { createResponse, type Response } from './services/response/response.js';
import { withLastKnown } from './services/offline/with-last-known.js';
import { createUpkeep, type Upkeep } from './services/upkeep/upkeep.js';

/** What the doors need of the foundation, and what is built on it. */
export interface House extends Omit<Foundation, 'circuits' | 'tunables' | 'outside'> {
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
  close(): Promise<void>;
}

export interface Given {
  settings: Settings;
  config: Config;
  settingStates: readonly SettingState[];
}

export function buildHouse({ settings, config, settingStates }: Given): House {
  const foundation = layFoundation(settings, config);
  const { owner, log, metrics, store, replicas, audit, directory, tokens } = foundation;
  const { circuits, tunables, outside } = foundation;
  const { now } = foundation.clock;
  const shared = { circuits, registry: metrics.registry, log };
  const { tables, bronze, notion, taskRecords } = outside;
  const notionWebhook = createWebhookTokens({
    store,
    configured: settings.NOTION_WEBHOOK_TOKEN,
    now,
  });
  const redraws = createListeners<Parameters<Redraw>[0]>();
  const redraw = redraws.tell;
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
    now,
    registry: metrics.registry,
    circuits,
    jobs: () => delivery.services.jobs,
    redraw,
  });
  const syncState = withMaintenance(createSyncMemory({ store, now }), response.maintenance);
  const notionSync = createNotionSync({
    notion: notion.background,
    bronze,
    store,
    state: syncState,
    metrics: createSyncMetrics(metrics.registry),
    log,
    now,
    overlapMs: config.notion.overlapMinutes * 60_000,
    cursors: () => tunables.get('notion.cursors'),
  });
  const variables = readEnvironment();
  const settingOf: SettingOf = (name) => variables[name];
  const outputs = createListeners<string>();
  const commands = createCommands({
    registry: metrics.registry,
    circuits,
    store,
    log,
    now,
    settingOf,
    changed: outputs.tell,
  });
  const delivery = createDelivery({
    ...shared,
    settings,
    config,
    settingOf,
    commands,
    store,
    now,
  });
  const probes = probesOf(foundation);
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
    now,
    replicas,
  });
  const operations = withLastKnown(registered, {
    offline: upkeep.services.offline,
    lastKnown: upkeep.lastKnown,
    now,
    log,
  });
  const runChanges = createListeners<Run>(metrics.runChanged, (run) => {
    // What the bot itself has written must be seen by the next question.
    if (hasEnded(run) && run.operation.startsWith('notion.')) upkeep.services.notionCache.forget();
  });
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
    now,
    owner,
    replicas,
    changed: runChanges.tell,
  });
  return {
    ...foundation,
    notionWebhook,
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
      now,
    },
    settingOf,
    operations,
    overview,
    probes,
    onRunChange: runChanges.add,
    onRedraw: redraws.add,
    onOutput: outputs.add,
    addProbe: (probe) => probes.push(probe),
    async close() {
      await commands.close();
      await replicas.close();
      // Late: a step that did not end in time may act until the process is gone, and another process begins a second after this.
      await engine.letGo();
      await Promise.all([outside.close(), delivery.close()]);
      await store.close();
    },
  };
}
