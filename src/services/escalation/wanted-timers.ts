// The timers that an incident needs as it is now. Reviews are not among them: they outlive the incident.
import type { IncidentsConfig } from '../../config/incidents-schema.js';
import { chainRuns } from '../../core/incident-machine.js';
import type { Incident } from '../../core/incident.js';
import type { TimerKind, WantedTimer } from '../timers/timers.js';
import { callsOf } from './chain.js';

export const keptKinds: readonly TimerKind[] = ['escalate', 'progress', 'update'];

export function wantedTimers(
  incident: Incident,
  { severities }: Pick<IncidentsConfig, 'severities'>,
): (WantedTimer & { id: string })[] {
  if (incident.state === 'resolved') return [];
  const rule = severities[incident.severity];
  const { id, round, progressAt, nextUpdateAt } = incident;
  const common = { incident: id, round, step: 0 };
  const calls = callsOf(incident, rule);
  const wanted: (WantedTimer & { id: string })[] = calls.map((call) => ({
    ...common,
    id: call.id,
    kind: 'escalate',
    step: call.step,
    dueAt: call.dueAt,
  }));
  if (rule.progressMinutes !== null) {
    // Nobody has answered: everyone is called first, and then again.
    const since = chainRuns(incident) ? Math.max(...calls.map(({ dueAt }) => dueAt)) : 0;
    wanted.push({
      ...common,
      id: `pro:${id}:${round}:${progressAt}`,
      kind: 'progress',
      dueAt: Math.max(progressAt, since) + rule.progressMinutes * 60_000,
    });
  }
  if (nextUpdateAt !== null)
    wanted.push({
      ...common,
      id: `upd:${id}:${nextUpdateAt}`,
      kind: 'update',
      dueAt: nextUpdateAt,
    });
  return wanted;
}

/** What the incident still needs of a timer, or undefined: it was answered, overtaken or moved by what happened since. */
export function stillWanted(
  incident: Incident,
  rules: Pick<IncidentsConfig, 'severities'>,
  id: string,
): (WantedTimer & { id: string }) | undefined {
  return wantedTimers(incident, rules).find((timer) => timer.id === id);
}
