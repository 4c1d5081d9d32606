// A GitHub simulator for a test, asked over real HTTP.
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import {
  startGithub,
  type GithubOptions,
  type GithubSimulator,
} from '../../sandbox/github/index.js';

export const token = 'ghp_test';
/** For polls: runs take milliseconds, and the machine may be busy. */
export const soon = { timeout: 15_000 };
export const controlRoom = 'deploy-control-room.yml';

export interface Reply {
  status: number;
  headers: Headers;
  body: unknown;
}

export interface Asker {
  github: GithubSimulator;
  /** @param path after `/repos/owner/name` */
  ask(
    path: string,
    init?: { method?: string; body?: unknown; headers?: HeadersInit },
  ): Promise<Reply>;
  get(path: string): Promise<unknown>;
  dispatch(body: unknown, workflow?: string, headers?: HeadersInit): Promise<Reply>;
  /** Dispatches with the details. @returns id of the run */
  started(inputs: Record<string, string>, workflow?: string): Promise<number>;
}

/** Runs take 50 ms, and are listed at once after a moment. */
export async function openGithub(options: Partial<GithubOptions> = {}): Promise<Asker> {
  const github = await startGithub({
    token,
    login: 'ppm-bot',
    paceMs: 50,
    listDelayMs: 5,
    ...options,
  });
  onTestFinished(() => github.close());
  const ask: Asker['ask'] = async (path, { method = 'GET', body, headers } = {}) => {
    const response = await fetch(`${github.url}/repos/${github.repository}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...Object.fromEntries(new Headers(headers)) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') === true;
    return {
      status: response.status,
      headers: response.headers,
      body: isJson ? JSON.parse(text) : text,
    };
  };
  const dispatch: Asker['dispatch'] = (body, workflow = controlRoom, headers = {}) =>
    ask(`/actions/workflows/${workflow}/dispatches`, { method: 'POST', body, headers });
  return {
    github,
    ask,
    get: async (path) => (await ask(path)).body,
    dispatch,
    async started(inputs, workflow) {
      const { body } = await dispatch({ ref: 'main', inputs, return_run_details: true }, workflow);
      return z.object({ workflow_run_id: z.number() }).parse(body).workflow_run_id;
    },
  };
}

/** Sha of a commit of main, counted from its head. */
export function back({ github }: Pick<Asker, 'github'>, count: number): string {
  const found = github.commits()[count];
  if (!found) throw new Error(`no commit ${count} before the head`);
  return found.sha;
}
