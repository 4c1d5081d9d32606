// Memory of the machine that the bot runs on. (Runbook 2 "High Memory": less than 500 MB free)
import { readFile } from 'node:fs/promises';
import { freemem } from 'node:os';
import { figure, type Probe } from '../probe.js';

const mib = 1024 * 1024;

/** @param meminfo Linux's; where there is none, what Node takes for free */
export function memoryProbe(
  { minFreeMb }: { minFreeMb: number },
  meminfo = '/proc/meminfo',
): Probe {
  return async () => {
    const text = await readFile(meminfo, 'utf8').catch(() => '');
    const kib = /^MemAvailable:\s+(\d+) kB/m.exec(text)?.[1];
    const free = Math.round(kib === undefined ? freemem() / mib : Number(kib) / 1024);
    const isLow = free < minFreeMb;
    return {
      status: isLow ? 'bad' : 'good',
      said: `${figure(free)} MB free`,
      failure: isLow ? 'low_memory' : null,
      value: free,
      local: true,
    };
  };
}
