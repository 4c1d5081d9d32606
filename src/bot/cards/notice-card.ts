// What people are told about an incident: who is meant, what is expected of them, and for a page the button that stops the
// chain. In the thread or the channel, and as a direct message.
import type { Suggestion } from '../../core/report.js';
import type { Notice } from '../../services/paging/notices.js';
import { offersPart } from './alert-buttons.js';
import { webLink } from './alert-links.js';
import { severityIcons } from './alert-words.js';
import { fit, type Part, type Rendered } from './fit.js';
import { prosePart, smallPart } from './parts.js';
import { mentions } from './run-approval.js';
import { clip, clipMarkup, code, dateToken, inert, inertLine, oneLine, person } from './text.js';

export interface NoticeLook {
  /** Address of the incident's card, where it is known. */
  incidentLink?: string | null;
  /** Somebody has acknowledged, or it is resolved: it calls nobody any more. */
  overtaken: boolean;
  /** Only blocks that every workspace knows; a notice has no others. */
  plain: boolean;
  /** Epoch milliseconds. */
  now: number;
}

const longest = { title: 300, text: 1_500 };
/** Beyond this somebody reads that they are told late, milliseconds. */
const late = 60_000;

export function renderNotice(notice: Notice, view: 'card' | 'direct', look: NoticeLook): Rendered {
  const { id, incident, kind, severity } = notice;
  const icon = kind === 'page' ? `${severityIcons[severity]} ` : '';
  const title = clipMarkup(inertLine(clip(notice.title, longest.title)), 2 * longest.title);
  const said = clipMarkup(inert(clip(notice.text, longest.text)), 2 * longest.text);
  // Who reads a direct message knows whom it is for.
  const whom = view === 'direct' ? '' : calledOf(notice);
  const first = `${icon}${whom}*${title}*`;
  return fit({
    text: `${whom}${title}: ${clipMarkup(inertLine(notice.text), 500)}`,
    title: `${incident ?? id}: ${oneLine(notice.title)}`,
    rest:
      incident === null ? 'is left out' : `is what ${code(`/ppm incident show ${incident}`)} says`,
    parts: [
      {
        ...prosePart(`${first}\n${said}`, `${oneLine(notice.title)}\n${notice.text}`),
        cut: notice.text.length > longest.text || notice.title.length > longest.title,
        keep: true,
      },
      ...(look.overtaken ? [answeredPart] : offersPart(offersFor(notice), 0)),
      ...originPart(notice, look),
    ],
  });
}

const answered = 'This call is answered: nobody is waited for.';
const answeredPart: Part = smallPart(answered, answered);

function calledOf({ people, kind }: Notice): string {
  const ids = people.flatMap(({ slack }) => slack ?? []);
  const others = people.filter(({ slack }) => slack === undefined).map(person);
  if (people.length === 0) return kind === 'page' ? 'Nobody is configured to be called: ' : '';
  return `${[...(ids.length === 0 ? [] : [mentions(ids)]), ...others.slice(0, 20)].join(' ')}: `;
}

function offersFor({ kind, incident }: Notice): Suggestion[] {
  if (incident === null) return [];
  const show: Suggestion = { label: 'Show', operation: 'incident.show', input: { incident } };
  if (kind === 'note') return [];
  return [{ label: 'Acknowledge', operation: 'incident.ack', input: { incident } }, show];
}

function originPart(notice: Notice, look: NoticeLook): Part[] {
  const { incident, dueAt, createdAt } = notice;
  const link = look.incidentLink ?? null;
  const facts = [
    ...(incident === null ? [] : [code(incident)]),
    ...(link === null ? [] : [`its card: ${webLink(link)}`]),
    ...(createdAt - dueAt > late ? [`was due ${dateToken(dueAt)}, and comes late`] : []),
  ];
  return facts.length === 0 ? [] : [smallPart(facts.join(' · '), incident ?? '')];
}
