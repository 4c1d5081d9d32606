// The bronze tables of the Notion sync: pages as rows (`notion_raw_pages`) and how far each database was read
// (`notion_sync_watermarks`; runbook finance-ppm, "Data Freshness Verification"). Every method rejects with a Problem.
// All of it is harmless to repeat: rows are merged by page id and content hash.

export interface PageRow {
  pageId: string;
  /** Notion's id of the database, with dashes. */
  databaseId: string;
  title: string;
  url: string;
  /** Epoch milliseconds. */
  createdAt: number;
  editedAt: number;
  /** JSON text of the properties. */
  properties: string;
  /** Hash over everything above. */
  contentHash: string;
  /** In Notion's trash, or gone. */
  deleted: boolean;
}

export interface Watermark {
  databaseId: string;
  /** When the last complete sync began, by our clock: what people read and reset (epoch milliseconds). */
  syncedAt: number | null;
  /** Notion's newest `last_edited_time` before that sync's first page was read; null where another connector wrote the row. */
  editedAt: number | null;
  /** Live pages after that sync. */
  pages: number | null;
}

/** Rows on their way to the table: kept on disk, so that any number fits. */
export interface PageBatch {
  /** Rows added so far. */
  readonly rows: number;
  /** Bytes on disk so far, before compression. */
  readonly bytes: number;
  /** The last row of a page counts. Resolves at once unless the disk is slow. */
  add(row: PageRow): Promise<void>;
  /**
   * Brings them into the table in few statements; empties the batch.
   * @param options.evenOlder overwrite rows that the table has from a later edit (a full refresh does)
   * @returns how many rows were new or different
   */
  commit(options: {
    evenOlder: boolean;
    syncedAt: number;
    signal?: AbortSignal;
  }): Promise<{ changed: number }>;
  /** Throws the rows away and frees the disk. */
  discard(): Promise<void>;
}

export interface Bronze {
  /** Creates the tables that are absent, and adds the columns that an older table lacks. */
  prepare(signal?: AbortSignal): Promise<void>;
  openBatch(): Promise<PageBatch>;
  /** Empty where there is no such table yet. */
  watermarks(signal?: AbortSignal): Promise<Watermark[]>;
  setWatermark(mark: Watermark, signal?: AbortSignal): Promise<void>;
  /** As the runbook does it: one database goes back to the year 2000, null empties the table. */
  resetWatermarks(databaseId: string | null, signal?: AbortSignal): Promise<void>;
  /** Hash by page id, of those of these pages that are in the table and not deleted. */
  hashes(pageIds: readonly string[], signal?: AbortSignal): Promise<Map<string, string>>;
  /**
   * Ids of a database's live pages created in any of these spans (`to` exclusive, null: no end), epoch milliseconds.
   * `undated`: those without a creation time as well.
   */
  livePages(
    databaseId: string,
    spans: readonly { from: number; to: number | null }[],
    options: { undated: boolean; signal?: AbortSignal },
  ): Promise<string[]>;
  /** Marks rows of a database as deleted; those of other databases and those marked already stay as they are. */
  markDeleted(
    databaseId: string,
    pageIds: readonly string[],
    options: { syncedAt: number; signal?: AbortSignal },
  ): Promise<void>;
  /** Live pages of a database; 0 where there is no such table yet. */
  count(databaseId: string, signal?: AbortSignal): Promise<number>;
  /** `catalog.schema.table` of the two tables, for people. */
  readonly names: { pages: string; watermarks: string };
}
