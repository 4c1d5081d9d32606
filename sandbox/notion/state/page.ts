// A database (with its one data source) and a page, as the pretended Notion holds them.
import type { DatabaseSeed } from '../protocol.js';
import type { Property, Value } from './properties.js';

export const minute = 60_000;
/** Times as Notion tells them. */
export const toMinute = (at: number): number => Math.floor(at / minute) * minute;

export interface Database {
  id: string;
  dataSourceId: string;
  title: string;
  shared: boolean;
  /** By name. */
  properties: Map<string, Property>;
  generated: DatabaseSeed['generated'];
  /** Numbers of generated pages that are kept as pages of their own now, or are gone. */
  replaced: Set<number>;
  createdAt: number;
  /** The last number that a unique_id had. */
  lastNumber: number;
}

export interface Page {
  id: string;
  database: Database;
  createdAt: number;
  editedAt: number;
  inTrash: boolean;
  /** Tells pages of the same minute apart; never changes. */
  order: string;
  /** By property id. */
  values: Map<string, Value>;
}
