// Rows as aligned columns. Where they don't fit, the widest columns wrap; nothing is cut, since people copy from here.
import type { Table } from '../core/report.js';
import { ink, type Canvas } from './canvas.js';
import { oneLine, padded, widthOf, wrapped } from './text.js';

const gap = 2;
const narrowest = 8;

/** Lines of a table with its title. */
export function drawTable(canvas: Canvas, table: Table): string[] {
  const heads = table.columns.map((column) => oneLine(column.label));
  const rows = table.rows.map((row) => row.map((cell) => oneLine(cell)));
  const widths = fitted(
    heads.map((head, index) =>
      Math.max(...[head, ...rows.map((row) => row[index] ?? '')].map(widthOf)),
    ),
    canvas.width,
  );
  const drawRow = (cells: readonly string[]): string[] => {
    const columns = widths.map((width, index) => wrapped(cells[index] ?? '', width));
    const height = Math.max(1, ...columns.map((lines) => lines.length));
    return Array.from({ length: height }, (_, line) =>
      columns
        .map((lines, index) =>
          padded(lines[line] ?? '', widths[index] ?? 0, table.columns[index]?.align),
        )
        .join(' '.repeat(gap))
        .trimEnd(),
    );
  };
  const title = oneLine(table.title);
  return [
    ...(title === '' ? [] : [ink(canvas, 'bold', title)]),
    ...drawRow(heads).map((line) => ink(canvas, 'faint', line)),
    ...(rows.length === 0 ? ['–'] : rows.flatMap(drawRow)),
    ...(table.more === undefined ? [] : [ink(canvas, 'faint', `… ${oneLine(table.more)}`)]),
  ];
}

/** The widths, the widest ones made narrower until all fit or none can give any more. */
function fitted(natural: readonly number[], width: number): number[] {
  const widths = [...natural];
  const room = width - gap * (widths.length - 1);
  while (sum(widths) > room) {
    const widest = widths.indexOf(Math.max(...widths));
    const present = widths[widest] ?? 0;
    if (present <= narrowest) break;
    widths[widest] = Math.max(narrowest, present - (sum(widths) - room), secondOf(widths) - 1);
  }
  return widths;
}

function secondOf(widths: readonly number[]): number {
  return widths.toSorted((a, b) => b - a)[1] ?? 0;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
