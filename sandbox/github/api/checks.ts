// What the checks of a commit came to. (docs.github.com, "REST API endpoints for check runs", "… for commit statuses")
import type { StoredCommit } from '../state/history.js';
import { time, timeOrNull } from '../state/repository.js';
import { notFound, ok, type Handler, type Parts } from './call.js';
import { commitAt } from './commits.js';
import { pageOf } from './paging.js';

/** Also the jobs of workflows that were dispatched on this commit: to GitHub they are checks of it. */
export const checkRuns: Handler = (parts, call) => {
  const { repository } = parts;
  const commit = commitAt(repository, call);
  const wanted = call.query.get('status');
  const name = call.query.get('check_name');
  const all = [...ownChecks(parts, commit), ...jobChecks(parts, commit)].filter(
    (check) =>
      (wanted === null || check.status === wanted) && (name === null || check.name === name),
  );
  const { items, headers } = pageOf(
    all,
    call.query,
    `${repository.apiUrl()}/commits/${commit.sha}/check-runs`,
  );
  return { status: 200, headers, body: { total_count: all.length, check_runs: items } };
};

interface ShownCheck {
  name: string;
  status: string;
}

function ownChecks({ repository }: Parts, { sha, at, checks }: StoredCommit): ShownCheck[] {
  return checks.map(({ name, conclusion }, index) => ({
    id: Number.parseInt(sha.slice(0, 9), 16) + index,
    head_sha: sha,
    name,
    status: conclusion === null ? 'in_progress' : 'completed',
    conclusion,
    started_at: time(at + 20_000),
    completed_at: conclusion === null ? null : time(at + 240_000),
    html_url: `${repository.pageUrl}/commit/${sha}/checks`,
    app: { slug: 'github-actions', name: 'GitHub Actions' },
  }));
}

function jobChecks({ repository }: Parts, { sha }: StoredCommit): ShownCheck[] {
  const dispatched = repository.runs.all.filter(
    (run) => run.sha === sha && run.event === 'workflow_dispatch' && run.isListed,
  );
  return dispatched.flatMap((run) =>
    run.jobs.map(({ id, name, status, conclusion, startedAt, completedAt }) => ({
      id,
      head_sha: sha,
      name,
      status: status === 'waiting' ? 'queued' : status,
      conclusion,
      started_at: timeOrNull(startedAt),
      completed_at: timeOrNull(completedAt),
      html_url: `${repository.pageUrl}/actions/runs/${run.id}/job/${id}`,
      app: { slug: 'github-actions', name: 'GitHub Actions' },
    })),
  );
}

/** The combined status: `pending` also where nobody has reported any. */
export const combinedStatus: Handler = ({ repository }, { parts: [ref = ''] }) => {
  const commit = repository.history.find(ref);
  if (!commit) throw notFound();
  const { sha, statuses, at } = commit;
  const states = statuses.map(({ state }) => state);
  const isBad = states.includes('failure') || states.includes('error');
  const isOpen = states.length === 0 || states.includes('pending');
  return ok({
    state: isBad ? 'failure' : isOpen ? 'pending' : 'success',
    statuses: statuses.map(({ context, state }, index) => ({
      id: index + 1,
      context,
      state,
      description: null,
      target_url: null,
      created_at: time(at),
      updated_at: time(at),
    })),
    sha,
    total_count: statuses.length,
    url: `${repository.apiUrl()}/commits/${sha}/status`,
    commit_url: `${repository.apiUrl()}/commits/${sha}`,
  });
};
