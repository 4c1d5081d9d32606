// Why data is not fresh: what the last syncs said, which pages failed, who has paused them, what holds a lock, and whether
// the warehouse answers. (Runbook 2 scenarios 1, 3, 6, 7; runbook 3 "Sync State Recovery")
import { Problem } from '../../core/problem.js';
import type { Finding } from '../../core/report.js';
import type { Context } from '../context.js';
import { freshnessOf, namesById, staleAfterMs } from '../sync/freshness.js';
import { pausedFinding } from '../sync/paused-finding.js';
import { syncTarget } from '../sync/sync-action.js';
import { failureKinds, type FailedPage } from '../sync/sync-state.js';
import { roughly, stamp } from '../sync/when.js';
import { failureFinding } from './failures.js';

type Parts = Pick<
  Context,
  'bronze' | 'notion' | 'now' | 'runs' | 'signal' | 'syncState' | 'systems'
>;

export async function diagnoseSync(parts: Parts, systems: readonly string[]): Promise<Finding[]> {
  const each = await Promise.all(systems.map((system) => systemFindings(parts, system)));
  return [
    ...(await pauseFindings(parts, systems)),
    ...each.flat(),
    ...(await staleFindings(parts, systems)),
  ];
}

async function pauseFindings({ syncState }: Parts, systems: readonly string[]): Promise<Finding[]> {
  const pauses = (await syncState.pauses()).filter(
    ({ system }) => system === '*' || systems.includes(system),
  );
  return pauses.map(pausedFinding);
}

async function systemFindings(parts: Parts, system: string): Promise<Finding[]> {
  const { syncState, runs, now } = parts;
  const [last, failed, holder] = await Promise.all([
    syncState.lastSyncs(system),
    syncState.failedPages(system),
    runs.holderOf(syncTarget(system)),
  ]);
  const isStale = holder !== null && (holder.lease === null || holder.lease.until < now());
  return [
    ...(holder && isStale && holder.state !== 'awaiting_approval'
      ? [staleLock(system, holder.id)]
      : []),
    ...last
      .filter(({ outcome }) => outcome === 'failed')
      .map(({ database, message, kind, endedAt }) =>
        failureFinding(kind ?? 'other', {
          title: `The last sync of ${database === null ? system : `${system}/${database}`} failed`,
          evidence: `${stamp(endedAt)}: ${message}`,
          system,
          severity: 'bad',
        }),
      ),
    ...partialFindings(system, failed),
    ...last
      .filter(({ unknownTypes }) => unknownTypes.length > 0)
      .map(({ database, unknownTypes }) => ({
        severity: 'info' as const,
        title: `${system}/${database ?? ''} has properties of types that are not known here: ${unknownTypes.join(', ')}`,
        evidence: 'They are kept as JSON.',
      })),
  ];
}

function staleLock(system: string, run: string): Finding {
  return {
    severity: 'bad',
    title: `${run} holds the lock of ${system}, and nobody works on it`,
    cause: 'Its process died, and what became of it is not known yet.',
    fix: 'Give it up, and sync what failed.',
    suggestion: { label: 'Unlock', operation: 'sync.unlock', input: { system } },
  };
}

/** Failed pages by kind: each kind has its own cause. */
function partialFindings(system: string, failed: readonly FailedPage[]): Finding[] {
  return failureKinds.flatMap((kind) => {
    const pages = failed.filter((page) => page.kind === kind);
    if (pages.length === 0) return [];
    const named = pages
      .slice(0, 3)
      .map(({ title, pageId, property, message }) =>
        [title || pageId, ...(property === null ? [] : [property]), message].join(': '),
      );
    return [
      failureFinding(kind, {
        title: `${pages.length} ${pages.length === 1 ? 'page' : 'pages'} of ${system} could not be synced (${kind})`,
        evidence: named.join('; '),
        system,
        severity: 'warning',
      }),
    ];
  });
}

async function staleFindings(parts: Parts, systems: readonly string[]): Promise<Finding[]> {
  const { bronze, notion, now, signal } = parts;
  try {
    const marks = await bronze.watermarks(signal);
    const names = await namesById(parts.systems, notion.people, marks, signal);
    return freshnessOf(marks, names, now()).flatMap(({ name, age }) => {
      const [system = '', database = ''] = (name ?? '').split('/');
      if (!systems.includes(system) || (age !== null && age <= staleAfterMs)) return [];
      return [
        {
          severity: 'bad' as const,
          title: `${name ?? ''} is stale: ${age === null ? 'never synced' : `last synced ${roughly(age)} ago`}`,
          evidence: `In ${bronze.names.watermarks}; more than 24 hours is stale.`,
          suggestion: {
            label: `Sync ${database}`,
            operation: 'sync',
            input: { system, database },
          },
        },
      ];
    });
  } catch (error) {
    if (!(error instanceof Problem) || error.code === 'cancelled') throw error;
    return [
      {
        severity: 'bad',
        title: 'The warehouse does not answer, so nothing can be loaded',
        evidence: error.message,
        fix: error.hint,
      },
    ];
  }
}
