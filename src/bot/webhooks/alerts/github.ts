// GitHub's `workflow_run` events: a workflow that failed fires, and its next success on the same branch ends that. GitHub
// signs no time; a request that is sent again is harmless, since a run's attempt has one name and one time.
// (GitHub documentation, "Validating webhook deliveries"; "Webhook events and payloads", workflow_run)
import { z } from 'zod';
import type { AlertBatch } from '../../../services/alerts/batch.js';
import {
  cleanedKey,
  cleanedLabels,
  cleanedLink,
  instantOf,
} from '../../../services/alerts/cleaned.js';
import { refused } from '../webhook.js';
import { invalid } from './json-body.js';
import { headerIn, isSame, signatureOf } from './proofs.js';
import type { Sender } from './sender.js';

const text = z.string().nullish();

const schema = z.object({
  action: z.string(),
  workflow_run: z.object({
    id: z.number(),
    name: text,
    path: text,
    head_branch: text,
    conclusion: text,
    html_url: text,
    run_started_at: text,
    updated_at: text,
  }),
  repository: z.object({ full_name: z.string().min(1) }),
});
type WorkflowEvent = z.infer<typeof schema>;

/** Cancelled or skipped says nothing about what is built. */
const failures = ['failure', 'timed_out', 'startup_failure'];

/** @param now epoch milliseconds */
export function github(secret: string | undefined, now: () => number): Sender {
  return {
    source: 'github',
    secret,
    refusal({ headers, body }, known) {
      const given = headerIn(headers, 'x-hub-signature-256') ?? '';
      return isSame(given, `sha256=${signatureOf(known, body)}`)
        ? null
        : refused(401, 'not_signed');
    },
    understand(value, { headers }) {
      if (headerIn(headers, 'x-github-event') !== 'workflow_run') return { ok: true, batches: [] };
      const read = schema.safeParse(value);
      if (!read.success) return { ok: false, reply: invalid(read.error) };
      return { ok: true, batches: batchesOf(read.data, now()) };
    },
  };
}

function batchesOf(event: WorkflowEvent, now: number): AlertBatch[] {
  const { conclusion } = event.workflow_run;
  if (event.action !== 'completed' || !conclusion) return [];
  if (conclusion === 'success') return [{ ...groupOf(event), resolvesGroup: true }];
  if (!failures.includes(conclusion)) return [];
  const group = groupOf(event);
  return [{ ...group, alerts: [alertOf(event, { conclusion, group, now })] }];
}

function groupOf({ workflow_run: run, repository }: WorkflowEvent): AlertBatch {
  const workflow = run.name || run.path || 'workflow';
  const branch = run.head_branch ?? '';
  return {
    source: 'github',
    groupKey: cleanedKey(JSON.stringify([repository.full_name, workflow, branch])),
    groupLabels: cleanedLabels({
      alertname: 'WorkflowFailed',
      repository: repository.full_name,
      workflow,
      branch,
    }),
    truncated: 0,
    link: cleanedLink(run.html_url),
    resolvesGroup: false,
    alerts: [],
  };
}

function alertOf(
  { workflow_run: run }: WorkflowEvent,
  { conclusion, group, now }: { conclusion: string; group: AlertBatch; now: number },
): AlertBatch['alerts'][number] {
  const { groupLabels: labels, link } = group;
  const { workflow, repository, branch } = labels;
  const where = `${repository}${branch ? `, branch ${branch}` : ''}`;
  const how = { timed_out: 'ran out of time', startup_failure: 'could not start' }[conclusion];
  return {
    fingerprint: String(run.id),
    status: 'firing',
    startsAt: instantOf(run.run_started_at) ?? instantOf(run.updated_at) ?? now,
    endsAt: null,
    labels,
    annotations: { summary: `Workflow ${workflow} ${how ?? 'failed'}: ${where}` },
    link,
  };
}
