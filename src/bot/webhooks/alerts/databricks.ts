// Notifications of Databricks jobs. They name the run and no time, which is asked for later (services/alerts/fetch-run.ts), and
// a success does not say which failure it ends: it ends all of the job. (Databricks documentation, "Add notifications on a job", HTTP webhooks)
import { z } from 'zod';
import type { AlertBatch } from '../../../services/alerts/batch.js';
import { cleanedKey, cleanedLabels } from '../../../services/alerts/cleaned.js';
import { invalid } from './json-body.js';
import { hasPassword } from './proofs.js';
import { notAuthorized, type Sender } from './sender.js';

const name = z
  .union([z.string().min(1), z.number()], { error: 'must be a text' })
  .transform(String);

const schema = z.object({
  event_type: z.string(),
  workspace_id: name,
  job: z.object({ job_id: name, name: z.string().nullish() }),
  run: z.object({ run_id: name }),
  /** Notifications can be asked for single tasks too: those are groups of their own. */
  task: z.object({ task_key: z.string() }).nullish(),
});
type JobEvent = z.infer<typeof schema>;

/** @param now epoch milliseconds */
export function databricks(secret: string | undefined, now: () => number): Sender {
  return {
    source: 'databricks',
    secret,
    refusal: ({ headers }, known) => (hasPassword(headers, known) ? null : notAuthorized),
    understand(value) {
      const read = schema.safeParse(value);
      if (!read.success) return { ok: false, reply: invalid(read.error) };
      const slow = batchOf(read.data, { alertname: 'DatabricksJobSlow', severity: 'warning' });
      const failed = batchOf(read.data, { alertname: 'DatabricksJobFailed', severity: 'error' });
      switch (read.data.event_type) {
        case 'jobs.on_failure':
          return { ok: true, batches: [ended(slow), firing(failed, read.data, now())] };
        case 'jobs.on_success':
          return { ok: true, batches: [ended(slow), ended(failed)] };
        case 'jobs.on_duration_warning_threshold_exceeded':
          return { ok: true, batches: [firing(slow, read.data, now())] };
        default:
          return { ok: true, batches: [] };
      }
    },
  };
}

function batchOf(
  { workspace_id, job, task }: JobEvent,
  said: { alertname: string; severity: string },
): AlertBatch {
  const place = ['databricks', workspace_id, job.job_id, ...(task ? [task.task_key] : [])];
  // Both kinds of alert have their own card: the slow run may still end well.
  const kind = said.alertname === 'DatabricksJobSlow' ? ['slow'] : [];
  return {
    source: 'databricks',
    groupKey: cleanedKey([...place, ...kind].join(':')),
    groupLabels: cleanedLabels({
      ...said,
      job: job.name || job.job_id,
      job_id: job.job_id,
      ...(task ? { task: task.task_key } : {}),
    }),
    truncated: 0,
    link: null,
    resolvesGroup: false,
    alerts: [],
  };
}

function ended(batch: AlertBatch): AlertBatch {
  return { ...batch, resolvesGroup: true };
}

function firing(batch: AlertBatch, { run, job, task }: JobEvent, now: number): AlertBatch {
  const { groupLabels: labels } = batch;
  const what = `Databricks job ${job.name || job.job_id}${task ? `, task ${task.task_key},` : ''}`;
  const happened = labels['alertname'] === 'DatabricksJobSlow' ? 'runs too long' : 'failed';
  const annotations = cleanedLabels({ summary: `${what} ${happened}`, run_id: run.run_id });
  return {
    ...batch,
    alerts: [
      {
        // The same run may be slow first and fail then, and its tasks by themselves.
        fingerprint: cleanedKey(`${batch.groupKey}:${run.run_id}`),
        status: 'firing',
        startsAt: now,
        endsAt: null,
        // Those of the group, and the run: what is looked into is that one.
        labels: cleanedLabels({ ...labels, run_id: run.run_id }),
        annotations,
        link: null,
        untimed: { asked: false, happenedAt: now },
      },
    ],
  };
}
