// `diagnose`: walks the runbooks' diagnosis and says what is wrong, why, and which button mends it.
import { z } from 'zod';
import type { Finding } from '../../core/report.js';
import { defineQuery } from '../../services/context.js';
import { diagnoseNotion } from '../../services/diagnosis/diagnose-notion.js';
import { diagnoseSync } from '../../services/diagnosis/diagnose-sync.js';
import { databasesOf, systemNamed } from '../../services/systems/systems.js';

const looked = {
  sync: 'last syncs, failed pages, pauses, locks, freshness, the warehouse; then Notion itself',
  notion: 'the token, what is shared, schemas, the rate, duplicates',
} as const;

export const diagnose = defineQuery({
  id: 'diagnose',
  family: 'Look',
  summary: 'What is wrong, why, and the button that mends it',
  runbook: 'finance-ppm#troubleshoot-sync-failures',
  examples: ['diagnose sync', 'diagnose notion', 'diagnose sync finance-ppm'],
  args: ['what', 'system'],
  input: z.object({
    what: z.enum(['sync', 'notion']).describe('What to look at'),
    system: z.string().max(60).optional().meta({ field: 'system', description: 'Only this one' }),
  }),
  async read(input, context) {
    const { systems } = context;
    const names =
      input.system === undefined ? Object.keys(systems) : [systemNamed(systems, input.system).name];
    const databases = databasesOf(systems).filter(({ system }) => names.includes(system));
    const findings = [
      ...(input.what === 'sync' ? await diagnoseSync(context, names) : []),
      ...(await diagnoseNotion(context, databases)),
    ];
    const wrong = findings.filter(({ severity }) => severity !== 'info');
    return {
      status: statusOf(findings),
      headline:
        wrong.length === 0
          ? `Nothing is wrong with ${input.what === 'sync' ? 'the syncs' : 'Notion'} that can be seen from here`
          : `${wrong.length} ${wrong.length === 1 ? 'thing is' : 'things are'} wrong: ${wrong[0]?.title ?? ''}`,
      findings,
      notes: [`Looked at: ${looked[input.what]}.`],
    };
  },
});

function statusOf(findings: readonly Finding[]): 'good' | 'warning' | 'bad' {
  if (findings.some(({ severity }) => severity === 'bad')) return 'bad';
  return findings.some(({ severity }) => severity === 'warning') ? 'warning' : 'good';
}
