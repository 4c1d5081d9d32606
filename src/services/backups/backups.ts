// Backups of MongoDB databases with mongodump, as files with a manifest beside each: what is in it, its checksum, and when it
// was last proved by restoring it. (Runbook 4 "Backup and Recovery Procedures")
import { z } from 'zod';
import type { KeptAs } from './retention.js';

const indexSchema = z.object({
  name: z.string(),
  /** As JSON, with the order of its fields kept: `{"status":1,"created_at":-1}`. */
  key: z.string(),
  isUnique: z.boolean(),
});
export type IndexShape = z.infer<typeof indexSchema>;

const collectionSchema = z.object({
  name: z.string(),
  documents: z.number().int(),
  indexes: z.array(indexSchema),
});
export type CollectionShape = z.infer<typeof collectionSchema>;

/** Stands beside the archive, written last; an archive without it was never finished. */
export const mongoBackupSchema = z.object({
  /** Unique: `notion_bot-2026-11-21T02-00-00.000Z`. */
  name: z.string(),
  /** Key of `systems`, and the name of its MongoDB database. */
  system: z.string(),
  database: z.string(),
  /** Epoch milliseconds. */
  startedAt: z.number().int(),
  endedAt: z.number().int(),
  /** Of the file as it lies there (encrypted where it is), bytes and hex. */
  bytes: z.number().int(),
  sha256: z.string(),
  isEncrypted: z.boolean(),
  /** Size of the data when it was dumped, bytes. */
  dataBytes: z.number().int(),
  /** What was dumped: documents as mongodump counted them. */
  collections: z.array(collectionSchema),
  /** `scheduled` counts for retention like `manual`; `safety` was made before a restore, by the run with this id. */
  reason: z.enum(['manual', 'scheduled', 'safety']),
  label: z.string().nullable(),
  /** Whether the off-site command took it; null where none is configured. */
  isOffsite: z.boolean().nullable(),
  /** When it was last restored into a scratch database and found equal; null: never. */
  verifiedAt: z.number().int().nullable(),
});
export type MongoBackup = z.infer<typeof mongoBackupSchema>;

/** A database that can be backed up: `systems.<system>.mongodb`. */
export interface BackupTarget {
  system: string;
  environment: string;
  database: string;
  /** Setting with its URI. */
  setting: string;
}

/** What ppm.config.yaml wants of every backup. */
export interface BackupPolicy {
  isEncrypting: boolean;
  /** Whether there is a command that copies each one off-site. */
  isOffsite: boolean;
  /** How far a size may be from the middle of the last seven. */
  oddSizePercent: number;
}

type Tell = (note: string, reached?: number) => void;

export interface MongoBackups {
  targets: readonly BackupTarget[];
  /** Where the files are. */
  directory: string;
  policy: BackupPolicy;
  /** Finished ones, newest first. */
  list(database?: string): Promise<MongoBackup[]>;
  /** @throws Problem invalid_input (field) naming the nearest ones */
  named(name: string, field?: string): Promise<MongoBackup>;
  /** What it takes, before it is begun. @throws Problem not_possible: no setting, no program (how to get it), no room */
  check(
    target: BackupTarget,
    signal: AbortSignal,
  ): Promise<{ version: string; dataBytes: number; freeBytes: number }>;
  /**
   * Dumps, encrypts, checks, copies off-site, writes the manifest. Leaves nothing behind that counts when it fails.
   * @throws Problem not_possible, outside_refused (exit code, with its last line), cancelled
   */
  make(
    target: BackupTarget,
    what: Pick<MongoBackup, 'reason' | 'label'>,
    on: { run: string; signal: AbortSignal; tell: Tell },
  ): Promise<MongoBackup>;
  /** Reads the file to its end: size, checksum, and that the archive is of this database and whole. @throws Problem not_possible */
  inspect(backup: MongoBackup, on: { run: string; signal: AbortSignal; tell: Tell }): Promise<void>;
  /**
   * mongorestore --drop of it. @param into name of another database to restore into, instead of its own
   * @throws Problem like make; outcome_unknown when it was begun and did not end
   */
  restore(
    backup: MongoBackup,
    into: string | null,
    on: { run: string; signal: AbortSignal; tell: Tell },
  ): Promise<void>;
  markVerified(backup: MongoBackup, at: number): Promise<void>;
  /** Why each is kept by the retention rule, by name; what is not in it goes next. @param backups of one database of one system */
  kept(backups: readonly MongoBackup[]): ReadonlyMap<string, readonly KeptAs[]>;
  /** Removes what the retention rule no longer needs. @returns names, newest first */
  prune(database: string): Promise<string[]>;
}
