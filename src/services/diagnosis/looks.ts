// Which looks a diagnosis takes, and what it means when one of them hangs.
import type { Context } from '../context.js';
import { databasesOf } from '../systems/systems.js';
import { diagnoseCircuits } from './diagnose-circuits.js';
import { diagnoseComponents } from './diagnose-components.js';
import { diagnoseControlRoom, systemsWithControlRoom } from './diagnose-control-room.js';
import { diagnoseDatabricks } from './diagnose-databricks.js';
import { diagnoseBackups, diagnoseDeploys } from './diagnose-deliveries.js';
import { diagnoseJobs } from './diagnose-jobs.js';
import { diagnoseMetrics } from './diagnose-metrics.js';
import { diagnoseNotion } from './diagnose-notion.js';
import { diagnoseSettings } from './diagnose-settings.js';
import { diagnoseSync, staleSigns } from './diagnose-sync.js';
import { diagnoseTasks } from './diagnose-tasks.js';
import type { ScenarioId } from './scenarios.js';
import type { Sign } from './sign.js';
import type { Target } from './target.js';

export type Parts = Pick<
  Context,
  | 'bronze'
  | 'circuits'
  | 'deployRules'
  | 'deploys'
  | 'health'
  | 'jobRules'
  | 'jobs'
  | 'mongoBackups'
  | 'notion'
  | 'now'
  | 'overview'
  | 'runs'
  | 'scraper'
  | 'signal'
  | 'syncState'
  | 'systems'
  | 'tables'
  | 'taskRecords'
>;

export interface Look {
  name: string;
  /** What it is when nothing comes back in time. */
  hung: { scenario: ScenarioId; system: string | null };
  take(parts: Parts): Promise<Sign[]>;
}

export function looksFor(target: Target, parts: Parts): Look[] {
  const { systems } = target;
  switch (target.kind) {
    case 'sync':
      return [
        settings,
        circuits(),
        ...systems.map(components),
        syncs(systems),
        tasks(systems),
        notion(systems),
      ];
    case 'notion':
      return [settings, circuits(/notion/i), notion(systems)];
    case 'databricks':
      return [circuits(/databricks|warehouse/i), databricks, jobs, freshness(systems)];
    case 'control-room':
      return [
        circuits(/databricks|warehouse/i),
        ...systems.map(components),
        databricks,
        controlRoom(systems),
        deploys(systems),
      ];
    case 'system':
      return [
        settings,
        circuits(),
        ...systems.flatMap((system) => [components(system), metrics(system)]),
        syncs(systems),
        tasks(systems),
        ...(databasesOf(parts.systems).some(({ system }) => systems.includes(system))
          ? [notion(systems)]
          : []),
        ...warehouseLooks(systems, parts),
        deploys(systems),
        backups(systems),
      ];
    case 'component':
      return [circuits(), ...systems.map(components), ...componentLooks(target, parts)];
  }
}

function warehouseLooks(systems: readonly string[], { health }: Parts): Look[] {
  const rooms = systemsWithControlRoom({ health }).filter((system) => systems.includes(system));
  const hasWarehouse = health.components.some(
    ({ kind, system }) => kind === 'warehouse' && systems.includes(system),
  );
  return [
    ...(hasWarehouse || rooms.length > 0 ? [databricks, jobs] : []),
    ...(rooms.length > 0 ? [controlRoom(rooms)] : []),
  ];
}

/** Beside its own probe, what it stands on. */
function componentLooks({ components: asked, systems }: Target, parts: Parts): Look[] {
  const kinds = parts.health.components
    .filter(({ system, component }) => asked.includes(`${system}/${component}`))
    .map(({ kind }) => kind);
  return [
    ...(kinds.includes('notion') ? [notion([])] : []),
    ...(kinds.includes('warehouse') || kinds.includes('http')
      ? warehouseLooks(systems, parts)
      : []),
  ];
}

const settings: Look = {
  name: 'settings',
  hung: { scenario: 'setting-missing', system: null },
  take: async (parts) => diagnoseSettings(parts),
};

const circuits = (names?: RegExp): Look => ({
  name: 'circuits',
  hung: { scenario: 'circuit-open', system: null },
  take: async (parts) => diagnoseCircuits(parts, names),
});

const components = (system: string): Look => ({
  name: `components of ${system}`,
  hung: { scenario: 'connection-timeout', system },
  take: (parts) => diagnoseComponents(parts, [system]),
});

const metrics = (system: string): Look => ({
  name: `metrics of ${system}`,
  hung: { scenario: 'metrics-unreadable', system },
  take: (parts) => diagnoseMetrics(parts, [system]),
});

const syncs = (systems: readonly string[]): Look => ({
  name: 'last syncs, failed pages, pauses, locks, freshness',
  hung: { scenario: 'warehouse-down', system: null },
  take: (parts) => diagnoseSync(parts, systems),
});

const tasks = (systems: readonly string[]): Look => ({
  name: 'records beside their pages',
  hung: { scenario: 'notion-timeout', system: null },
  take: (parts) => diagnoseTasks(parts, systems),
});

const freshness = (systems: readonly string[]): Look => ({
  name: 'watermarks',
  hung: { scenario: 'warehouse-down', system: null },
  take: (parts) => staleSigns(parts, systems),
});

const notion = (systems: readonly string[]): Look => ({
  name: 'Notion: token, rate, sharing, schemas, duplicates',
  hung: { scenario: 'notion-timeout', system: null },
  take: (parts) =>
    diagnoseNotion(
      parts,
      databasesOf(parts.systems).filter(({ system }) => systems.includes(system)),
    ),
});

const databricks: Look = {
  name: 'Databricks: warehouse, token, grants, schemas',
  hung: { scenario: 'warehouse-down', system: null },
  take: diagnoseDatabricks,
};

const controlRoom = (systems: readonly string[]): Look => ({
  name: 'rows of the gold tables',
  hung: { scenario: 'warehouse-down', system: null },
  take: (parts) => diagnoseControlRoom(parts, systems),
});

const jobs: Look = {
  name: 'Databricks: how each job ended last',
  hung: { scenario: 'warehouse-slow', system: null },
  take: diagnoseJobs,
};

const deploys = (systems: readonly string[]): Look => ({
  name: 'last deployments',
  hung: { scenario: 'github-down', system: null },
  take: (parts) => diagnoseDeploys(parts, systems),
});

const backups = (systems: readonly string[]): Look => ({
  name: 'backups',
  hung: { scenario: 'connection-timeout', system: null },
  take: (parts) => diagnoseBackups(parts, systems),
});
