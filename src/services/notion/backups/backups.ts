// Backups of whole Notion databases, as operations see them: what a page's properties were, one page a line.
// (Runbook wittwizz, "Backup Strategy")
import { z } from 'zod';
import type { NotionPage, PropertySchema } from '../notion.js';

/** Stands beside the data; a backup without it was never finished. */
export const backupSchema = z.object({
  /** Unique in its database; from when it was begun. */
  name: z.string(),
  /** `finance-ppm/projects` */
  database: z.string(),
  dataSource: z.string(),
  title: z.string(),
  /** Epoch milliseconds. */
  startedAt: z.number(),
  endedAt: z.number(),
  /** Lines, those of pages in the trash included. */
  pages: z.number().int(),
  /** Of the compressed file, in hex. */
  sha256: z.string(),
  bytes: z.number().int(),
  schema: z.array(
    z.object({ id: z.string(), name: z.string(), type: z.string(), options: z.array(z.string()) }),
  ),
  /** Newest last_edited_time, epoch milliseconds; null: it had no pages. */
  newestEdit: z.number().nullable(),
  /** False: some long list of references could not be read to its end. */
  complete: z.boolean(),
  /** Set where it was made before something else, so that it can be found for taking that back. */
  label: z.string().nullable(),
});
export type Backup = z.infer<typeof backupSchema>;

export interface NewBackup {
  database: string;
  dataSource: string;
  title: string;
  schema: readonly PropertySchema[];
  /** Epoch milliseconds. */
  startedAt: number;
  label: string | null;
}

export interface BackupWriter {
  /** Resolves at once unless the disk is slow. @throws Problem not_possible when the disk is full or refuses */
  add(pages: readonly NotionPage[]): Promise<void>;
  /** From now on it is there. */
  finish(ended: { endedAt: number; complete: boolean }): Promise<Backup>;
  /** Leaves nothing behind; harmless after `finish`. */
  discard(): Promise<void>;
}

export interface NotionBackups {
  write(backup: NewBackup): Promise<BackupWriter>;
  /** Finished ones, newest first. @param database `finance-ppm/projects` */
  list(database: string): Promise<Backup[]>;
  /**
   * Its pages. Its count and checksum are checked when the last one has been read, so act only then.
   * @throws Problem not_possible when the file is damaged or gone
   */
  read(backup: Backup): AsyncIterable<NotionPage>;
}
