// How `metrics` shows what it read: one table of figures, and one chart of response times.
import type { Chart, Status, Table } from '../../../core/report.js';
import { chartLabels } from '../../../services/notion/reading/words.js';
import type { AskedMetrics } from '../../../services/scrape/ask-metrics.js';
import type { Figure } from '../../../services/scrape/figure.js';
import type { System } from '../../../services/systems/systems.js';

type Tools = NonNullable<System['metrics']>['tools'];

/** What Slack draws in one chart. */
const most = { series: 6, categories: 20 };
const mostRows = 60;

const marks: Record<Status, string> = { good: '🟢', warning: '🟡', bad: '🔴', info: '⚪' };

export function figureTable(asked: readonly AskedMetrics[], isOne: boolean): Table {
  const all = asked.flatMap(({ system, figures }) => figures.map((figure) => ({ system, figure })));
  return {
    title: 'Metrics',
    columns: [
      ...(isOne ? [] : [{ label: 'System' }]),
      { label: 'Figure' },
      { label: 'Value', align: 'right' },
      { label: 'Target', align: 'right' },
      { label: 'Judgement' },
    ],
    rows: all
      .slice(0, mostRows)
      .map(({ system, figure }) => [
        ...(isOne ? [] : [system]),
        figure.label,
        figure.shown,
        figure.target,
        `${marks[figure.status]} ${figure.words}`.trim(),
      ]),
    ...(all.length > mostRows ? { more: `${all.length - mostRows} more figures` } : {}),
  };
}

/** By tool for a system that has tools, else by percentile with a series for each system. Null where there is nothing to draw. */
export function responseChart(asked: readonly AskedMetrics[], tools: Tools): Chart | null {
  const [only, second] = asked;
  const byTool = only && !second ? toolChart(only.figures, tools) : null;
  return byTool ?? percentileChart(asked);
}

function toolChart(figures: readonly Figure[], tools: Tools): Chart | null {
  const drawn = figures.filter(({ kind }) => kind === 'tool_time').slice(0, most.categories);
  if (drawn.length === 0) return null;
  const names = drawn.map(({ tool }) => tool ?? '');
  const targets = names.map((name) => (Object.hasOwn(tools, name) ? tools[name]?.good : undefined));
  const known = targets.filter((target) => target !== undefined);
  return {
    kind: 'bar',
    title: 'Response time by tool (ms)',
    categories: chartLabels(names),
    series: [
      { name: 'Now', values: drawn.map(({ value }) => Math.round(value)) },
      ...(known.length === names.length ? [{ name: 'Target', values: known }] : []),
    ],
  };
}

function percentileChart(asked: readonly AskedMetrics[]): Chart | null {
  const percentiles = ['p50', 'p95', 'p99'];
  const drawn = asked
    .map(({ system, figures }) => ({
      system,
      values: percentiles.flatMap((name) =>
        figures
          .filter(({ kind, label }) => kind === 'response' && label.endsWith(name))
          .map(({ value }) => Math.round(value)),
      ),
    }))
    .filter(({ values }) => values.length === percentiles.length)
    .slice(0, most.series);
  if (drawn.length === 0) return null;
  const names = chartLabels(drawn.map(({ system }) => system));
  return {
    kind: 'bar',
    title: 'Response time (ms)',
    categories: percentiles,
    series: drawn.map(({ values }, place) => ({ name: names[place] ?? '', values })),
  };
}
