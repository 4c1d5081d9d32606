// What runs where, and how far the branch is ahead of it: of every place that ppm.config.yaml deploys to.
import { asProblem } from '../../core/problem.js';
import type { Context } from '../context.js';
import type { Deployment } from '../github/github.js';
import { isOfRun } from './after-deploy.js';
import { filled, placeOf, type Place } from './deploy-place.js';
import { deployables, type Known } from './deploys.js';
import { isSame, standingOf, type Standing } from './find-last-good.js';
import { repositoryOf } from './wanted-commit.js';

export interface PlaceNow {
  place: Place;
  standing: Standing;
  /** Commits of the branch that don't run there yet; null where that can't be said. */
  behindBy: number | null;
  /** The commit that GitHub says is deployed, where it is another one than the newest known. */
  drift: string | null;
  /** Why nothing is known of it, or not everything; null where all is. */
  unknown: string | null;
}

export function placesOf({ deployRules }: Pick<Context, 'deployRules'>): Place[] {
  return deployables.flatMap((what) =>
    Object.keys(deployRules.targets[what]?.stages ?? {}).map((stage) =>
      placeOf(deployRules, what, stage),
    ),
  );
}

/** What is not known of one place is said of that one, and keeps nobody from the others. */
export async function placeNow(place: Place, context: Context): Promise<PlaceNow> {
  const now: PlaceNow = {
    place,
    standing: { runs: null, last: null, underWay: null },
    behindBy: null,
    drift: null,
    unknown: null,
  };
  try {
    now.standing = standingOf(await context.deploys.known(place.what, place.stage, context.signal));
    const { runs } = now.standing;
    const [behindBy, drift] = await Promise.all([
      behindOf(place, runs, context),
      driftOf(place, runs, context),
    ]);
    return { ...now, behindBy, drift };
  } catch (error) {
    return { ...now, unknown: asProblem(error).message };
  }
}

async function behindOf(
  place: Place,
  runs: Known | null,
  context: Pick<Context, 'github' | 'signal'>,
): Promise<number | null> {
  const repository = repositoryOf(place, context);
  if (repository === null || !runs || runs.commit === null) return null;
  const { ref } = place.deployable.way;
  return (await context.github.compare(repository, runs.commit, ref, context.signal)).aheadBy;
}

/** What GitHub says is deployed, where the bot knows of something newer: somebody may have been there past both. */
async function driftOf(
  { deployable, stage }: Place,
  runs: Known | null,
  { github, signal }: Pick<Context, 'github' | 'signal'>,
): Promise<string | null> {
  const { way } = deployable;
  if (way.kind !== 'workflow' || !runs || runs.commit === null) return null;
  const environment = filled(way.githubEnvironment, { stage, commit: null });
  const deployments = await github.deployments(way.repository, environment, signal);
  const active = newestGood(deployments);
  if (!active || isSame(active.sha, runs.commit) || isOfRun(active.url, runs.url)) return null;
  return active.sha;
}

/** @param deployments newest first */
function newestGood(deployments: readonly Deployment[]): Deployment | undefined {
  return (
    deployments.find(({ state }) => state === 'success') ??
    deployments.find(({ state }) => state === 'inactive')
  );
}
