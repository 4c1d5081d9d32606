// `health`: asks every component of the systems now, and tells what is red, since when, and what to do. (Runbook 1 "Morning
// Health Check"; runbook 2 "Monitoring Integration"; runbook 4 "Daily Health Checks")
import { distance } from 'fastest-levenshtein';
import { z } from 'zod';
import { Problem } from '../../core/problem.js';
import { defineQuery, type Context } from '../../services/context.js';
import { worstStatus, type ComponentNow } from '../../services/health/health.js';
import { spansOf, trendFrom, type Span } from '../../services/health/trend.js';
import { systemNamed } from '../../services/systems/systems.js';
import {
  componentChart,
  componentFacts,
  healthFindings,
  healthHeadline,
  healthJson,
  healthTable,
  worstFirst,
} from './showing/health-parts.js';

export const health = defineQuery({
  id: 'health',
  family: 'Look',
  summary: 'Every component of the systems, asked now: status, latency, since when',
  runbook: 'finance-ppm#morning-health-check',
  examples: ['health', 'health finance-ppm', 'health oberaconnect disk', 'health --json'],
  args: ['system', 'component'],
  input: z.object({
    system: z.string().max(60).optional().meta({ field: 'system', description: 'Only this one' }),
    component: z.string().max(60).optional().describe('Only this component of it'),
    json: z.boolean().default(false).describe('As a file, as health_check.py writes it'),
  }),
  async read(input, context) {
    const { now } = context;
    const asked = whichOf(input, context);
    const found = worstFirst(
      await context.health.check({ ...asked, onDemand: true, signal: context.signal }),
    );
    if (found.length === 0) return nothingAsked(asked.system);
    const past = await pastOf(found, context);
    const shown = found.map((one, place) => ({ ...one, spans: past?.[place] ?? null }));
    const [only] = asked.component === undefined ? [] : shown;
    const unshown = found.filter(({ status }) => status !== 'good').length;
    const findings = healthFindings(found);
    return {
      status: worstStatus(found),
      headline: healthHeadline(found),
      ...(only ? { facts: componentFacts(only), charts: componentChart(only) } : {}),
      findings,
      tables: [healthTable(shown, now())],
      notes: [
        'Last 24 h: two hours a sign, the worst of them; ▁ good, ▄ amber, █ red, · not asked.',
        ...(past === null ? ['The past is not known: the store did not answer.'] : []),
        ...(unshown > findings.length
          ? [`${unshown - findings.length} more are red or amber: see the table.`]
          : []),
      ],
      ...(input.json
        ? { attachment: { name: 'health.json', text: healthJson(found, asked.system) } }
        : {}),
    };
  },
});

/** @throws Problem invalid_input naming the field and what there is */
function whichOf(
  input: { system?: string | undefined; component?: string | undefined },
  { systems, health: { components } }: Context,
): { system?: string; component?: string } {
  if (input.system === undefined && input.component === undefined) return {};
  if (input.system === undefined)
    throw new Problem('invalid_input', 'A component needs its system.', 'Name it before.', {
      field: 'system',
    });
  const { name: system } = systemNamed(systems, input.system);
  if (input.component === undefined) return { system };
  const wanted = input.component.toLowerCase();
  const names = components.filter((one) => one.system === system).map((one) => one.component);
  if (names.includes(wanted)) return { system, component: wanted };
  const near = names.toSorted((a, b) => distance(wanted, a) - distance(wanted, b)).slice(0, 5);
  throw new Problem(
    'invalid_input',
    `${system} has no component ${JSON.stringify(input.component)} in ppm.config.yaml.`,
    near.length > 0 ? `There are ${near.join(', ')}.` : 'It has none at all.',
    { field: 'component' },
  );
}

function nothingAsked(system: string | undefined) {
  return {
    status: 'info' as const,
    headline: `${system ?? 'No system'} has ${system === undefined ? '' : 'no '}components that could be asked`,
    notes: ['Name them in ppm.config.yaml, under components of a system.'],
  };
}

/** Of each, in order; null when the store does not answer: how they are now is worth more than how they were. */
async function pastOf(
  found: readonly ComponentNow[],
  { health: { history }, now }: Context,
): Promise<Span[][] | null> {
  const from = trendFrom(now());
  try {
    return await Promise.all(
      found.map(async ({ system, component }) =>
        spansOf(await history(system, component, from), now()),
      ),
    );
  } catch (error) {
    if (error instanceof Problem && error.code === 'store_unavailable') return null;
    throw error;
  }
}
