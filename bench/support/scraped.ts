// What a benchmark reads of a bot's own /metrics.
import { z } from 'zod';
import type { BotProcess } from '../../sandbox/bot-process.js';

export interface Figures {
  /** MiB. */
  resident: number;
  /** Of the oldest acknowledged request that waits for its work, seconds. */
  waited: number;
}

const mebibyte = 1024 * 1024;

/** @throws when the bot does not answer, or does not tell one of them */
export async function readMetrics(url: string): Promise<Figures> {
  const text = await (await fetch(url)).text();
  return {
    resident: valueOf(text, 'process_resident_memory_bytes') / mebibyte,
    waited: valueOf(text, 'ppm_queue_age_seconds'),
  };
}

/** How often the bots have asked their memory so far, by verb, all together. */
export async function storeVerbs(
  bots: readonly Pick<BotProcess, 'port'>[],
): Promise<Map<string, number>> {
  const counted = new Map<string, number>();
  for (const bot of bots) {
    const text = await (await fetch(`http://127.0.0.1:${bot.port()}/metrics`)).text();
    for (const [, verb = '', times] of text.matchAll(
      /^ppm_store_seconds_count{verb="(\w+)"} (\d+)$/gm,
    ))
      counted.set(verb, (counted.get(verb) ?? 0) + Number(times));
  }
  return counted;
}

/** `replace 3.1, get 2.0`: what came between two countings, for each of so many. */
export function verbsEach(
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
  many: number,
): string {
  return [...after]
    .map(([verb, times]) => `${verb} ${((times - (before.get(verb) ?? 0)) / many).toFixed(2)}`)
    .join(', ');
}

function valueOf(text: string, name: string): number {
  return z.coerce.number().parse(new RegExp(`^${name}(?:{[^}]*})? (\\S+)$`, 'm').exec(text)?.[1]);
}
