// Everything behind the families Look and Upkeep, put together: probes, readings, circuits, cache, offline mode, tunable
// settings, schedules, rotations and reviews. A terminal has it as well; the loops run in the bot (upkeep-loops.ts).
import type { Registry } from 'prom-client';
import type { Settings } from '../../config/environment.js';
import type { Config } from '../../config/schema.js';
import { createAccessReviews } from '../access/create-access-reviews.js';
import type { AuditLog } from '../audit/entry.js';
import { createNotionCache } from '../cache/create-notion-cache.js';
import type { Redraw } from '../cards/rows.js';
import { isSecretName, type SettingOf } from '../commands/environment.js';
import { outputOf } from '../commands/run-outputs.js';
import type { Context } from '../context.js';
import type { Tables } from '../databricks/tables.js';
import type { Engine } from '../engine/engine.js';
import { createHealth } from '../health/create-health.js';
import type { Log } from '../log.js';
import { createLogFiles } from '../logs/create-log-files.js';
import type { NotionConnection } from '../notion/notion.js';
import { createLastKnown, type LastKnown } from '../offline/last-known.js';
import { createOffline } from '../offline/create-offline.js';
import { postingsOf } from '../postings/postings.js';
import { redact } from '../redact.js';
import type { Replicas } from '../replicas/replicas.js';
import type { CircuitRegistry } from '../resilience/circuit-registry.js';
import { createRotations } from '../rotation/create-rotations.js';
import { createCredentialUses, type CredentialUses } from '../rotation/uses.js';
import { createSchedules } from '../schedule/create-schedules.js';
import { createScheduleMetrics } from '../schedule/schedule-metrics.js';
import { schedulePartsOf, type ScheduleParts } from '../schedule/schedule-parts.js';
import type { ScheduledOperation } from '../schedule/scheduled-operation.js';
import { createScraper } from '../scrape/create-scraper.js';
import { createSecretSearch } from '../security/create-secret-search.js';
import type { RunningTunables } from '../settings/create-tunables.js';
import type { Store } from '../store/store.js';
import { probeSystems } from './probe-systems.js';

export interface UpkeepParts {
  store: Store;
  config: Config;
  settings: Settings;
  settingOf: SettingOf;
  /** Names of all settings that are read. */
  settingNames: readonly string[];
  /** Slack channel of what schedules say. */
  channel: string;
  audit: AuditLog;
  notion: NotionConnection;
  tables: Pick<Tables, 'currentUser'>;
  circuits: CircuitRegistry;
  tunables: RunningTunables;
  operations: readonly ScheduledOperation[];
  /** Made later than this: a schedule asks it when its time comes. */
  engine: () => Engine;
  registry: Registry;
  redraw: Redraw;
  log: Log;
  now: () => number;
  replicas: Pick<Replicas, 'news' | 'cache'>;
}

export type UpkeepServices = Pick<
  Context,
  | 'accessReviews'
  | 'circuits'
  | 'contacts'
  | 'health'
  | 'logFiles'
  | 'notionCache'
  | 'offline'
  | 'outputOf'
  | 'postingsOf'
  | 'rotations'
  | 'schedules'
  | 'scraper'
  | 'secretSearch'
  | 'tunables'
  | 'upkeep'
>;

export interface Upkeep {
  services: UpkeepServices;
  lastKnown: LastKnown;
  tunables: RunningTunables;
  scheduleParts: ScheduleParts;
  uses: CredentialUses;
}

export function createUpkeep(parts: UpkeepParts): Upkeep {
  const { store, config, settings, settingOf, audit, notion, tables, now, log, registry } = parts;
  const { upkeep, systems } = config;
  const { news, cache } = parts.replicas;
  const scraper = createScraper();
  const uses = createCredentialUses({ store, now });
  const health = createHealth({
    systems,
    store,
    log,
    registry,
    now,
    keepDays: upkeep.keepHealthDays,
    notion,
    notionApiUrl: settings.NOTION_API_URL,
    notionToken: settings.NOTION_API_KEY,
    githubApiUrl: settings.GITHUB_API_URL,
    githubToken: settings.GITHUB_TOKEN,
    settingOf,
    scraper,
    tables,
  });
  const scheduleParts = schedulePartsOf({
    config,
    operations: parts.operations,
    store,
    now,
    ask: (asked) => parts.engine().ask(asked),
    runs: {
      request: (request) => parts.engine().runs.request(request),
      get: (id) => parts.engine().runs.get(id),
    },
    internal: { 'health.probe': (signal) => probeSystems(health, uses, signal) },
    channel: parts.channel,
    redraw: parts.redraw,
    filesReports: upkeep.reportDatabase !== undefined,
    metrics: createScheduleMetrics(registry),
    log,
  });
  return {
    lastKnown: createLastKnown({ store, now }),
    tunables: parts.tunables,
    scheduleParts,
    uses,
    services: {
      health,
      scraper,
      logFiles: createLogFiles({ redact }),
      outputOf: (run) => outputOf(store, run),
      circuits: parts.circuits,
      notionCache: createNotionCache({
        notion,
        systems,
        ttl: (database) => upkeep.cache.databases[database] ?? parts.tunables.get('cache.ttl'),
        store,
        now,
        registry,
        shared: cache,
        news,
      }),
      offline: createOffline({ store, now }),
      tunables: parts.tunables,
      schedules: createSchedules(scheduleParts),
      postingsOf: (schedule, limit) => postingsOf(store, schedule, limit),
      rotations: createRotations({
        store,
        credentials: upkeep.credentials,
        rotateAfterDays: upkeep.rotateAfterDays,
        settingOf,
        checks: {
          notion: async (signal) => (await notion.people.me(signal)).name,
          databricks: async (signal) => tables.currentUser(signal),
        },
        lastUsedOf: uses.lastOf,
        audit,
        now,
      }),
      accessReviews: createAccessReviews({ store, audit, now }),
      secretSearch: createSecretSearch({
        paths: [...upkeep.searched, ...logPaths(config)],
        settingOf,
        secretSettings: parts.settingNames.filter(isSecretName),
      }),
      upkeep,
      contacts: config.contacts,
    },
  };
}

function logPaths({ systems }: Config): string[] {
  return Object.values(systems).flatMap(({ logs }) => logs.map(({ path }) => path));
}
