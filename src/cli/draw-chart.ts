// Charts in one line each: enough to see a trend in a terminal; the numbers stand beside it.
import type { Chart } from '../core/report.js';
import { ink, type Canvas } from './canvas.js';
import { oneLine, padded, widthOf } from './text.js';

const blocks = '▁▂▃▄▅▆▇█';
const barWidth = 30;

export function drawChart(canvas: Canvas, chart: Chart): string[] {
  const title = ink(canvas, 'bold', oneLine(chart.title));
  if (chart.kind === 'pie') {
    const total = chart.segments.reduce((sum, segment) => sum + segment.value, 0);
    return [
      title,
      ...labelled(
        chart.segments.map(({ label, value }) => {
          const share = total > 0 ? value / total : 0;
          return [
            label,
            `${'█'.repeat(Math.round(share * barWidth))} ${Math.round(share * 100)} %`,
          ];
        }),
      ),
    ];
  }
  const span = [chart.categories.at(0), chart.categories.at(-1)].map((end) => oneLine(end ?? ''));
  return [
    `${title}  ${ink(canvas, 'faint', span.join(' to '))}`,
    ...labelled(
      chart.series.map(({ name, values }) => [name, `${sparkline(values)}  ${extent(values)}`]),
    ),
  ];
}

function sparkline(values: readonly number[]): string {
  const low = Math.min(0, ...values);
  const high = Math.max(...values, low);
  return values
    .map((value) => {
      const height = high > low ? (value - low) / (high - low) : 0;
      return blocks.charAt(Math.round(height * (blocks.length - 1)));
    })
    .join('');
}

function extent(values: readonly number[]): string {
  if (values.length === 0) return 'no values';
  return `${Math.min(...values)} to ${Math.max(...values)}, last ${values.at(-1) ?? ''}`;
}

function labelled(rows: readonly (readonly [string, string])[]): string[] {
  const labels = rows.map(([label]) => oneLine(label));
  const width = Math.max(0, ...labels.map(widthOf));
  return rows.map(([, text], index) => `  ${padded(labels[index] ?? '', width)}  ${text}`);
}
