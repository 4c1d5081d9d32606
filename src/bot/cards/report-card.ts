// A read-only answer as Slack shows it: what is wrong first, then the facts, the rows, the charts, and where it is from.
import type { Finding, Report, Status } from '../../core/report.js';
import { openly } from '../../services/redact.js';
import { suggestionButton } from './actions.js';
import { section } from './blocks.js';
import { chartAsText, chartPart } from './charts.js';
import { slackLine } from './command-line.js';
import { fit, type Part, type Rendered } from './fit.js';
import { chartsInMessage } from './limits.js';
import { factsPart, headlinePart, linesPart, smallPart } from './parts.js';
import { suggestionParts } from './suggestions.js';
import { tableAsText, tablePart } from './tables.js';
import { clip, clipMarkup, codeBlock, inert, inertLine, number, oneLine, visible } from './text.js';

const icons: Record<Status, string> = {
  good: ':large_green_circle:',
  warning: ':warning:',
  bad: ':red_circle:',
  info: ':information_source:',
};
const worstFirst: Status[] = ['bad', 'warning', 'info', 'good'];

export interface ReportLook {
  /** Only the person who asked sees it. */
  privately: boolean;
  /** Only blocks that every workspace knows. */
  plain: boolean;
}

/** A report as one message; what has no room in it is in `overflow`. */
export function renderReport(report: Report, look: ReportLook): Rendered {
  return report.secret === true ? openly(() => draw(report, look)) : draw(report, look);
}

function draw(report: Report, look: ReportLook): Rendered {
  const findings = bySeverity(report.findings ?? []);
  return fit({
    text: reportText(report),
    title: oneLine(report.headline),
    rest: look.privately ? 'follows in another message' : 'is in the thread',
    parts: [
      headlinePart(icons[report.status], '', report.headline),
      ...findings.map(findingPart),
      ...factsPart(report.facts ?? []),
      ...suggestionParts(report.suggestions ?? [], findings.length),
      ...tables(report, look),
      ...charts(report, look),
      ...(report.sections ?? []).map(({ title, lines, code }) => linesPart(title, lines, code)),
      ...smallPrint(report, look),
    ],
  });
}

/** A report in a sentence or two, for notifications and screen readers. */
export function reportText(report: Report): string {
  const findings = bySeverity(report.findings ?? []);
  const shown = findings.slice(0, 3).map((finding) => inertLine(clip(finding.title, 150)));
  const more = findings.length - shown.length;
  return [
    inertLine(clip(report.headline, 500)),
    ...shown,
    ...(more > 0 ? [`${number(more)} more findings`] : []),
  ]
    .map((sentence) => (/[.!?…]$/.test(sentence) ? sentence : `${sentence}.`))
    .join(' ');
}

function bySeverity(findings: readonly Finding[]): Finding[] {
  return findings.toSorted(
    (a, b) => worstFirst.indexOf(a.severity) - worstFirst.indexOf(b.severity),
  );
}

function findingPart(finding: Finding, place: number): Part {
  const { title, evidence, cause, fix, suggestion } = finding;
  const labelled = (label: string, text: string | undefined): [string, string][] =>
    text === undefined || text === '' ? [] : [[label, text]];
  const lines = [...labelled('', evidence), ...labelled('Cause', cause), ...labelled('Fix', fix)];
  const button = suggestion === undefined ? null : suggestionButton(suggestion, place);
  const offer = suggestion === undefined ? '' : slackLine(suggestion);
  const room = button === null && offer !== '' ? 1_500 : 3_000;
  const markup = [
    `${icons[finding.severity]} *${clipMarkup(inertLine(title), 500)}*`,
    ...lines.map(([label, text]) => `${label === '' ? '' : `*${label}*: `}${inert(text)}`),
  ].join('\n');
  const shown = clipMarkup(markup, room);
  const copied = button === null && offer !== '' ? `\n${codeBlock(offer, 1_400)}` : '';
  return {
    blocks: [section(`${shown}${copied}`, button ?? undefined)],
    text: [
      `${finding.severity}: ${oneLine(title)}`,
      ...lines.map(([label, text]) => `${label === '' ? '' : `${label}: `}${visible(text)}`),
      ...(offer === '' ? [] : [offer]),
    ].join('\n'),
    cut:
      markup.length > room ||
      inertLine(title).length > 500 ||
      (copied !== '' && offer.length > 1_000),
  };
}

function tables(report: Report, look: ReportLook): Part[] {
  return (report.tables ?? []).map((table, place) =>
    look.plain || place > 0 ? tableAsText(table) : tablePart(table),
  );
}

function charts(report: Report, look: ReportLook): Part[] {
  let drawn = 0;
  return (report.charts ?? []).map((chart) => {
    const part = look.plain || drawn >= chartsInMessage ? null : chartPart(chart);
    if (part !== null) drawn += 1;
    return part ?? chartAsText(chart);
  });
}

function smallPrint(report: Report, look: ReportLook): Part[] {
  const notes = [
    ...(report.attachment === undefined ? [] : [`File: ${report.attachment.name}`]),
    ...(report.notes ?? []),
    ...(look.privately ? ['Only visible to you'] : []),
  ];
  if (notes.length === 0) return [];
  return [smallPart(notes.map(inert).join(' · '), notes.map(visible).join('\n'))];
}
