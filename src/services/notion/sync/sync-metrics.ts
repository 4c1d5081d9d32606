// What the sync counts, under the names that the runbooks' alerts use (NotionSyncFailure: notion_sync_failures_total).
import { Counter, Histogram, type Registry } from 'prom-client';
import type { FailureKind } from '../../sync/sync-state.js';

export interface SyncMetrics {
  pages(
    system: string,
    database: string,
    outcome: 'read' | 'changed' | 'deleted',
    by: number,
  ): void;
  failed(system: string, database: string, kind: FailureKind): void;
  took(system: string, database: string, mode: string, millis: number): void;
}

export function createSyncMetrics(registry: Registry): SyncMetrics {
  const pages = new Counter({
    name: 'notion_sync_pages_total',
    help: 'Pages of the Notion sync: read, changed in the table, marked as deleted',
    labelNames: ['system', 'database', 'outcome'],
    registers: [registry],
  });
  const failures = new Counter({
    name: 'notion_sync_failures_total',
    help: 'Failures of the Notion sync: of a page, or of a whole database',
    labelNames: ['system', 'database', 'kind'],
    registers: [registry],
  });
  const duration = new Histogram({
    name: 'notion_sync_duration_seconds',
    help: 'How long the sync of a database took',
    labelNames: ['system', 'database', 'mode'],
    buckets: [1, 5, 15, 60, 300, 900, 3600, 10_800],
    registers: [registry],
  });
  return {
    pages: (system, database, outcome, by) => pages.inc({ system, database, outcome }, by),
    failed: (system, database, kind) => failures.inc({ system, database, kind }),
    took: (system, database, mode, millis) =>
      duration.observe({ system, database, mode }, millis / 1000),
  };
}
