// What the read-only operation of an alert's route found, short enough for its card, and the button that fixes it.
import type { Diagnosis } from '../../services/alerts/records.js';
import { suggestionButton } from './actions.js';
import { section } from './blocks.js';
import { counted } from './alert-words.js';
import { slackLine } from './command-line.js';
import type { Part } from './fit.js';
import { prosePart } from './parts.js';
import { clip, clipMarkup, code, inert, inertLine, oneLine, visible } from './text.js';

type Found = Diagnosis['findings'][number];

const icons: Record<Diagnosis['status'], string> = {
  good: ':large_green_circle:',
  warning: ':warning:',
  bad: ':red_circle:',
  info: ':information_source:',
};
const worstFirst: Found['severity'][] = ['bad', 'warning', 'info'];
/** More than this nobody reads in ten seconds. */
const shownFindings = 3;
const longest = { headline: 300, title: 200, line: 400, offer: 300 };

/** How many findings of it have a place on a card: the numbers of other buttons follow theirs. */
export const findingButtons = shownFindings;

export function diagnosisParts(diagnosis: Diagnosis): Part[] {
  const asked = code(`/ppm ${diagnosis.operation.replaceAll('.', ' ')}`, 100);
  switch (diagnosis.state) {
    case 'waiting': {
      const text = 'Diagnosis under way';
      return [prosePart(`:hourglass_flowing_sand: ${text} (${asked}).`, text)];
    }
    case 'failed': {
      const why = clipMarkup(inertLine(diagnosis.headline), longest.headline);
      return [prosePart(`:warning: Diagnosis failed (${asked}): ${why}`, 'Diagnosis failed')];
    }
    case 'done':
      return doneParts(diagnosis, asked);
  }
}

function doneParts(diagnosis: Diagnosis, asked: string): Part[] {
  const findings = diagnosis.findings.toSorted(
    (a, b) => worstFirst.indexOf(a.severity) - worstFirst.indexOf(b.severity),
  );
  const more = findings.length - shownFindings;
  const headline = clipMarkup(inertLine(diagnosis.headline), longest.headline);
  const rest = more > 0 ? ` · ${counted(more, 'more finding')}` : '';
  return [
    {
      ...prosePart(
        `${icons[diagnosis.status]} *Diagnosis*: ${headline} (${asked}${rest})`,
        `Diagnosis: ${oneLine(diagnosis.headline)}`,
      ),
      cut: more > 0 || inertLine(diagnosis.headline).length > longest.headline,
    },
    ...findings.slice(0, shownFindings).map(findingPart),
  ];
}

function findingPart(finding: Found, place: number): Part {
  const { title, evidence, cause, fix, suggestion } = finding;
  const lines = [
    ['', evidence],
    ['*Cause*: ', cause],
    ['*Fix*: ', fix],
  ].flatMap(([label, text]) => (text === undefined || text === '' ? [] : [{ label, text }]));
  const button = suggestion === undefined ? null : suggestionButton(suggestion, place);
  // A fix whose button can't carry it is typed.
  const typed =
    suggestion === undefined || button !== null ? [] : [code(slackLine(suggestion), longest.offer)];
  const markup = [
    `${icons[finding.severity]} *${clipMarkup(inertLine(title), longest.title)}*`,
    ...lines.map(
      ({ label, text }) =>
        `${label}${clipMarkup(inert(clip(text, longest.line)), 2 * longest.line)}`,
    ),
    ...typed,
  ].join('\n');
  return {
    blocks: [section(markup, button ?? undefined)],
    text: [oneLine(title), ...lines.map(({ text }) => visible(text))].join('\n'),
    cut: title.length > longest.title || lines.some(({ text }) => text.length > longest.line),
  };
}
