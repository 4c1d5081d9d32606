import { describe, expect, it } from 'vitest';
import { drawRun } from '../../src/cli/draw-run.js';
import { exitCodeOf } from '../../src/cli/exit-codes.js';
import { Problem } from '../../src/core/problem.js';
import type { Run } from '../../src/core/run.js';

const canvas = { width: 100, colour: false };
const at = Date.parse('2026-01-31T02:00:00Z');
const ana = { person: 'ana', slack: 'U01ANA', via: 'slack' as const };

const run: Run = {
  id: 'R-7K2QMF',
  operation: 'table.restore',
  input: {},
  risk: 'critical',
  requestedBy: ana,
  channel: 'C01ONCALL',
  requestId: 'q',
  quiet: false,
  state: 'awaiting_approval',
  plan: {
    target: 'main.silver.projects',
    environment: 'production',
    headline: 'Restore main.silver.projects to version 5',
    facts: [{ label: 'Version', value: '9' }],
    changes: [{ label: 'Rows', before: '120', after: '100' }],
    warnings: ['20 rows are lost.'],
    steps: [{ id: 'restore', title: 'Restore' }],
    undo: 'Restore to version 9',
    guard: {},
    data: {},
  },
  planHash: 'hash',
  approval: {
    quorum: 1,
    by: ['approver', 'manager'],
    typeTarget: true,
    expiresAt: at + 1_800_000,
    remindAt: at,
  },
  approvals: [],
  decision: null,
  cancelRequested: null,
  reminded: false,
  steps: [{ id: 'restore', title: 'Restore', state: 'pending' }],
  checks: [],
  problem: null,
  lease: null,
  attempts: 0,
  undoOf: null,
  undoneBy: null,
  history: [],
  audited: 0,
  createdAt: at,
  updatedAt: at,
  wakeAt: null,
};

describe('drawRun', () => {
  it('shows what waits, and for whom', () => {
    expect(drawRun(canvas, run)).toBe(
      `▲ R-7K2QMF waits for approval

Restore main.silver.projects to version 5

Version      9
Asked by     ana, 2026-01-31 02:00:00 UTC
Needs        0 of 1 approvals by approver, manager, until 2026-01-31 02:30:00 UTC
To approve   ppm approve R-7K2QMF
Undo         Restore to version 9

Changes  Before  After
Rows     120     100

▲ 20 rows are lost.

○ Restore`.replaceAll(/^(Version|Asked by|Needs|To approve|Undo) +/gm, (label) =>
        label.trim().padEnd(12),
      ),
    );
  });

  it('shows how it ended', () => {
    const drawn = drawRun(canvas, {
      ...run,
      state: 'failed',
      steps: [{ id: 'restore', title: 'Restore', state: 'done', note: 'version 10' }],
      checks: [{ name: 'rows', ok: false, expected: '100', actual: '99' }],
      problem: {
        code: 'verification_failed',
        message: 'It ran, but rows did not hold.',
        hint: 'Undo it.',
      },
    });
    expect(drawn).toContain('✖ R-7K2QMF has failed');
    expect(drawn).toContain('✔ Restore version 10');
    expect(drawn).toContain('✖ rows: 99 (expected 100)');
    expect(drawn).toContain('✖ It ran, but rows did not hold.\n  Undo it.');
  });

  it('lets no outside text act upon the terminal', () => {
    const hostile = '\u001b[2J\u202e\r\b';
    const drawn = drawRun(canvas, {
      ...run,
      plan: run.plan && { ...run.plan, headline: hostile, warnings: [hostile], undo: hostile },
      steps: [{ id: 'x', title: hostile, state: 'failed', note: hostile }],
      decision: { by: ana, at, reason: hostile },
    });
    expect(drawn).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
  });
});

describe('exitCodeOf', () => {
  it.each([
    ['succeeded', 0],
    ['failed', 1],
    ['denied', 1],
    ['expired', 1],
    ['cancelled', 1],
    ['awaiting_approval', 4],
    ['running', 4],
    ['unknown', 5],
  ] as const)('a run that is %s: %i', (state, code) => {
    expect(exitCodeOf({ ...run, state })).toBe(code);
  });

  it.each([
    ['invalid_input', 2],
    ['unknown_operation', 2],
    ['not_allowed', 3],
    ['outcome_unknown', 5],
    ['store_unavailable', 6],
    ['outside_unavailable', 6],
    ['internal', 1],
  ] as const)('a problem %s: %i', (code, expected) => {
    expect(exitCodeOf(new Problem(code, 'm', 'h'))).toBe(expected);
  });
});
