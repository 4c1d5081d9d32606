// A report for a terminal.
import type { Fact, Finding, Report, Section } from '../core/report.js';
import { ink, signOf, type Canvas } from './canvas.js';
import { shellLine } from './command-line.js';
import { drawChart } from './draw-chart.js';
import { drawTable } from './draw-table.js';
import { linesOf, oneLine, padded, widthOf, wrapped } from './text.js';

/** The report as text, parts apart by an empty line. An attachment is told by name; writing it is the caller's. */
export function drawReport(canvas: Canvas, report: Report): string {
  const parts = [
    headline(canvas, report),
    drawFacts(canvas, report.facts ?? []),
    ...(report.findings ?? []).map((finding) => drawFinding(canvas, finding)),
    ...(report.tables ?? []).map((table) => drawTable(canvas, table)),
    ...(report.charts ?? []).map((chart) => drawChart(canvas, chart)),
    ...(report.sections ?? []).map((section) => drawSection(canvas, section)),
    (report.suggestions ?? []).map((offer) => `${oneLine(offer.label)}: ${shellLine(offer)}`),
    (report.notes ?? []).flatMap((note) => faint(canvas, note)),
    report.attachment ? [`File: ${oneLine(report.attachment.name)}`] : [],
  ];
  return joined(parts);
}

/** Parts with lines, apart by an empty line. */
export function joined(parts: readonly (readonly string[])[]): string {
  return parts
    .filter((part) => part.length > 0)
    .map((part) => part.join('\n'))
    .join('\n\n');
}

/** `label  value`, the values aligned and wrapped. */
export function drawFacts(
  canvas: Canvas,
  facts: readonly Pick<Fact, 'label' | 'value'>[],
): string[] {
  const labels = facts.map((fact) => oneLine(fact.label));
  const width = Math.min(30, Math.max(0, ...labels.map(widthOf)));
  return facts.flatMap((fact, index) => {
    const lines = linesOf(fact.value).flatMap((line) => wrapped(line, canvas.width - width - 2));
    return lines.map((line, number) => {
      const label = padded(number === 0 ? (labels[index] ?? '') : '', width);
      return `${ink(canvas, 'faint', label)}  ${line}`.trimEnd();
    });
  });
}

function headline(canvas: Canvas, report: Report): string[] {
  const lines = wrapped(oneLine(report.headline), canvas.width - 2);
  return lines.map((line, index) => {
    const lead = index === 0 ? signOf(canvas, report.status) : ' ';
    return `${lead} ${ink(canvas, 'bold', line)}`;
  });
}

function drawFinding(canvas: Canvas, finding: Finding): string[] {
  const details = [
    { label: 'Evidence', value: finding.evidence },
    { label: 'Cause', value: finding.cause },
    { label: 'Fix', value: finding.fix },
    { label: 'Do', value: finding.suggestion && shellLine(finding.suggestion) },
  ].flatMap(({ label, value }) => (value === undefined ? [] : [{ label, value }]));
  return [
    `${signOf(canvas, finding.severity)} ${ink(canvas, 'bold', oneLine(finding.title))}`,
    ...drawFacts({ ...canvas, width: canvas.width - 2 }, details).map((line) => `  ${line}`),
  ];
}

function drawSection(canvas: Canvas, section: Section): string[] {
  const lines = section.lines.flatMap(linesOf);
  return [
    ink(canvas, 'bold', oneLine(section.title)),
    // code is copied: it keeps its lines
    ...(section.code === true
      ? lines.map((line) => `  ${line}`)
      : lines.flatMap((line) => wrapped(line, canvas.width))),
  ];
}

function faint(canvas: Canvas, text: string): string[] {
  return wrapped(oneLine(text), canvas.width).map((line) => ink(canvas, 'faint', line));
}
