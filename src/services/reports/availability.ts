// How much of the time each component was there, by what was found of it every hour. (Runbook 5, "Alert Thresholds": 95 %)
import type { Chart, Finding, Table } from '../../core/report.js';
import type { ComponentInfo, HealthPoint } from '../health/health.js';
import { sideBySide } from '../notion/reading/side-by-side.js';
import { chartLabels, rounded } from '../notion/reading/words.js';
import { componentName, diagnoseButton } from './components-part.js';
import { grouped } from './grouped.js';
import { partOf, type Part } from './part.js';
import type { ReportContext } from './report-context.js';
import { meanOf } from './run-figures.js';
import { within, type Span } from './spans.js';

/** Per cent. */
export const wanted = 95;
const mostFindings = 5;
const mostRows = 15;
/** Lines that Slack draws in one chart. */
const mostLines = 6;
/** Histories that are read at a time. */
const width = 8;

export interface Past extends ComponentInfo {
  points: HealthPoint[];
}

/** The past of every component that was asked since then. @param from epoch milliseconds */
export async function pastSince(
  from: number,
  context: Pick<ReportContext, 'health' | 'signal' | 'deadlineMs'>,
): Promise<Part<Past[]>> {
  const { health } = context;
  return partOf('Availability', context, async () => {
    const all = await sideBySide(health.components, width, async (one) => ({
      ...one,
      points: await health.history(one.system, one.component, from),
    }));
    return all.filter(({ points }) => points.length > 0);
  });
}

/** Share of the hours in which it was not red, per cent; null where none is known. */
export function availabilityOf(points: readonly HealthPoint[]): number | null {
  if (points.length === 0) return null;
  return (100 * points.filter(({ status }) => status !== 'bad').length) / points.length;
}

interface Figure {
  one: Past;
  percent: number;
  red: number;
  millis: number | null;
}

function figures(past: readonly Past[]): Figure[] {
  return past
    .map((one) => ({
      one,
      percent: availabilityOf(one.points) ?? 0,
      red: one.points.filter(({ status }) => status === 'bad').length,
      millis: meanOf(one.points.flatMap(({ millis }) => millis ?? [])),
    }))
    .toSorted((a, b) => a.percent - b.percent);
}

export function availabilityFindings(past: readonly Past[]): Finding[] {
  const short = figures(past).filter(({ percent }) => percent < wanted);
  return short.slice(0, mostFindings).map(({ one, percent, red }) => ({
    severity: 'warning',
    title: `${componentName(one)} was there ${rounded(percent)} % of the time`,
    evidence: `Red in ${red} of ${one.points.length} hours; ${wanted} % are wanted.`,
    suggestion: diagnoseButton(one),
  }));
}

/** The worst first. */
export function availabilityTable(past: readonly Past[]): Table[] {
  if (past.length === 0) return [];
  return [
    {
      title: 'Availability',
      columns: [
        { label: 'Component' },
        { label: 'Per cent', align: 'right' },
        { label: 'Hours red', align: 'right' },
        { label: 'Slowest, mean ms', align: 'right' },
      ],
      rows: figures(past)
        .slice(0, mostRows)
        .map(({ one, percent, red, millis }) => [
          componentName(one),
          rounded(percent),
          String(red),
          millis === null ? '–' : String(Math.round(millis)),
        ]),
      ...(past.length > mostRows ? { more: `${past.length - mostRows} more were better` } : {}),
    },
  ];
}

export interface SystemAvailability {
  system: string;
  /** Per cent in each span; null where nothing is known. */
  values: (number | null)[];
}

export function bySystem(past: readonly Past[], spans: readonly Span[]): SystemAvailability[] {
  return grouped(past, ({ system }) => system).map(([system, components]) => ({
    system,
    values: spans.map((span) =>
      availabilityOf(components.flatMap(({ points }) => within(points, span, ({ at }) => at))),
    ),
  }));
}

/** A line for each system that is known all along; the spans before anything was known are left out. */
export function availabilityChart(
  title: string,
  past: readonly Past[],
  spans: readonly Span[],
): Chart[] {
  const systems = bySystem(past, spans);
  const places = spans.flatMap((_, place) =>
    systems.some(({ values }) => values[place] !== null) ? [place] : [],
  );
  const lines = systems
    .map(({ system, values }) => ({
      system,
      values: places
        .flatMap((place) => values[place] ?? [])
        .map((value) => Math.round(value * 10) / 10),
    }))
    .filter(({ values }) => values.length > 0 && values.length === places.length)
    .slice(0, mostLines);
  if (lines.length === 0) return [];
  const names = chartLabels(lines.map(({ system }) => system));
  return [
    {
      kind: 'line',
      title,
      categories: places.map((place) => spans[place]?.label ?? ''),
      series: lines.map(({ values }, place) => ({ name: names[place] ?? '', values })),
    },
  ];
}
