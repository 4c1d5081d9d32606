// The capacity review, put together: growth of the data, run times of the jobs, what drives the cost. (Runbook 1, "Quarterly:
// Capacity Review")
import type { Report } from '../../core/report.js';
import type { Context } from '../context.js';
import { counted } from '../notion/reading/words.js';
import { growthFindings, growthSince, growthTable } from '../reports/growth.js';
import { partOf } from '../reports/part.js';
import { spansBack, startOf } from '../reports/spans.js';
import { statusOf } from '../reports/status-of.js';
import { jobFindings, jobTimes, jobTimesCharts, jobTimesTable } from './job-times.js';
import { sizeFindings, sizesChart, sizesTable, tableSizes } from './table-sizes.js';

/** A quarter, in weeks. */
const weeksBack = 13;

export async function capacityReview(context: Context): Promise<Report> {
  const { jobs, tables, overview, oncall, now } = context;
  const weeks = spansBack(now(), oncall.timeZone, { count: weeksBack, days: 7 });
  const from = startOf(weeks);
  const [sizes, times, growth] = await Promise.all([
    partOf('Sizes of the tables', context, (signal) =>
      tableSizes(tables, { catalog: overview.defaultCatalog, from }, signal),
    ),
    partOf('Run times of the jobs', context, (signal) => jobTimes(jobs, weeks, signal)),
    growthSince(from, context),
  ]);
  const tablesFound = sizes.value ?? [];
  const jobsFound = times.value ?? [];
  const grown = growth.value ?? [];
  const findings = [
    ...jobFindings(jobsFound),
    ...sizeFindings(tablesFound),
    ...growthFindings(grown),
    ...[sizes, times, growth].flatMap((part) => part.findings),
  ];
  return {
    status: statusOf(findings),
    headline: [
      counted(tablesFound.length, 'Delta table'),
      counted(
        jobsFound.reduce((sum, { runs }) => sum + runs, 0),
        'job run',
      ),
      findings.length === 0 ? 'nothing stands out' : counted(findings.length, 'finding'),
    ].join('; '),
    findings,
    tables: [...sizesTable(tablesFound), ...jobTimesTable(jobsFound), ...growthTable(grown)],
    charts: [...sizesChart(tablesFound), ...jobTimesCharts(jobsFound, weeks)],
    suggestions: [{ label: 'Clean up …', operation: 'cleanup', input: {} }],
    notes: [
      `The last ${weeksBack} weeks in ${oncall.timeZone}. What was written is counted from the history, as far back as it is kept.`,
      'Cost follows the run time of the clusters: the bot reads no bills.',
    ],
  };
}
