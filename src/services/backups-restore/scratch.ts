// The scratch database of a verification: its name follows from the run, so that a process that takes over finds it.
import { createHash } from 'node:crypto';

export const scratchPrefix = 'ppm_verify_';

export function scratchOf(run: string): string {
  return `${scratchPrefix}${createHash('sha256').update(run).digest('hex').slice(0, 8)}`;
}
