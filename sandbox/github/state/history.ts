// The repository's commits: a branch or a tag names one, and each knows its parents, its files and what its checks came to.
import { createHash } from 'node:crypto';

export interface CheckResult {
  name: string;
  /** Null while it goes on. */
  conclusion: 'success' | 'failure' | 'cancelled' | 'skipped' | 'neutral' | 'timed_out' | null;
}

/** As other services report it, by the older interface. */
export interface ReportedStatus {
  context: string;
  state: 'success' | 'failure' | 'error' | 'pending';
}

export interface StoredCommit {
  sha: string;
  message: string;
  author: { login: string; name: string; email: string };
  /** Epoch milliseconds. */
  at: number;
  parents: readonly string[];
  files: ReadonlyMap<string, string>;
  checks: readonly CheckResult[];
  statuses: readonly ReportedStatus[];
}

const shortest = 7;

export class History {
  readonly branches = new Map<string, string>();
  readonly tags = new Map<string, string>();
  /** Parents before their children. */
  private readonly commits: StoredCommit[] = [];

  add(commit: Omit<StoredCommit, 'sha'>): StoredCommit {
    const { message, parents } = commit;
    const sha = createHash('sha1')
      .update(`${parents.join()} ${message} ${this.commits.length}`)
      .digest('hex');
    const stored = { ...commit, sha };
    this.commits.push(stored);
    return stored;
  }

  bySha(sha: string): StoredCommit | undefined {
    return this.commits.find((commit) => commit.sha === sha);
  }

  /** Full name or short one of a branch or a tag. */
  named(ref: string): { commit: StoredCommit; short: string } | undefined {
    const [, kind, rest] = /^(?:refs\/)?(heads|tags)\/(.+)$/.exec(ref) ?? [];
    const short = rest ?? ref;
    const sha =
      (kind === 'tags' ? undefined : this.branches.get(short)) ??
      (kind === 'heads' ? undefined : this.tags.get(short));
    const commit = sha === undefined ? undefined : this.bySha(sha);
    return commit ? { commit, short } : undefined;
  }

  /** Branch, tag, or sha of at least seven digits that belongs to one commit only. */
  find(ref: string): StoredCommit | undefined {
    const named = this.named(ref);
    if (named) return named.commit;
    if (ref.length < shortest || !/^[0-9a-f]+$/i.test(ref)) return undefined;
    const found = this.commits.filter(({ sha }) => sha.startsWith(ref.toLowerCase()));
    return found.length === 1 ? found[0] : undefined;
  }

  /** Itself and all that came before it, oldest first. */
  upTo(head: StoredCommit): StoredCommit[] {
    const wanted = new Set([head.sha]);
    // Children come after their parents: one pass backwards meets them all.
    for (const { sha, parents } of this.commits.toReversed())
      if (wanted.has(sha)) for (const parent of parents) wanted.add(parent);
    return this.commits.filter(({ sha }) => wanted.has(sha));
  }
}
