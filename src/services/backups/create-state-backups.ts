// Backups of the bot's own memory and configuration: <name>.jsonl.gz, a header and one document a line, and its manifest.
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { BackupsConfig } from '../../config/delivery-schema.js';
import { Problem } from '../../core/problem.js';
import { writeLines } from '../notion/backups/write-lines.js';
import { redact } from '../redact.js';
import type { AnyDocument } from '../store/sqlite-everything.js';
import { fingerprint, namesIn, onDisk, removeAbandoned, writeWhole } from './on-disk.js';
import { kept } from './retention.js';
import { readStateFile } from './state-file.js';
import { stateBackupSchema, type StateBackup, type StateBackups } from './state-backups.js';
import { stopIfAborted } from './stop-if-aborted.js';

export interface StateBackupsOptions {
  /** All documents of the store, of one moment where it can show one: everyDocumentIn(settings). */
  everything: () => AsyncIterable<AnyDocument>;
  /** ppm.config.yaml; it may not be there. */
  configPath: string;
  /** For example data/state-backups; made when it is needed. */
  directory: string;
  /** Of ppm-oncall. */
  version: string;
  rules: Pick<BackupsConfig, 'keep' | 'timeZone'>;
  /** Epoch milliseconds. */
  now: () => number;
}

const ending = /\.jsonl\.gz$/;
/** Documents that are written at once. */
const portion = 200;

export function createStateBackups(options: StateBackupsOptions): StateBackups {
  const { directory, now, rules } = options;
  const dataOf = (name: string): string => join(directory, `${name}.jsonl.gz`);
  const manifestOf = (name: string): string => join(directory, `${name}.json`);

  async function list(): Promise<StateBackup[]> {
    const names = (await namesIn(directory)).filter((name) => name.endsWith('.json'));
    const all = await Promise.all(names.map((name) => manifestIn(directory, name)));
    return all
      .flatMap((backup) => (backup === null ? [] : [backup]))
      .toSorted((a, b) => b.startedAt - a.startedAt);
  }

  return {
    list: () => disk(list),

    async make({ signal, tell }) {
      const startedAt = now();
      await disk(async () => {
        await mkdir(directory, { recursive: true, mode: 0o700 });
        await removeAbandoned(directory, ending, startedAt);
      });
      const name = `state-${new Date(startedAt).toISOString().replaceAll(':', '-')}`;
      const data = dataOf(name);
      const lines = writeLines(`${data}.partial`);
      const add = (some: readonly unknown[]): Promise<void> =>
        disk(() => lines.add(some.map((one) => JSON.stringify(one))));
      try {
        await add([await headerOf(options, startedAt)]);
        const collections: Record<string, number> = {};
        let waiting: AnyDocument[] = [];
        let written = 0;
        for await (const document of options.everything()) {
          stopIfAborted(signal);
          collections[document.collection] = (collections[document.collection] ?? 0) + 1;
          waiting.push(document);
          if (waiting.length < portion) continue;
          written += waiting.length;
          await add(waiting);
          waiting = [];
          tell(`${written.toLocaleString('en')} documents`, written);
        }
        await add(waiting);
        const { bytes, sha256 } = await disk(() => lines.end());
        const backup = { name, startedAt, endedAt: now(), bytes, sha256, collections };
        await disk(async () => {
          await rename(`${data}.partial`, data);
          await writeWhole(manifestOf(name), JSON.stringify(backup, null, 2));
        });
        return backup;
      } finally {
        await lines.discard();
      }
    },

    inspect: (backup) =>
      disk(async () => {
        const path = dataOf(backup.name);
        const { sha256 } = await fingerprint(path, new AbortController().signal);
        if (sha256 !== backup.sha256) throw damaged(backup, 'its file is not what was written');
        const collections = await readStateFile(path).catch(() => {
          throw damaged(backup, 'its file can not be read');
        });
        if (JSON.stringify(collections) !== JSON.stringify(backup.collections))
          throw damaged(backup, 'its file does not hold what its manifest says');
      }),

    prune: () =>
      disk(async () => {
        const all = await list();
        const aged = all.map(({ name, startedAt }) => ({
          name,
          startedAt,
          reason: 'scheduled' as const,
        }));
        const stay = kept(aged, rules.keep, rules.timeZone, now());
        const gone = all.map(({ name }) => name).filter((name) => !stay.has(name));
        for (const name of gone) {
          await rm(manifestOf(name), { force: true });
          await rm(dataOf(name), { force: true });
        }
        return gone;
      }),
  };
}

const disk = <Value>(act: () => Promise<Value>): Promise<Value> => onDisk('state-backups', act);

/** The configuration has names of settings and not their values; it is masked all the same. */
async function headerOf(
  { configPath, version }: StateBackupsOptions,
  madeAt: number,
): Promise<{ version: string; madeAt: number; config: string | null }> {
  const text = await readFile(configPath, 'utf8').catch(() => null);
  return { version, madeAt, config: text === null ? null : redact(text) };
}

/** Null for a file that is none. */
async function manifestIn(directory: string, file: string): Promise<StateBackup | null> {
  try {
    const text = await readFile(join(directory, file), 'utf8');
    const backup = stateBackupSchema.parse(JSON.parse(text));
    return file === `${backup.name}.json` ? backup : null;
  } catch {
    return null;
  }
}

function damaged({ name }: StateBackup, why: string): Problem {
  return new Problem(
    'not_possible',
    `The backup ${name} is damaged: ${why}.`,
    'Make another one. If there are more like it, look at the disk.',
  );
}
