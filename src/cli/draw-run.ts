// A run for a terminal: what it would do, who has to agree, how far it is and how it ended.
import type { Fact, Status } from '../core/report.js';
import { offersOf } from '../core/run-offers.js';
import { whatHappened } from '../core/run-state.js';
import type { Run, StepRecord } from '../core/run.js';
import { shellLine } from './command-line.js';
import { ink, signOf, type Canvas } from './canvas.js';
import { drawProblem } from './draw-problem.js';
import { drawFacts, joined } from './draw-report.js';
import { drawTable } from './draw-table.js';
import { oneLine, wrapped } from './text.js';

export function drawRun(canvas: Canvas, run: Run): string {
  const warnings = (run.plan?.warnings ?? []).flatMap((warning) =>
    wrapped(oneLine(warning), canvas.width - 2).map(
      (line, index) => `${index === 0 ? signOf(canvas, 'warning') : ' '} ${line}`,
    ),
  );
  return joined([
    [
      `${signOf(canvas, statusOf(run))} ${ink(canvas, 'bold', oneLine(`${run.id} ${whatHappened(run)}`))}`,
    ],
    run.plan ? wrapped(oneLine(run.plan.headline), canvas.width) : [],
    drawFacts(canvas, [...(run.plan?.facts ?? []), ...factsOf(run)]),
    changes(canvas, run),
    warnings,
    run.steps.map((step) => drawStep(canvas, step)),
    run.checks.map(
      (check) =>
        `${signOf(canvas, check.ok ? 'good' : 'bad')} ${oneLine(check.name)}: ${oneLine(check.actual)}${check.ok ? '' : ` (expected ${oneLine(check.expected)})`}`,
    ),
    run.problem ? [drawProblem(canvas, run.problem)] : [],
    offersOf(run).map((offer) => `${oneLine(offer.label)}: ${shellLine(offer)}`),
  ]);
}

function statusOf(run: Run): Status {
  switch (run.state) {
    case 'succeeded':
      return 'good';
    case 'failed':
    case 'denied':
      return 'bad';
    case 'awaiting_approval':
    case 'unknown':
    case 'expired':
    case 'cancelled':
      return 'warning';
    case 'planning':
    case 'approved':
    case 'running':
    case 'verifying':
      return 'info';
  }
}

function factsOf(run: Run): Pick<Fact, 'label' | 'value'>[] {
  const { approval } = run;
  const waits = run.state === 'awaiting_approval' && approval !== null;
  return [
    { label: 'Asked by', value: `${run.requestedBy.person}, ${time(run.createdAt)}` },
    ...(waits
      ? [
          {
            label: 'Needs',
            value: `${run.approvals.length} of ${approval.quorum} approvals by ${approval.by.join(', ')}, until ${time(approval.expiresAt)}`,
          },
          { label: 'To approve', value: `ppm approve ${run.id}` },
        ]
      : []),
    ...run.approvals.map(({ by, at }) => ({
      label: 'Approved by',
      value: `${by.person}, ${time(at)}`,
    })),
    ...(run.decision ? [{ label: 'Reason', value: run.decision.reason }] : []),
    ...(run.plan ? [{ label: 'Undo', value: run.plan.undo }] : []),
    ...(run.undoneBy === null ? [] : [{ label: 'Undone by', value: run.undoneBy }]),
  ];
}

function changes(canvas: Canvas, run: Run): string[] {
  const rows = (run.plan?.changes ?? []).map(({ label, before, after }) => [label, before, after]);
  if (rows.length === 0) return [];
  const columns = [{ label: 'Changes' }, { label: 'Before' }, { label: 'After' }];
  return drawTable(canvas, { title: '', columns, rows });
}

function drawStep(canvas: Canvas, step: StepRecord): string {
  const note = step.note === undefined ? '' : ` ${ink(canvas, 'faint', oneLine(step.note))}`;
  return `${stepSign(canvas, step)} ${oneLine(step.title)}${note}`;
}

function stepSign(canvas: Canvas, { state }: StepRecord): string {
  switch (state) {
    case 'pending':
      return '○';
    case 'in_progress':
      return ink(canvas, 'blue', '◐');
    case 'done':
      return signOf(canvas, 'good');
    case 'failed':
      return signOf(canvas, 'bad');
    case 'unknown':
      return ink(canvas, 'yellow', '?');
    case 'skipped':
      return '–';
  }
}

/** Epoch milliseconds as `2026-01-31 02:00:00 UTC`. */
function time(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
