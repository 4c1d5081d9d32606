// Workflows: what one takes, and how it is dispatched. (docs.github.com/rest/actions/workflows)
import { distance } from 'fastest-levenshtein';
import { z } from 'zod';
import { Problem } from '../../core/problem.js';
import { allItems, repoPath, type Ask } from './asking.js';
import { noSuchRef } from './commits.js';
import type { Github } from './github.js';
import { explained, refusedOf, type Refused } from './refusals.js';
import { dispatchOf } from './workflow-file.js';

const workflowSchema = z.object({
  id: z.number(),
  name: z.string(),
  path: z.string(),
  state: z.string(),
});
const workflowsSchema = z.object({ workflows: z.array(z.object({ path: z.string() })) });
const contentSchema = z.object({ content: z.string(), encoding: z.string() });

/** Whatever it answers, it was dispatched. */
const dispatchedSchema = z
  .object({ workflow_run_id: z.number() })
  .transform((answer) => answer.workflow_run_id)
  .nullable()
  .catch(null);

type Dispatch = Parameters<Github['dispatch']>[0];

export function workflowsOf(ask: Ask): Pick<Github, 'workflow' | 'dispatch'> {
  /** @returns why a workflow was not found, with those that are called alike */
  async function unknown(repository: string, file: string, signal: AbortSignal): Promise<Problem> {
    const there = await allItems(ask, {
      path: repoPath(repository, 'actions', 'workflows'),
      schema: workflowsSchema,
      itemsOf: ({ workflows }) => workflows.map(({ path }) => path.replace(/^.*\//, '')),
      most: 3,
      signal,
    });
    if (there.includes(file))
      return new Problem(
        'outside_refused',
        `GitHub does not let this token use ${file} of ${repository}.`,
        'Give GITHUB_TOKEN the scopes repo and workflow (fine-grained: the permission Actions, to write).',
      );
    const near = there.toSorted((a, b) => distance(a, file) - distance(b, file)).slice(0, 5);
    return new Problem(
      'not_found',
      `${repository} has no workflow ${file}.`,
      near.length === 0
        ? 'It has none at all, or GITHUB_TOKEN may not see them.'
        : `It has ${near.join(', ')}. The name is in ppm.config.yaml under deploys.`,
    );
  }

  async function post(asked: Dispatch, wantsRun: boolean, signal: AbortSignal) {
    const { repository, workflow, ref, inputs } = asked;
    return ask({
      method: 'POST',
      path: repoPath(repository, 'actions', 'workflows', workflow, 'dispatches'),
      body: { ref, inputs, ...(wantsRun ? { return_run_details: true } : {}) },
      schema: dispatchedSchema,
      signal,
    });
  }

  return {
    async workflow(repository, file, ref, signal) {
      const { id, name, path, state } = await explained(
        () =>
          ask({
            path: repoPath(repository, 'actions', 'workflows', file),
            schema: workflowSchema,
            signal,
          }),
        ({ status }) => (status === 404 ? unknown(repository, file, signal) : null),
      );
      const { content, encoding } = await explained(
        () =>
          ask({
            path: repoPath(repository, 'contents', ...path.split('/')),
            query: { ref },
            schema: contentSchema,
            signal,
          }),
        (refused) => contentProblem({ repository, file, ref }, refused),
      );
      const text = encoding === 'base64' ? Buffer.from(content, 'base64').toString('utf8') : '';
      return { id, name, path, isActive: state === 'active', dispatch: dispatchOf(text) };
    },

    dispatch: (asked, signal) =>
      explained(
        async () => {
          try {
            return await post(asked, true, signal);
          } catch (error) {
            // GitHub Enterprise Server before 2026: refused, so nothing was dispatched.
            const refused = refusedOf(error);
            if (!refused || ![400, 422].includes(refused.status)) throw error;
            if (!refused.words.includes('return_run_details')) throw error;
            return post(asked, false, signal);
          }
        },
        (refused) =>
          refused.status === 404
            ? unknown(asked.repository, asked.workflow, signal)
            : dispatchProblem(asked, refused),
      ),
  };
}

function contentProblem(
  { repository, file, ref }: { repository: string; file: string; ref: string },
  { status, words }: Refused,
): Problem | null {
  if (status !== 404) return null;
  if (/no commit found/i.test(words)) return noSuchRef(repository, ref);
  return new Problem(
    'not_found',
    `${ref.slice(0, 100)} of ${repository} has no workflow ${file}.`,
    'It is on another branch: bring it over, or give a ref that has it.',
    { field: 'ref' },
  );
}

function dispatchProblem(
  { repository, workflow, ref }: Dispatch,
  { status, words }: Refused,
): Problem | null {
  if (status !== 422 && status !== 400) return null;
  if (/no ref found/i.test(words)) return noSuchRef(repository, ref);
  return new Problem(
    'outside_refused',
    `GitHub did not dispatch ${workflow}: ${words}`,
    hintFor(words, { workflow, ref }),
  );
}

function hintFor(words: string, { workflow, ref }: { workflow: string; ref: string }): string {
  const where = `in ppm.config.yaml under deploys`;
  if (/unexpected inputs/i.test(words))
    return `Add them to on.workflow_dispatch.inputs of ${workflow} on ${ref}, or take them out of inputs and marker ${where}.`;
  if (/required input .* not provided/i.test(words))
    return `Give it a value under inputs ${where}, or a default in ${workflow}.`;
  if (/not in the list of allowed values/i.test(words))
    return `Give one of the options that ${workflow} lists on ${ref}, under inputs ${where}.`;
  if (/disabled/i.test(words))
    return `Enable ${workflow} on GitHub: Actions, the workflow, "Enable".`;
  if (/workflow_dispatch/.test(words))
    return `Add workflow_dispatch to the triggers of ${workflow} on ${ref}.`;
  return 'Correct what it says, then ask again: nothing was dispatched.';
}
