// Approvals that somebody gave alone in an emergency: everyone who could have approved is told at once, and until it is
// reviewed the managers are called when the review is due and every day after. (docs/alerts-and-incidents.md)
import { samePerson } from '../../core/actor.js';
import type { BreakGlass, Incident } from '../../core/incident.js';
import { cardId } from '../cards/rows.js';
import type { Timer } from '../timers/timers.js';
import type { EscalationParts } from './parts.js';
import { brokenGlassText, reviewText, titleOf } from './words.js';

const day = 24 * 3_600_000;

/** Harmless to repeat. */
export async function followBreakGlass(parts: EscalationParts, incident: Incident): Promise<void> {
  for (const entry of incident.breakGlass) {
    const members = await parts.directory.membersOf(['approver', 'manager', 'director']);
    const people = members.map(parts.directory.fromSlack);
    await parts.notices.send({
      ...pageOf(incident),
      id: `bg:${entry.run}`,
      text: brokenGlassText(incident, entry),
      people: people.filter((who) => !samePerson(who, entry.by)),
      dueAt: entry.at,
    });
    if (!entry.reviewed)
      await parts.timers.set(reviewId(entry, 0), reviewTimer(incident, entry, 0));
  }
}

/** A review is due: harmless to repeat. */
export async function demandReview(
  parts: EscalationParts,
  incident: Incident,
  timer: Timer & { id: string },
): Promise<void> {
  const entry = incident.breakGlass.find((one) => reviewId(one, timer.step) === timer.id);
  if (!entry || entry.reviewed) return;
  const now = parts.now();
  await parts.notices.send({
    ...pageOf(incident),
    id: timer.id,
    text: reviewText(incident, entry),
    people: await parts.oncall.peopleFor('manager', now),
    dueAt: timer.dueAt,
  });
  // After an outage of days one call is enough.
  const next = Math.max(timer.step, Math.floor((now - entry.reviewBy) / day)) + 1;
  await parts.timers.set(reviewId(entry, next), reviewTimer(incident, entry, next));
}

/** Of its timer and its notice. */
function reviewId({ run }: BreakGlass, times: number): string {
  return `bg:${run}:${times}`;
}

function reviewTimer({ id, round }: Incident, { reviewBy }: BreakGlass, times: number) {
  const dueAt = reviewBy + times * day;
  return { kind: 'review', incident: id, round, step: times, dueAt } as const;
}

function pageOf(incident: Incident) {
  const { id, severity, channel } = incident;
  return {
    kind: 'page',
    incident: id,
    severity,
    title: titleOf(incident),
    parent: cardId('incident', id, 'card'),
    channel,
  } as const;
}
