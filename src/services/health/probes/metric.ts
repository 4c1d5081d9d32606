// One value of a metrics address against its bands, such as a disk elsewhere. (Runbook 2 "Disk Full", "High Memory"; runbook 3
// "notion_sync_failures_total")
import type { ComponentConfig } from '../../../config/health-schema.js';
import type { Scraper } from '../../scrape/scrape.js';
import { figure, good, type Answer, type Probe } from '../probe.js';
import { samplesOf } from './samples.js';

type MetricConfig = Extract<ComponentConfig, { kind: 'metric' }>;

export function metricProbe(config: MetricConfig, scraper: Scraper): Probe {
  return async (asking) => {
    const found = await samplesOf(scraper, config, asking);
    const { warnBelow, min } = config;
    const values = found.map(({ value }) => value);
    // Of several (disks, say) the worst: the highest, unless only low values are bad.
    const lowIsBad = config.warnAbove === undefined && config.max === undefined;
    const value =
      lowIsBad && (min ?? warnBelow) !== undefined ? Math.min(...values) : Math.max(...values);
    return banded(value, config);
  };
}

function banded(value: number, config: MetricConfig): Answer {
  const { metric, warnAbove, max, warnBelow, min, unit } = config;
  const said = `${metric} is ${figure(value)}${unit === '' ? '' : ` ${unit}`}`;
  const past = (limit: number, status: 'bad' | 'warning', word: string): Answer => ({
    status,
    said: `${said}, ${word} ${figure(limit)}`,
    failure: 'out_of_band',
    value,
  });
  if (max !== undefined && value > max) return past(max, 'bad', 'more than');
  if (min !== undefined && value < min) return past(min, 'bad', 'less than');
  if (warnAbove !== undefined && value > warnAbove) return past(warnAbove, 'warning', 'more than');
  if (warnBelow !== undefined && value < warnBelow) return past(warnBelow, 'warning', 'less than');
  return good(said, value);
}
