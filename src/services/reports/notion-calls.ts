// How often the systems have called Notion, as their metrics count it since each began. (Runbook 5, "Monthly Optimization
// Review": cost)
import type { Fact } from '../../core/report.js';
import { chartLabels } from '../notion/reading/words.js';
import { partOf, type Part } from './part.js';
import type { ReportContext } from './report-context.js';

const mostSystems = 6;

export async function notionCallsPart(
  context: Pick<ReportContext, 'systems' | 'scraper' | 'signal' | 'deadlineMs'>,
): Promise<Part<Fact[]>> {
  const { systems, scraper } = context;
  const measured = Object.entries(systems)
    .flatMap(([system, { metrics }]) => (metrics ? [{ system, metrics }] : []))
    .slice(0, mostSystems);
  const asked = await Promise.all(
    measured.map(({ system, metrics }) =>
      partOf(`Notion calls of ${system}`, context, async (signal) => {
        const { samples } = await scraper.read(metrics.url, { signal, timeoutMs: 10_000 });
        const calls = samples.filter(({ name }) => name === metrics.names.notionCalls);
        return {
          system,
          calls: calls.length === 0 ? null : calls.reduce((sum, { value }) => sum + value, 0),
        };
      }),
    ),
  );
  const known = asked.flatMap(({ value }) =>
    value === null || value.calls === null ? [] : [{ ...value, calls: value.calls }],
  );
  const names = chartLabels(known.map(({ system }) => system));
  return {
    value: [
      {
        label: 'Notion calls',
        value:
          known.length === 0
            ? 'not known: no system counts them'
            : `${known.map(({ calls }, place) => `${names[place]} ${calls.toLocaleString('en')}`).join(', ')} since each began`,
      },
    ],
    findings: asked.flatMap(({ findings }) => findings),
  };
}
