// Commits, and what lies between two of them. (docs.github.com, "REST API endpoints for commits")
import type { StoredCommit } from '../state/history.js';
import { account, time, type Repository } from '../state/repository.js';
import { notFound, ok, unprocessable, type Call, type Handler } from './call.js';
import { pageOf } from './paging.js';

/** So many commits at most where no page is asked for: the newest. */
const mostCompared = 250;

export const getCommit: Handler = ({ repository }, call) =>
  ok({ ...shownCommit(repository, commitAt(repository, call)), files: [] });

/** @throws ApiError 422, as GitHub answers for every ref that it does not know */
export function commitAt({ history }: Repository, { parts: [ref = ''] }: Call): StoredCommit {
  const found = history.find(ref);
  if (!found) throw unprocessable(`No commit found for SHA: ${ref}`);
  return found;
}

export const compare: Handler = ({ repository }, { parts, query }) => {
  const { history, apiUrl, pageUrl } = repository;
  const [base = '', head = ''] = parts;
  const [from, to] = [history.find(base), history.find(head)];
  if (!from || !to) throw notFound();
  const ofBase = new Set(history.upTo(from));
  const ofHead = history.upTo(to);
  const ahead = ofHead.filter((commit) => !ofBase.has(commit));
  const behindBy = ofBase.size - (ofHead.length - ahead.length);
  const common = ofHead.findLast((commit) => ofBase.has(commit));
  if (!common) throw notFound();
  const url = `${apiUrl()}/compare/${base}...${head}`;
  const isPaged = query.has('page') || query.has('per_page');
  const page = isPaged
    ? pageOf(ahead, query, url)
    : { items: ahead.slice(-mostCompared), headers: {} };
  const htmlUrl = `${pageUrl}/compare/${base}...${head}`;
  return {
    status: 200,
    headers: page.headers,
    body: {
      url,
      html_url: htmlUrl,
      permalink_url: `${pageUrl}/compare/${from.sha.slice(0, 7)}...${to.sha.slice(0, 7)}`,
      diff_url: `${htmlUrl}.diff`,
      patch_url: `${htmlUrl}.patch`,
      base_commit: shownCommit(repository, from),
      merge_base_commit: shownCommit(repository, common),
      status: statusOf(ahead.length, behindBy),
      ahead_by: ahead.length,
      behind_by: behindBy,
      total_commits: ahead.length,
      commits: page.items.map((commit) => shownCommit(repository, commit)),
      files: [],
    },
  };
};

function statusOf(ahead: number, behind: number): string {
  if (ahead > 0) return behind > 0 ? 'diverged' : 'ahead';
  return behind > 0 ? 'behind' : 'identical';
}

function shownCommit({ apiUrl, pageUrl }: Repository, commit: StoredCommit): object {
  const { sha, message, author, at, parents } = commit;
  const signature = { name: author.name, email: author.email, date: time(at) };
  const url = `${apiUrl()}/commits/${sha}`;
  return {
    sha,
    url,
    html_url: `${pageUrl}/commit/${sha}`,
    commit: { message, author: signature, committer: signature, comment_count: 0 },
    author: account(author.login),
    committer: account(author.login),
    parents: parents.map((parent) => ({ sha: parent, url: `${apiUrl()}/commits/${parent}` })),
  };
}
