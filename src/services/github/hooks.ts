// Webhooks of a repository, without their secrets. (docs.github.com/rest/repos/webhooks; runbook 3 "Disable Sync Temporarily"
// deletes one: here it is switched off, which can be taken back)
import { z } from 'zod';
import { Problem } from '../../core/problem.js';
import { redact } from '../redact.js';
import { allItems, repoPath, type Ask } from './asking.js';
import type { Github, Hook } from './github.js';
import { explained, type Refused } from './refusals.js';

const hookSchema = z
  .object({
    id: z.number(),
    active: z.boolean(),
    events: z.array(z.string()),
    config: z.object({ url: z.string().optional() }),
    last_response: z
      .object({ code: z.number().nullable(), message: z.string().nullable() })
      .nullish(),
  })
  .transform(({ id, active, events, config, last_response: last }): Hook => ({
    id,
    isActive: active,
    address: addressOf(config.url ?? ''),
    events: events.toSorted(),
    lastResponse: redact([last?.code, last?.message].filter(Boolean).join(' ')).slice(0, 80),
  }));

export function hooksOf(ask: Ask): Pick<Github, 'hooks' | 'setHook'> {
  return {
    hooks: (repository, signal) =>
      explained(
        () =>
          allItems(ask, {
            path: repoPath(repository, 'hooks'),
            schema: z.array(hookSchema),
            itemsOf: (page) => page,
            most: 3,
            signal,
          }),
        (refused) => notShown(repository, refused),
      ),

    async setHook(repository, id, isActive, signal) {
      const path = repoPath(repository, 'hooks', id);
      const noSuchHook = ({ status }: Refused): Problem | null =>
        status === 404
          ? new Problem(
              'not_found',
              `${repository} has no webhook ${id}, or GITHUB_TOKEN may not change it.`,
              '`webhooks` lists those there are.',
              { field: 'id' },
            )
          : null;
      await explained(
        () =>
          ask({
            method: 'PATCH',
            path,
            body: { active: isActive },
            // It is done whatever the answer looks like; how it is now is asked.
            schema: z.unknown(),
            idempotent: true,
            signal,
          }),
        noSuchHook,
      );
      return explained(() => ask({ path, schema: hookSchema, signal }), noSuchHook);
    },
  };
}

/** GitHub hides webhooks from a token without the right to them: it says 404 where people expect 403. */
function notShown(repository: string, { status }: Refused): Problem | null {
  if (status !== 404) return null;
  return new Problem(
    'not_found',
    `GitHub does not show the webhooks of ${repository} to this token.`,
    'GITHUB_TOKEN needs the scope admin:repo_hook (fine-grained: the permission Webhooks), of somebody who administers the repository.',
    { field: 'repository' },
  );
}

/** Without query and credentials: both carry secrets. */
function addressOf(given: string): string {
  try {
    const { protocol, host, pathname } = new URL(given);
    return redact(`${protocol}//${host}${pathname}`);
  } catch {
    return 'not readable';
  }
}
