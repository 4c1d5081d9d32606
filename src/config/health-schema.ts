// What of a system can be asked for its health, as ppm.config.yaml describes it: components to probe, metrics to read with
// the runbooks' bands, log files, and who to call. (Runbook 1 "Morning Health Check", 2 "Monitoring Integration",
// 4 "Monitoring System Health", 5 "Metrics Interpretation")
import { z } from 'zod';

const address = z.string().regex(/^https?:\/\/\S+$/, 'an address: https://…');
const host = z
  .string()
  .regex(/^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?)$/, 'the name of a host');
const setting = z.string().regex(/^[A-Z][A-Z0-9_]*$/, 'the name of a setting: PLATFORM_REDIS_URL');
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const percent = z.number().min(0).max(100);

const common = {
  title: z.string().optional(),
  owner: z.string().optional(),
  timeoutSeconds: z.number().min(0.1).max(30).default(5),
  slowMs: z.number().positive().default(1_000).describe('A slower answer is a warning'),
  tooSlowMs: z.number().positive().default(5_000).describe('A slower answer is red'),
  onDemand: z
    .boolean()
    .optional()
    .describe('Asked by `health` and the morning check only, not every few minutes: it costs'),
};

const component = z.discriminatedUnion('kind', [
  z.strictObject({
    ...common,
    kind: z.literal('http').describe('An address with an expected status and expected JSON values'),
    url: address,
    headers: z.record(z.string(), z.string()).default({}).describe('{setting.NAME} is filled in'),
    status: z.int().min(100).max(599).default(200),
    json: z
      .record(z.string(), scalar)
      .default({})
      .describe('Values that the answer must have, by path: checks.notion.status: healthy'),
    not: z
      .record(z.string(), scalar)
      .default({})
      .describe('Values that it must not have, such as source: mock'),
    caCertificate: z.string().optional().describe('Path of a PEM file to trust beside the usual'),
  }),
  z.strictObject({ ...common, kind: z.literal('notion').describe('Notion takes the token') }),
  z.strictObject({
    ...common,
    kind: z.literal('warehouse').describe('The SQL warehouse answers; asked on demand'),
  }),
  z.strictObject({
    ...common,
    kind: z.literal('mongodb').describe('MongoDB answers a ping'),
    setting: setting.default('PLATFORM_MONGODB_URI').describe('Setting with its URI'),
  }),
  z.strictObject({
    ...common,
    kind: z.literal('redis').describe('Redis answers a ping'),
    setting: setting.default('PLATFORM_REDIS_URL').describe('Setting with its URL'),
  }),
  z.strictObject({
    ...common,
    kind: z.literal('github').describe('GitHub takes the token, and calls are left'),
  }),
  z.strictObject({
    ...common,
    kind: z.literal('disk').describe('A disk of the machine that the bot runs on'),
    path: z.string().default('/'),
    maxPercent: percent.default(80).describe('Fuller than this is red'),
  }),
  z.strictObject({
    ...common,
    kind: z.literal('memory').describe('Memory of the machine that the bot runs on'),
    minFreeMb: z.number().positive().default(500).describe('Less than this is red'),
  }),
  z.strictObject({
    ...common,
    kind: z.literal('certificate').describe('How long a TLS certificate is good for'),
    host,
    port: z.int().min(1).max(65_535).default(443),
    warnDays: z.number().positive().default(21),
    minDays: z.number().min(0).default(7),
    caCertificate: z.string().optional().describe('Path of a PEM file to trust beside the usual'),
  }),
  z.strictObject({
    ...common,
    kind: z.literal('dns').describe('A name can be resolved'),
    host,
    server: z
      .string()
      .optional()
      .describe(
        "Address of the name server to ask, 10.0.0.2 or 10.0.0.2:53; the machine's own without it",
      ),
  }),
  z.strictObject({
    ...common,
    kind: z.literal('restarts').describe('How often a process began anew, by its metrics'),
    url: address,
    metric: z.string().default('process_start_time_seconds'),
    maxPerHour: z.int().min(0).default(3).describe('More is red: it restarts in a loop'),
  }),
  z.strictObject({
    ...common,
    kind: z.literal('metric').describe('One value of a metrics address, such as a disk elsewhere'),
    url: address,
    metric: z.string(),
    labels: z.record(z.string(), z.string()).default({}),
    warnAbove: z.number().optional(),
    max: z.number().optional(),
    warnBelow: z.number().optional(),
    min: z.number().optional(),
    unit: z.string().max(12).default(''),
  }),
]);

/** `good` is the target; past `critical` it is red. Higher is worse, unless `good` is above `critical`. */
const band = z.strictObject({ good: z.number(), critical: z.number() });

const metrics = z.strictObject({
  url: address,
  names: z
    .strictObject({
      requests: z.string().default('http_requests_total'),
      durations: z.string().default('http_request_duration_seconds'),
      notionCalls: z.string().default('notion_api_calls_total'),
      rateLimitHits: z.string().default('rate_limit_hits_total'),
      cacheHits: z.string().default('cache_hits_total'),
      cacheMisses: z.string().default('cache_misses_total'),
      syncFailures: z.string().default('notion_sync_failures_total'),
      toolSeconds: z.string().default('tool_response_seconds').describe('With a label `tool`'),
      successRatio: z.string().default('tool_success_ratio').describe('With a label `tool`'),
    })
    .prefault({}),
  bands: z
    .strictObject({
      p95Ms: band.default({ good: 500, critical: 1_000 }),
      errorPercent: band.default({ good: 1, critical: 5 }),
      cacheHitPercent: band.default({ good: 80, critical: 60 }),
      successPercent: band.default({ good: 95, critical: 80 }),
      rateLimitHitsPerHour: band.default({ good: 10, critical: 50 }),
    })
    .prefault({}),
  tools: z
    .record(
      z.string(),
      z.strictObject({ good: z.number(), warning: z.number(), critical: z.number() }),
    )
    .default({})
    .describe('Response times in milliseconds, by tool'),
});

const logFile = z.strictObject({
  name: z.string().optional(),
  path: z.string().min(1),
});

export const contactSchema = z.strictObject({
  role: z.string(),
  contact: z.string().describe('A channel, a mail address, a telephone number or an address'),
  hours: z.string().default('').describe('24/7, business hours …'),
  level: z.int().min(1).max(3).optional().describe('Escalation level, 1 first'),
  vendor: z.boolean().default(false),
});

export const healthOfSystem = {
  components: z.record(z.string().regex(/^[a-z][a-z0-9_-]*$/), component).default({}),
  metrics: metrics.optional(),
  logs: z.array(logFile).default([]).describe('Files whose last lines `logs` shows'),
  contacts: z.array(contactSchema).default([]),
};

export type ComponentConfig = z.output<typeof component>;
export type ComponentKind = ComponentConfig['kind'];
export type MetricsConfig = z.output<typeof metrics>;
export type Band = z.output<typeof band>;
export type Contact = z.output<typeof contactSchema>;
