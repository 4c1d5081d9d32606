// `alerts`: what fires, who has it, what is silenced and until when. (Runbook 2, "Prometheus Alerts")
import { z } from 'zod';
import type { Finding, Table } from '../../core/report.js';
import type { AlertGroup, Storm } from '../../services/alerts/records.js';
import { defineQuery } from '../../services/context.js';
import { roughly, stamp } from '../../services/sync/when.js';
import {
  acknowledgement,
  isUnanswered,
  shortTitle,
  stateText,
  statusOf,
} from './showing/group-words.js';
import { stormInput } from './showing/ids.js';
import { silenceLine } from './showing/silence-lines.js';

/** Buttons to acknowledge one group each. */
const offered = 3;
/** Silences that are listed. */
const mostSilences = 20;

export const alerts = defineQuery({
  id: 'alerts',
  family: 'Incidents',
  summary: 'Alerts that fire, who has acknowledged them, and what is silenced',
  examples: ['alerts', 'alerts --resolved --limit 20', 'alerts --storm T-7K2QMF'],
  args: [],
  input: z.object({
    resolved: z.boolean().default(false).describe('Those that are over instead'),
    storm: stormInput.optional().describe('Only those of one storm, such as T-7K2QMF'),
    limit: z.int().min(1).max(200).default(50).describe('How many at most, 1 to 200'),
  }),
  async read({ resolved, storm: asked, limit }, { alerts: known, now }) {
    const at = now();
    const [storm, silences] = await Promise.all([known.storm(asked), known.silences()]);
    const state = resolved ? 'resolved' : 'firing';
    const { groups, total } = await known.list({
      state,
      limit,
      ...(asked === undefined ? {} : { storm: asked }),
    });
    const waiting = groups.filter(isUnanswered);
    const isStormOpen = storm !== null && storm.acknowledged === null && storm.firing > 0;
    return {
      status: resolved ? 'info' : statusOf(groups),
      headline: headline(state, { total, waiting: waiting.length, isAll: total <= groups.length }),
      findings: storm ? [stormFinding(storm)] : [],
      tables: groups.length > 0 ? [tableOf(groups, total, at)] : [],
      sections:
        silences.length > 0
          ? [
              {
                title: 'Silences in force',
                lines: [
                  ...silences.slice(0, mostSilences).map(silenceLine),
                  ...(silences.length > mostSilences
                    ? [`and ${silences.length - mostSilences} more`]
                    : []),
                ],
              },
            ]
          : [],
      suggestions: [
        ...(isStormOpen ? [acknowledgement(storm.id, `Acknowledge all of ${storm.id}`)] : []),
        ...waiting.slice(0, offered).map(({ id }) => acknowledgement(id, `Acknowledge ${id}`)),
      ],
      notes: ['Type alert show with an id for one of them.'],
    };
  },
});

function headline(
  state: 'firing' | 'resolved',
  { total, waiting, isAll }: { total: number; waiting: number; isAll: boolean },
): string {
  if (total === 0) return state === 'firing' ? 'Nothing fires' : 'Nothing is resolved yet';
  const counted = `${total} ${total === 1 ? 'alert' : 'alerts'} ${state}`;
  if (state === 'resolved') return counted;
  if (waiting === 0) return isAll ? `${counted}, somebody has each of them` : counted;
  return `${counted}, ${isAll ? '' : 'at least '}${waiting} that nobody has acknowledged`;
}

function tableOf(groups: readonly AlertGroup[], total: number, now: number): Table {
  return {
    title: 'Newest first',
    columns: [
      { label: 'Alert' },
      { label: 'Severity' },
      { label: 'Title' },
      { label: 'System' },
      { label: 'Firing', align: 'right' },
      { label: 'Since' },
      { label: 'State' },
    ],
    rows: groups.map((group) => [
      group.id,
      group.severity,
      shortTitle(group.title),
      group.system ?? '',
      String(group.firing),
      `${stamp(group.createdAt)} (${roughly(now - group.createdAt)})`,
      stateText(group),
    ]),
    ...(total > groups.length ? { more: `${total - groups.length} more` } : {}),
  };
}

function stormFinding(storm: Storm): Finding {
  const { id, state, startedAt, groups, firing, alerts: count, bySystem, byName } = storm;
  const most = (listed: Storm['byName']): string =>
    listed
      .slice(0, 3)
      .map((one) => `${shortTitle(one.name)} ${one.groups}`)
      .join(', ');
  return {
    severity: state === 'raging' ? 'bad' : 'info',
    title: `Storm ${id} ${state === 'raging' ? 'since' : 'of'} ${stamp(startedAt)}: ${groups} groups, ${firing} firing, ${count} alerts`,
    evidence: `By name: ${most(byName)}. By system: ${most(bySystem)}`,
    ...(storm.acknowledged ? { cause: `Acknowledged by ${storm.acknowledged.by.person}` } : {}),
    suggestion: { label: 'Its alerts', operation: 'alerts', input: { storm: id } },
  };
}
