// Deployments and how they went. (docs.github.com/rest/deployments)
import { z } from 'zod';
import { instant, repoPath, type Ask } from './asking.js';
import type { Deployment, Github } from './github.js';

const deploymentsSchema = z.array(
  z.object({
    id: z.number(),
    sha: z.string(),
    ref: z.string(),
    environment: z.string(),
    creator: z.object({ login: z.string() }).nullish(),
    created_at: instant,
  }),
);

const address = z
  .string()
  .nullish()
  .transform((url) => url || null);

const statusesSchema = z.array(
  z.object({
    state: z
      .enum(['success', 'failure', 'error', 'inactive', 'in_progress', 'queued', 'pending'])
      .catch('pending'),
    log_url: address,
    target_url: address,
  }),
);

const most = 30;
/** Questions at a time: more at once meet GitHub's secondary limits. */
const sideBySide = 6;

export function deploymentsOf(ask: Ask): Pick<Github, 'deployments'> {
  return {
    async deployments(repository, environment, signal) {
      const path = repoPath(repository, 'deployments');
      const found = await ask({
        path,
        query: { environment, per_page: most },
        schema: deploymentsSchema,
        signal,
      });
      const all: Deployment[] = [];
      for (let from = 0; from < found.length; from += sideBySide)
        all.push(
          ...(await Promise.all(
            found.slice(from, from + sideBySide).map(async (deployment) => {
              const [latest] = await ask({
                path: `${path}/${deployment.id}/statuses`,
                query: { per_page: 1 },
                schema: statusesSchema,
                signal,
              });
              const { id, sha, ref, creator, created_at: createdAt } = deployment;
              return {
                id,
                sha,
                ref,
                environment: deployment.environment,
                creator: creator?.login ?? 'unknown',
                createdAt,
                state: latest?.state ?? ('pending' as const),
                url: latest?.log_url ?? latest?.target_url ?? null,
              };
            }),
          )),
        );
      return all.toSorted((a, b) => b.createdAt - a.createdAt || b.id - a.id);
    },
  };
}
