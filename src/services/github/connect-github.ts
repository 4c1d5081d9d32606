// Github over REST, with the one policy. (docs.github.com/rest, version 2022-11-28)
import type { Registry } from 'prom-client';
import { Problem } from '../../core/problem.js';
import type { PolicyOptions } from '../resilience/policy.js';
import { createRest } from '../rest/rest.js';
import type { Ask } from './asking.js';
import { commitsOf } from './commits.js';
import { deploymentsOf } from './deployments.js';
import type { Github } from './github.js';
import { hooksOf } from './hooks.js';
import { limit, refusal } from './refusals.js';
import { workflowRunsOf } from './workflow-runs.js';
import { workflowsOf } from './workflows.js';

export interface GithubOptions {
  /** GITHUB_API_URL. */
  baseUrl: string;
  /** GITHUB_TOKEN. */
  token: string | undefined;
  registry: Registry;
  circuits?: PolicyOptions['circuits'];
  /** Epoch milliseconds. */
  now: () => number;
  sleep?: PolicyOptions['sleep'];
}

export function connectGithub(options: GithubOptions): Github {
  const ask = options.token === undefined ? noToken : restOf(options, options.token);
  return {
    configured: options.token !== undefined,
    ...commitsOf(ask),
    ...workflowsOf(ask),
    ...workflowRunsOf(ask),
    ...deploymentsOf(ask),
    ...hooksOf(ask),
  };
}

function restOf({ baseUrl, registry, circuits, now, sleep }: GithubOptions, token: string): Ask {
  return createRest({
    title: 'GitHub',
    system: 'github',
    baseUrl: baseUrl.replace(/\/+$/, ''),
    headers: {
      accept: 'application/vnd.github+json',
      'x-github-api-version': '2022-11-28',
      authorization: `Bearer ${token}`,
    },
    caCertificate: null,
    registry,
    circuits,
    refusal,
    limit: (answer) => limit(answer, now()),
    ...(sleep ? { sleep } : {}),
  }).ask;
}

const noToken: Ask = async () => {
  throw new Problem(
    'not_possible',
    'GitHub is not configured: there is no token.',
    'Set GITHUB_TOKEN, then restart the bot.',
  );
};
