// What waits for whom: approvals, incidents that nobody leads, reviews of what was approved alone, paused syncs, rotations
// that somebody began.
import type { Incident } from '../../core/incident.js';
import { clippedLine } from '../../core/incident-texts.js';
import type { Finding, Table } from '../../core/report.js';
import type { Run } from '../../core/run.js';
import { stamp } from '../sync/when.js';
import { partOf } from './part.js';
import type { ReportContext } from './report-context.js';

/** Rows on a card. */
const mostRows = 8;
const longestCell = 90;

interface Row {
  what: string;
  whom: string;
  until: string;
}

export interface Waiting {
  approvals: number;
  /** All that are not resolved, worst first. */
  incidents: readonly Incident[];
  rows: Row[];
  /** What could not be asked. */
  findings: Finding[];
}

export async function waitingNow(
  context: Pick<
    ReportContext,
    'runs' | 'incidents' | 'syncState' | 'rotations' | 'signal' | 'deadlineMs'
  >,
): Promise<Waiting> {
  const { runs, incidents, syncState, rotations } = context;
  const [active, open, pauses, rotating] = await Promise.all([
    partOf('What waits for approval', context, () => runs.active(200)),
    partOf('Open incidents', context, () => incidents.list('open', 200)),
    partOf('Paused syncs', context, () => syncState.pauses()),
    partOf('Rotations under way', context, () => rotations.list(50)),
  ]);
  const waiting = (active.value ?? []).filter(({ state }) => state === 'awaiting_approval');
  return {
    approvals: waiting.length,
    incidents: open.value ?? [],
    rows: [
      ...(open.value ?? []).flatMap(incidentRows),
      ...waiting.map(approvalRow),
      ...(pauses.value ?? []).map(({ system, by, until, reason }) => ({
        what: `Syncs of ${system === '*' ? 'all systems' : system} are paused: ${reason}`,
        whom: by,
        until: until === null ? 'until somebody resumes them' : stamp(until),
      })),
      ...(rotating.value ?? [])
        .filter(({ state }) => state === 'open')
        .map(({ id, credential, startedBy, startedAt }) => ({
          what: `Rotation of ${credential} (${id})`,
          whom: startedBy,
          until: `begun ${stamp(startedAt)}`,
        })),
    ],
    findings: [active, open, pauses, rotating].flatMap(({ findings }) => findings),
  };
}

export function waitingTable({ rows }: Pick<Waiting, 'rows'>, title: string): Table[] {
  if (rows.length === 0) return [];
  return [
    {
      title,
      columns: [{ label: 'What' }, { label: 'For whom' }, { label: 'Until' }],
      rows: rows
        .slice(0, mostRows)
        .map(({ what, whom, until }) =>
          [what, whom, until].map((text) => clippedLine(text, longestCell)),
        ),
      ...(rows.length > mostRows
        ? { more: `${rows.length - mostRows} more: \`status\`, \`approvals\`` }
        : {}),
    },
  ];
}

function incidentRows({ id, severity, title, lead, respondBy, breakGlass }: Incident): Row[] {
  return [
    ...(lead === null
      ? [
          {
            what: `${severity} ${id}: ${title}`,
            whom: 'whoever takes the lead',
            until: `answer by ${stamp(respondBy)}`,
          },
        ]
      : []),
    ...breakGlass
      .filter(({ reviewed }) => reviewed === null)
      .map(({ run, by, reviewBy }) => ({
        what: `Review of ${run} (${id})`,
        whom: `an approver, not ${by.person}`,
        until: stamp(reviewBy),
      })),
  ];
}

function approvalRow({ id, plan, operation, approval }: Run): Row {
  return {
    what: `${id}: ${plan?.headline ?? operation}`,
    whom: approval?.by.join(' or ') ?? '',
    until: approval === null ? '' : stamp(approval.expiresAt),
  };
}
