// Which run of a job Databricks tells of: one that is there in the workspace, so that whoever is told can look into it.
import { fingerprintOf } from './fingerprint.js';
import type { WorkspaceJobs } from './protocol.js';

export type JobEvent = 'failure' | 'success';

export type JobRuns = (
  event: JobEvent,
  job: string,
  workspace: WorkspaceJobs | undefined,
) => {
  run: number;
  /** As the service writes it, in digits. */
  jobId: string;
};

/** @param madeUp gives the number of a run of a job that the workspace doesn't have */
export function createJobRuns(madeUp: () => number): JobRuns {
  const told = new Set<string>();
  return (event, job, workspace) => {
    const known = workspace?.list().find(({ name }) => name === job);
    if (!workspace || !known)
      return { run: madeUp(), jobId: fingerprintOf({ job }).replaceAll(/\D/g, '').slice(0, 9) };
    const [latest] = workspace.runs(job);
    const isSo = (result: string): boolean => (event === 'success') === (result === 'SUCCESS');
    const isNews =
      latest?.ending && isSo(latest.ending.result) && !told.has(`${event} ${latest.id}`);
    // A cluster that was lost is what a second try helps against.
    const kind = event === 'success' ? null : 'driver-unreachable';
    const run = isNews ? latest.id : workspace.record(job, kind);
    told.add(`${event} ${run}`);
    return { run, jobId: String(known.id) };
  };
}
