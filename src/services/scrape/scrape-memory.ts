// Metrics as they were a while ago, by address, so that a second asking can tell how fast counters grow: since the process
// began says little about now. In memory only: after a restart of the bot the first asking has nothing to compare with.
import type { Before, Sample } from './scrape.js';

const minute = 60_000;
/** What is younger says nothing yet, what is older is about another hour. */
const age = { least: minute, most: 60 * minute };
/** One asking is kept in this time, so that there is always one between it and the most. */
const apart = 20 * minute;
/** More samples than this are not kept: it would take memory, not help anybody. */
const mostKept = 5_000;

export interface ScrapeMemory {
  /** Keeps the samples and returns what there was before: the oldest of the last hour. */
  remember(url: string, samples: readonly Sample[]): Before | null;
}

export function createScrapeMemory(now: () => number): ScrapeMemory {
  const kept = new Map<string, Before[]>();
  return {
    remember(url, samples) {
      const at = now();
      const known = (kept.get(url) ?? []).filter((one) => at - one.at <= age.most);
      const last = known.at(-1);
      if (samples.length <= mostKept && (!last || at - last.at >= apart))
        known.push({ samples, at });
      kept.set(url, known);
      return known.find((one) => at - one.at >= age.least) ?? null;
    },
  };
}
