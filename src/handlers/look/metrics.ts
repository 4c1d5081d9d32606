// `metrics`: reads the systems' metrics and judges each figure by its band. (Runbook 4 "Metrics to Monitor"; runbook 5
// "Metrics Interpretation"; runbook 3 "Performance Monitoring")
import { z } from 'zod';
import { Problem } from '../../core/problem.js';
import type { Finding, Report } from '../../core/report.js';
import { defineQuery, type Context } from '../../services/context.js';
import { counted } from '../../services/notion/reading/words.js';
import { askMetrics, type AskedMetrics } from '../../services/scrape/ask-metrics.js';
import { systemNamed, type System } from '../../services/systems/systems.js';
import { figureTable, responseChart } from './showing/metrics-parts.js';

const howTo =
  'Add `metrics: { url: http://…/metrics }` to the system in ppm.config.yaml and restart the bot.';

export const metrics = defineQuery({
  id: 'metrics',
  family: 'Look',
  summary: 'Response times, errors, rate limits, cache and tools, against their targets',
  runbook: 'notion-bot-api#metrics-to-monitor',
  examples: ['metrics', 'metrics notion-bot-api'],
  args: ['system'],
  input: z.object({
    system: z.string().max(60).optional().meta({ field: 'system', description: 'Only this one' }),
  }),
  async read(input, context) {
    const systems = whichSystems(context, input.system);
    const answers = await Promise.all(systems.map((system) => askMetrics(system, context)));
    const asked = answers.filter((answer) => answer !== null);
    if (asked.length === 0)
      return {
        status: 'info',
        headline: 'No system has metrics configured',
        notes: [howTo],
      };
    return reportOf(asked, systems, input.system !== undefined);
  },
});

function whichSystems({ systems }: Context, named: string | undefined): System[] {
  if (named === undefined) return Object.keys(systems).map((name) => systemNamed(systems, name));
  const system = systemNamed(systems, named);
  if (system.metrics) return [system];
  throw new Problem('not_possible', `${system.name} has no metrics configured.`, howTo, {
    field: 'system',
  });
}

function reportOf(
  asked: readonly AskedMetrics[],
  systems: readonly System[],
  isOne: boolean,
): Report {
  const findings = asked.flatMap((one) => one.findings).toSorted((a, b) => rank(a) - rank(b));
  const silent = asked.filter(({ span }) => span === null);
  const wrong = findings.filter(({ severity }) => severity !== 'info');
  const figures = asked.flatMap((one) => one.figures);
  const tools = systems.find(({ name }) => name === asked[0]?.system)?.metrics?.tools ?? {};
  const chart = responseChart(asked, tools);
  return {
    status: wrong.some(({ severity }) => severity === 'bad')
      ? 'bad'
      : wrong.length > 0
        ? 'warning'
        : 'good',
    headline:
      wrong.length === 0
        ? `All figures of ${counted(asked.length, 'system')} are as they should be`
        : `${counted(wrong.length, 'thing')} to look at: ${wrong[0]?.title ?? ''}`,
    findings,
    ...(figures.length > 0 ? { tables: [figureTable(asked, isOne)] } : {}),
    ...(chart ? { charts: [chart] } : {}),
    notes: [
      ...asked.flatMap(({ system, span }) =>
        span === null ? [] : [`${system}: counted ${span}.`],
      ),
      ...(silent.length > 0
        ? [`Without an answer: ${silent.map((one) => one.system).join(', ')}.`]
        : []),
      'Counters are since the process began, until the bot has asked before: then they are of the time in between, an hour at most.',
    ],
  };
}

function rank({ severity }: Finding): number {
  return ['bad', 'warning', 'info'].indexOf(severity);
}
