// The weekly report: how the week was, and what to clean up. (Runbook 5 "Weekly Maintenance Tasks"; runbook 1 "Weekly: Cleanup
// Old Runs")
import type { Fact, Report, Section } from '../../core/report.js';
import { counted, rounded } from '../notion/reading/words.js';
import { trendText, velocityOf } from '../notion/reading/velocity.js';
import {
  availabilityChart,
  availabilityFindings,
  availabilityOf,
  availabilityTable,
  pastSince,
  wanted,
} from './availability.js';
import { cachePart } from './cache-part.js';
import { tasksDoneSince, type DoneIn } from './done-tasks.js';
import { happenedFacts, happenedSince } from './happened.js';
import type { ReportContext } from './report-context.js';
import { isFailed, operationTable, runsSince } from './run-figures.js';
import { spansBack, startOf } from './spans.js';
import { statusOf } from './status-of.js';

const days = 7;

export async function weeklyReport(context: ReportContext): Promise<Report> {
  const { now, oncall, bronze } = context;
  const at = now();
  const spans = spansBack(at, oncall.timeZone, { count: days, days: 1 });
  const from = startOf(spans);
  const [past, happened, runs, cache, tasks] = await Promise.all([
    pastSince(from, context),
    happenedSince(from, context),
    runsSince(from, context),
    cachePart(context),
    tasksDoneSince(from, context),
  ]);
  const known = past.value ?? [];
  const ended = runs.value?.ended ?? [];
  const availability = availabilityOf(known.flatMap(({ points }) => points));
  const findings = [
    ...availabilityFindings(known),
    ...[past, happened, runs, cache, tasks].flatMap((part) => part.findings),
  ];
  return {
    status: statusOf(findings),
    headline: [
      availability === null
        ? 'Availability of the week is not known'
        : `${rounded(availability)} % available this week`,
      ...(happened.value === null ? [] : [counted(happened.value.incidents.length, 'incident')]),
      `${counted(ended.length, 'run')}, ${ended.filter(isFailed).length} failed`,
    ].join('; '),
    findings,
    facts: [
      ...(happened.value === null ? [] : happenedFacts(happened.value)),
      ...(cache.value ?? []),
      ...velocityFacts(tasks.value ?? [], at),
    ],
    tables: [...availabilityTable(known), ...operationTable(ended)],
    charts: availabilityChart('Available each day, per cent', known, spans),
    sections: [cleanup(bronze.names.pages)],
    notes: [
      `The last ${days} days in ${oncall.timeZone}, today included.`,
      `An hour counts as available unless the component was red in it; ${wanted} % are wanted.`,
      ...(runs.value?.cut === true ? ['There were more runs than are counted.'] : []),
    ],
  };
}

function velocityFacts(done: readonly DoneIn[], now: number): Fact[] {
  return done.slice(0, 5).map(({ name, pages }) => {
    const velocity = velocityOf(pages, { now, days });
    return {
      label: `Velocity of ${name}`.slice(0, 80),
      value: `${counted(velocity.done, 'task')} done, ${rounded(velocity.perDay)} a day, ${trendText(velocity)}`,
    };
  });
}

/** In words only: who deletes decides with the figures before them. */
function cleanup(pages: string): Section {
  return {
    title: 'To clean up',
    lines: [
      `Rows of ${pages} that were synced more than 30 days ago and have no project in silver may be deleted.`,
      'After that VACUUM … RETAIN 168 HOURS gives the space back. What is vacuumed can not be restored.',
    ],
  };
}
