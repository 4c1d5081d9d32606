// `service status`: how a system's service is: state, restarts, what its status command says.
// (Runbook 2 "Quick Reference": systemctl status; runbook 4 "Check container status": docker-compose ps)
import { z } from 'zod';
import type { Finding, Report } from '../../core/report.js';
import { defineQuery } from '../../services/context.js';
import { lookAt, stateText } from '../../services/service-control/look.js';
import {
  serviceNamed,
  wordsFor,
  type ServiceOf,
} from '../../services/service-control/service-of.js';
import type { ServiceNow } from '../../services/service-control/state.js';

/** More restarts than this are a sign. (Runbook 4 "Container Keeps Restarting") */
const fewRestarts = 3;
const mostLines = 30;

export const serviceStatus = defineQuery({
  id: 'service.status',
  family: 'Services',
  summary: "How a system's service is: its state and restarts",
  runbook: 'oberaconnect#quick-reference',
  examples: ['service status oberaconnect'],
  args: ['system'],
  input: z.object({
    system: z.string().min(1).max(60).meta({ field: 'system', description: 'Which system' }),
  }),

  async read({ system }, context): Promise<Report> {
    const of = serviceNamed(context.systems, system);
    wordsFor(of, 'status');
    const now = await lookAt(of, context);
    const findings = now === null ? [] : findingsOf(of, now);
    return {
      status: findings.length > 0 ? 'bad' : now?.state === 'running' ? 'good' : 'warning',
      headline: `${of.system.title} is ${stateText(now)}`,
      facts: [
        { label: 'State', value: stateText(now) },
        ...(now?.restarts == null ? [] : [{ label: 'Restarts', value: String(now.restarts) }]),
        ...(now?.startedAt == null
          ? []
          : [{ label: 'Since', value: new Date(now.startedAt).toISOString() }]),
        ...(of.service.dependents.length > 0
          ? [{ label: 'Depends on it', value: of.service.dependents.join(', ') }]
          : []),
      ],
      findings,
      sections: [
        { title: 'What it says', lines: now?.said.lines.slice(0, mostLines) ?? [], code: true },
      ],
      suggestions: [
        ...(of.service.logs
          ? [{ label: 'Logs', operation: 'service.logs', input: { system: of.system.name } }]
          : []),
        { label: 'Health', operation: 'health', input: { system: of.system.name } },
      ],
    };
  },
});

function findingsOf({ system, service }: ServiceOf, { state, restarts }: ServiceNow): Finding[] {
  const input = { system: system.name };
  if (state === 'restarting' || (restarts ?? 0) > fewRestarts)
    return [
      {
        severity: 'bad',
        title: `${system.title} keeps restarting`,
        evidence: restarts === null ? 'Its status says so.' : `${restarts} restarts.`,
        cause:
          'A wrong or missing setting, a taken port, too little memory, or an error in its code.',
        fix: 'Read the last lines before it ends; go back to the last good version if it began with a deployment.',
        ...(service.logs
          ? { suggestion: { label: 'Logs', operation: 'service.logs', input } }
          : {}),
      },
    ];
  if (state !== 'stopped' && state !== 'failed') return [];
  return [
    {
      severity: 'bad',
      title: `${system.title} ${state === 'failed' ? 'has failed' : 'does not run'}`,
      cause: 'Somebody stopped it, or it ended by itself: its log tells.',
      fix: 'Start it, and look at its log if it ends again.',
      ...(service.start
        ? { suggestion: { label: 'Start …', operation: 'service.start', input } }
        : {}),
    },
  ];
}
