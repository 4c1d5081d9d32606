// What a benchmark reads of a bot's own /metrics.
import { z } from 'zod';

export interface Figures {
  /** MiB. */
  heap: number;
  resident: number;
  /** Of the oldest acknowledged request that waits for its work, seconds. */
  waited: number;
}

const mebibyte = 1024 * 1024;

/** @throws when the bot does not answer, or does not tell one of them */
export async function readMetrics(url: string): Promise<Figures> {
  const text = await (await fetch(url)).text();
  return {
    heap: valueOf(text, 'nodejs_heap_size_used_bytes') / mebibyte,
    resident: valueOf(text, 'process_resident_memory_bytes') / mebibyte,
    waited: valueOf(text, 'ppm_queue_age_seconds'),
  };
}

function valueOf(text: string, name: string): number {
  return z.coerce.number().parse(new RegExp(`^${name}(?:{[^}]*})? (\\S+)$`, 'm').exec(text)?.[1]);
}
