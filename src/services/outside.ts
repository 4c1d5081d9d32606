// The connections to outside systems, each with the one policy around it, whose circuit can be looked at. Nothing is
// connected before it is used.
import { join } from 'node:path';
import type { Registry } from 'prom-client';
import type { Settings } from '../config/environment.js';
import type { Config } from '../config/schema.js';
import type { Bronze } from './databricks/bronze.js';
import { connectBronze } from './databricks/bronze-tables.js';
import { connectTables } from './databricks/delta-tables.js';
import type { Tables } from './databricks/tables.js';
import type { Log } from './log.js';
import { connectTaskRecords } from './mongodb/connect-task-records.js';
import type { TaskRecords } from './mongodb/task-records.js';
import { connectNotion } from './notion/connect-notion.js';
import type { NotionConnection } from './notion/notion.js';
import type { Replicas } from './replicas/replicas.js';
import type { CircuitRegistry } from './resilience/circuit-registry.js';
import type { Tunables } from './settings/tunables.js';

export interface Outside {
  tables: Tables;
  bronze: Bronze;
  notion: NotionConnection;
  taskRecords: TaskRecords;
  /** Never fails. */
  close(): Promise<void>;
}

export function connectOutside(parts: {
  settings: Settings;
  config: Pick<Config, 'databricks'>;
  circuits: CircuitRegistry;
  tunables: Pick<Tunables, 'get'>;
  registry: Registry;
  log: Log;
  /** Budgets that all replicas draw from; null: this process has them to itself. */
  limit: Replicas['limit'];
  /** Epoch milliseconds. */
  now: () => number;
}): Outside {
  const { settings, config, circuits, tunables, registry, log, limit, now } = parts;
  const warehouse = {
    host: settings.DATABRICKS_HOST,
    token: settings.DATABRICKS_TOKEN,
    path: settings.DATABRICKS_HTTP_PATH,
    caCertificate: settings.DATABRICKS_CA_CERT ?? null,
    statementTimeoutSeconds: config.databricks.statementTimeoutSeconds,
    registry,
    circuits,
    log,
  };
  const tables = connectTables({ ...warehouse, now });
  const bronze = connectBronze({
    ...warehouse,
    pages: config.databricks.pages,
    watermarks: config.databricks.watermarks,
    volume: config.databricks.volume,
    directory: join(settings.PPM_DATA_DIR, 'spool'),
  });
  const notion = connectNotion({
    token: settings.NOTION_API_KEY,
    baseUrl: settings.NOTION_API_URL,
    get requestsPerMinute() {
      return tunables.get('notion.requests-per-minute');
    },
    get reservedForPeople() {
      return tunables.get('notion.reserved-for-people');
    },
    limit,
    circuits,
    registry,
    log,
  });
  const taskRecords = connectTaskRecords(settings.PLATFORM_MONGODB_URI, log, undefined, {
    registry,
    circuits,
  });
  return {
    tables,
    bronze,
    notion,
    taskRecords,
    async close() {
      await Promise.all([tables.close(), bronze.close(), taskRecords.close()]);
    },
  };
}
