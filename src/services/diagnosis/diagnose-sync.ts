// Why data is not fresh: what the last syncs said, which pages failed, who has paused them, what holds a lock, and whether
// the warehouse has new rows. (Runbook 1 "Data Freshness Verification"; runbook 2 scenarios 1, 3, 6, 7; runbook 3 "Sync State
// Recovery")
import { Problem } from '../../core/problem.js';
import type { Context } from '../context.js';
import { freshnessOf, namesById, staleAfterMs } from '../sync/freshness.js';
import { endOf } from '../sync/paused-finding.js';
import { syncTarget } from '../sync/sync-action.js';
import { failureKinds, type FailedPage, type LastSync } from '../sync/sync-state.js';
import { roughly, stamp } from '../sync/when.js';
import { scenarioOfKind, scenarioOfWarehouseProblem } from './failures.js';
import { syncFailures } from './from-metric.js';
import type { ScenarioId } from './scenarios.js';
import { signOf, type Sign } from './sign.js';

type Parts = Pick<
  Context,
  'bronze' | 'notion' | 'now' | 'runs' | 'signal' | 'syncState' | 'systems'
>;

export async function diagnoseSync(parts: Parts, asked: readonly string[]): Promise<Sign[]> {
  const each = await Promise.all(asked.map((system) => systemSigns(parts, system)));
  return [...(await pauseSigns(parts, asked)), ...each.flat(), ...(await staleSigns(parts, asked))];
}

async function pauseSigns({ syncState }: Parts, asked: readonly string[]): Promise<Sign[]> {
  const pauses = await syncState.pauses();
  return pauses
    .filter(({ system }) => system === '*' || asked.includes(system))
    .map((pause) => {
      const { system, by, reason, until, since } = pause;
      const end = until === null ? 'until somebody resumes them' : `until ${stamp(until)}`;
      return signOf('syncs-paused', `by ${by}, ${end}${reason === '' ? '' : `: ${reason}`}`, {
        severity: 'warning',
        system: system === '*' ? null : system,
        what: system === '*' ? 'all systems' : system,
        since,
        offer: endOf(pause),
      });
    });
}

async function systemSigns(parts: Parts, system: string): Promise<Sign[]> {
  const { syncState, runs, now } = parts;
  const [last, failed, holder] = await Promise.all([
    syncState.lastSyncs(system),
    syncState.failedPages(system),
    runs.holderOf(syncTarget(system)),
  ]);
  const isStale = holder !== null && (holder.lease === null || holder.lease.until < now());
  return [
    ...(holder && isStale && holder.state !== 'awaiting_approval'
      ? [signOf('sync-locked', `${holder.id} holds the lock, and nobody works on it`, { system })]
      : []),
    ...last.flatMap((one) => lastSigns(parts, one)),
    ...pageSigns(system, failed),
  ];
}

function lastSigns({ systems, now }: Parts, last: LastSync): Sign[] {
  const { system, database, outcome, message, endedAt, unknownTypes } = last;
  const name = database === null ? system : `${system}/${database}`;
  const own = database === null ? {} : { database: name };
  const unknown = unknownTypes.map((type) =>
    signOf('schema-changed', `properties of type ${type} are not known here, and kept as JSON`, {
      system,
      ...own,
      severity: 'info',
    }),
  );
  const evidence = `last sync of ${name}, ${stamp(endedAt)}: ${message}`;
  if (outcome === 'failed')
    return [signOf(failedScenario(last, systems), evidence, { system, ...own }), ...unknown];
  const isLate = systems[system]?.sync?.kind === 'command' && now() - endedAt > staleAfterMs;
  return isLate ? [signOf('sync-not-running', evidence, { system }), ...unknown] : unknown;
}

/** What an outside sync said, else that its command or its tasks fail. */
function failedScenario(
  { system, kind, message }: LastSync,
  systems: Context['systems'],
): ScenarioId {
  const told = scenarioOfKind(kind ?? 'other', message);
  if (told !== 'sync-failures') return told;
  const config = systems[system];
  return config?.sync?.kind === 'command' ? 'command-fails' : syncFailures(config);
}

/** Failed pages by kind: each kind has its own cause. */
function pageSigns(system: string, failed: readonly FailedPage[]): Sign[] {
  return failureKinds.flatMap((kind) => {
    const pages = failed.filter((page) => page.kind === kind);
    const [first] = pages;
    if (!first) return [];
    const named = pages
      .slice(0, 3)
      .map(({ title, pageId, property, message }) =>
        [title || pageId, ...(property === null ? [] : [property]), message].join(': '),
      );
    const evidence = `${pages.length} ${pages.length === 1 ? 'page' : 'pages'} failed (${kind}): ${named.join('; ')}`;
    const since = Math.min(...pages.map(({ firstAt }) => firstAt));
    return [signOf(pageScenario(first), evidence, { severity: 'warning', system, since })];
  });
}

/** Single pages that fail while others don't are a partial failure, unless they say something that holds for more of them. */
function pageScenario({ kind, message }: FailedPage): ScenarioId {
  switch (kind) {
    case 'schema':
    case 'timeout':
    case 'unavailable':
    case 'other':
      return 'partial-failure';
    case 'auth':
    case 'not_shared':
    case 'not_found':
    case 'rate_limit':
    case 'too_large':
    case 'load':
      return scenarioOfKind(kind, message);
  }
}

/** How far the watermarks of the warehouse are behind; or what the warehouse says instead. */
export async function staleSigns(parts: Parts, asked: readonly string[]): Promise<Sign[]> {
  const { bronze, notion, now, signal } = parts;
  try {
    const marks = await bronze.watermarks(signal);
    const names = await namesById(parts.systems, notion.people, marks, signal);
    return freshnessOf(marks, names, now()).flatMap(({ name, age }) => {
      const [system = '', database = ''] = (name ?? '').split('/');
      if (!asked.includes(system) || (age !== null && age <= staleAfterMs)) return [];
      const how = age === null ? 'never synced' : `last synced ${roughly(age)} ago`;
      return [
        signOf('stale-data', `${how}, by ${bronze.names.watermarks}`, {
          severity: 'warning',
          system,
          database: name ?? '',
          offer: { label: `Sync ${database}`, operation: 'sync', input: { system, database } },
        }),
      ];
    });
  } catch (error) {
    if (!(error instanceof Problem) || error.code === 'cancelled') throw error;
    return [signOf(scenarioOfWarehouseProblem(error), error.message)];
  }
}
