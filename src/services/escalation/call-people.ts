// One step of the chain: calls the people behind its levels once, and writes into the timeline that it did.
import { systemActor, samePerson } from '../../core/actor.js';
import type { Incident } from '../../core/incident.js';
import { cardId } from '../cards/rows.js';
import type { Call } from './chain.js';
import type { EscalationParts } from './parts.js';
import { reach, type Reached } from './reach.js';
import { callText, levelNames, titleOf } from './words.js';

/** Harmless to repeat: notice and line stand under the id and the words of the step. */
export async function callPeople(
  parts: EscalationParts,
  incident: Incident,
  call: Call,
): Promise<void> {
  const at = parts.now();
  const reached = await reach(parts.oncall, call.levels, at);
  const people = reached.called.flatMap((group) => group.people);
  await parts.notices.send({
    id: call.id,
    kind: 'page',
    incident: incident.id,
    severity: incident.severity,
    title: titleOf(incident),
    text: callText(incident, call, reached, at),
    people: people.filter(
      (who, index) => people.findIndex((one) => samePerson(one, who)) === index,
    ),
    parent: cardId('incident', incident.id, 'card'),
    channel: incident.channel,
    dueAt: call.dueAt,
  });
  const step = stepName(incident, call, parts);
  // Who is on call may have changed since a process died between the notice and this line.
  if (incident.timeline.some(({ kind, text }) => kind === 'paged' && text.endsWith(step))) return;
  await parts.incidents.change(incident.id, {
    type: 'paged',
    by: systemActor,
    text: `${pagedText(reached)} ${step}`,
  });
}

/** `Paged on call: ana; manager: chloe` */
function pagedText({ called }: Reached): string {
  if (called.length === 0) return 'Paged nobody: nobody is there to be called';
  const groups = called.map(
    ({ level, people }) => `${levelNames[level]}: ${people.map(({ person }) => person).join(', ')}`,
  );
  return `Paged ${groups.join('; ')}`;
}

/** Which step it was, so that the same people called again are another line. */
function stepName(incident: Incident, { id, step, asked }: Call, parts: EscalationParts): string {
  const { severity, round } = incident;
  const of = parts.rules.severities[severity].chain.length;
  const which = step < of ? `step ${step + 1} of ${of}` : `request ${id.split(':').at(-1) ?? ''}`;
  return `(${severity}, round ${round}, ${which}${asked && step < of ? ', asked for' : ''})`;
}
