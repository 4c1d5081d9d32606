// Somebody pushes a commit to the repository.
import { noticeWorkflows } from './api/dispatch.js';
import type { PushedCommit } from './protocol.js';
import { authors, wellChecked } from './seed/commits.js';
import type { StoredCommit } from './state/history.js';
import { mainBranch, type Repository } from './state/repository.js';

/** @returns its sha */
export function push(repository: Repository, pushed: PushedCommit): string {
  const { history, now } = repository;
  const { title, author = authors.ana.login, checks = wellChecked, branch = mainBranch } = pushed;
  const parent = history.named(`heads/${branch}`) ?? history.named(`heads/${mainBranch}`);
  const files = new Map(parent?.commit.files);
  for (const [path, text] of Object.entries(pushed.files ?? {}))
    if (text === null) files.delete(path);
    else files.set(path, text);
  const { sha } = history.add({
    message: title,
    author: authorOf(author),
    at: now(),
    parents: parent ? [parent.commit.sha] : [],
    files,
    checks,
    statuses: [],
  });
  history.branches.set(branch, sha);
  noticeWorkflows(repository);
  return sha;
}

function authorOf(login: string): StoredCommit['author'] {
  const known = Object.values(authors).find((author) => author.login === login);
  return known ?? { login, name: login, email: `${login}@meridian.example` };
}
