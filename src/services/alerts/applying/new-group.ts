// The record of a group, as what came in and the routes of its alerts say. Pure.
import { isDeepStrictEqual } from 'node:util';
import { rankOf } from '../../../core/severity.js';
import type { AlertGroup, GroupKey } from '../records.js';
import type { Counts } from './group-state.js';
import type { Merged, MergedAlert } from './merge.js';
import type { AlertRoute } from './options.js';

/** What a delivery says of one group. */
export interface News {
  key: GroupKey;
  merged: Merged;
  /** Of the worst of its alerts. */
  worst: AlertRoute;
  /** Of the alert that fires and began last, where each of a group's alerts is looked into (a run of a job that failed). */
  newest?: AlertRoute;
  /** Epoch milliseconds. */
  firstAt: number;
}

/** @param alerts those of `merged` that belong to the group; null when there are none */
export function newsOf(
  key: GroupKey,
  merged: Merged,
  alerts: readonly MergedAlert[],
  routeOf: (alert: MergedAlert) => AlertRoute,
): News | null {
  const firing = alerts.filter(({ status }) => status === 'firing');
  const [first, ...others] = (firing.length > 0 ? firing : alerts).map(routeOf);
  if (!first) return null;
  const worst = others.reduce((a, b) => (rankOf(b.severity) < rankOf(a.severity) ? b : a), first);
  // A sender's clock may be ahead: nothing began after it was heard of.
  const times = alerts.map(({ startsAt, receivedAt }) => Math.min(startsAt, receivedAt));
  return { key, merged, worst, firstAt: Math.min(...times) };
}

/** @param now epoch milliseconds */
export function newGroup(
  { key, merged, worst, firstAt }: News,
  counts: Counts,
  now: number,
): AlertGroup {
  const { source, groupKey, groupLabels, link, truncated } = merged;
  const { severity, system, channel, runbook, name, title, actions, opensIncident } = worst;
  return {
    id: key.group,
    source,
    key: groupKey,
    episode: key.episode,
    name,
    title,
    severity,
    system,
    channel,
    runbook,
    labels: groupLabels,
    link,
    state: counts.firing > 0 ? 'firing' : 'resolved',
    ...counts,
    truncated,
    wasTruncated: truncated > 0,
    firstAt,
    createdAt: now,
    changedAt: now,
    resolvedAt: counts.firing > 0 ? null : now,
    forgottenAt: null,
    flips: [],
    acknowledged: null,
    hold: null,
    storm: null,
    incident: null,
    opensIncident,
    diagnosis: null,
    actions,
    diagnose: worst.diagnose,
    shownAt: now,
    announced: false,
    quietSince: null,
    wakeAt: now,
  };
}

/** A known group after more came in: as bad as the worst there was, and called out anew when it begins to need an incident. */
export function withNews(group: AlertGroup, { merged, worst, newest, firstAt }: News): AlertGroup {
  const isWorse = rankOf(worst.severity) < rankOf(group.severity);
  const needsIncident = worst.opensIncident && !group.opensIncident;
  // What was found about the run before says nothing about this one, nor does its button help.
  const isOther = newest !== undefined && !isDeepStrictEqual(newest.diagnose, group.diagnose);
  return {
    ...group,
    ...(isOther ? { diagnose: newest.diagnose, diagnosis: null } : {}),
    severity: isWorse ? worst.severity : group.severity,
    opensIncident: group.opensIncident || worst.opensIncident,
    announced: group.announced && !needsIncident && !isOther,
    link: merged.link ?? group.link,
    truncated: merged.truncated,
    wasTruncated: group.wasTruncated || merged.truncated > 0,
    firstAt: Math.min(group.firstAt, firstAt),
  };
}
