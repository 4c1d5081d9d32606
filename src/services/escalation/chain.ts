// Who is called when, in the present round of an incident. Pure: it follows from the incident and its severity's rule
// alone, so that any process that reads it comes to the same calls under the same ids. (Runbook 1, "Escalation Matrix")
import type { SeverityRule } from '../../config/incidents-schema.js';
import { chainRuns } from '../../core/incident-machine.js';
import type { Incident, TimelineEntry } from '../../core/incident.js';

export type Level = SeverityRule['chain'][number]['page'][number];

export interface Call {
  /** Of its timer and its notice. */
  id: string;
  /** From 0. */
  step: number;
  levels: readonly Level[];
  /** Epoch milliseconds; minutes by the clock, so that a change to summer time shifts nothing. */
  dueAt: number;
  /** Somebody asked for it before its time, or for more than the chain has. */
  asked: TimelineEntry | null;
}

/** What counts as work on an incident, and so answers a chain that started again. */
const workKinds: readonly TimelineEntry['kind'][] = [
  'acknowledged',
  'severity',
  'note',
  'update',
  'lead',
  'assigned',
  'checklist',
  'run',
  'break_glass',
];

/** The calls that are to be made or were made: all of the chain while it runs, afterwards those that people asked for. */
export function callsOf(incident: Incident, rule: SeverityRule): Call[] {
  const answeredAt = answeredAtOf(incident);
  if (incident.state === 'resolved') return [];
  const chain = chainOf(incident, rule);
  const more: Call[] = [];
  const asks = asksOf(incident);
  for (const [index, asked] of asks.entries()) {
    // What was due after somebody had answered was not done.
    const isLeft = (call: Call): boolean =>
      call.asked === null && call.dueAt > Math.min(asked.at, answeredAt);
    const next = chain.find(isLeft);
    if (next) {
      next.dueAt = asked.at;
      next.asked = asked;
    } else
      more.push({
        id: `${roundId(incident)}:asked:${incident.asked - (asks.length - 1 - index)}`,
        step: rule.chain.length,
        levels: rule.chain.at(-1)?.page ?? ['oncall'],
        dueAt: asked.at,
        asked,
      });
  }
  const calls = [...chain, ...more];
  return chainRuns(incident) ? calls : calls.filter(({ asked }) => asked !== null);
}

/** The steps of the chain by the time they are due, as they are without anybody asking. */
function chainOf(incident: Incident, rule: SeverityRule): Call[] {
  const lowered = loweredIn(incident);
  return rule.chain
    .map(({ afterMinutes, page }, step) => ({
      id: `${roundId(incident)}:${step}${lowered ? `:${incident.severity}` : ''}`,
      step,
      levels: page,
      dueAt: incident.roundAt + afterMinutes * 60_000,
      asked: null,
    }))
    .filter(({ dueAt }) => lowered === null || dueAt > lowered.at)
    .toSorted((a, b) => a.dueAt - b.dueAt);
}

/**
 * When the incident became less bad in this round: the worse chain has called until then, this one goes on from there. One
 * that becomes worse starts a new round.
 */
function loweredIn({ timeline, roundAt }: Incident): TimelineEntry | null {
  return timeline.findLast(({ kind, at }) => kind === 'severity' && at > roundAt) ?? null;
}

function asksOf(incident: Incident): TimelineEntry[] {
  const since = loweredIn(incident)?.at ?? incident.roundAt;
  return incident.timeline.filter(
    ({ kind, at, by }) => kind === 'escalated' && by.via !== 'system' && at >= since,
  );
}

/** When the chain of this round stopped, epoch milliseconds; Infinity while it runs. */
function answeredAtOf(incident: Incident): number {
  const { acknowledged, roundAt, timeline } = incident;
  if (chainRuns(incident)) return Infinity;
  if (acknowledged && acknowledged.at >= roundAt) return acknowledged.at;
  return timeline.find(({ kind, at }) => workKinds.includes(kind) && at > roundAt)?.at ?? roundAt;
}

function roundId({ id, round }: Incident): string {
  return `esc:${id}:${round}`;
}
