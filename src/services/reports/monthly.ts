// The monthly report: where four weeks have gone, and what to do about it. (Runbook 5 "Monthly Optimization Review"; runbook 1
// "Monthly: Review Access")
import type { Report } from '../../core/report.js';
import { counted, rounded } from '../notion/reading/words.js';
import { accessPart } from './access-part.js';
import {
  availabilityChart,
  availabilityFindings,
  availabilityOf,
  availabilityTable,
  pastSince,
  wanted,
} from './availability.js';
import { cachePart } from './cache-part.js';
import { happenedFacts, happenedSince } from './happened.js';
import { notionCallsPart } from './notion-calls.js';
import type { ReportContext } from './report-context.js';
import { isFailed, operationTable, runsSince } from './run-figures.js';
import { spansBack, startOf } from './spans.js';
import { statusOf } from './status-of.js';
import { trendTable } from './trends.js';

export async function monthlyReport(context: ReportContext): Promise<Report> {
  const { now, oncall } = context;
  const spans = spansBack(now(), oncall.timeZone, { count: 4, days: 7 });
  const from = startOf(spans);
  const [past, happened, runs, access, cache, calls] = await Promise.all([
    pastSince(from, context),
    happenedSince(from, context),
    runsSince(from, context),
    accessPart(context),
    cachePart(context),
    notionCallsPart(context),
  ]);
  const known = past.value ?? [];
  const ended = runs.value?.ended ?? [];
  const availability = availabilityOf(known.flatMap(({ points }) => points));
  const findings = [
    ...access.findings,
    ...cache.findings,
    ...availabilityFindings(known),
    ...[past, happened, runs, calls].flatMap((part) => part.findings),
  ];
  return {
    status: statusOf(findings),
    headline: [
      availability === null
        ? 'Availability of the last four weeks is not known'
        : `${rounded(availability)} % available in four weeks`,
      ...(happened.value === null ? [] : [counted(happened.value.incidents.length, 'incident')]),
      `${counted(ended.length, 'run')}, ${ended.filter(isFailed).length} failed`,
      findings.length === 0 ? 'nothing to do' : `${counted(findings.length, 'thing')} to do`,
    ].join('; '),
    findings,
    facts: [
      ...(access.value ?? []),
      ...(happened.value === null ? [] : happenedFacts(happened.value)),
      ...(cache.value ?? []),
      ...(calls.value ?? []),
    ],
    suggestions: [
      { label: 'Duplicates', operation: 'notion.duplicates', input: {} },
      { label: 'Security audit', operation: 'security.audit', input: {} },
    ],
    tables: [
      trendTable({ past: past.value, happened: happened.value, runs: runs.value }, spans),
      ...availabilityTable(known),
      ...operationTable(ended),
    ],
    charts: availabilityChart('Available each week, per cent', known, spans),
    notes: [
      `Four weeks in ${oncall.timeZone}; the last one ends today.`,
      `An hour counts as available unless the component was red in it; ${wanted} % are wanted.`,
      ...(runs.value?.cut === true ? ['There were more runs than are counted.'] : []),
    ],
  };
}
