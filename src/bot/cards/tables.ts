// A report's tables. Slack takes one table block in a message, so the first is drawn as one and the others as aligned
// text, as are all of them where the workspace doesn't know table blocks.
import type { DataTableBlock, TableBlock } from '@slack/types';
import type { Table } from '../../core/report.js';
import { context, section } from './blocks.js';
import type { Part } from './fit.js';
import { tableCharacters } from './limits.js';
import { linesPart } from './parts.js';
import { clip, clipMarkup, inertLine, oneLine } from './text.js';

type Cell = TableBlock['rows'][number][number];

const most = { columns: 20, rows: 100, cell: 200 };
/** What one table may take of a message, which has other things to say. */
const characters = tableCharacters * 0.6;
/** A longer table is drawn in pages. */
const page = 10;

/** A table as a table block. */
export function tablePart(table: Table): Part {
  if (table.rows.length === 0 || table.columns.length === 0) return tableAsText(table);
  const columns = table.columns.slice(0, most.columns);
  const header = columns.map((column) => textCell(column.label));
  const rows = withinBudget(
    table.rows
      .slice(0, most.rows)
      .map((row) =>
        columns.map((column, place) => cell(row[place] ?? '', column.align === 'right')),
      ),
    characters - length(header),
  );
  const shortened = table.rows
    .slice(0, rows.length)
    .some((row) => row.some((text) => text.length > most.cell));
  const missing = table.rows.length - rows.length;
  return {
    blocks: draw(table, header, rows),
    text: tableText(table),
    cut: missing > 0 || shortened || table.columns.length > most.columns,
  };
}

function draw(table: Table, header: Cell[], rows: Cell[][]): Part['blocks'] {
  const title = oneLine(table.title);
  const more = moreOf(table);
  if (rows.length > page) {
    const block: DataTableBlock = {
      type: 'data_table',
      caption: clip(title, 150) || 'Table',
      rows: [header, ...rows],
      page_size: page,
    };
    return [block, ...more];
  }
  const block: TableBlock = {
    type: 'table',
    rows: [header, ...rows],
    column_settings: header.map((_, place) => ({
      align: table.columns[place]?.align ?? 'left',
      is_wrapped: true,
    })),
  };
  const heading = title === '' ? [] : [section(`*${clipMarkup(inertLine(title), 300)}*`)];
  return [...heading, block, ...more];
}

/** A table as aligned text, in a code block. */
export function tableAsText(table: Table): Part {
  if (table.rows.length === 0) return linesPart(table.title, [table.more ?? 'No rows.']);
  const part = linesPart(table.title, aligned(table), true);
  return { ...part, blocks: [...part.blocks, ...moreOf(table)], text: tableText(table) };
}

function moreOf({ more }: Table): Part['blocks'] {
  return more === undefined ? [] : [context(clipMarkup(inertLine(more), 500))];
}

/** The whole table as plain text, columns aligned. */
export function tableText(table: Table): string {
  const lines = [oneLine(table.title), ...aligned(table), oneLine(table.more ?? '')];
  return lines.filter((line) => line !== '').join('\n');
}

function aligned({ columns, rows }: Table): string[] {
  const labels = columns.map((column) => oneLine(column.label));
  const all = [labels, ...rows.map((row) => columns.map((_, place) => oneLine(row[place] ?? '')))];
  const widths = columns.map((_, place) =>
    all.reduce((width, row) => Math.max(width, row[place]?.length ?? 0), 0),
  );
  return all.map((row) =>
    row
      .map((text, place) =>
        columns[place]?.align === 'right'
          ? text.padStart(widths[place] ?? 0)
          : text.padEnd(widths[place] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
}

function textCell(text: string): { type: 'raw_text'; text: string } {
  return { type: 'raw_text', text: clip(oneLine(text), most.cell) || '–' };
}

/** A number in a column of numbers is sorted as one. */
function cell(text: string, numeric: boolean): Cell {
  const shown = textCell(text);
  if (!numeric || !/^-?\d[\d,]*(\.\d+)?$/.test(shown.text)) return shown;
  return { type: 'raw_number', value: Number(shown.text.replaceAll(',', '')), text: shown.text };
}

/** The rows from the first that have no more than so many characters together, at least one. */
function withinBudget(rows: Cell[][], budget: number): Cell[][] {
  let left = budget;
  const enough = rows.findIndex((row, place) => {
    left -= length(row);
    return left < 0 && place > 0;
  });
  return enough === -1 ? rows : rows.slice(0, enough);
}

function length(row: Cell[]): number {
  return row.reduce((sum, item) => sum + ('text' in item ? item.text.length : 0), 0);
}
