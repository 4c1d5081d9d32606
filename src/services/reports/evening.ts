// The evening report: what was done today, and what is still open for the night. (Runbook 5, "Evening Wrap-up Routine")
import type { Chart, Fact, Report, Table } from '../../core/report.js';
import { chartLabels, counted } from '../notion/reading/words.js';
import type { LastSync } from '../sync/sync-state.js';
import { doneBySystem, tasksDoneSince, type DoneIn } from './done-tasks.js';
import { dutyFact } from './duty.js';
import { bySeverity, happenedSince } from './happened.js';
import { partOf } from './part.js';
import type { ReportContext } from './report-context.js';
import { isFailed, operationTable, outcomeChart, runsSince } from './run-figures.js';
import { dayStart } from './spans.js';
import { statusOf } from './status-of.js';
import { waitingNow, waitingTable, type Waiting } from './waiting.js';

const hour = 3_600_000;
const mostSystems = 20;

export async function eveningReport(context: ReportContext): Promise<Report> {
  const { now, oncall } = context;
  const at = now();
  const from = dayStart(at, oncall.timeZone);
  const [runs, syncs, tasks, happened, waiting, duty] = await Promise.all([
    runsSince(from, context),
    partOf('Syncs', context, () => context.syncState.lastSyncs()),
    tasksDoneSince(from, context),
    happenedSince(from, context),
    waitingNow(context),
    // Hand-overs are in the evening: who has the night counts, not who is still here.
    dutyFact('On call tonight', at + 4 * hour, context),
  ]);
  const ended = runs.value?.ended ?? [];
  const failed = ended.filter(isFailed);
  const today = (syncs.value ?? []).filter(({ endedAt }) => endedAt >= from);
  const findings = [runs, syncs, tasks, happened, waiting, duty].flatMap((part) => part.findings);
  const isOpen = waiting.incidents.length + waiting.rows.length > 0;
  const badSyncs = today.some(({ outcome }) => outcome !== 'succeeded');
  return {
    status: statusOf(findings, isOpen || failed.length > 0 || badSyncs),
    headline: [
      `${counted(ended.length, 'run')} today${failed.length > 0 ? `, ${failed.length} failed` : ''}`,
      ...(tasks.value === null ? [] : [`${counted(taskCount(tasks.value), 'task')} done`]),
      openWords(waiting),
    ].join('; '),
    findings,
    facts: [
      ...(duty.value === null ? [] : [duty.value]),
      ...(tasks.value === null ? [] : [tasksFact(tasks.value)]),
      ...(happened.value === null
        ? []
        : [
            { label: 'Incidents today', value: bySeverity(happened.value.incidents) },
            { label: 'Alerts today', value: bySeverity(happened.value.groups) },
          ]),
    ],
    tables: [
      ...waitingTable(waiting, 'Open for the night'),
      ...operationTable(ended),
      ...syncTable(today),
    ],
    charts: [...outcomeChart(ended), ...taskChart(tasks.value ?? [])],
    suggestions: [{ label: 'Metrics', operation: 'metrics', input: {} }],
    notes: [
      `Today in ${oncall.timeZone}; times in UTC.`,
      'Scheduled syncs that succeeded are not among the runs.',
    ],
  };
}

function openWords({ incidents, approvals, rows, findings }: Waiting): string {
  const open = [
    ...(incidents.length > 0 ? [counted(incidents.length, 'incident')] : []),
    ...(approvals > 0 ? [counted(approvals, 'approval')] : []),
  ];
  if (open.length > 0) return `${open.join(' and ')} open for the night`;
  if (rows.length > 0) return `${counted(rows.length, 'thing')} open for the night`;
  return findings.length > 0 ? 'what is open is not known' : 'nothing open for the night';
}

function taskCount(done: readonly DoneIn[]): number {
  return done.reduce((sum, { pages }) => sum + pages.length, 0);
}

function tasksFact(done: readonly DoneIn[]): Fact {
  const systems = doneBySystem(done);
  return {
    label: 'Tasks done',
    value:
      systems.length === 0
        ? 'no database says where its hours are (`effort`)'
        : systems
            .slice(0, 5)
            .map(({ system, tasks }) => `${system} ${tasks}`)
            .join(', '),
  };
}

function taskChart(done: readonly DoneIn[]): Chart[] {
  const systems = doneBySystem(done).slice(0, mostSystems);
  if (systems.length === 0) return [];
  return [
    {
      kind: 'bar',
      title: 'Tasks done today',
      categories: chartLabels(systems.map(({ system }) => system)),
      series: [{ name: 'Tasks', values: systems.map(({ tasks }) => tasks) }],
    },
  ];
}

const mostSyncs = 15;

/** Those with failures first. */
function syncTable(today: readonly LastSync[]): Table[] {
  if (today.length === 0) return [];
  const ordered = today.toSorted(
    (a, b) =>
      Number(a.outcome === 'succeeded') - Number(b.outcome === 'succeeded') ||
      b.endedAt - a.endedAt,
  );
  return [
    {
      title: 'Last sync of each database',
      columns: [
        { label: 'Database' },
        { label: 'Outcome' },
        { label: 'Pages', align: 'right' },
        { label: 'Changed', align: 'right' },
        { label: 'Failed', align: 'right' },
      ],
      rows: ordered
        .slice(0, mostSyncs)
        .map(({ system, database, outcome, pages, changed, failed }) => [
          database === null ? system : `${system}/${database}`,
          outcome,
          String(pages),
          String(changed),
          String(failed),
        ]),
      ...(today.length > mostSyncs ? { more: `${today.length - mostSyncs} more` } : {}),
    },
  ];
}
