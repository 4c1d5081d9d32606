// What on-call looks at and mends in a system's MongoDB, through its driver. (Runbook 4 "Database issues", "Check database
// performance", "Add Indexes")
import type { CollectionShape } from '../backups/backups.js';

export interface MongoStatus {
  version: string;
  /** Seconds since it started; null where the server doesn't say. */
  uptimeSeconds: number | null;
  pingMillis: number;
  connections: { current: number; available: number } | null;
  dataBytes: number;
  storageBytes: number;
  indexBytes: number;
  /** Of the file system it lies on; null where the server doesn't say. */
  disk: { usedBytes: number; totalBytes: number } | null;
  collections: { name: string; documents: number; bytes: number; indexes: number }[];
}

export interface SlowQuery {
  /** Epoch milliseconds. */
  at: number;
  millis: number;
  /** query, update, remove, command … */
  kind: string;
  collection: string;
  /** Filter's shape as JSON, its values left out: `{"user_id":"?"}`. */
  shape: string;
  /** COLLSCAN, IXSCAN { user_id: 1 } …; empty where it doesn't say. */
  planSummary: string;
  documentsExamined: number | null;
  returned: number | null;
}

export interface MongoAdmin {
  status(where: Where, signal: AbortSignal): Promise<MongoStatus>;
  /** Null: the profiler is off. Slowest first. */
  slow(where: Where, limit: number, signal: AbortSignal): Promise<SlowQuery[] | null>;
  /** Every collection with its count and indexes, system ones left out; by name. */
  shape(where: Where, signal: AbortSignal): Promise<CollectionShape[]>;
  /** Harmless to repeat. @param key `{"status":1}` as in CollectionShape @returns its name */
  createIndex(where: Where, collection: string, key: string, signal: AbortSignal): Promise<string>;
  /** Harmless to repeat. */
  dropIndex(where: Where, collection: string, name: string, signal: AbortSignal): Promise<void>;
  dropDatabase(where: Where, signal: AbortSignal): Promise<void>;
  /**
   * Whether somebody writes: writes counted on the server over `millis`, or the database's clients where it doesn't count.
   * `writes`: null where the server tells neither.
   */
  writers(
    where: Where,
    millis: number,
    signal: AbortSignal,
  ): Promise<{ writes: number | null; clients: string[] }>;
}

export interface Where {
  /** Name of the setting with the URI. */
  setting: string;
  database: string;
}
