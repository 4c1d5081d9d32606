// The morning report: one card that a person takes in within ten seconds. What is red, what changed since yesterday, what waits
// for whom. (Runbook 1 "Morning Health Check", "Data Freshness Verification"; runbook 5 "Morning Startup Checklist")
import { clippedLine } from '../../core/incident-texts.js';
import type { Fact, Report } from '../../core/report.js';
import type { ComponentNow } from '../health/health.js';
import { counted } from '../notion/reading/words.js';
import { stamp } from '../sync/when.js';
import { morningSchedule } from '../schedule/built-in-schedules.js';
import { auditHead } from './audit-head.js';
import { causesNow, type Causes } from './causes-part.js';
import { changesSince, lastLook, type Changes } from './changes.js';
import {
  componentFindings,
  componentName,
  componentsNow,
  listed,
  statusChart,
  withStatus,
} from './components-part.js';
import { dutyFact } from './duty.js';
import { freshnessPart } from './freshness-part.js';
import { partOf, type Part } from './part.js';
import type { ReportContext } from './report-context.js';
import { isFailed, runName, runsSince, type RunsOf } from './run-figures.js';
import { statusOf } from './status-of.js';
import { waitingNow, waitingTable, type Waiting } from './waiting.js';

/** Characters of a fact. */
const longest = 240;

export async function morningReport(context: ReportContext): Promise<Report> {
  const at = context.now();
  const posted = await partOf('The last report', context, () =>
    context.postingsOf(morningSchedule, 5),
  );
  const from = lastLook(posted.value?.map((one) => one.at) ?? [], at);
  const [causes, components, waiting, fresh, runs, syncs, duty, head] = await Promise.all([
    causesNow(context),
    componentsNow(context),
    waitingNow(context),
    freshnessPart(context),
    runsSince(from, context),
    partOf('Syncs', context, () => context.syncState.lastSyncs()),
    dutyFact('On call', at, context),
    auditHead(context),
  ]);
  const all = components.value ?? [];
  const changes = await partOf('What changed', context, () =>
    changesSince(from, all, context.health),
  );
  const findings = [
    ...causes.findings,
    // Every component that is not good has its cause; only where no cause is known it stands for itself.
    ...(causes.value !== null && causes.value.scenarios.size > 0 ? [] : componentFindings(all, at)),
    ...(causes.value?.scenarios.has('stale-data') === true && fresh.value !== null
      ? []
      : fresh.findings),
    ...[components, waiting, runs, syncs, duty, head, changes].flatMap((part) => part.findings),
  ];
  const failedSyncs = (syncs.value ?? []).filter(
    ({ outcome, endedAt }) => outcome !== 'succeeded' && endedAt >= from,
  );
  return {
    status: statusOf(findings, waiting.incidents.length + waiting.rows.length > 0),
    headline: headlineOf(causes.value, all, waiting, fresh.value?.stale ?? 0),
    findings,
    facts: [
      ...changeFacts(changes),
      ...failures(
        runs,
        failedSyncs.map(({ system, database }) => [system, database ?? []].flat().join('/')),
      ),
      ...(duty.value === null ? [] : [duty.value]),
    ],
    tables: waitingTable(waiting, 'What waits'),
    charts: statusChart(all),
    notes: [`Changes since ${stamp(from)}.`, ...(head.value === null ? [] : [head.value])],
  };
}

/** `Notion refuses the token; 2 red, 1 amber of 23; 1 incident open; 2 approvals wait` */
function headlineOf(
  causes: Causes | null,
  all: readonly ComponentNow[],
  waiting: Waiting,
  stale: number,
): string {
  const { approvals, incidents } = waiting;
  const red = withStatus(all, 'bad').length;
  const amber = withStatus(all, 'warning').length;
  const off = [...(red > 0 ? [`${red} red`] : []), ...(amber > 0 ? [`${amber} amber`] : [])];
  const health =
    all.length === 0
      ? 'Health is not known'
      : off.length > 0
        ? `${off.join(', ')} of ${all.length}`
        : `All ${all.length} components are good`;
  const rest = [
    ...(stale > 0 ? [`${counted(stale, 'database')} stale`] : []),
    ...(incidents.length > 0 ? [`${counted(incidents.length, 'incident')} open`] : []),
    ...(approvals > 0
      ? [`${counted(approvals, 'approval')} ${approvals === 1 ? 'waits' : 'wait'}`]
      : []),
  ];
  return [...worst(causes), health, ...(rest.length > 0 ? rest : [otherwise(waiting)])].join('; ');
}

/** The worst cause by its name, the others counted. */
function worst(causes: Causes | null): string[] {
  const [first, ...others] = causes?.bad ?? [];
  if (first === undefined) return [];
  return [`${first}${others.length > 0 ? ` and ${others.length} more causes` : ''}`];
}

/** Where no approval waits and no incident is open. */
function otherwise({ rows, findings }: Waiting): string {
  if (rows.length > 0)
    return `${counted(rows.length, 'other thing')} ${rows.length === 1 ? 'waits' : 'wait'}`;
  return findings.length > 0 ? 'what waits is not known' : 'nothing waits';
}

function changeFacts({ value }: Part<Changes>): Fact[] {
  if (value === null) return [];
  const fact = (label: string, components: readonly ComponentNow[]): Fact[] =>
    components.length === 0
      ? []
      : [{ label, value: clippedLine(listed(components.map(componentName)), longest) }];
  return [...fact('Became red', value.becameRed), ...fact('Good again', value.goodAgain)];
}

function failures(runs: Part<RunsOf>, syncs: readonly string[]): Fact[] {
  const failed = (runs.value?.ended ?? []).filter(isFailed);
  return [
    ...(failed.length > 0
      ? [
          {
            label: 'Failed runs',
            value: clippedLine(`${failed.length}: ${listed(failed.map(runName), 3)}`, longest),
          },
        ]
      : []),
    ...(syncs.length > 0
      ? [{ label: 'Syncs with failures', value: clippedLine(listed(syncs, 5), longest) }]
      : []),
  ];
}
