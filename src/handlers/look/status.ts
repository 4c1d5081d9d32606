// `status`: one card with what the bot stands on, what waits for whom, what runs and how the last runs ended.
import { z } from 'zod';
import type { Report, Status } from '../../core/report.js';
import { whatHappened } from '../../core/run-state.js';
import { defineQuery } from '../../services/context.js';
import { hasEnded, type Run } from '../../core/run.js';

/** How many of the last runs are told. */
const lastRuns = 5;

export const status = defineQuery({
  id: 'status',
  family: 'Look',
  summary: 'Health, pending approvals, running work and the last runs, on one card',
  examples: ['status'],
  args: [],
  input: z.object({}),
  async read(_input, { overview, runs, signal }) {
    const [health, active, recent] = await Promise.all([
      overview.health(signal),
      runs.active(50),
      runs.recent(50),
    ]);
    const ended = recent.filter((run) => hasEnded(run)).slice(0, lastRuns);
    const worst = worstOf(health.map((part) => part.status));
    return {
      status: worst,
      headline: headline(worst, active),
      facts: health.map(({ label, value, millis }) => ({
        label,
        value: `${value} (${millis} ms)`,
      })),
      tables: [
        ...(active.length > 0 ? [runTable('Waiting and running', active)] : []),
        ...(ended.length > 0 ? [runTable('Last runs', ended)] : []),
      ],
      notes: ['Type approvals for what waits for whom, audit for who did what.'],
    };
  },
});

function runTable(title: string, listed: Run[]): NonNullable<Report['tables']>[number] {
  return {
    title,
    columns: [{ label: 'Run' }, { label: 'What' }, { label: 'By' }, { label: 'State' }],
    rows: listed.map((run) => [
      run.id,
      run.plan?.headline ?? run.operation,
      run.requestedBy.person,
      whatHappened(run),
    ]),
  };
}

function headline(worst: Status, active: Run[]): string {
  const waiting = active.filter((run) => run.state === 'awaiting_approval').length;
  const working = active.length - waiting;
  const calm =
    worst === 'good' ? 'Everything I stand on answers' : 'Something I stand on does not answer';
  return `${calm}; ${waiting} waiting for approval, ${working} at work`;
}

function worstOf(all: Status[]): Status {
  if (all.includes('bad')) return 'bad';
  return all.includes('warning') ? 'warning' : 'good';
}
