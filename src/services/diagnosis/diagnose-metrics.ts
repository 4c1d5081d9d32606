// What a system's metrics say against the runbooks' bands. (Runbook 4 "Metrics to Monitor"; runbook 5 "Metrics Interpretation")
import type { SystemConfig } from '../../config/systems-schema.js';
import { Problem } from '../../core/problem.js';
import type { Context } from '../context.js';
import type { Figure } from '../scrape/figure.js';
import { figuresOf } from '../scrape/figures.js';
import { readingsOf } from '../scrape/readings.js';
import { syncFailures } from './from-metric.js';
import type { ScenarioId } from './scenarios.js';
import { signOf, type Sign } from './sign.js';

type Parts = Pick<Context, 'now' | 'scraper' | 'signal' | 'systems'>;

/** A scrape may take so long, milliseconds. */
const timeoutMs = 5_000;

export async function diagnoseMetrics(parts: Parts, asked: readonly string[]): Promise<Sign[]> {
  const each = await Promise.all(
    asked.map(async (name) => {
      const system = parts.systems[name];
      return system ? systemSigns(parts, name, system) : [];
    }),
  );
  return each.flat();
}

async function systemSigns(
  { scraper, signal, now }: Parts,
  name: string,
  system: SystemConfig,
): Promise<Sign[]> {
  const { metrics } = system;
  if (!metrics) return [];
  try {
    const readings = readingsOf(
      await scraper.read(metrics.url, { signal, timeoutMs }),
      metrics.names,
      now(),
    );
    return figuresOf(readings, metrics).flatMap(({ kind, status, label, shown, target }) => {
      const scenario = scenarioOf(kind, system);
      if (scenario === null || (status !== 'bad' && status !== 'warning')) return [];
      const evidence = `${label}: ${shown}${target === '–' ? '' : `, target ${target}`}`;
      return [signOf(scenario, evidence, { severity: status, system: name })];
    });
  } catch (error) {
    if (!(error instanceof Problem) || error.code === 'cancelled') throw error;
    return [signOf('metrics-unreadable', error.message, { severity: 'warning', system: name })];
  }
}

/** Null for what is only shown. */
function scenarioOf(kind: Figure['kind'], system: SystemConfig): ScenarioId | null {
  switch (kind) {
    case 'response':
      return 'slow-api';
    case 'errors':
      return 'errors-5xx';
    case 'rate_limit':
      return 'notion-429';
    case 'cache':
      return 'cache-cold';
    case 'sync_failures':
      return syncFailures(system);
    case 'tool_time':
      return 'tool-slow';
    case 'tool_success':
      return 'success-rate-low';
    case 'notion_calls':
      return null;
  }
}
