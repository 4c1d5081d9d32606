// Pages on their way into the table. Reading goes on while rows are committed; one commit at a time, and after each the
// checkpoint, so that what is committed is never read again and what is not is never skipped.
import type { Bronze, PageBatch, PageRow } from '../../databricks/bronze.js';
import type { HandedOn } from './spans.js';

/** Rows that are worth a commit, and rows at which reading waits for the one under way. */
const worthACommit = 10_000;
const mostRows = 30_000;
const mostBytes = 512 * 1024 * 1024;

export interface LoaderOptions {
  bronze: Bronze;
  evenOlder: boolean;
  syncedAt: number;
  signal: AbortSignal;
  /** What has been read up to now, as it is committed with these rows. */
  handOn: () => HandedOn;
  /** After the rows are in the table: `changed` of them were new or different. */
  committed: (handed: HandedOn, changed: number) => Promise<void>;
}

export interface Loader {
  /** @throws Problem not_possible when the row is too large */
  add(row: PageRow): Promise<void>;
  /** Commits when it is worth it. */
  settle(): Promise<void>;
  /** Commits what is left. */
  finish(): Promise<void>;
  /** Throws away what isn't committed. */
  discard(): Promise<void>;
}

export async function createLoader(options: LoaderOptions): Promise<Loader> {
  const { bronze, evenOlder, syncedAt, signal } = options;
  let batch = await bronze.openBatch();
  let underWay: Promise<void> | null = null;
  let failure: { error: unknown } | null = null;

  async function commit(full: PageBatch, handed: HandedOn): Promise<void> {
    try {
      const { changed } = await full.commit({ evenOlder, syncedAt, signal });
      await options.committed(handed, changed);
    } finally {
      await full.discard();
    }
  }

  /** Takes what there is out of the readers' way, and begins to commit it. */
  async function begin(): Promise<void> {
    await underWay;
    if (failure) throw failure.error;
    const next = await bronze.openBatch();
    // Nothing is awaited from here on: the rows and what they stand for belong together.
    const full = batch;
    batch = next;
    underWay = commit(full, options.handOn())
      .catch((error: unknown) => {
        failure = { error };
      })
      .finally(() => {
        underWay = null;
      });
  }

  /** The same for several readers at once. */
  let beginning: Promise<void> | null = null;
  function beginOnce(): Promise<void> {
    beginning ??= begin().finally(() => {
      beginning = null;
    });
    return beginning;
  }

  return {
    add: (row) => batch.add(row),
    async settle() {
      if (failure) throw failure.error;
      const isFull = batch.rows >= mostRows || batch.bytes >= mostBytes;
      if (isFull || (batch.rows >= worthACommit && underWay === null)) await beginOnce();
    },
    async finish() {
      do {
        await beginOnce();
        await underWay;
        if (failure) throw failure.error;
      } while (batch.rows > 0);
    },
    async discard() {
      await underWay;
      await batch.discard();
    },
  };
}
