// How a report as a whole is, by its findings.
import type { Finding, Status } from '../../core/report.js';

/** @param waits whether something waits for somebody although nothing is wrong */
export function statusOf(findings: readonly Finding[], waits = false): Status {
  if (findings.some(({ severity }) => severity === 'bad')) return 'bad';
  return waits || findings.some(({ severity }) => severity === 'warning') ? 'warning' : 'good';
}
