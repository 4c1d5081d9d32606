// What the bot's process uses of the machine, as Linux tells it.
import { readFileSync } from 'node:fs';

/** Of Linux's /proc, a second. */
const ticks = 100;

export interface Usage {
  /** Of one core, 0 to 1 and above. */
  cpu: number;
  /** Resident now and at most so far, MiB. */
  resident: number;
  peak: number;
}

/** From now on; the result gives what it was until then. */
export function watchUsage(pid: number): () => Usage {
  const started = performance.now();
  const before = cpuSeconds(pid);
  return () => ({
    cpu: (cpuSeconds(pid) - before) / ((performance.now() - started) / 1000),
    resident: statusOf(pid, 'VmRSS'),
    peak: statusOf(pid, 'VmHWM'),
  });
}

function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name in brackets may have blanks; utime and stime are the 12th and 13th after it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticks;
}

function statusOf(pid: number, field: string): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(status)?.[1]) / 1024);
}
