// What the sync of one database works with.
import type { Bronze } from '../../databricks/bronze.js';
import type { Log } from '../../log.js';
import type { Store } from '../../store/store.js';
import type { SyncState } from '../../sync/sync-state.js';
import type { Database } from '../../systems/systems.js';
import type { Tell } from '../../../core/operation.js';
import type { Notion } from '../notion.js';
import type { Sources } from './sources.js';
import type { SyncMetrics } from './sync-metrics.js';

export interface SyncParts {
  notion: Notion;
  sources: Sources;
  bronze: Bronze;
  store: Store;
  state: SyncState;
  metrics: SyncMetrics;
  log: Log;
  /** Epoch milliseconds. */
  now: () => number;
  /** What is read again each time, milliseconds: Notion rounds times to the minute. */
  overlapMs: number;
  /** Queries side by side, asked at the beginning of each reading. */
  cursors: () => number;
}

export interface DatabaseJob {
  database: Database;
  mode: 'incremental' | 'full';
  /** Id of the run: what it committed before its process died is not done again. */
  run: string;
  /** Between two calls of a cursor, milliseconds. */
  batchDelayMs: number;
  signal: AbortSignal;
  tell: Tell;
}
