// How each job did last, and what of it goes on.
import type { Job, JobRun, Jobs } from './jobs.js';

export interface LastRuns {
  job: Job;
  /** The newest that has ended; null where none is known. */
  last: JobRun | null;
  active: JobRun[];
}

/** Newest runs of a job among which the last one that ended is looked for. */
const looked = 10;
/** Jobs that are asked about at a time. */
const atOnce = 5;

/** In the order of the jobs. @throws what the first call that fails throws */
export async function lastRunsOf(
  jobs: Pick<Jobs, 'runs'>,
  some: readonly Job[],
  signal: AbortSignal,
): Promise<LastRuns[]> {
  const found: LastRuns[] = [];
  for (let from = 0; from < some.length; from += atOnce)
    found.push(
      ...(await Promise.all(
        some.slice(from, from + atOnce).map(async (job) => {
          const runs = await jobs.runs({ job: job.id, limit: looked }, signal);
          return {
            job,
            last: runs.find(({ state }) => state === 'ended') ?? null,
            active: runs.filter(({ state }) => state !== 'ended'),
          };
        }),
      )),
    );
  return found;
}
