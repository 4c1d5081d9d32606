// How the components are, for a report: what is red with the button that says why, what is amber in a line, the rest in a
// chart. (Runbook 1, "Morning Health Check")
import { clippedLine } from '../../core/incident-texts.js';
import type { Chart, Finding } from '../../core/report.js';
import type { ComponentInfo, ComponentNow, HealthStatus } from '../health/health.js';
import { chartLabels } from '../notion/reading/words.js';
import { roughly } from '../sync/when.js';
import { partOf, type Part } from './part.js';
import type { ReportContext } from './report-context.js';

/** More than these have no room of their own on a card that is read in ten seconds. */
const mostRed = 5;
const mostNamed = 8;
/** Slack draws 20 categories at most. */
const mostSystems = 20;

/** Asks every component, those too that cost; those that did not answer in time are as they were when last asked. */
export async function componentsNow(
  context: Pick<ReportContext, 'health' | 'signal' | 'deadlineMs'>,
): Promise<Part<ComponentNow[]>> {
  const { health } = context;
  const asked = await partOf('Health as it is now', context, (signal) =>
    health.check({ onDemand: true, signal }),
  );
  if (asked.value !== null) return asked;
  const last = await partOf('Health as it was last', context, () => health.last());
  return { value: last.value, findings: [...asked.findings, ...last.findings] };
}

/** `finance-ppm/notion` */
export function componentName({
  system,
  component,
}: Pick<ComponentInfo, 'system' | 'component'>): string {
  return `${system}/${component}`;
}

/** `a, b, c and 4 more` */
export function listed(names: readonly string[], most = mostNamed): string {
  const more = names.length - most;
  return more > 0 ? `${names.slice(0, most).join(', ')} and ${more} more` : names.join(', ');
}

/** @param now epoch milliseconds */
export function componentFindings(all: readonly ComponentNow[], now: number): Finding[] {
  const red = withStatus(all, 'bad').toSorted((a, b) => b.since - a.since);
  const amber = withStatus(all, 'warning');
  const others = red.slice(mostRed);
  return [
    ...red.slice(0, mostRed).map((one) => redFinding(one, now)),
    ...(others.length === 0
      ? []
      : [
          {
            severity: 'bad' as const,
            title: `${others.length} more are red`,
            evidence: listed(others.map(componentName)),
            suggestion: { label: 'Health', operation: 'health', input: {} },
          },
        ]),
    ...(amber.length === 0
      ? []
      : [
          {
            severity: 'warning' as const,
            title: `Amber: ${listed(amber.map(componentName))}`,
            evidence: clippedLine(amber.map(({ said }) => said).join('; '), 300),
          },
        ]),
  ];
}

export function withStatus(all: readonly ComponentNow[], status: HealthStatus): ComponentNow[] {
  return all.filter((one) => one.status === status);
}

function redFinding(one: ComponentNow, now: number): Finding {
  return {
    severity: 'bad',
    title: clippedLine(
      `${one.title} (${componentName(one)}) is red for ${roughly(now - one.since)}`,
      200,
    ),
    evidence: clippedLine(`${one.said}${one.owner === null ? '' : ` Owner: ${one.owner}.`}`, 300),
    suggestion: diagnoseButton(one),
  };
}

export function diagnoseButton({
  system,
  component,
}: Pick<ComponentInfo, 'system' | 'component'>): NonNullable<Finding['suggestion']> {
  return { label: 'Diagnose', operation: 'diagnose', input: { what: component, system } };
}

/** Components by status, of each system. */
export function statusChart(all: readonly ComponentNow[]): Chart[] {
  const systems = [...new Set(all.map(({ system }) => system))].slice(0, mostSystems);
  if (systems.length === 0) return [];
  const count = (status: HealthStatus): number[] =>
    systems.map(
      (system) => all.filter((one) => one.system === system && one.status === status).length,
    );
  return [
    {
      kind: 'bar',
      title: 'Components by system',
      categories: chartLabels(systems),
      series: [
        { name: 'Red', values: count('bad') },
        { name: 'Amber', values: count('warning') },
        { name: 'Good', values: count('good') },
      ],
    },
  ];
}
