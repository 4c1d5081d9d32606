// How bad it is. P0 and P1 are an outage or close to one; P4 can wait for the next working day. (Runbook 1, "Escalation
// Matrix"; runbook 4, "Severity Levels")
import { z } from 'zod';

export const severities = ['P0', 'P1', 'P2', 'P3', 'P4'] as const;
export const severitySchema = z.enum(severities);
export type Severity = z.infer<typeof severitySchema>;

/** 0 for P0; lower is worse. */
export function rankOf(severity: Severity): number {
  return severities.indexOf(severity);
}
