// What the Home tab shows: what waits for the person who looks, then how everything is. (docs/architecture.md, "Cards")
import { samePerson, type Actor } from '../../core/actor.js';
import type { Incident } from '../../core/incident.js';
import { hasEnded, type Run } from '../../core/run.js';
import type { Context } from '../context.js';
import type { ComponentNow } from '../health/health.js';
import type { MaintenanceWindow } from '../maintenance/maintenance.js';
import type { OfflineMode } from '../offline/offline.js';
import type { Duty } from '../oncall/oncall.js';
import type { ScheduleNow } from '../schedule/schedule.js';
import type { Pause } from '../sync/sync-state.js';

export interface Dashboard {
  /** When it was put together, epoch milliseconds. */
  at: number;
  mine: {
    /** Runs that this person may approve. */
    approvals: Run[];
    /** Runs that they asked for and that have not ended. */
    runs: Run[];
    /** Open incidents that they lead or are assigned to, and those without a lead while they are on call. */
    incidents: Incident[];
    /** Approvals under break-glass that they may review. */
    reviews: { incident: string; run: string; by: string; reviewBy: number }[];
  };
  components: ComponentNow[];
  /** Names of systems, by key. */
  titles: Readonly<Record<string, string>>;
  incidents: Incident[];
  /** Groups of alerts that fire. */
  alerts: number;
  /** Runs that have not ended, oldest first. */
  active: Run[];
  duty: Duty;
  nextDuty: (Duty & { from: number }) | null;
  maintenance: MaintenanceWindow[];
  pauses: Pause[];
  offline: OfflineMode | null;
  /** Those that come next, soonest first. */
  schedules: ScheduleNow[];
}

export type DashboardParts = Pick<
  Context,
  | 'alerts'
  | 'directory'
  | 'health'
  | 'incidents'
  | 'maintenance'
  | 'now'
  | 'offline'
  | 'oncall'
  | 'schedules'
  | 'syncState'
  | 'systems'
> & { runs: Pick<Context['runs'], 'active'> };

const schedulesShown = 4;

/** Reads the bot's own memory only: nothing outside is asked. @throws Problem store_unavailable */
export async function dashboardFor(parts: DashboardParts, person: Actor): Promise<Dashboard> {
  const at = parts.now();
  const [roles, active, incidents, firing, duty, nextDuty] = await Promise.all([
    parts.directory.rolesOf(person),
    parts.runs.active(200),
    parts.incidents.list('open', 100),
    parts.alerts.list({ state: 'firing', limit: 1 }),
    parts.oncall.at(at),
    parts.oncall.next(at),
  ]);
  const [components, maintenance, pauses, offline, schedules] = await Promise.all([
    parts.health.last(),
    parts.maintenance.list(),
    parts.syncState.pauses(),
    parts.offline.state(),
    parts.schedules.list(),
  ]);
  const isOnCall = duty.people.some((one) => samePerson(one, person));
  return {
    at,
    mine: {
      approvals: active.filter(
        ({ state, requestedBy, approval, approvals }) =>
          state === 'awaiting_approval' &&
          !samePerson(requestedBy, person) &&
          !approvals.some(({ by }) => samePerson(by, person)) &&
          approval?.by.some((role) => roles.includes(role)) === true,
      ),
      runs: active.filter((run) => !hasEnded(run) && samePerson(run.requestedBy, person)),
      incidents: incidents.filter(
        ({ lead, assignees }) =>
          (lead === null ? isOnCall : samePerson(lead, person)) ||
          assignees.some((one) => samePerson(one, person)),
      ),
      reviews: incidents.flatMap(({ id, breakGlass }) =>
        breakGlass
          .filter(({ reviewed, by }) => reviewed === null && !samePerson(by, person))
          .filter(() => roles.some((role) => role !== 'oncall'))
          .map(({ run, by, reviewBy }) => ({ incident: id, run, by: by.person, reviewBy })),
      ),
    },
    components,
    titles: Object.fromEntries(
      Object.entries(parts.systems).map(([name, { title }]) => [name, title]),
    ),
    incidents,
    alerts: firing.total,
    active,
    duty,
    nextDuty,
    maintenance,
    pauses,
    offline,
    schedules: schedules
      .filter(({ next, paused }) => next !== null && paused === null)
      .toSorted((a, b) => (a.next ?? 0) - (b.next ?? 0))
      .slice(0, schedulesShown),
  };
}
