// What the bot's processes use of the machine, as Linux tells it.
import { readFileSync } from 'node:fs';
import type { BotProcess } from '../../sandbox/bot-process.js';

/** Of Linux's /proc, a second. */
const ticks = 100;

export interface Usage {
  /** Of one core, 0 to 1 and above; of all processes together. */
  cpu: number;
  /** Resident now and at most so far, MiB: of the largest process. */
  resident: number;
  peak: number;
}

/** From now on; the result gives what it was until then. Processes that were started since do not count. */
export function watchUsage(bots: readonly Pick<BotProcess, 'pid'>[]): () => Usage {
  const pids = bots.flatMap((bot) => bot.pid() ?? []);
  const started = performance.now();
  const before = sum(pids.map(cpuSeconds));
  return () => ({
    cpu: (sum(pids.map(cpuSeconds)) - before) / ((performance.now() - started) / 1000),
    resident: Math.round(Math.max(...pids.map((pid) => mebibytes(pid, 'VmRSS')))),
    peak: Math.round(Math.max(...pids.map((pid) => mebibytes(pid, 'VmHWM')))),
  });
}

/** A figure of /proc/PID/status: VmRSS, what is resident now; VmHWM, at most so far. */
export function mebibytes(pid: number, field: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(status)?.[1]) / 1024;
}

function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name in brackets may have blanks; utime and stime are the 12th and 13th after it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticks;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
