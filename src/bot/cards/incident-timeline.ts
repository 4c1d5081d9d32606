// What happened in an incident, a line for each entry: the last ones on its card, all of them in its thread.
import type { Incident, TimelineEntry } from '../../core/incident.js';
import { counted } from './alert-words.js';
import { section } from './blocks.js';
import { fit, type Part, type Rendered } from './fit.js';
import { restOfIncident } from './incident-words.js';
import { prosePart } from './parts.js';
import { clip, clipMarkup, dateToken, inertLine, isoTime, oneLine, person } from './text.js';

/** The newest that the thread shows, and what they may take of its message, characters of markup. */
const shownEntries = 60;
const room = 11_000;
/** A section holds 3,000. */
const sectionRoom = 2_900;
/** Of what an entry says: few are shown whole, many are cut so that more have a place. */
const longest = { ofFew: 500, ofMany: 150 };
const few = 15;

const icons: Record<TimelineEntry['kind'], string> = {
  opened: ':rotating_light:',
  acknowledged: ':eyes:',
  resolved: ':white_check_mark:',
  reopened: ':repeat:',
  severity: ':vertical_traffic_light:',
  lead: ':triangular_flag_on_post:',
  assigned: ':bust_in_silhouette:',
  note: ':memo:',
  update: ':mega:',
  checklist: ':ballot_box_with_check:',
  alert: ':bell:',
  run: ':gear:',
  paged: ':telephone:',
  escalated: ':arrow_up:',
  break_glass: ':unlock:',
  reviewed: ':mag:',
  postmortem: ':scroll:',
};

/** @param max most characters of what it says */
export function timelineLine({ at, by, kind, text }: TimelineEntry, max: number): string {
  const said = clipMarkup(inertLine(clip(text, max)), max + 50) || kind;
  return `${icons[kind]} ${dateToken(at)} ${person(by)}: ${said}`;
}

/** The newest entries that have room in one message, oldest first. */
export function incidentTimeline(incident: Incident): Rendered {
  const { timeline } = incident;
  const max = timeline.length > few ? longest.ofMany : longest.ofFew;
  const lines = newest(timeline.slice(-shownEntries).map((entry) => timelineLine(entry, max)));
  const left = timeline.length - lines.length;
  const heading = `Timeline${left > 0 ? `, without the ${counted(left, 'earliest entry', 'earliest entries')}` : ''}`;
  const cut = left > 0 || timeline.some(({ text }) => text.length > max);
  return fit({
    text: `Timeline of ${inertLine(incident.id)}: ${counted(timeline.length, 'entry', 'entries')}.`,
    title: `${incident.id}: ${oneLine(incident.title)}`,
    rest: restOfIncident(incident),
    parts: [
      { ...prosePart(`*${heading}*`, plainTimeline(incident)), cut, keep: true },
      ...paragraphs(lines).map((markup): Part => ({ blocks: [section(markup)], text: markup })),
    ],
  });
}

/** As many of the last lines as there is room for. */
function newest(lines: readonly string[]): string[] {
  let left = room;
  const first = lines.findLastIndex((line) => {
    left -= line.length + 1;
    return left < 0;
  });
  return lines.slice(first + 1);
}

/** The lines in as few sections as hold them. */
function paragraphs(lines: readonly string[]): string[] {
  return lines.reduce<string[]>((all, line) => {
    const last = all.at(-1);
    if (last === undefined || last.length + line.length + 1 > sectionRoom) return [...all, line];
    return [...all.slice(0, -1), `${last}\n${line}`];
  }, []);
}

function plainTimeline({ timeline }: Incident): string {
  return timeline
    .map(({ at, by, text }) => `${isoTime(at)} ${oneLine(by.person)}: ${oneLine(text)}`)
    .join('\n');
}
