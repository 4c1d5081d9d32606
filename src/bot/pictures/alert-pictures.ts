// Groups of alerts and storms as their cards show them now.
import type { Alerts } from '../../services/alerts/alerts.js';
import { isFlapping } from '../../services/alerts/applying/group-state.js';
import type { AlertGroup } from '../../services/alerts/records.js';
import type { Incidents } from '../../services/incidents/incidents.js';
import type { Oncall } from '../../services/oncall/oncall.js';
import { renderAlertGroup } from '../cards/alert-card.js';
import { renderStorm } from '../cards/storm-card.js';
import type { PictureOf } from '../publisher/draw.js';
import { orNull, rests } from './picture.js';

/** Alerts come faster than Slack takes edits: this long a card stands as it is, milliseconds. */
const stands = { group: 3_000, storm: 5_000 };
/** Rows in the thread. */
const listed = 50;

interface Parts {
  alerts: Alerts;
  incidents: Pick<Incidents, 'get'>;
  oncall: Pick<Oncall, 'at'>;
  flapMs: number;
  now: () => number;
}

export function alertGroupPicture(parts: Parts): PictureOf {
  const { alerts, oncall, flapMs, now } = parts;
  return async ({ record, view, plain }) => {
    const group = await orNull(() => alerts.get(record.id));
    if (!group) return null;
    const ended = group.state === 'resolved';
    if (view !== 'card' && view !== 'details' && view !== 'outcome')
      return { rendered: null, ended };
    const look = {
      alerts: view === 'details' ? await alerts.alertsOf(group.id, listed) : [],
      callOut: (await isAnswered(parts, group)) ? [] : await mentionsNow(oncall, now()),
      now: now(),
      plain,
      flapping: isFlapping(group, now(), flapMs),
    };
    const told = view === 'details' ? { ended } : toldOf(group, look);
    return {
      rendered: renderAlertGroup(group, view, look),
      ended,
      rests,
      stands: stands.group,
      told,
    };
  };
}

export function stormPicture({
  alerts,
  oncall,
  now,
}: Pick<Parts, 'alerts' | 'oncall' | 'now'>): PictureOf {
  return async ({ record, view, plain }) => {
    const storm = await orNull(() => alerts.storm(record.id));
    if (!storm) return null;
    const ended = storm.state === 'over' && storm.firing === 0;
    if (view !== 'card' && view !== 'details') return { rendered: null, ended };
    const { groups } = await alerts.list({ state: 'firing', storm: storm.id, limit: listed });
    const look = { groups, callOut: await mentionsNow(oncall, now()), now: now(), plain };
    const { acknowledged, incident } = storm;
    const told = view === 'details' ? { ended } : { ended, acknowledged, incident };
    return { rendered: renderStorm(storm, view, look), ended, rests, stands: stands.storm, told };
  };
}

/** What people decided, and its end. Counts, and the diagnoses of a hundred groups, would take every edit that there is. */
function toldOf(
  { state, severity, acknowledged, hold, incident }: AlertGroup,
  { callOut, flapping }: { callOut: string[]; flapping: boolean },
): object {
  return { state, severity, acknowledged, hold, incident, callOut, flapping };
}

/** Somebody works on its incident: nobody has to be called by the alert as well. */
async function isAnswered({ incidents }: Parts, { incident }: AlertGroup): Promise<boolean> {
  if (incident === null) return false;
  const known = await orNull(() => incidents.get(incident));
  return known !== null && known.state !== 'open';
}

/** Slack ids of who is on call. */
async function mentionsNow(oncall: Pick<Oncall, 'at'>, at: number): Promise<string[]> {
  const { people } = await oncall.at(at);
  return people.flatMap(({ slack }) => slack ?? []);
}
