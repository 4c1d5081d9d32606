// `diagnose`: walks the runbooks' diagnosis and says what is wrong, why, and which button mends it.
import { z } from 'zod';
import type { Finding, Report, Status } from '../../core/report.js';
import { defineQuery } from '../../services/context.js';
import type { Diagnosed } from '../../services/diagnosis/diagnose.js';
import { targetOf, type Target } from '../../services/diagnosis/target.js';

/** Named in the headline; the others are counted. */
const named = 3;

export const diagnose = defineQuery({
  id: 'diagnose',
  family: 'Look',
  summary: 'What is wrong, why, and the button that mends it',
  runbook: 'finance-ppm#troubleshoot-sync-failures',
  examples: [
    'diagnose sync',
    'diagnose notion',
    'diagnose databricks',
    'diagnose control-room',
    'diagnose oberaconnect',
    'diagnose oberaconnect/disk',
    'diagnose sync finance-ppm',
  ],
  args: ['what', 'system'],
  input: z.object({
    what: z
      .string()
      .min(1)
      .max(130)
      .describe(
        'sync, notion, databricks, control-room, a system, a component or system/component',
      ),
    system: z.string().max(60).optional().meta({ field: 'system', description: 'Only this one' }),
  }),
  async read(input, context) {
    const target = targetOf(context, input);
    // Loaded late: an idle bot need not hold all scenarios in its memory.
    const { diagnoseTarget } = await import('../../services/diagnosis/diagnose.js');
    return reportOf(target, await diagnoseTarget(context, target));
  },
});

function reportOf(target: Target, { causes, looked, missed }: Diagnosed): Report {
  const findings = causes.map(({ finding }) => finding);
  const suggestions = causes.flatMap(({ offers }) => offers);
  return {
    status: statusOf(findings),
    headline: headlineOf(target, findings),
    findings,
    ...(suggestions.length > 0 ? { suggestions } : {}),
    notes: [
      `Looked at: ${looked.join('; ')}.`,
      ...missed.map((one) => `Could not be looked at: ${one}`),
    ],
  };
}

function headlineOf({ shown }: Target, findings: readonly Finding[]): string {
  const wrong = findings.filter(({ severity }) => severity !== 'info').map(({ title }) => title);
  const [first, ...others] = wrong;
  if (first === undefined) return `Nothing is wrong with ${shown} that can be seen from here`;
  if (others.length === 0) return first;
  const rest = others.length - (named - 1);
  const told = others.slice(0, named - 1).join('; ');
  return `${first}. Also: ${told}${rest > 0 ? `; and ${rest} more` : ''}`;
}

function statusOf(findings: readonly Finding[]): Status {
  if (findings.some(({ severity }) => severity === 'bad')) return 'bad';
  return findings.some(({ severity }) => severity === 'warning') ? 'warning' : 'good';
}
