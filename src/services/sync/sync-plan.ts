// What a sync was asked to do, as its plan carries it.
import { z } from 'zod';
import { Problem } from '../../core/problem.js';
import { notionId } from '../notion/notion-id.js';
import { findDatabase } from '../systems/find-database.js';
import { databasesOf, type System } from '../systems/systems.js';
import type { Context } from '../context.js';
import { endOf } from './paused-finding.js';
import { syncModes, type Pause, type SyncMode } from './sync-state.js';

export const syncData = z.object({
  system: z.string(),
  mode: z.enum(syncModes),
  /** Names of the databases, where the bot syncs them itself. */
  databases: z.array(z.string()),
  /** Ids of pages, with dashes; of a system that syncs itself, as it names them. */
  pages: z.array(z.string()),
  /** Seconds between two calls or batches. */
  batchDelay: z.number().nullable(),
});
export type SyncData = z.infer<typeof syncData>;

export interface SyncInput {
  database?: string | undefined;
  page?: string | undefined;
  full: boolean;
  retryFailed: boolean;
  batchDelay?: number | undefined;
}

export function modeOf({ page, full, retryFailed }: SyncInput): SyncMode {
  if (page !== undefined) return 'page';
  if (full) return 'full';
  return retryFailed ? 'retry' : 'incremental';
}

/** @throws Problem invalid_input, naming the field, or not_possible where ppm.config.yaml gives no sync */
export async function syncDataOf(
  { systems, notion, signal }: Pick<Context, 'systems' | 'notion' | 'signal'>,
  system: System,
  input: SyncInput,
): Promise<SyncData> {
  if (!system.sync)
    throw new Problem(
      'not_possible',
      `${system.title} has no sync in ppm.config.yaml.`,
      `Describe it under systems.${system.name}.sync.`,
      { field: 'system' },
    );
  const isNative = system.sync.kind === 'notion';
  const { database } = input;
  const databases =
    database === undefined
      ? databasesOf(systems, system.name)
      : [await findDatabase(systems, notion.people, database, { system: system.name, signal })];
  return {
    system: system.name,
    mode: modeOf(input),
    databases: databases.map(({ name }) => name),
    pages: input.page === undefined ? [] : pagesIn(input.page, isNative),
    batchDelay: input.batchDelay ?? null,
  };
}

/** Ids separated by commas or spaces. */
function pagesIn(text: string, isNative: boolean): string[] {
  const given = text.split(/[\s,]+/).filter(Boolean);
  if (!isNative) return given;
  return given.map((one) => {
    const id = notionId(one);
    if (id !== null) return id;
    throw new Problem(
      'invalid_input',
      `${JSON.stringify(one.slice(0, 60))} is not the id of a Notion page.`,
      'Copy the link of the page in Notion (Share, Copy link), or its id of 32 letters and digits.',
      { field: 'page' },
    );
  });
}

/** @throws Problem not_possible while syncs of the system are paused */
export function refusePaused(pause: Pause | null, { title }: System): void {
  if (!pause) return;
  const until =
    pause.until === null
      ? 'until somebody resumes them'
      : `until ${new Date(pause.until).toISOString()}`;
  throw new Problem(
    'not_possible',
    `Syncs of ${pause.system === '*' ? 'all systems' : title} are paused by ${pause.by} ${until}: ${pause.reason || 'no reason given'}.`,
    'Wait, or end it.',
    { suggestions: [endOf(pause)] },
  );
}
