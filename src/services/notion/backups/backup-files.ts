// Backups as files: <system>.<database>/<time>.jsonl.gz, and beside each a manifest .json that is written last. Under its
// own name a file is whole; until then it has another one.
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { backupSchema, type Backup, type NewBackup, type NotionBackups } from './backups.js';
import { diskProblem } from './disk-problem.js';
import { readLines } from './read-lines.js';
import { writeLines, type LinesWritten } from './write-lines.js';

/** A file that nobody finished for so long belongs to a process that died, milliseconds. */
const abandonedAfter = 24 * 60 * 60_000;

/** @param directory for example data/notion-backups; made when it is needed */
export function notionBackupsIn(directory: string): NotionBackups {
  const folderOf = (database: string): string => join(directory, database.replaceAll('/', '.'));

  return {
    async write(backup) {
      const folder = folderOf(backup.database);
      await onDisk(async () => {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await removeAbandoned(folder, backup.startedAt);
      });
      const name = new Date(backup.startedAt).toISOString().replaceAll(':', '-');
      const data = join(folder, `${name}.jsonl.gz`);
      const lines = writeLines(`${data}.partial`);
      let newestEdit: number | null = null;
      return {
        async add(pages) {
          for (const { editedAt } of pages) newestEdit = Math.max(newestEdit ?? 0, editedAt);
          await lines.add(pages.map((page) => JSON.stringify(page)));
        },
        async finish(ended) {
          const written = await lines.end();
          const manifest = manifestOf(backup, { name, newestEdit, ...ended, ...written });
          await onDisk(async () => {
            await rename(`${data}.partial`, data);
            const path = join(folder, `${name}.json`);
            await writeFile(`${path}.partial`, JSON.stringify(manifest, null, 2), {
              mode: 0o600,
              flush: true,
            });
            await rename(`${path}.partial`, path);
          });
          return manifest;
        },
        discard: () => lines.discard(),
      };
    },

    async list(database) {
      const folder = folderOf(database);
      const names = await readdir(folder).catch((error: unknown) => {
        if (isMissing(error)) return [];
        throw diskProblem(error);
      });
      const all = await Promise.all(
        names
          .filter((name) => name.endsWith('.json'))
          .map((name) => manifestIn(join(folder, name))),
      );
      return all
        .flatMap((backup) => (backup === null ? [] : [backup]))
        .toSorted((a, b) => b.startedAt - a.startedAt);
    },

    read: (backup) => readLines(join(folderOf(backup.database), `${backup.name}.jsonl.gz`), backup),
  };
}

function manifestOf(
  { schema, ...backup }: NewBackup,
  rest: Pick<Backup, 'name' | 'newestEdit' | 'endedAt' | 'complete'> & LinesWritten,
): Backup {
  const { lines, ...file } = rest;
  return {
    ...backup,
    ...file,
    pages: lines,
    schema: schema.map((property) => ({ ...property, options: [...property.options] })),
  };
}

/** Null for a file that is none: somebody's own, or cut off. */
async function manifestIn(path: string): Promise<Backup | null> {
  try {
    return backupSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return null;
  }
}

/** @param now epoch milliseconds */
async function removeAbandoned(folder: string, now: number): Promise<void> {
  const names = await readdir(folder);
  for (const name of names.filter((one) => one.endsWith('.partial'))) {
    const path = join(folder, name);
    const { mtimeMs } = await stat(path);
    if (now - mtimeMs > abandonedAfter) await rm(path, { force: true });
  }
}

async function onDisk<Value>(act: () => Promise<Value>): Promise<Value> {
  try {
    return await act();
  } catch (error) {
    throw diskProblem(error);
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
