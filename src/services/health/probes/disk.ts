// A disk of the machine that the bot runs on. (Runbook 2 "Disk Full"; runbook 4 "Disk Space": more than 80 %)
import { statfs } from 'node:fs/promises';
import { figure, notConfigured, type Probe } from '../probe.js';

const mib = 1024 * 1024;

/** As df counts: of what is not reserved for root. */
export function diskProbe({ path, maxPercent }: { path: string; maxPercent: number }): Probe {
  return async () => {
    const { bsize, blocks, bfree, bavail } = await statfs(path).catch(() => {
      throw notConfigured(`there is no ${path} on this machine`);
    });
    const used = blocks - bfree;
    const percent = used + bavail === 0 ? 0 : (100 * used) / (used + bavail);
    const isFull = percent > maxPercent;
    return {
      status: isFull ? 'bad' : 'good',
      said: `${path} is ${figure(percent)} % full, ${figure((bavail * bsize) / mib)} MB left`,
      failure: isFull ? 'disk_full' : null,
      value: Math.round(percent * 10) / 10,
      local: true,
    };
  };
}
