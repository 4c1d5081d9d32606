// The facts of `status` that come from the bot's own memory: how the systems were when they were last asked, how old the data
// is, who is on call, maintenance, offline mode, and what comes next.
import type { Fact, Status } from '../../../core/report.js';
import type { Context } from '../../../services/context.js';
import { worstStatus } from '../../../services/health/health.js';
import { staleAfterMs } from '../../../services/sync/freshness.js';
import { roughly, stamp } from '../../../services/sync/when.js';

export interface StatusFact extends Fact {
  status: Status;
}

/** Each names at most so many. */
const named = 3;

export async function systemFacts({ health, now }: Context): Promise<StatusFact[]> {
  const all = await health.last();
  if (all.length === 0) return [];
  const sick = all.filter(({ status }) => status !== 'good');
  const age = now() - Math.max(...all.map(({ at }) => at));
  const names = sick.slice(0, named).map(({ system, component }) => `${system}/${component}`);
  const more = sick.length > named ? ` and ${sick.length - named} more` : '';
  return [
    {
      label: 'Systems',
      status: worstStatus(all),
      value:
        sick.length === 0
          ? `all ${all.length} components good, asked ${roughly(age)} ago`
          : `${sick.length} of ${all.length} components are not good: ${names.join(', ')}${more}`,
    },
  ];
}

export async function freshnessFacts({ syncState, now }: Context): Promise<StatusFact[]> {
  const last = await syncState.lastSyncs();
  if (last.length === 0) return [];
  const old = last.filter(
    ({ endedAt, outcome }) => outcome === 'failed' || now() - endedAt > staleAfterMs,
  );
  const names = old
    .slice(0, named)
    .map(({ system, database }) => (database === null ? system : `${system}/${database}`));
  return [
    {
      label: 'Freshness',
      status: old.length === 0 ? 'good' : 'warning',
      value:
        old.length === 0
          ? `all ${last.length} synced within 24 h`
          : `${old.length} of ${last.length} failed or are older than 24 h: ${names.join(', ')}`,
    },
  ];
}

export async function dutyFact({ oncall, now }: Context): Promise<Fact> {
  const { people, until } = await oncall.at(now());
  const names = people.map(({ person }) => person).join(', ') || 'nobody';
  return { label: 'On call', value: until === null ? names : `${names}, until ${stamp(until)}` };
}

export async function maintenanceFacts({ maintenance }: Context): Promise<Fact[]> {
  const windows = await maintenance.list();
  return windows.slice(0, named).map(({ system, state, from, until, reason }) => ({
    label: state === 'scheduled' ? 'Maintenance to come' : 'Maintenance',
    value: `${system === '*' ? 'all systems' : system}, ${stamp(from)} to ${stamp(until)}${reason === '' ? '' : `: ${reason}`}`,
  }));
}

export async function offlineFacts({ offline }: Context): Promise<StatusFact[]> {
  const mode = await offline.state();
  if (mode === null) return [];
  return [
    {
      label: 'Offline mode',
      status: 'warning',
      value: `since ${stamp(mode.since)} by ${mode.by}: ${mode.reason}`,
    },
  ];
}

export async function scheduleFacts({ schedules }: Context): Promise<Fact[]> {
  const coming = (await schedules.list())
    .flatMap(({ name, next, paused }) => (next === null || paused ? [] : [{ name, next }]))
    .toSorted((a, b) => a.next - b.next)
    .slice(0, named);
  if (coming.length === 0) return [];
  return [
    { label: 'Next', value: coming.map(({ name, next }) => `${name} ${stamp(next)}`).join(', ') },
  ];
}
