// A report's charts. Slack draws two in a message, each within narrow bounds; the others are shown as text.
import type { Chart, Table } from '../../core/report.js';
import type { DataVisualizationBlock, MessageBlock } from './blocks.js';
import type { Part } from './fit.js';
import { block as slackBlock } from './limits-of-blocks.js';
import { tableAsText, tableText } from './tables.js';
import { clip, number, oneLine } from './text.js';

/** The chart as Slack draws it; null when it has more in it than Slack takes. */
export function chartPart(chart: Chart): Part | null {
  const block = blockOf(chart);
  if (!slackBlock.safeParse(block).success) return null;
  const cut = block.title !== oneLine(chart.title);
  return { blocks: [block satisfies MessageBlock], text: tableText(asTable(chart)), cut };
}

/** The chart's numbers as aligned text. */
export function chartAsText(chart: Chart): Part {
  return tableAsText(asTable(chart));
}

function blockOf(chart: Chart): DataVisualizationBlock {
  const title = clip(oneLine(chart.title), 50) || 'Chart';
  if (chart.kind === 'pie') {
    const segments = chart.segments.map(({ label, value }) => ({ label: oneLine(label), value }));
    return { type: 'data_visualization', title, chart: { type: 'pie', segments } };
  }
  const categories = chart.categories.map(oneLine);
  const series = chart.series.map(({ name, values }) => ({
    name: oneLine(name),
    data: values.map((value, place) => ({ label: categories[place] ?? '', value })),
  }));
  // A line of one point is nothing that can be seen.
  const type = categories.length === 1 ? 'bar' : chart.kind;
  return {
    type: 'data_visualization',
    title,
    chart: { type, series, axis_config: { categories } },
  };
}

function asTable(chart: Chart): Table {
  const right = (label: string): Table['columns'][number] => ({ label, align: 'right' });
  if (chart.kind === 'pie')
    return {
      title: chart.title,
      columns: [{ label: '' }, right('value')],
      rows: chart.segments.map(({ label, value }) => [label, number(value)]),
    };
  return {
    title: chart.title,
    columns: [{ label: '' }, ...chart.series.map(({ name }) => right(name))],
    rows: chart.categories.map((category, place) => [
      category,
      ...chart.series.map(({ values }) => shown(values[place])),
    ]),
  };
}

function shown(value: number | undefined): string {
  return value === undefined ? '–' : number(value);
}
