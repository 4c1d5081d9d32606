// The quarterly report: growth, run times and availability, to plan the next quarter with. (Runbook 1, "Quarterly: Capacity
// Review")
import type { Report, Table } from '../../core/report.js';
import { counted, rounded } from '../notion/reading/words.js';
import {
  availabilityChart,
  availabilityFindings,
  availabilityOf,
  bySystem,
  pastSince,
  wanted,
  type Past,
} from './availability.js';
import { growthChart, growthFindings, growthSince, growthTable } from './growth.js';
import type { ReportContext } from './report-context.js';
import { isFailed, operationTable, runsSince } from './run-figures.js';
import { spansBack, startOf, type Span } from './spans.js';
import { statusOf } from './status-of.js';
import { slowerFindings, syncTimes, syncTimesTable } from './sync-times.js';

export async function quarterlyReport(context: ReportContext): Promise<Report> {
  const { now, oncall } = context;
  const months = spansBack(now(), oncall.timeZone, { count: 3, days: 30 });
  const weeks = spansBack(now(), oncall.timeZone, { count: 13, days: 7 });
  const from = startOf(months);
  const [growth, runs, past] = await Promise.all([
    growthSince(from, context),
    runsSince(from, context),
    pastSince(startOf(weeks), context),
  ]);
  const ended = runs.value?.ended ?? [];
  const times = syncTimes(ended, months);
  const known = past.value ?? [];
  const grown = growth.value ?? [];
  const findings = [
    ...slowerFindings(times),
    ...availabilityFindings(known),
    ...growthFindings(grown),
    ...[growth, runs, past].flatMap((part) => part.findings),
  ];
  const pages = grown.reduce((sum, one) => sum + one.pages, 0);
  const created = grown.reduce((sum, one) => sum + (one.created ?? 0), 0);
  return {
    status: statusOf(findings),
    headline: [
      growth.value === null
        ? 'Growth is not known'
        : `${pages.toLocaleString('en')} pages in ${counted(grown.length, 'database')}, ${created} of them new`,
      `${counted(ended.length, 'run')}, ${ended.filter(isFailed).length} failed`,
      findings.length === 0 ? 'nothing stands out' : counted(findings.length, 'finding'),
    ].join('; '),
    findings,
    tables: [
      ...growthTable(grown),
      ...syncTimesTable(times, months),
      ...systemTable(known, months),
      ...operationTable(ended),
    ],
    charts: [
      ...growthChart(grown),
      ...availabilityChart('Available each week, per cent', known, weeks),
    ],
    suggestions: [{ label: 'Performance', operation: 'notion.performance', input: {} }],
    notes: [
      `The last 90 days in ${oncall.timeZone}.`,
      'New: live pages that were created in this time, as of the last sync. Deleted ones are not counted.',
      `Availability goes back as far as health is kept; ${wanted} % are wanted.`,
      'Scheduled syncs that succeeded are not among the runs.',
      ...(runs.value?.cut === true ? ['There were more runs than are counted.'] : []),
    ],
  };
}

function systemTable(known: readonly Past[], months: readonly Span[]): Table[] {
  if (known.length === 0) return [];
  const all = new Map(bySystem(known, months).map(({ system, values }) => [system, values]));
  return [
    {
      title: 'Available, per cent, 30 days from',
      columns: [
        { label: 'System' },
        ...months.map(({ label }) => ({ label, align: 'right' as const })),
        { label: 'In all', align: 'right' },
      ],
      rows: [...all].map(([system, values]) => [
        system,
        ...values.map(shown),
        shown(
          availabilityOf(
            known.filter((one) => one.system === system).flatMap(({ points }) => points),
          ),
        ),
      ]),
    },
  ];
}

function shown(percent: number | null): string {
  return percent === null ? '–' : rounded(percent);
}
