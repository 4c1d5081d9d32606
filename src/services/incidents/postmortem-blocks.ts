// A post-mortem as the blocks of a Notion page, within what Notion takes in one request: 100 blocks beside one another,
// 1,000 in all, 2,000 characters in a text, 500 KB; without secrets. (Notion API, "Request limits")
import type { Json, JsonObject } from '../../core/json.js';
import { clippedLine } from '../../core/incident-texts.js';
import { redact } from '../redact.js';
import type { Postmortem, PostmortemPart } from './postmortem.js';

/** Rows of one table beside its header. */
const mostRows = 99;
/** Characters of a cell: 500 entries of a timeline have to fit into a request. */
const longestCell = 300;
const longestText = 1_900;

export function postmortemBlocks({ sections }: Postmortem): JsonObject[] {
  return sections.flatMap(({ heading, parts }) => [
    block('heading_2', { rich_text: words(heading, longestText) }),
    ...parts.flatMap(partBlocks),
  ]);
}

function partBlocks(part: PostmortemPart): JsonObject[] {
  switch (part.kind) {
    case 'table':
      return tables(part.columns, part.rows);
    case 'prompts':
      return part.lines.map((line) =>
        block('bulleted_list_item', { rich_text: words(line, longestText) }),
      );
    case 'text':
      return [block('paragraph', { rich_text: words(part.text, longestText) })];
    case 'steps':
      return part.steps.map(({ text, done }) =>
        block('to_do', { rich_text: words(text, longestText), checked: done }),
      );
  }
}

/** A long one is several, each with its header. */
function tables(columns: readonly string[], rows: readonly string[][]): JsonObject[] {
  const header = columns.some((column) => column !== '');
  const count = Math.max(1, Math.ceil(rows.length / mostRows));
  return Array.from({ length: count }, (_, index) =>
    block('table', {
      table_width: columns.length,
      has_column_header: header,
      has_row_header: !header,
      children: [
        ...(header ? [tableRow(columns)] : []),
        ...rows.slice(index * mostRows, (index + 1) * mostRows).map(tableRow),
      ],
    }),
  );
}

function tableRow(cells: readonly string[]): JsonObject {
  return block('table_row', { cells: cells.map((cell) => words(cell, longestCell)) });
}

function words(text: string, most: number): Json[] {
  // Before it is cut: half a secret is not known as one.
  const line = clippedLine(redact(text), most);
  return line === '' ? [] : [{ type: 'text', text: { content: line } }];
}

function block(type: string, content: JsonObject): JsonObject {
  return { object: 'block', type, [type]: content };
}
