// What the bot remembers about syncs: how the last ones went, which pages failed, and who has paused them until when.

export const syncModes = ['incremental', 'full', 'page', 'retry'] as const;
export type SyncMode = (typeof syncModes)[number];

export const failureKinds = [
  'auth',
  'not_shared',
  'not_found',
  'schema',
  'rate_limit',
  'timeout',
  'unavailable',
  'too_large',
  'load',
  'other',
] as const;
export type FailureKind = (typeof failureKinds)[number];

/** A page that could not be synced; it stays until it could. */
export interface FailedPage {
  system: string;
  /** Name in ppm.config.yaml. */
  database: string;
  pageId: string;
  title: string;
  kind: FailureKind;
  message: string;
  /** Property at fault, where one is. */
  property: string | null;
  /** Epoch milliseconds. */
  firstAt: number;
  lastAt: number;
  attempts: number;
}

/** How the last sync of a database (or, where the bot doesn't do it itself, of a system) went. */
export interface LastSync {
  system: string;
  /** Null: the system as a whole (a command, an HTTP call). */
  database: string | null;
  mode: SyncMode;
  run: string;
  startedAt: number;
  endedAt: number;
  outcome: 'succeeded' | 'partial' | 'failed';
  /** Why it failed. */
  kind: FailureKind | null;
  message: string;
  /** Pages read, and those that were new or different. */
  pages: number;
  changed: number;
  deleted: number;
  failed: number;
  /** Properties of a type that isn't known here: kept as JSON. */
  unknownTypes: string[];
}

/** Syncs of a system, or of all (`*`), are refused until then. */
export interface Pause {
  system: string;
  by: string;
  reason: string;
  since: number;
  /** Epoch milliseconds; null: until somebody resumes them. */
  until: number | null;
  /** The maintenance window that it comes from; it ends with that. */
  window?: string;
}

export interface SyncState {
  lastSyncs(system?: string): Promise<LastSync[]>;
  failedPages(system?: string, database?: string): Promise<FailedPage[]>;
  /** Those that hold now. */
  pauses(): Promise<Pause[]>;
  /** The one that holds for this system, or null. */
  pauseOf(system: string): Promise<Pause | null>;
  pause(pause: Pause): Promise<void>;
  /** False if there was nothing to end. */
  resume(system: string): Promise<boolean>;
  sawEnd(last: LastSync): Promise<void>;
  sawFailure(
    failed: Omit<FailedPage, 'firstAt' | 'lastAt' | 'attempts'>,
    at: number,
  ): Promise<void>;
  sawSuccess(pageIds: readonly string[]): Promise<void>;
}
