// A sync that somebody else does: a command, or an HTTP call, as ppm.config.yaml describes it. Its exit code, or the
// status, is the result. (Runbooks oberaconnect and wittwizz: --full-sync, --retry-failed, --batch-delay, --page-id;
// notion-bot-api: POST /tasks/{task_id}/sync)
import type { CommandSync, HttpSync } from '../../config/systems-schema.js';
import { Problem } from '../../core/problem.js';
import type { CallSpec, CommandSpec } from '../commands/commands.js';
import type { SyncData } from './sync-plan.js';

/** @throws Problem not_possible when the system's command has no way to do this */
export function commandOf(sync: CommandSync, data: SyncData): CommandSpec {
  const { mode, batchDelay, databases, pages } = data;
  const [page] = pages;
  const [database] = databases;
  return {
    words: [
      ...sync.command,
      ...(mode === 'full' ? given(sync.full, data, 'full') : []),
      ...(mode === 'retry' ? given(sync.retryFailed, data, 'retryFailed') : []),
      ...(page === undefined ? [] : filled(given(sync.page, data, 'page'), { page })),
      ...(database === undefined
        ? []
        : filled(given(sync.database, data, 'database'), { database })),
      ...(batchDelay === null
        ? []
        : filled(given(sync.batchDelay, data, 'batchDelay'), { seconds: String(batchDelay) })),
    ],
    ...(sync.cwd === undefined ? {} : { cwd: sync.cwd }),
    pass: sync.pass,
    timeoutMs: sync.timeoutMinutes * 60_000,
  };
}

/** @throws Problem not_possible when the system's call has no way to do this */
export function callOf(sync: HttpSync, data: SyncData): CallSpec {
  const { method, timeoutSeconds } = sync;
  const call = (url: string): CallSpec => ({ method, url, timeoutMs: timeoutSeconds * 1000 });
  if (data.databases.length > 0) throw notConfigured(data.system, 'database');
  if (data.batchDelay !== null) throw notConfigured(data.system, 'batchDelay');
  switch (data.mode) {
    case 'incremental':
      return call(sync.url);
    case 'full':
      return call(given(sync.full, data, 'full'));
    case 'retry':
      return call(given(sync.retryFailed, data, 'retryFailed'));
    case 'page':
      return call(
        given(sync.page, data, 'page').replaceAll(
          '{page}',
          encodeURIComponent(data.pages[0] ?? ''),
        ),
      );
  }
}

function given<T>(configured: T | undefined, { system }: SyncData, field: string): T {
  if (configured === undefined) throw notConfigured(system, field);
  return configured;
}

function notConfigured(system: string, field: string): Problem {
  return new Problem(
    'not_possible',
    `The sync of ${system} has no ${field}.`,
    `Leave it out, or describe it in ppm.config.yaml: systems.${system}.sync.${field}.`,
    { field },
  );
}

/** Placeholders stand for themselves alone or within a word; what is filled in stays one word. */
function filled(words: readonly string[], values: Record<string, string>): string[] {
  return words.map((word) =>
    word.replaceAll(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole),
  );
}
