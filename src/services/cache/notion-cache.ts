// What was read from Notion a moment ago, for questions that can bear it (velocity, reports, names): never for a plan, a
// check or a diagnosis. (Runbook 4 "Reducing Rate Limit Hits"; runbook 5 "Cache Strategy Optimization")
import type { Notion } from '../notion/notion.js';

export interface CacheStats {
  /** `finance-ppm/projects` */
  database: string;
  ttlSeconds: number;
  hits: number;
  misses: number;
  /** From 0 to 1; null where nothing was asked yet. */
  hitRate: number | null;
}

export interface NotionCache {
  /** Reads through the cache; what is cached is served for its database's time to live. */
  reading: Pick<Notion, 'dataSource' | 'query'>;
  /** Of every configured database. */
  stats(): Promise<CacheStats[]>;
  /**
   * Doubles the time to live of every database with a hit rate under 70 %, to at most an hour (runbook 5). Databases that
   * were asked for less than 10 times are left alone.
   * @returns what was changed
   */
  tune(): Promise<{ database: string; from: number; to: number; hitRate: number }[]>;
  /** The bot has changed Notion: what was read before is forgotten, of one database or all, by this replica and the others. */
  forget(database?: string): void;
}
