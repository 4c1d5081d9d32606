// Failures of Databricks jobs: how silver_transformations has ended, and ends until it is healed.
import type { Breakable, FailureSwitch } from './parts.js';

const job = 'silver_transformations';

/** It needs the warehouse only. */
type Part = Pick<Breakable, 'warehouse'>;

interface JobSwitch extends Omit<FailureSwitch, 'on' | 'off' | 'isOn'> {
  on(company: Part): void;
  off(company: Part): void;
  isOn(company: Part): boolean;
}

type Kind = 'cluster-startup' | 'driver-unreachable' | 'data-loss' | 'permission-denied';

function jobSwitch(id: string, kind: Kind, title: string): JobSwitch {
  return {
    id,
    system: 'finance-ppm',
    title,
    runbook: 'finance-ppm#troubleshoot-failed-jobs',
    on({ warehouse: { jobs } }) {
      jobs.failEvery(job, kind);
      jobs.record(job, kind);
    },
    off({ warehouse: { jobs } }) {
      jobs.failEvery(job, null);
      const [latest] = jobs.runs(job);
      if (latest?.ending?.code !== 'SUCCESS') jobs.record(job, null);
    },
    isOn: ({ warehouse }) => warehouse.jobs.faults.get().failing?.[job]?.kind === kind,
  };
}

export const jobSwitches: readonly JobSwitch[] = [
  jobSwitch('cluster-startup-failure', 'cluster-startup', 'The cluster of a job does not start'),
  jobSwitch('driver-unreachable', 'driver-unreachable', 'A job loses its cluster'),
  jobSwitch('data-loss', 'data-loss', 'A job fails on a broken Delta table'),
  jobSwitch('permission-denied', 'permission-denied', 'A job may not write to its table'),
];
