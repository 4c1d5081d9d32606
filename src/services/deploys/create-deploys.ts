// What ran where: GitHub's deployments and the bot's own records as one list. Of a deployment that both know, the bot's record
// holds: it has verified it, and it knows which commit a rollback brought back, where GitHub only knows the branch's newest.
import type { DeploysConfig } from '../../config/delivery-schema.js';
import type { Deployment, Github } from '../github/github.js';
import type { Store } from '../store/store.js';
import { update } from '../store/update.js';
import { filled } from './deploy-place.js';
import { deployedRecords, type Deployed, type Deploys, type Known } from './deploys.js';
import { isSame } from './find-last-good.js';

/** Own records that are looked at; GitHub gives its newest 30. */
const mostRecords = 50;
/** Two clocks, and the time that a workflow takes to tell GitHub of its deployment. */
const sameMoment = 60_000;

export interface DeploysParts {
  store: Store;
  github: Pick<Github, 'deployments'>;
  rules: Pick<DeploysConfig, 'targets'>;
}

export function createDeploys({ store, github, rules }: DeploysParts): Deploys {
  return {
    async known(what, stage, signal) {
      const way = rules.targets[what]?.way;
      const [records, deployments] = await Promise.all([
        store.list(deployedRecords, {
          index: 'byPlace',
          equals: [`${what}/${stage}`],
          order: 'desc',
          limit: mostRecords,
        }),
        way?.kind === 'workflow'
          ? github.deployments(
              way.repository,
              filled(way.githubEnvironment, { stage, commit: null }),
              signal,
            )
          : [],
      ]);
      const onGithub = deployments.map(knownOnGithub);
      const mine = records.items.map(({ doc }) => knownOf(doc));
      const others: Known[] = [];
      // Newest first: of several in one run of a workflow the newest tells how it ended.
      for (const one of onGithub)
        if (!mine.some((my) => isOneWithMine(one, my)) && !others.some((its) => isOne(one, its)))
          others.push(one);
      // A record is made after the checks: where GitHub knows when it was deployed, that orders them.
      const own = mine.map((my) => ({
        ...my,
        at: onGithub.find((one) => isOneWithMine(one, my))?.at ?? my.at,
      }));
      return [...own, ...others].toSorted((a, b) => b.at - a.at);
    },

    async record(deployed) {
      const doc = { ...deployed, where: `${deployed.what}/${deployed.stage}` };
      if (await store.insert(deployedRecords, deployed.run, doc)) return;
      // Verified once more, after the process died: what was seen last holds.
      await update(store, deployedRecords, deployed.run, () => doc);
    },
  };
}

function knownOf({ commit, by, at, url, outcome }: Deployed): Known {
  return { commit, by, at, url, state: outcome };
}

function knownOnGithub({ sha, creator, createdAt, url, state }: Deployment): Known {
  return { commit: sha, by: creator, at: createdAt, url, state: stateOf(state) };
}

function stateOf(state: Deployment['state']): Known['state'] {
  switch (state) {
    case 'success':
    case 'inactive':
      return 'good';
    case 'failure':
    case 'error':
      return 'bad';
    case 'in_progress':
    case 'queued':
    case 'pending':
      return 'under_way';
  }
}

/** A deployment that was made after the bot's record of the same run: somebody has run the workflow again on GitHub. */
function isOneWithMine(one: Known, mine: Known): boolean {
  return isOne(one, mine) && one.at <= mine.at + sameMoment;
}

function isOne(a: Known, b: Known): boolean {
  if (a.url !== null && b.url !== null && runOf(a.url) === runOf(b.url)) return true;
  return a.commit !== null && isSame(a.commit, b.commit) && Math.abs(a.at - b.at) < sameMoment;
}

/** The address of a workflow's run, without the job and the attempt that GitHub adds to it. */
function runOf(url: string): string {
  return url.replace(/(\/actions\/runs\/\d+).*$/, '$1');
}
