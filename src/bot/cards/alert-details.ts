// What stands in the thread of an alert group's card: each of its alerts, and one line when all are resolved.
import type { Alert, AlertGroup } from '../../services/alerts/records.js';
import { counted, firedFor, groupSentence, overIcon } from './alert-words.js';
import { fit, type Rendered } from './fit.js';
import { prosePart } from './parts.js';
import { tableAsText, tablePart } from './tables.js';
import { clip, clipMarkup, code, dateToken, inertLine, isoTime, oneLine, person } from './text.js';

const shownAlerts = 50;
/** Characters of a cell. */
const longest = { name: 80, summary: 160 };

/** Its alerts as a table, firing first as they are given; null when there are none. */
export function groupDetails(
  group: AlertGroup,
  alerts: readonly Alert[],
  plain: boolean,
): Rendered | null {
  if (alerts.length === 0) return null;
  const shown = alerts.slice(0, shownAlerts);
  const left = group.firing + group.resolved - shown.length;
  const table = {
    title: `${counted(group.firing, 'alert')} firing, ${counted(group.resolved, 'alert')} resolved`,
    columns: [
      { label: 'State' },
      { label: 'Where' },
      { label: 'Since (UTC)' },
      { label: 'Summary' },
    ],
    rows: shown.map(rowOf),
    ...(left > 0 ? { more: `${counted(left, 'more alert')} not listed here.` } : {}),
  };
  return fit({
    text: `Alerts of ${inertLine(group.id)}: ${inertLine(table.title)}.`,
    title: `${group.id}: ${oneLine(group.title)}`,
    rest: `is what ${code(`/ppm alert show ${group.id}`)} says`,
    parts: [plain ? tableAsText(table) : tablePart(table)],
  });
}

function rowOf(alert: Alert): string[] {
  const { instance } = alert.labels;
  const where = [alert.component, instance ?? ''].filter((name) => name !== '').map(oneLine);
  const { summary, description, message } = alert.annotations;
  return [
    alert.status,
    clip([...new Set(where)].join(' · '), longest.name) || '–',
    isoTime(alert.startsAt),
    clip(oneLine(summary ?? description ?? message ?? ''), longest.summary) || '–',
  ];
}

/** `Resolved after 12 min. 60 alerts, acknowledged by …`; null while it fires. */
export function groupOutcome(group: AlertGroup): Rendered | null {
  const took = firedFor(group);
  if (group.state === 'firing' || took === null) return null;
  const by =
    group.acknowledged === null
      ? 'Nobody had acknowledged it.'
      : `Acknowledged by ${person(group.acknowledged.by)} ${dateToken(group.acknowledged.at)}.`;
  const title = clipMarkup(inertLine(group.title), 300);
  const markup = `${overIcon} *Resolved* after ${took}. ${counted(group.resolved, 'alert')}: ${title}. ${by}`;
  return fit({
    text: groupSentence(group),
    title: group.id,
    rest: `is what ${code(`/ppm alert show ${group.id}`)} says`,
    parts: [prosePart(markup, `Resolved after ${took}.`)],
  });
}
