// Commits, what lies between two of them, and whether their checks hold.
import { z } from 'zod';
import { Problem } from '../../core/problem.js';
import { allItems, pagesOf, perPage, repoPath, type Ask } from './asking.js';
import type { Checks, Commit, Github } from './github.js';
import { explained } from './refusals.js';

const person = z.object({ name: z.string().nullish(), date: z.string().nullish() }).nullish();

const commitSchema = z
  .object({
    sha: z.string(),
    commit: z.object({ message: z.string(), author: person, committer: person }),
    author: z.object({ login: z.string().optional() }).nullish(),
  })
  .transform(({ sha, commit, author }): Commit => ({
    sha,
    title: commit.message.split('\n', 1)[0] ?? '',
    author: author?.login ?? commit.author?.name ?? 'unknown',
    at: Date.parse(commit.committer?.date ?? commit.author?.date ?? '') || 0,
  }));

const comparisonSchema = z.object({
  status: z.enum(['identical', 'ahead', 'behind', 'diverged']),
  ahead_by: z.number(),
  behind_by: z.number(),
  html_url: z.string(),
  commits: z.array(commitSchema),
});

/** What GitHub lists of a comparison. ("Compare two commits") */
const mostCommits = 250;

const checkRunsSchema = z.object({
  check_runs: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      conclusion: z.string().nullable(),
      html_url: z.string().nullish(),
    }),
  ),
});
type CheckRun = z.output<typeof checkRunsSchema>['check_runs'][number];
const runIdsSchema = z.object({ workflow_runs: z.array(z.object({ id: z.number() })) });
const statusesSchema = z.object({
  statuses: z.array(z.object({ context: z.string(), state: z.string() })),
});

/** Of a check run or status, beside all that are failures. */
const good: ReadonlySet<string> = new Set(['success', 'neutral', 'skipped']);

export function commitsOf(ask: Ask): Pick<Github, 'commit' | 'compare' | 'checks'> {
  return {
    commit: (repository, ref, signal) =>
      explained(
        () => ask({ path: repoPath(repository, 'commits', ref), schema: commitSchema, signal }),
        ({ status }) => (status === 422 ? noSuchRef(repository, ref) : null),
      ),

    async compare(repository, base, head, signal) {
      const pages = await explained(
        () =>
          pagesOf(ask, {
            path: repoPath(repository, 'compare', `${base}...${head}`),
            schema: comparisonSchema,
            itemsOf: (page) => page.commits,
            most: Math.ceil(mostCommits / perPage),
            signal,
          }),
        ({ status }) =>
          status === 404
            ? new Problem(
                'not_found',
                `GitHub can't compare ${short(base)} with ${short(head)} in ${repository}.`,
                'One of them is not there, or they have nothing in common, or GITHUB_TOKEN may not see the repository.',
              )
            : null,
      );
      const [{ status, ahead_by: aheadBy, behind_by: behindBy, html_url: url }] = pages;
      const commits = pages.flatMap((page) => page.commits).slice(0, mostCommits);
      return { status, aheadBy, behindBy, commits, url };
    },

    async checks(repository, sha, signal) {
      const [runs, statuses] = await Promise.all([
        allItems(ask, {
          path: repoPath(repository, 'commits', sha, 'check-runs'),
          schema: checkRunsSchema,
          itemsOf: (page) => page.check_runs,
          most: 10,
          signal,
        }).then((all) => withoutDispatched(ask, all, { repository, sha, signal })),
        allItems(ask, {
          path: repoPath(repository, 'commits', sha, 'status'),
          schema: statusesSchema,
          itemsOf: (page) => page.statuses,
          most: 10,
          signal,
        }),
      ]);
      return summed([
        ...runs.map(({ name, status, conclusion }) => ({
          name,
          state: status === 'completed' ? (conclusion ?? 'unknown') : 'pending',
        })),
        ...statuses.map(({ context, state }) => ({ name: context, state })),
      ]);
    },
  };
}

/**
 * The jobs of a workflow that somebody has dispatched, such as a deployment, are checks of the branch's head to GitHub. They
 * say nothing about the commit, and would change under a plan that waits for its approval.
 */
async function withoutDispatched(
  ask: Ask,
  all: CheckRun[],
  { repository, sha, signal }: { repository: string; sha: string; signal: AbortSignal },
): Promise<CheckRun[]> {
  if (!all.some((one) => workflowRunOf(one) !== null)) return all;
  const dispatched = await allItems(ask, {
    path: repoPath(repository, 'actions', 'runs'),
    query: { event: 'workflow_dispatch', head_sha: sha },
    schema: runIdsSchema,
    itemsOf: ({ workflow_runs }) => workflow_runs,
    most: 10,
    signal,
  });
  const ids = new Set(dispatched.map(({ id }) => String(id)));
  return all.filter((one) => !ids.has(workflowRunOf(one) ?? ''));
}

/** Id of the workflow's run whose job the check is; null for the check of another app. */
function workflowRunOf({ html_url: url }: CheckRun): string | null {
  return /\/actions\/runs\/(\d+)\//.exec(url ?? '')?.[1] ?? null;
}

function summed(all: { name: string; state: string }[]): Checks {
  const named = (isWanted: (state: string) => boolean): string[] =>
    all.filter(({ state }) => isWanted(state)).map(({ name }) => name);
  const pending = named((state) => state === 'pending');
  const failed = named((state) => state !== 'pending' && !good.has(state));
  const state =
    failed.length > 0
      ? 'failure'
      : pending.length > 0
        ? 'pending'
        : all.length > 0
          ? 'success'
          : 'none';
  return { state, failed, pending, total: all.length };
}

export function noSuchRef(repository: string, ref: string): Problem {
  return new Problem(
    'invalid_input',
    `${repository} has no branch, tag or commit ${JSON.stringify(ref.slice(0, 100))}.`,
    'Give the name of a branch or tag, or the sha of a commit that has been pushed.',
    { field: 'ref' },
  );
}

/** A sha as people write it. */
function short(ref: string): string {
  return /^[0-9a-f]{40}$/.test(ref) ? ref.slice(0, 7) : ref.slice(0, 100);
}
