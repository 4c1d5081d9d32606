// `sync status`: how the last syncs went, what failed, what runs, what is paused and by whom.
import { z } from 'zod';
import type { Run } from '../../core/run.js';
import type { Finding, Table } from '../../core/report.js';
import { defineQuery } from '../../services/context.js';
import type { FailedPage, LastSync } from '../../services/sync/sync-state.js';
import { pausedFinding } from '../../services/sync/paused-finding.js';
import { roughly, stamp } from '../../services/sync/when.js';
import { systemNamed } from '../../services/systems/systems.js';

const shownFailures = 20;

export const syncStatus = defineQuery({
  id: 'sync.status',
  family: 'Sync',
  summary: 'Last syncs, what failed, what runs now, pauses',
  runbook: 'wittwizz#check-recent-sync-logs',
  examples: ['sync status', 'sync status finance-ppm'],
  args: ['system'],
  input: z.object({
    system: z.string().max(60).optional().meta({ field: 'system', description: 'Only this one' }),
  }),
  async read(input, { systems, syncState, runs, now }) {
    const system = input.system === undefined ? undefined : systemNamed(systems, input.system).name;
    const [last, failed, pauses, active] = await Promise.all([
      syncState.lastSyncs(system),
      syncState.failedPages(system),
      syncState.pauses(),
      runs.active(100),
    ]);
    const running = active.filter(
      (run) => run.operation === 'sync' && (system === undefined || run.input['system'] === system),
    );
    const findings = [
      ...pauses
        .filter((pause) => system === undefined || ['*', system].includes(pause.system))
        .map(pausedFinding),
      ...last.filter(({ outcome }) => outcome === 'failed').map(failedFinding),
      ...failuresOf(failed),
      ...running.map((run) => runningFinding(run, now())),
    ];
    return {
      status: findings.some(({ severity }) => severity === 'bad')
        ? 'bad'
        : findings.some(({ severity }) => severity === 'warning')
          ? 'warning'
          : 'good',
      headline: headlineOf(last, failed, running),
      findings,
      tables: [lastTable(last, now()), ...failedTable(failed)].filter(
        ({ rows }) => rows.length > 0,
      ),
      notes: ['Times are UTC.'],
    };
  },
});

function headlineOf(last: LastSync[], failed: FailedPage[], running: Run[]): string {
  if (last.length === 0 && running.length === 0) return 'No sync has been made yet';
  const bad = last.filter(({ outcome }) => outcome === 'failed').length;
  return [
    bad > 0
      ? `${bad} of ${last.length} last syncs failed`
      : last.length === 1
        ? 'The last sync went well'
        : `The last ${last.length} syncs went well`,
    ...(failed.length > 0 ? [`${failed.length} pages wait to be retried`] : []),
    ...(running.length > 0 ? [`${running.length} running`] : []),
  ].join(', ');
}

function failedFinding({ system, database, message, endedAt }: LastSync): Finding {
  return {
    severity: 'bad',
    title: `${nameOf(system, database)} was not synced`,
    evidence: `${stamp(endedAt)}: ${message}`,
    suggestion: { label: 'Diagnose', operation: 'diagnose', input: { what: 'sync', system } },
  };
}

function failuresOf(failed: FailedPage[]): Finding[] {
  return [...new Set(failed.map(({ system }) => system))].map((system) => {
    const here = failed.filter((one) => one.system === system);
    return {
      severity: 'warning' as const,
      title: `${here.length} ${here.length === 1 ? 'page' : 'pages'} of ${system} failed`,
      suggestion: {
        label: 'Retry failed',
        operation: 'sync',
        input: { system, retryFailed: true },
      },
    };
  });
}

function runningFinding(run: Run, now: number): Finding {
  const step = run.steps.find(({ state }) => state === 'in_progress');
  const held = run.lease !== null && run.lease.until > now;
  const isStale = run.state === 'unknown' || (run.state === 'running' && !held);
  const { system } = run.input;
  return {
    severity: isStale ? 'warning' : 'info',
    title: `${run.id} ${isStale ? 'holds the lock, and nobody works on it' : 'is running'}: ${run.plan?.headline ?? run.operation}`,
    evidence: step ? `${step.title}: ${step.note ?? 'begun'}` : `Since ${stamp(run.updatedAt)}`,
    suggestion: isStale
      ? { label: 'Unlock', operation: 'sync.unlock', input: { system: system ?? '' } }
      : { label: 'Cancel', operation: 'cancel', input: { run: run.id } },
  };
}

function lastTable(last: LastSync[], now: number): Table {
  return {
    title: 'Last syncs',
    columns: [
      { label: 'What' },
      { label: 'Ended' },
      { label: 'How' },
      { label: 'Pages', align: 'right' },
      { label: 'Changed', align: 'right' },
      { label: 'Deleted', align: 'right' },
      { label: 'Failed', align: 'right' },
      { label: 'Run' },
    ],
    rows: last
      .toSorted((a, b) => b.endedAt - a.endedAt)
      .map((one) => [
        nameOf(one.system, one.database),
        `${roughly(now - one.endedAt)} ago`,
        `${one.mode}: ${one.outcome}`,
        String(one.pages),
        String(one.changed),
        String(one.deleted),
        String(one.failed),
        one.run,
      ]),
  };
}

function failedTable(failed: FailedPage[]): Table[] {
  const more = failed.length - shownFailures;
  return [
    {
      title: 'Pages that failed',
      columns: [
        { label: 'Page' },
        { label: 'Where' },
        { label: 'Why' },
        { label: 'Tries', align: 'right' },
      ],
      rows: failed
        .slice(0, shownFailures)
        .map(({ title, pageId, system, database, kind, message, attempts }) => [
          title || pageId,
          nameOf(system, database),
          `${kind}: ${message}`,
          String(attempts),
        ]),
      ...(more > 0 ? { more: `${more} more pages` } : {}),
    },
  ];
}

function nameOf(system: string, database: string | null): string {
  return database === null ? system : `${system}/${database}`;
}
