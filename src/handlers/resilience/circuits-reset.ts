// `circuits reset`: closes a circuit by hand, instead of a restart of the service. (Runbook 2, scenario 10 "Circuit Breaker
// Open")
import { z } from 'zod';
import { Problem } from '../../core/problem.js';
import { defineCommand } from '../../services/context.js';
import { stamp } from '../../services/sync/when.js';

export const circuitsReset = defineCommand({
  id: 'circuits.reset',
  family: 'Look',
  summary: 'Close a circuit breaker: the outside system is called again at once',
  runbook: 'oberaconnect#10-circuit-breaker-open',
  examples: ['circuits reset notion', 'circuits reset databricks'],
  args: ['name'],
  rest: true,
  risk: 'routine',
  input: z.object({
    name: z.string().min(1).max(300).describe('Which circuit, as `circuits` names it'),
  }),
  async act({ name }, { circuits, actor }) {
    if (actor.via === 'terminal')
      throw new Problem(
        'not_possible',
        'A terminal has circuits of its own: those of the bot can not be closed from here.',
        'Close it in Slack, or wait a minute: an open circuit is tried again by itself.',
      );
    const before = circuits.reset(name);
    const wasClosed = before.state === 'closed';
    return {
      status: wasClosed ? 'info' : 'good',
      headline: wasClosed
        ? `The circuit ${before.name} was closed already`
        : `The circuit ${before.name} is closed: it was ${before.state}`,
      facts: [
        { label: 'Failures in a row before', value: String(before.failures) },
        ...(before.openedAt === null
          ? []
          : [{ label: 'Not closed since', value: stamp(before.openedAt) }]),
        ...(before.lastFailure === null
          ? []
          : [{ label: 'Last failure', value: before.lastFailure }]),
      ],
      notes: [
        'It opens again after 5 failures in a row.',
        'Of the process that answers; another replica has its own, which close by themselves.',
      ],
      suggestions: [{ label: 'Circuits', operation: 'circuits', input: {} }],
    };
  },
});
