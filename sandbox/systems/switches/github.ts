// Failures of GitHub's workflows.
import type { Breakable, FailureSwitch } from './parts.js';

/** So often that it does not wear out while somebody looks. */
const always = 1_000_000;
const failing = { job: 'deploy', step: 'Smoke test' } as const;
type Reached = Pick<Breakable, 'github'>;

export const deployFails = {
  id: 'deploy-fails',
  system: 'finance-ppm',
  title: 'Every deployment fails in its smoke test',
  runbook: 'finance-ppm#deploy-control-room',
  on: ({ github }: Reached) => github.setFault({ failRuns: { ...failing, count: always } }),
  off: ({ github }: Reached) => github.setFault({ failRuns: null }),
  isOn({ github }: Reached): boolean {
    const { failRuns } = github.faults();
    return failRuns?.step === failing.step && failRuns.count > 0;
  },
} satisfies FailureSwitch;

export const githubSwitches: readonly FailureSwitch[] = [deployFails];
