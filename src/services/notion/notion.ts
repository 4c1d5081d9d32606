// Notion as the rest of the house sees it (API version 2025-09-03: a database holds data sources, pages live in those).
// Every method rejects with a Problem: not_found (gone, or not shared with the integration), outside_refused (token,
// rights), invalid_input (Notion's validation_error), outside_unavailable, outcome_unknown (only what creates), cancelled.
import type { JsonObject } from '../../core/json.js';

/** A property's value as Notion sends it; what stands beside `type` depends on the type. */
export type PropertyValue = JsonObject & { id: string; type: string };

export interface NotionPage {
  /** With dashes, in lower case. */
  id: string;
  databaseId: string | null;
  dataSourceId: string | null;
  /** Epoch milliseconds, rounded down to the minute by Notion. */
  createdAt: number;
  editedAt: number;
  inTrash: boolean;
  url: string;
  /** By name. Relations, people and mentions beyond 25 are missing: see `references` in notion/sync. */
  properties: Record<string, PropertyValue>;
}

export interface PropertySchema {
  id: string;
  name: string;
  type: string;
  /** Names of the choices of select, multi_select and status. */
  options: string[];
}

export interface DataSource {
  id: string;
  databaseId: string;
  title: string;
  url: string;
  properties: PropertySchema[];
}

export interface Query {
  /** `from` inclusive, `before` exclusive, epoch milliseconds. */
  created?: { from?: number; before?: number };
  edited?: { from: number; before?: number };
  /** A filter in Notion's own words, and-ed to the times. */
  filter?: JsonObject;
  /** Pages in the trash instead of the live ones. */
  inTrash?: boolean;
  sort: { by: 'created_time' | 'last_edited_time'; direction: 'ascending' | 'descending' };
  /** 1 to 100. */
  pageSize?: number;
  cursor?: string;
}

export interface QueryPage {
  pages: NotionPage[];
  /** Null at the end. */
  next: string | null;
  /** Notion stopped at its limit of 10,000 rows: there are more. */
  incomplete: boolean;
}

export interface Notion {
  /** The integration that the token belongs to. */
  me(signal?: AbortSignal): Promise<{ id: string; name: string; workspace: string }>;
  /**
   * The data source that an id or address means: of a database (its first data source), or of a data source itself.
   * @param reference with or without dashes, or a URL
   * @throws Problem invalid_input that says what it is where it is a page's
   */
  dataSource(reference: string, signal?: AbortSignal): Promise<DataSource>;
  query(dataSource: string, query: Query, signal?: AbortSignal): Promise<QueryPage>;
  page(id: string, signal?: AbortSignal): Promise<NotionPage>;
  /** All values of one property of a page, past the 25 that a page carries, as one value of the same shape. */
  property(
    page: string,
    property: { id: string; type: string },
    signal?: AbortSignal,
  ): Promise<PropertyValue>;
  /**
   * Not repeated by any layer: outcome_unknown where the reply was lost.
   * @param properties in Notion's own words
   * @param blocks what stands on the page, in Notion's own words; at most 100, without it nothing does
   */
  createPage(
    dataSource: string,
    properties: JsonObject,
    signal?: AbortSignal,
    blocks?: readonly JsonObject[],
  ): Promise<NotionPage>;
  /** Harmless to repeat: it sets, it doesn't add. */
  updatePage(id: string, properties: JsonObject, signal?: AbortSignal): Promise<NotionPage>;
  /** Into the trash, or out of it. Harmless to repeat. */
  setTrash(id: string, inTrash: boolean, signal?: AbortSignal): Promise<NotionPage>;
  /** Adds properties or changes them, in Notion's own words. Harmless to repeat. */
  updateSchema(
    dataSource: string,
    properties: JsonObject,
    signal?: AbortSignal,
  ): Promise<DataSource>;
  /** A new database beside another one (under the same parent). outcome_unknown where the reply was lost. */
  createDatabaseBeside(
    database: string,
    title: string,
    properties: JsonObject,
    signal?: AbortSignal,
  ): Promise<DataSource>;
  /** Databases that the integration can see whose title has these words. */
  searchDataSources(words: string, signal?: AbortSignal): Promise<DataSource[]>;
}

export interface NotionConnection {
  /** For somebody who waits: served first, and with a share of the budget of its own. */
  people: Notion;
  /** For syncs, backups and whatever else has time. */
  background: Notion;
  /** Where the budget stands: calls left in this minute, and until when Notion wants silence (epoch milliseconds). */
  budget(): { perMinute: number; left: number; closedUntil: number | null };
  /** Whether a connection is configured (NOTION_API_KEY). Without it every call is refused with a hint. */
  configured: boolean;
}
