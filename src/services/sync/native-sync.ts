// A sync that the bot does itself, database by database: one that fails doesn't keep the others from being synced.
import type { Step } from '../../core/operation.js';
import { asProblem, Problem } from '../../core/problem.js';
import { failureKindOf } from '../notion/failure-kind.js';
import type { NotionSync } from '../notion/sync/notion-sync.js';
import { databasesOf, type Database, type Systems } from '../systems/systems.js';
import type { SyncData } from './sync-plan.js';
import type { Tunables } from '../settings/tunables.js';
import type { SyncState } from './sync-state.js';

export interface NativeSync {
  systems: Systems;
  notionSync: NotionSync;
  syncState: SyncState;
  tunables: Pick<Tunables, 'get'>;
  now: () => number;
  signal: AbortSignal;
}

/** Ids of a plan's steps: a database's name, or this one for single pages. */
export const pagesStep = 'pages';

export function nativeSteps({ databases, mode, pages }: SyncData, all: readonly Database[]) {
  if (mode === 'page')
    return [
      { id: pagesStep, title: pages.length === 1 ? 'Sync the page' : `Sync ${pages.length} pages` },
    ];
  if (mode === 'retry') return [{ id: pagesStep, title: 'Sync what failed last time' }];
  return all
    .filter(({ name }) => databases.includes(name))
    .map(({ name, title }) => ({ id: name, title }));
}

/** @throws Problem of the first database that failed, when all have been tried */
export async function runNative(
  parts: NativeSync,
  data: SyncData,
  { step, run }: { step: Step; run: string },
): Promise<void> {
  const databases = databasesOf(parts.systems, data.system).filter(({ name }) =>
    data.databases.includes(name),
  );
  if (data.mode === 'page' || data.mode === 'retry')
    return step(pagesStep, (tell) => syncPages(parts, data, databases, tell));
  const problems: Problem[] = [];
  for (const database of databases)
    await step(database.name, async (tell) => {
      const mode = data.mode === 'full' ? 'full' : 'incremental';
      const batchDelayMs = (data.batchDelay ?? parts.tunables.get('sync.batch-delay')) * 1000;
      const last = { system: data.system, database: database.name, mode, run } as const;
      const startedAt = parts.now();
      const none = { pages: 0, changed: 0, deleted: 0, failed: 0, unknownTypes: [] };
      try {
        const { signal } = parts;
        const done = await parts.notionSync.database({
          database,
          mode,
          run,
          batchDelayMs,
          signal,
          tell,
        });
        await parts.syncState.sawEnd({
          ...last,
          startedAt: done.startedAt,
          endedAt: parts.now(),
          outcome: done.failed > 0 ? 'partial' : 'succeeded',
          kind: null,
          message: '',
          pages: done.live,
          changed: done.changed,
          deleted: done.deleted,
          failed: done.failed,
          unknownTypes: done.unknownTypes,
        });
        return summary(done);
      } catch (error) {
        const problem = asProblem(error);
        if (isNotTheDatabases(problem)) throw error;
        const kind = failureKindOf(problem);
        const ended = {
          endedAt: parts.now(),
          outcome: 'failed',
          kind,
          message: problem.message,
        } as const;
        await parts.syncState.sawEnd({ ...last, startedAt, ...none, ...ended });
        // Nothing else is to be synced: the step itself has failed.
        if (databases.length === 1) throw severalFailed(data.system, problem, 1, 1);
        problems.push(problem);
        return `Not synced: ${problem.message}`;
      }
    });
  const [first] = problems;
  if (first) throw severalFailed(data.system, first, problems.length, databases.length);
}

/** Stops the whole run: cancelled, taken over, or a fault of ours. */
function isNotTheDatabases({ code }: Problem): boolean {
  return ['cancelled', 'lease_lost', 'store_unavailable', 'internal'].includes(code);
}

function severalFailed(system: string, first: Problem, failed: number, all: number): Problem {
  const suggestions = [
    { label: 'Diagnose', operation: 'diagnose', input: { what: 'sync', system } },
    { label: 'Sync again', operation: 'sync', input: { system } },
  ];
  const message =
    all === 1
      ? first.message
      : `${failed} of ${all} databases could not be synced. The first says: ${first.message}`;
  return new Problem(all === 1 ? first.code : 'outside_refused', message, first.hint, {
    cause: first,
    suggestions,
  });
}

function summary(done: {
  live: number;
  changed: number;
  deleted: number;
  failed: number;
  unknownTypes: string[];
}): string {
  const strange = done.unknownTypes.length;
  return [
    `${count(done.changed, 'page')} new or changed`,
    ...(done.deleted > 0 ? [`${done.deleted} marked as deleted`] : []),
    ...(done.failed > 0 ? [`${count(done.failed, 'page')} failed`] : []),
    `${done.live} in the table`,
    ...(strange > 0 ? [`kept as JSON: properties of type ${done.unknownTypes.join(', ')}`] : []),
  ].join(', ');
}

async function syncPages(
  parts: NativeSync,
  { system, mode, pages }: SyncData,
  databases: readonly Database[],
  tell: (note: string) => void,
): Promise<string> {
  const { notionSync, syncState, signal } = parts;
  const failedBefore = mode === 'retry' ? await syncState.failedPages(system) : [];
  const wanted =
    mode === 'retry'
      ? failedBefore
          .filter(({ database }) => databases.some(({ name }) => name === database))
          .map(({ pageId }) => pageId)
      : pages;
  if (wanted.length === 0) return 'Nothing failed last time.';
  const done = await notionSync.pages({ system, databases, pages: wanted, signal, tell });
  if (done.foreign.length === wanted.length)
    throw new Problem(
      'invalid_input',
      `${done.foreign.length === 1 ? 'That page belongs' : 'Those pages belong'} to none of the databases of ${system}.`,
      `They are ${databases.map(({ name }) => name).join(', ')}.`,
      { field: 'page' },
    );
  return [
    `${count(done.pages, 'page')} read`,
    `${done.changed} new or changed`,
    ...(done.deleted > 0 ? [`${done.deleted} gone, marked as deleted`] : []),
    ...(done.failed > 0 ? [`${done.failed} failed`] : []),
    ...(done.foreign.length > 0 ? [`${done.foreign.length} of other databases left alone`] : []),
  ].join(', ');
}

function count(value: number, what: string): string {
  return `${value} ${what}${value === 1 ? '' : 's'}`;
}
