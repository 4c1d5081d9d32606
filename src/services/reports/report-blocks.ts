// A report as the blocks of a Notion page: what a card shows, charts as their numbers, and all of it. Notion takes 100 blocks
// beside one another and 1,000 in all in one request. (Notion API, "Request limits")
import type { JsonObject } from '../../core/json.js';
import type { Chart, Finding, Report, Table } from '../../core/report.js';
import { postmortemBlocks } from '../incidents/postmortem-blocks.js';
import type { PostmortemPart } from '../incidents/postmortem.js';

const mostBlocks = 100;
const mostFindings = 30;
const mostTables = 10;
/** Of one table: with ten of them under Notion's 1,000. */
const mostRows = 80;

export function reportBlocks(report: Report): JsonObject[] {
  const { headline, findings = [], facts = [], tables = [], charts = [], sections = [] } = report;
  const shown = [...tables, ...charts.map(chartTable)].slice(0, mostTables);
  const all: { heading: string; parts: PostmortemPart[] }[] = [
    { heading: headline, parts: [] },
    ...part('Findings', findings.length > 0, findingParts(findings)),
    ...part('In short', facts.length > 0, [
      {
        kind: 'table',
        columns: ['', ''],
        rows: facts.map(({ label, value }) => [label, value]),
      },
    ]),
    ...shown.map((table) => ({ heading: table.title, parts: tableParts(table) })),
    ...sections.map(({ title, lines }) => ({
      heading: title,
      parts: lines.map((text): PostmortemPart => ({ kind: 'text', text })),
    })),
    ...part(
      'Notes',
      (report.notes ?? []).length > 0,
      (report.notes ?? []).map((text): PostmortemPart => ({ kind: 'text', text })),
    ),
  ];
  return postmortemBlocks({ title: headline, sections: all }).slice(0, mostBlocks);
}

function part(
  heading: string,
  isThere: boolean,
  parts: PostmortemPart[],
): { heading: string; parts: PostmortemPart[] }[] {
  return isThere ? [{ heading, parts }] : [];
}

function findingParts(findings: readonly Finding[]): PostmortemPart[] {
  const more = findings.length - mostFindings;
  return [
    {
      kind: 'prompts',
      lines: [
        ...findings
          .slice(0, mostFindings)
          .map(({ severity, title, evidence, cause, fix }) =>
            [
              `${severity}: ${title}`,
              evidence,
              ...(cause === undefined ? [] : [`Cause: ${cause}`]),
              ...(fix === undefined ? [] : [`Fix: ${fix}`]),
            ]
              .filter((text) => text !== undefined && text !== '')
              .join(' – '),
          ),
        ...(more > 0 ? [`${more} more`] : []),
      ],
    },
  ];
}

function tableParts({ columns, rows, more }: Table): PostmortemPart[] {
  const left = rows.length - mostRows;
  const words = [...(more === undefined ? [] : [more]), ...(left > 0 ? [`${left} more rows`] : [])];
  return [
    {
      kind: 'table',
      columns: columns.map(({ label }) => label),
      rows: rows.slice(0, mostRows),
    },
    ...words.map((text): PostmortemPart => ({ kind: 'text', text })),
  ];
}

function chartTable(chart: Chart): Table {
  if (chart.kind === 'pie')
    return {
      title: chart.title,
      columns: [{ label: 'What' }, { label: 'Number' }],
      rows: chart.segments.map(({ label, value }) => [label, String(value)]),
    };
  return {
    title: chart.title,
    columns: [{ label: 'What' }, ...chart.series.map(({ name }) => ({ label: name }))],
    rows: chart.categories.map((category, place) => [
      category,
      ...chart.series.map(({ values }) => String(values[place] ?? '–')),
    ]),
  };
}
