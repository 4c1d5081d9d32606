// Incidents and alerts of a time, counted by how bad they were, and the alert that was noisiest.
import type { Incident } from '../../core/incident.js';
import type { Fact } from '../../core/report.js';
import { severities, type Severity } from '../../core/severity.js';
import type { AlertGroup } from '../alerts/records.js';
import { counted } from '../notion/reading/words.js';
import { roughly } from '../sync/when.js';
import { grouped } from './grouped.js';
import { partOf, type Part } from './part.js';
import type { ReportContext } from './report-context.js';
import { meanOf } from './run-figures.js';

/** As many of each as are looked at: a storm has more, and is counted as far as this. */
const mostListed = 500;

export interface Happened {
  /** Opened since then. */
  incidents: Incident[];
  /** Groups of alerts that began since then. */
  groups: AlertGroup[];
}

/** @param from epoch milliseconds */
export async function happenedSince(
  from: number,
  context: Pick<ReportContext, 'incidents' | 'alerts' | 'signal' | 'deadlineMs'>,
): Promise<Part<Happened>> {
  return partOf('Incidents and alerts', context, async () => {
    const [incidents, firing, resolved] = await Promise.all([
      context.incidents.list('all', mostListed),
      context.alerts.list({ state: 'firing', limit: mostListed }),
      context.alerts.list({ state: 'resolved', limit: mostListed }),
    ]);
    return {
      incidents: incidents.filter(({ openedAt }) => openedAt >= from),
      groups: [...firing.groups, ...resolved.groups].filter(({ createdAt }) => createdAt >= from),
    };
  });
}

/** `3: 1 P1, 2 P3` */
export function bySeverity(things: readonly { severity: Severity }[]): string {
  if (things.length === 0) return 'none';
  const counts = severities
    .map((severity) => ({
      severity,
      count: things.filter((thing) => thing.severity === severity).length,
    }))
    .filter(({ count }) => count > 0);
  return `${things.length}: ${counts.map(({ severity, count }) => `${count} ${severity}`).join(', ')}`;
}

export function happenedFacts({ incidents, groups }: Happened): Fact[] {
  const answered = meanOf(
    incidents.flatMap(({ acknowledged, openedAt }) =>
      acknowledged === null ? [] : [acknowledged.at - openedAt],
    ),
  );
  const noisiest = noisiestOf(groups);
  return [
    {
      label: 'Incidents',
      value: `${bySeverity(incidents)}${answered === null ? '' : `; answered after ${roughly(answered)} on average`}`,
    },
    { label: 'Alerts', value: bySeverity(groups) },
    ...(noisiest === null ? [] : [{ label: 'Noisiest alert', value: noisiest }]),
  ];
}

/** The name that came most often, flapping counted; null where nothing came twice. */
function noisiestOf(groups: readonly AlertGroup[]): string | null {
  const [first] = grouped(groups, ({ name }) => name)
    .map(([name, same]) => ({
      name,
      times: same.reduce((sum, { flips }) => sum + 1 + flips.length, 0),
    }))
    .toSorted((a, b) => b.times - a.times);
  return first === undefined || first.times < 2
    ? null
    : `${first.name.slice(0, 80)}, ${counted(first.times, 'time')}`;
}
