// What has to be done in an incident, by its severity: six phases for all, and the runbooks' procedure for what is broken.
// (Runbook 4, "Incident Response Checklist"; runbook 1, "Incident Response")
import type { Incident } from '../../core/incident.js';
import { Problem } from '../../core/problem.js';
import type { Severity } from '../../core/severity.js';

type Step = Incident['checklist'][number];

const phases = ['Detect', 'Assess', 'Respond', 'Mitigate', 'Resolve', 'Document'] as const;

/** Phase, id and title; the ids stay the same when the severity changes, so that what is done stays done. */
type Line = readonly [phase: (typeof phases)[number], id: string, title: string];

const common: readonly Line[] = [
  ['Detect', 'detect.confirm', 'Confirm it: look at the alert or repeat what was reported'],
  ['Assess', 'assess.components', 'Identify affected components'],
  ['Assess', 'assess.severity', 'Determine severity level'],
  ['Assess', 'assess.impact', 'Estimate user impact'],
  ['Respond', 'respond.stakeholders', 'Notify stakeholders'],
  ['Respond', 'respond.ticket', 'Create incident ticket'],
  ['Respond', 'respond.lead', 'Assign incident lead'],
  ['Respond', 'respond.investigate', 'Begin investigation'],
  ['Mitigate', 'mitigate.fix', 'Implement temporary fix if available'],
  ['Mitigate', 'mitigate.rollback', 'Roll back recent changes if applicable'],
  ['Mitigate', 'mitigate.scale', 'Scale resources if needed'],
  ['Resolve', 'resolve.fix', 'Implement permanent fix'],
  ['Resolve', 'resolve.verify', 'Verify resolution'],
  ['Resolve', 'resolve.monitor', 'Monitor for recurrence'],
  ['Document', 'document.postmortem', 'Write post-mortem'],
  ['Document', 'document.runbook', 'Update runbook'],
  ['Document', 'document.prevention', 'Identify prevention measures'],
];

/** Runbook 1, "P1 - Complete Outage". */
const outage: readonly Line[] = [
  ['Assess', 'assess.infrastructure', 'Check infrastructure status (cloud provider)'],
  ['Assess', 'assess.network', 'Verify network connectivity'],
  ['Assess', 'assess.databricks', 'Check Databricks workspace status'],
  ['Assess', 'assess.deployments', 'Review recent deployments for rollback candidates'],
  ['Respond', 'respond.oncall', 'Engage on-call engineer'],
];

/** Runbook 1, "P2 - Partial Degradation". */
const degradation: readonly Line[] = [
  ['Assess', 'assess.logs', 'Check component-specific logs'],
  ['Mitigate', 'mitigate.rerun', 'Re-run failed jobs if applicable'],
  ['Document', 'document.ticket', 'Create ticket for root cause analysis'],
];

/** Runbook 1, "P3 - Data Quality Issue". */
const dataQuality: readonly Line[] = [
  ['Assess', 'assess.quality', 'Query main.gold.data_quality_issues for details'],
  ['Assess', 'assess.source', 'Identify source (Notion, transformation, aggregation)'],
  ['Mitigate', 'mitigate.source', 'Fix data at source if possible'],
  ['Mitigate', 'mitigate.pipeline', 'Re-run transformation pipeline'],
  ['Resolve', 'resolve.control-room', 'Verify fix in Control Room UI'],
];

/** What can wait for a working day needs no lead, ticket or stakeholders. */
const small = [
  'detect.confirm',
  'assess.components',
  'assess.severity',
  'resolve.fix',
  'resolve.verify',
  'document.runbook',
];

/** The steps of a severity, phase by phase, none of them done. */
export function checklistOf(severity: Severity): Step[] {
  const lines = linesOf(severity);
  return phases.flatMap((phase) =>
    lines
      .filter((line) => line[0] === phase)
      .map(([, id, title]) => ({ id, phase, title, done: null })),
  );
}

function linesOf(severity: Severity): readonly Line[] {
  switch (severity) {
    case 'P0':
    case 'P1':
      return [...common, ...outage];
    case 'P2':
      return [...common, ...degradation];
    case 'P3':
      return [...common, ...dataQuality];
    case 'P4':
      return common.filter(([, id]) => small.includes(id));
  }
}

/**
 * The step that somebody means: by its number in the list (from 1), its id, or a part of its id or title that no other has.
 * @throws Problem invalid_input (field `step`) that says which ones it could be
 */
export function stepNamed(checklist: readonly Step[], text: string): Step {
  const wanted = text.trim().toLowerCase();
  const byNumber = /^\d{1,3}$/.test(wanted) ? checklist[Number(wanted) - 1] : undefined;
  const exact = byNumber ?? checklist.find(({ id }) => id === wanted);
  if (exact) return exact;
  const near =
    wanted === ''
      ? []
      : checklist.filter(({ id, title }) => `${id} ${title}`.toLowerCase().includes(wanted));
  const [first, second] = near;
  if (first && !second) return first;
  const quoted = JSON.stringify(text.slice(0, 60));
  throw new Problem(
    'invalid_input',
    first ? `${quoted} could be several steps.` : `The checklist has no step ${quoted}.`,
    `Write its number or one of ${(first ? near : checklist)
      .slice(0, 6)
      .map(({ id }) => id)
      .join(', ')}.`,
    { field: 'step' },
  );
}
