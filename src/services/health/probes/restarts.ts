// How often a process began anew, by the start time that its metrics tell. (Runbook 4 "Container Keeps Restarting")
import type { ComponentConfig } from '../../../config/health-schema.js';
import type { Scraper } from '../../scrape/scrape.js';
import { good, type Probe } from '../probe.js';
import { samplesOf } from './samples.js';

type RestartsConfig = Extract<ComponentConfig, { kind: 'restarts' }>;

/**
 * @param startsInHour remembers start times (epoch milliseconds), and gives how many different ones lie within the last hour
 */
export function restartsProbe(
  config: RestartsConfig,
  scraper: Scraper,
  startsInHour: (starts: readonly number[]) => Promise<number>,
): Probe {
  return async (asking) => {
    const found = await samplesOf(scraper, { ...config, labels: {} }, asking);
    const many = await startsInHour(found.map(({ value }) => Math.round(value * 1000)));
    const said =
      many === 0 ? 'not begun anew in the last hour' : `begun ${times(many)} in the last hour`;
    if (many > config.maxPerHour)
      return {
        status: 'bad',
        said: `${said}: it restarts in a loop`,
        failure: 'restarting',
        value: many,
      };
    // Once is what a deployment does.
    if (many > 1) return { status: 'warning', said, failure: 'restarting', value: many };
    return good(said, many);
  };
}

function times(many: number): string {
  return many === 1 ? 'once' : `${many} times`;
}
