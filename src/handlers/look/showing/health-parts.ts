// The parts of the card of `health`: what is red first, the table of components, what to do, a chart, and the same as JSON.
import type { Chart, Fact, Finding, Table } from '../../../core/report.js';
import { failureWords } from '../../../services/health/failure-words.js';
import {
  worstStatus,
  type ComponentNow,
  type HealthStatus,
} from '../../../services/health/health.js';
import { trendBars, type Span } from '../../../services/health/trend.js';
import { counted, rounded } from '../../../services/notion/reading/words.js';
import { roughly, stamp } from '../../../services/sync/when.js';

/** More than these have no room on a card: the table has them. */
const mostFindings = 10;
const mostNamed = 3;

const colours: Record<HealthStatus, string> = { good: 'good', warning: 'amber', bad: 'red' };
/** As health_check.py says it. (Runbook 2 "Monitoring Integration") */
const statusWords: Record<HealthStatus, string> = {
  good: 'healthy',
  warning: 'degraded',
  bad: 'unhealthy',
};

export interface Shown extends ComponentNow {
  /** The last 24 hours; null where they are not known. */
  spans: Span[] | null;
}

/** Red first, then amber, else as they stand in ppm.config.yaml. */
export function worstFirst<One extends { status: HealthStatus }>(all: readonly One[]): One[] {
  return (['bad', 'warning', 'good'] as const).flatMap((status) =>
    all.filter((one) => one.status === status),
  );
}

/** @param all worst first */
export function healthHeadline(all: readonly ComponentNow[]): string {
  const [first] = all;
  if (all.length === 1 && first)
    return `${first.title} (${first.system}) is ${colours[first.status]}: ${first.said}`;
  const unwell = all.filter(({ status }) => status === worstStatus(all));
  if (worstStatus(all) === 'good') return `All ${counted(all.length, 'component')} are good`;
  const names = unwell.slice(0, mostNamed).map(({ title, system }) => `${title} (${system})`);
  const more = unwell.length > mostNamed ? ` and ${unwell.length - mostNamed} more` : '';
  const verb = unwell.length === 1 ? 'is' : 'are';
  return `${unwell.length} of ${counted(all.length, 'component')} ${verb} ${colours[worstStatus(all)]}: ${names.join(', ')}${more}`;
}

/** @param now epoch milliseconds */
export function healthTable(all: readonly Shown[], now: number): Table {
  const isOne = new Set(all.map(({ system }) => system)).size === 1;
  return {
    title: 'Components',
    columns: [
      ...(isOne ? [] : [{ label: 'System' }]),
      { label: 'Component' },
      { label: 'Status' },
      { label: 'Latency', align: 'right' },
      { label: 'For', align: 'right' },
      { label: 'Last 24 h' },
      { label: 'Says' },
    ],
    rows: all.map((one) => [
      ...(isOne ? [] : [one.system]),
      one.title,
      colours[one.status],
      one.millis === null ? '–' : `${one.millis} ms`,
      roughly(now - one.since),
      one.spans === null ? 'not known' : trendBars(one.spans),
      one.said,
    ]),
  };
}

/** @param all worst first */
export function healthFindings(all: readonly ComponentNow[]): Finding[] {
  return all
    .flatMap((one) => (one.status === 'good' ? [] : [findingOf(one, one.status)]))
    .slice(0, mostFindings);
}

function findingOf(one: ComponentNow, severity: 'bad' | 'warning'): Finding {
  const { title, system, component, said, since, failure, millis, owner } = one;
  return {
    severity,
    title: `${title} (${system}): ${said}`,
    evidence: [
      `${colours[severity]} since ${stamp(since)}`,
      ...(millis === null ? [] : [`asked just now, ${millis} ms`]),
      ...(owner === null ? [] : [`owner ${owner}`]),
    ].join('; '),
    ...failureWords[failure ?? 'other'],
    suggestion: { label: 'Diagnose', operation: 'diagnose', input: { what: component, system } },
  };
}

export function componentFacts({ kind, owner, since, value }: ComponentNow): Fact[] {
  return [
    { label: 'Kind', value: kind },
    { label: 'Owner', value: owner ?? 'not named' },
    { label: 'Since', value: stamp(since) },
    ...(value === null ? [] : [{ label: 'Measured', value: rounded(value) }]),
  ];
}

/** Of its latency; of what is measured where nobody is asked. None without two points. */
export function componentChart({ title, spans }: Shown): Chart[] {
  const of = (pick: (span: Span) => number | null): { from: number; figure: number }[] =>
    (spans ?? []).flatMap((span) => {
      const figure = pick(span);
      return figure === null ? [] : [{ from: span.from, figure }];
    });
  const latency = of(({ millis }) => millis);
  const [name, drawn] =
    latency.length > 0 ? ['Latency, ms', latency] : ['Measured', of(({ value }) => value)];
  if (drawn.length < 2) return [];
  return [
    {
      kind: 'line',
      title: `${title.slice(0, 28)}, last 24 h (UTC)`,
      categories: drawn.map(({ from }) => stamp(from).slice(11, 16)),
      series: [{ name, values: drawn.map(({ figure }) => figure) }],
    },
  ];
}

/** In the shape of health_check.py, whose `jq '.components'` people know. @param system the only one that was asked */
export function healthJson(all: readonly ComponentNow[], system: string | undefined): string {
  const components = all.map((one) => [
    system === undefined ? `${one.system}/${one.component}` : one.component,
    { status: statusWords[one.status], latency_ms: one.millis, message: one.said },
  ]);
  const whole = {
    status: statusWords[worstStatus(all)],
    components: Object.fromEntries(components),
  };
  return `${JSON.stringify(whole, null, 2)}\n`;
}
