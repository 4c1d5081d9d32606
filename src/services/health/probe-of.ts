// Which probe a component of ppm.config.yaml has.
import type { ComponentConfig } from '../../config/health-schema.js';
import type { SettingOf } from '../commands/environment.js';
import type { Tables } from '../databricks/tables.js';
import type { Scraper } from '../scrape/scrape.js';
import type { Probe } from './probe.js';
import { certificateProbe } from './probes/certificate.js';
import { diskProbe } from './probes/disk.js';
import { dnsProbe } from './probes/dns.js';
import { githubProbe, type GithubParts } from './probes/github.js';
import { httpProbe } from './probes/http.js';
import { memoryProbe } from './probes/memory.js';
import { metricProbe } from './probes/metric.js';
import { mongodbProbe } from './probes/mongodb.js';
import { notionProbe, type NotionParts } from './probes/notion.js';
import { redisProbe } from './probes/redis.js';
import { restartsProbe } from './probes/restarts.js';
import { warehouseProbe } from './probes/warehouse.js';
import type { TrustOf } from './trust.js';

export interface ProbeParts extends NotionParts, GithubParts {
  settingOf: SettingOf;
  scraper: Scraper;
  tables: Pick<Tables, 'currentUser'>;
  trustOf: TrustOf;
}

/** @param startsInHour as restartsProbe says */
export function probeOf(
  config: ComponentConfig,
  parts: ProbeParts,
  startsInHour: (starts: readonly number[]) => Promise<number>,
): Probe {
  switch (config.kind) {
    case 'http':
      return httpProbe(config, parts);
    case 'notion':
      return notionProbe(parts);
    case 'warehouse':
      return warehouseProbe(parts.tables);
    case 'mongodb':
      return mongodbProbe(config, parts);
    case 'redis':
      return redisProbe(config, parts);
    case 'github':
      return githubProbe(parts);
    case 'disk':
      return diskProbe(config);
    case 'memory':
      return memoryProbe(config);
    case 'certificate':
      return certificateProbe(config, parts);
    case 'dns':
      return dnsProbe(config);
    case 'restarts':
      return restartsProbe(config, parts.scraper, startsInHour);
    case 'metric':
      return metricProbe(config, parts.scraper);
  }
}
