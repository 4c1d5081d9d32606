// How the pretend Notion Bot API says that it is (runbook notion-bot-api, "API Returns 503", "Metrics to Monitor", "Container
// Keeps Restarting"): /health with its checks, and /metrics.
import type { MongoSimulator } from '../mongodb/index.js';
import type { NotionSimulator } from '../notion/protocol.js';
import type { RedisSimulator } from '../redis/index.js';
import type { Flags } from './flags.js';
import { checkNotion, isRateLimited } from './notion-check.js';
import { counted, wave, type Counted } from './numbers.js';
import { metricsText, single, type Answer, type Metric } from './service.js';

export interface BotHealthParts {
  notion: Pick<NotionSimulator, 'faults'>;
  mongo: Pick<MongoSimulator, 'isUp'>;
  redis: Pick<RedisSimulator, 'isUp'>;
  flags: Pick<Flags, 'has'>;
  /** Epoch milliseconds at which its process began. */
  startedAt: number;
  now: () => number;
}

export interface BotHealth {
  health(): Answer;
  metrics(): Answer;
  /** Many answers are 500 from now on; or it was mended and started anew. */
  setFailing(isFailing: boolean): void;
}

const perSecond = { '200': 2, '404': 0.02, '500': 0.002, notion: 0.6 } as const;
/** Of the requests so far, and of those that come. */
const failingShare = 0.15;
const slowAnswerMs = 1_400;
/** One that dies at its start lives no longer. */
const crashEveryMs = 2_000;
const rateLimitHitsAtOnce = 24;

type Code = '200' | '404' | '500';

export function createBotHealth(parts: BotHealthParts): BotHealth {
  const { now, flags } = parts;
  let { startedAt } = parts;
  const requests: Record<Code, Counted> = {
    '200': counted(startedAt, perSecond['200']),
    '404': counted(startedAt, perSecond['404']),
    '500': counted(startedAt, perSecond['500']),
  };
  const notionCalls = counted(startedAt, perSecond.notion);
  const rateLimitHits = counted(startedAt, 0);
  let wasLimited = false;

  /** While it restarts in a loop every process is young. */
  const start = (): number =>
    flags.has('restarts') ? Math.floor(now() / crashEveryMs) * crashEveryMs : startedAt;

  function seeLimit(): void {
    const isLimited = isRateLimited(parts.notion);
    if (isLimited && !wasLimited) rateLimitHits.add(rateLimitHitsAtOnce);
    wasLimited = isLimited;
  }

  return {
    health: () => health(parts),
    setFailing(isFailing) {
      const at = now();
      if (isFailing) {
        const before = requests['200'].value(at);
        requests['500'].add(Math.ceil(before * failingShare) + 10);
        requests['500'].setRate(at, perSecond['200'] * failingShare);
        return;
      }
      startedAt = at;
      for (const one of Object.values(requests)) one.reset(at);
      requests['200'].add(20);
      requests['500'].setRate(at, perSecond['500']);
    },
    metrics() {
      seeLimit();
      const at = now();
      const total = requests['200'].value(at);
      const body = metricsText([
        {
          name: 'http_requests_total',
          type: 'counter',
          help: 'Requests by status',
          samples: (['200', '404', '500'] as const).map((code) => ({
            labels: { method: code === '500' ? 'POST' : 'GET', status_code: code },
            value: requests[code].value(at),
          })),
        },
        durations(at, flags.has('slow-api'), total),
        single('notion_api_calls_total', 'counter', 'Calls to Notion', notionCalls.value(at)),
        single('rate_limit_hits_total', 'counter', 'Calls answered 429', rateLimitHits.value(at)),
        single('up', 'gauge', 'Whether it is up', 1),
        single(
          'process_start_time_seconds',
          'gauge',
          'Start time of the process since unix epoch in seconds',
          Math.floor(start() / 1000),
        ),
      ]);
      return { status: 200, body };
    },
  };
}

function health({ notion, mongo, redis, flags, now }: BotHealthParts): Answer {
  const checks = {
    database: mongo.isUp()
      ? { status: 'healthy' }
      : { status: 'unhealthy', error: 'Connection refused' },
    notion: notionPart(checkNotion(notion, wave(now(), 90, 210)).message),
    // Without its cache it is slower, and works.
    cache: redis.isUp()
      ? { status: 'healthy' }
      : { status: 'degraded', error: 'Connection refused' },
  };
  const isHealthy = Object.values(checks).every(({ status }) => status !== 'unhealthy');
  return {
    status: isHealthy ? 200 : 503,
    body: {
      status: isHealthy ? 'healthy' : 'unhealthy',
      checks,
      timestamp: new Date(now()).toISOString(),
    },
    ...(flags.has('slow-api') ? { after: slowAnswerMs } : {}),
  };
}

function notionPart(error: string): { status: string; error?: string } {
  return error === '' ? { status: 'healthy' } : { status: 'unhealthy', error };
}

/** Quantiles in seconds, with the sum and the number that a summary has. */
function durations(now: number, isSlow: boolean, count: number): Metric {
  const factor = isSlow ? 9 : 1;
  const at = (low: number, high: number): number => (wave(now, low, high, 3) * factor) / 1000;
  const quantile = (text: string, value: number) => ({ labels: { quantile: text }, value });
  return {
    name: 'http_request_duration_seconds',
    type: 'summary',
    help: 'How long a request took',
    samples: [
      quantile('0.5', at(60, 90)),
      quantile('0.95', at(210, 330)),
      quantile('0.99', at(380, 460)),
      { suffix: '_sum', value: Math.round(count * 0.09 * factor) },
      { suffix: '_count', value: count },
    ],
  };
}
