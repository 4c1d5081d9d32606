// Whether this is a good time to deploy: working hours, open incidents and maintenance windows, each with the policy of
// ppm.config.yaml. What it says names no time of now: a plan is compared by its hash.
import { DateTime } from 'luxon';
import type { DeploysConfig } from '../../config/delivery-schema.js';
import { Problem } from '../../core/problem.js';
import { rankOf } from '../../core/severity.js';
import type { Context } from '../context.js';

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;
const mostIncidents = 50;

export interface Timing {
  warnings: string[];
  /** What must be unchanged when it runs, by a readable name. */
  guard: Record<string, string>;
}

type Parts = Pick<Context, 'deployRules' | 'incidents' | 'maintenance' | 'now'>;

/**
 * @param system whose incidents and windows count; undefined: all incidents, and windows for everything
 * @param isRollback a rollback is what helps in an incident: it is warned of and never refused
 * @throws Problem not_possible where a policy refuses
 */
export async function timingOf(
  { deployRules, incidents, maintenance, now }: Parts,
  { system, isRollback }: { system: string | undefined; isRollback: boolean },
): Promise<Timing> {
  const timing: Timing = { warnings: [], guard: {} };
  const meet = (
    policy: DeploysConfig['outsideHours'],
    key: string,
    found: { state: string; says: string | null },
  ): void => {
    timing.guard[key] = found.state;
    if (found.says === null) return;
    if (policy === 'refuse' && !isRollback)
      throw new Problem(
        'not_possible',
        `Nothing is deployed now: ${found.says}`,
        'Ask again when that is over. The rule is in ppm.config.yaml under deploys; a rollback is possible.',
      );
    timing.warnings.push(found.says);
  };
  if (deployRules.outsideHours !== 'ignore')
    meet(deployRules.outsideHours, 'working hours', outsideHours(deployRules.hours, now()));
  if (deployRules.duringIncident !== 'ignore')
    meet(deployRules.duringIncident, 'open incidents', await openIncidents(incidents, system));
  if (deployRules.duringMaintenance !== 'ignore')
    meet(deployRules.duringMaintenance, 'maintenance', await openWindow(maintenance, system));
  return timing;
}

/** As the clock on the wall shows it, on the days when it is put forward or back too. */
function outsideHours(
  { timeZone, days, from, until }: DeploysConfig['hours'],
  at: number,
): { state: string; says: string | null } {
  const local = DateTime.fromMillis(at, { zone: timeZone });
  if (!local.isValid)
    throw new Problem(
      'not_possible',
      `${JSON.stringify(timeZone.slice(0, 60))} is no time zone.`,
      'Correct deploys.hours.timeZone in ppm.config.yaml.',
    );
  if (days.includes(local.weekday) && local.hour >= from && local.hour < until)
    return { state: 'within', says: null };
  const named = days.map((day) => weekdays[day - 1] ?? '').join(', ');
  return {
    state: 'outside',
    says: `It is outside working hours (${named} ${clock(from)} to ${clock(until)} ${timeZone}).`,
  };
}

function clock(hour: number): string {
  return `${String(hour).padStart(2, '0')}:00`;
}

/** P0 to P2 of the system, or of none in particular. */
async function openIncidents(
  incidents: Parts['incidents'],
  system: string | undefined,
): Promise<{ state: string; says: string | null }> {
  const open = (await incidents.list('open', mostIncidents)).filter(
    (one) =>
      rankOf(one.severity) <= rankOf('P2') &&
      (system === undefined || one.system === null || one.system === system),
  );
  if (open.length === 0) return { state: 'none', says: null };
  const named = open
    .slice(0, 3)
    .map(({ id, severity, title }) => `${id} (${severity}, ${title})`)
    .join('; ');
  const more = open.length > 3 ? ` and ${open.length - 3} more` : '';
  return {
    state: open.map(({ id }) => id).join(', '),
    says: `An incident is open: ${named}${more}.`,
  };
}

async function openWindow(
  maintenance: Parts['maintenance'],
  system: string | undefined,
): Promise<{ state: string; says: string | null }> {
  const window = await maintenance.activeFor(system ?? null);
  if (!window) return { state: 'none', says: null };
  const whose = window.system === '*' ? 'all systems' : window.system;
  return {
    state: window.id,
    says: `Maintenance of ${whose} is under way: ${window.reason || 'no reason given'}.`,
  };
}
