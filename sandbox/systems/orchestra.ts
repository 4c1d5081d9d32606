// The pretend MCP server of Orchestra (runbook orchestra, "Metrics Interpretation"): response times and success rates of the
// AI tools, and how often its cache had the answer.
import type { Flags } from './flags.js';
import { counted, wave, type Counted } from './numbers.js';
import { metricsText, single, startService, type Service } from './service.js';

export interface OrchestraParts {
  flags: Pick<Flags, 'has'>;
  startedAt: number;
  now: () => number;
}

export interface Orchestra extends Service {
  /** Its cache was emptied, and misses most of the time from now on; or the server was started anew, warm. */
  setCacheCold(isCold: boolean): void;
}

const tools = {
  cursor: { ms: [310, 440], success: [96, 99] },
  continue: { ms: [620, 880], success: [96, 99] },
  mcp_server: { ms: [45, 85], success: [98, 100] },
} as const satisfies Record<string, Record<'ms' | 'success', readonly [low: number, high: number]>>;

/** Past the critical thresholds of the runbook: continue 4,000 ms, success rate 80 %. */
const slow = { tool: 'continue', ms: [4_300, 5_200] } as const;
const failing = { tool: 'cursor', success: [68, 76] } as const;

const lookupsPerSecond = 3;
const warm = { hit: 0.9, misses: 0 } as const;
/** Misses at once outweigh what was hit before. */
const cold = { hit: 0.3, misses: 150_000 } as const;

export async function startOrchestra(parts: OrchestraParts): Promise<Orchestra> {
  let { startedAt } = parts;
  const hits = counted(startedAt, lookupsPerSecond * warm.hit);
  const misses = counted(startedAt, lookupsPerSecond * (1 - warm.hit));
  const service = await startService({
    'GET /health': () => ({
      status: 200,
      body: {
        status: 'healthy',
        server: 'mcp_unified_server',
        uptime_seconds: Math.floor((parts.now() - startedAt) / 1000),
        tools: Object.keys(tools),
      },
    }),
    'GET /metrics': () => ({ status: 200, body: metrics(parts, { hits, misses, startedAt }) }),
  });
  return {
    ...service,
    setCacheCold(isCold) {
      const now = parts.now();
      const { hit, misses: atOnce } = isCold ? cold : warm;
      if (!isCold) {
        startedAt = now;
        for (const one of [hits, misses]) one.reset(now);
        hits.add(90);
        misses.add(10);
      }
      hits.setRate(now, lookupsPerSecond * hit);
      misses.setRate(now, lookupsPerSecond * (1 - hit));
      misses.add(atOnce);
    },
  };
}

function metrics(
  { flags, now }: OrchestraParts,
  state: { hits: Counted; misses: Counted; startedAt: number },
): string {
  const at = now();
  const each = Object.entries(tools).map(([tool, usual], seed) => {
    const [fastest, slowest] = flags.has('tool-slow') && tool === slow.tool ? slow.ms : usual.ms;
    const [least, most] =
      flags.has('success-rate-low') && tool === failing.tool ? failing.success : usual.success;
    return {
      labels: { tool },
      seconds: wave(at, fastest, slowest, seed) / 1000,
      ratio: wave(at, least, most, seed + 5) / 100,
    };
  });
  return metricsText([
    {
      name: 'tool_response_seconds',
      type: 'gauge',
      help: 'How long a tool takes to answer',
      samples: each.map(({ labels, seconds }) => ({ labels, value: seconds })),
    },
    {
      name: 'tool_success_ratio',
      type: 'gauge',
      help: 'Share of calls that ended well, from 0 to 1',
      samples: each.map(({ labels, ratio }) => ({ labels, value: ratio })),
    },
    single('cache_hits_total', 'counter', 'Answers from the cache', state.hits.value(at)),
    single(
      'cache_misses_total',
      'counter',
      'Answers that Notion had to give',
      state.misses.value(at),
    ),
    single(
      'process_start_time_seconds',
      'gauge',
      'Start time of the process since unix epoch in seconds',
      Math.floor(state.startedAt / 1000),
    ),
  ]);
}
