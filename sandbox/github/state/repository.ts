// The repository with all that belongs to it, and how its things are called in links.
import type { FaultBox } from '../faults.js';
import type { Deployments } from './deployments.js';
import type { History } from './history.js';
import type { Hook } from './hooks.js';
import type { Runs } from './runs.js';

export interface Repository {
  /** `owner/name`. */
  name: string;
  /** Of the API's links to the repository: `http://127.0.0.1:…/repos/owner/name`. */
  apiUrl: () => string;
  /** Of links to its pages. */
  pageUrl: string;
  history: History;
  runs: Runs;
  deployments: Deployments;
  hooks: Hook[];
  faults: FaultBox;
  /** Whose token it is. */
  login: string;
  /** Epoch milliseconds. */
  now: () => number;
}

export const mainBranch = 'main';

/** GitHub's times have no fractions of a second. */
export function time(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
}

export function timeOrNull(at: number | null): string | null {
  return at === null ? null : time(at);
}

/** A person or an app, as far as anybody asks. */
export function account(login: string): object {
  const type = login.endsWith('[bot]') ? 'Bot' : 'User';
  return { login, id: idOf(login), type, html_url: `https://github.com/${login}` };
}

/** The same for a login each time. */
function idOf(login: string): number {
  return Buffer.from(login).reduce((sum, byte) => (sum * 31 + byte) % 9_000_000, 7);
}
