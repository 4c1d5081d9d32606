// Which commit a deployment is about, checked with GitHub where a repository is configured.
import { Problem } from '../../core/problem.js';
import type { Context } from '../context.js';
import type { DeployAsked } from './deploy-data.js';
import { commitIsMissing, takesCommit, type Place } from './deploy-place.js';
import type { Known } from './deploys.js';
import { findLastGood } from './find-last-good.js';

export interface Wanted {
  /** Null: the command decides, and nobody can say. */
  sha: string | null;
  /** First line, author; null where it can't be looked up. */
  title: string | null;
  warnings: string[];
}

/** Where the commits are looked up; null where nobody can. A workflow always has one. */
export function repositoryOf(
  { deployable: { way } }: Place,
  { github }: Pick<Context, 'github'>,
): string | null {
  if (way.kind === 'workflow') return way.repository;
  return github.configured ? (way.repository ?? null) : null;
}

/** @throws Problem not_possible where it can't be deployed or found, invalid_input (field commit), and what Github throws */
export async function wantedCommit(
  place: Place,
  { commit, isRollback }: DeployAsked,
  known: readonly Known[],
  context: Pick<Context, 'github' | 'signal'>,
): Promise<Wanted> {
  const { way } = place.deployable;
  const canChoose = takesCommit(way, isRollback);
  if ((commit !== undefined || isRollback) && !canChoose)
    throw new Problem(
      'not_possible',
      `The way of deploying ${place.name} takes no certain commit.`,
      commitIsMissing(place, isRollback),
      commit === undefined ? {} : { field: 'commit' },
    );
  const chosen = commit ?? (isRollback ? findLastGood(known, place.name) : undefined);
  const repository = repositoryOf(place, context);
  if (repository === null) {
    if (chosen === undefined && canChoose)
      throw new Problem(
        'not_possible',
        `The newest commit for ${place.name} can't be looked up.`,
        'Give --commit; or name the repository in ppm.config.yaml and set GITHUB_TOKEN.',
        { field: 'commit' },
      );
    return {
      sha: chosen ?? null,
      title: null,
      warnings: [
        'The commits are not shown: that needs a repository in ppm.config.yaml, and GITHUB_TOKEN.',
      ],
    };
  }
  if (chosen === undefined) {
    const newest = await context.github.commit(repository, way.ref, context.signal);
    return { sha: newest.sha, title: `${newest.title} – ${newest.author}`, warnings: [] };
  }
  return lookedUp(repository, chosen, context);
}

async function lookedUp(
  repository: string,
  chosen: string,
  { github, signal }: Pick<Context, 'github' | 'signal'>,
): Promise<Wanted> {
  const unknown = (hint: string): Problem =>
    new Problem('invalid_input', `${repository} has no commit ${chosen}.`, hint, {
      field: 'commit',
    });
  const hint = 'Give the sha of a commit that has been pushed; `deploy status` shows those known.';
  try {
    const found = await github.commit(repository, chosen, signal);
    // A branch may be called like a sha.
    if (!found.sha.startsWith(chosen)) throw unknown(hint);
    return { sha: found.sha, title: `${found.title} – ${found.author}`, warnings: [] };
  } catch (error) {
    if (error instanceof Problem && error.code === 'invalid_input' && error.field === 'ref')
      throw unknown(hint);
    throw error;
  }
}
