// Sees that an incident is not forgotten: sets the timers that it needs after each change, and does what they are for when
// they are due. All of it follows from the incident, so that anybody may do it again.
import { isDeepStrictEqual } from 'node:util';
import { systemActor } from '../../core/actor.js';
import { timeText } from '../../core/incident-texts.js';
import type { Incident } from '../../core/incident.js';
import { asProblem } from '../../core/problem.js';
import { cardId } from '../cards/rows.js';
import type { Notice } from '../paging/notices.js';
import type { Timer, TimerWork } from '../timers/timers.js';
import { demandReview, followBreakGlass } from './break-glass.js';
import { callPeople } from './call-people.js';
import { callsOf } from './chain.js';
import type { EscalationParts } from './parts.js';
import { keptKinds, stillWanted, wantedTimers } from './wanted-timers.js';
import { titleOf, updateDueText } from './words.js';

export interface Escalation {
  /** After each change of an incident, and by sweeps. Harmless to repeat. */
  follow(incident: Incident): Promise<void>;
  /** For startTimers. */
  work: TimerWork;
  /** A page that nobody needs any more, since its step was answered or overtaken. @throws Problem not_found */
  overtaken(notice: Notice): Promise<boolean>;
}

export function createEscalation(parts: EscalationParts): Escalation {
  const { timers, notices, incidents, rules, now } = parts;

  const wanted = (incident: Incident) => wantedTimers(incident, rules);

  /** Whoever followed an older state of it last would leave the wrong timers: so it is read again until it stays. */
  async function keepTimers(incident: Incident): Promise<void> {
    for (let known = incident; ;) {
      await timers.keep(known.id, keptKinds, wanted(known));
      const fresh = await incidents.get(known.id);
      if (isDeepStrictEqual(wanted(fresh), wanted(known))) return;
      known = fresh;
    }
  }

  async function follow(incident: Incident): Promise<void> {
    await keepTimers(incident);
    await followBreakGlass(parts, incident);
    await tellStakeholders(incident);
  }

  async function tellStakeholders(incident: Incident): Promise<void> {
    const channel = parts.stakeholders;
    if (channel === undefined) return;
    const updates = incident.timeline.filter(({ kind }) => kind === 'update');
    for (const [index, { at, text }] of updates.entries()) {
      const isLast = index === updates.length - 1;
      const next = isLast ? incident.nextUpdateAt : null;
      await notices.send({
        // Not by a running number: a long timeline loses its oldest entries.
        id: `update:${incident.id}:${at}:${updates.slice(0, index).filter((one) => one.at === at).length}`,
        kind: 'note',
        incident: incident.id,
        severity: incident.severity,
        title: titleOf(incident),
        text: next === null ? text : `${text}\nNext update by ${timeText(next)}.`,
        people: [],
        parent: null,
        channel,
        dueAt: at,
      });
    }
  }

  /** `timer` is what the incident still needs, and due. */
  async function act(incident: Incident, timer: Timer & { id: string }): Promise<void> {
    switch (timer.kind) {
      case 'escalate': {
        const call = callsOf(incident, rules.severities[incident.severity]).find(
          ({ id }) => id === timer.id,
        );
        return call && callPeople(parts, incident, call);
      }
      case 'progress':
        return startAgain(incident);
      case 'update':
        return notices.send({
          id: timer.id,
          kind: 'note',
          incident: incident.id,
          severity: incident.severity,
          title: titleOf(incident),
          text: updateDueText(incident),
          people: incident.lead ? [incident.lead] : incident.assignees,
          parent: cardId('incident', incident.id, 'card'),
          channel: incident.channel,
          dueAt: timer.dueAt,
        });
      case 'review':
        return demandReview(parts, incident, timer);
    }
  }

  async function startAgain({ id, round }: Incident): Promise<void> {
    await incidents.change(id, { type: 'restart_chain', by: systemActor, round: round + 1 });
  }

  async function work(timer: Timer & { id: string }): Promise<void> {
    const incident = await incidents.get(timer.incident);
    const dueAt = stillWanted(incident, rules, timer.id)?.dueAt ?? Infinity;
    if (timer.kind === 'review' || dueAt <= now()) return act(incident, timer);
    // It was set for an incident that is another by now, by a process that died or was late.
    await keepTimers(incident);
  }

  return {
    follow,
    async work(timer) {
      try {
        await work(timer);
      } catch (error) {
        // Somebody resolved it, or was faster: what they did is followed by what they set.
        if (asProblem(error).code !== 'already_decided') throw error;
      }
    },
    async overtaken({ id, incident }) {
      if (incident === null || !id.startsWith('esc:')) return false;
      const current = await incidents.get(incident);
      return stillWanted(current, rules, id) === undefined;
    },
  };
}
