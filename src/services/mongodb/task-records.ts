// Records that a system keeps in MongoDB, one for each Notion page (runbook notion-bot-api, "Tasks Not Syncing with Notion").
import type { JsonObject } from '../../core/json.js';

export interface TaskRecord {
  id: string;
  /** Its fields; dates as ISO text, ids as text. */
  fields: JsonObject;
}

export interface TaskRecords {
  /**
   * The record with this `_id`, or with this Notion page's id in `pageIdField`; null where there is none.
   * @throws Problem not_possible without PLATFORM_MONGODB_URI, outside_unavailable, outside_refused
   */
  find(
    where: { database: string; collection: string; pageIdField: string },
    id: string,
    signal?: AbortSignal,
  ): Promise<TaskRecord | null>;
  close(): Promise<void>;
}
