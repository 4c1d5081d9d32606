// `mongo status`: whether a system's MongoDB answers, how full it is, and what is in it. (Runbook 4 "Database issues", "Check
// database performance")
import { z } from 'zod';
import { asProblem, type Problem } from '../../core/problem.js';
import type { Finding } from '../../core/report.js';
import { defineQuery, type Context } from '../../services/context.js';
import {
  mongoSystems,
  whereOfSystem,
  type MongoSystem,
} from '../../services/mongodb/admin-systems.js';
import type { MongoStatus } from '../../services/mongodb/mongo-admin.js';
import { collectionTable, sizeChart, statusFacts, statusFindings } from './showing/status-parts.js';

export const mongoStatus = defineQuery({
  id: 'mongo.status',
  family: 'Services',
  summary: 'MongoDB of the systems: ping, connections, sizes, collections',
  runbook: 'notion-bot-api#issue-2-high-latency--slow-response-times',
  examples: ['mongo status', 'mongo status notion-bot-api'],
  args: ['system'],
  input: z.object({
    system: z.string().max(60).optional().meta({ field: 'system', description: 'Only this one' }),
  }),
  async read(input, context) {
    const asked = await Promise.all(
      mongoSystems(context.systems, input.system).map((system) => ask(system, context)),
    );
    const answers = asked.filter((one) => 'status' in one);
    const findings = [
      ...asked.flatMap((one) => ('problem' in one ? [failureFinding(one)] : [])),
      ...answers.flatMap(({ system, status }) => statusFindings(system, status)),
    ];
    const isBad = findings.some(({ severity }) => severity === 'bad');
    return {
      status: isBad ? 'bad' : findings.length > 0 ? 'warning' : 'good',
      headline:
        findings[0]?.title ??
        (answers.length === 1
          ? `${answers[0]?.system.mongodb.database ?? ''} is well: ping ${answers[0]?.status.pingMillis ?? 0} ms`
          : `All ${answers.length} databases are well`),
      facts: answers.flatMap((one) => statusFacts(one, answers.length === 1)),
      findings,
      ...(answers.length > 0 ? { tables: answers.map(collectionTable) } : {}),
      charts: answers.flatMap(sizeChart),
      suggestions: answers
        .flatMap(({ system: { name } }) => [
          { label: 'Slow queries', operation: 'mongo.slow', input: { system: name } },
          { label: 'Indexes', operation: 'mongo.indexes', input: { system: name } },
        ])
        .slice(0, 4),
      notes: ['Counts are those that MongoDB keeps, not counted anew.'],
    };
  },
});

type Asked =
  { system: MongoSystem; status: MongoStatus } | { system: MongoSystem; problem: Problem };

async function ask(
  system: MongoSystem,
  { mongoAdmin, signal }: Pick<Context, 'mongoAdmin' | 'signal'>,
): Promise<Asked> {
  try {
    return { system, status: await mongoAdmin.status(whereOfSystem(system), signal) };
  } catch (error) {
    const problem = asProblem(error);
    if (problem.code === 'internal' || problem.code === 'cancelled') throw error;
    return { system, problem };
  }
}

function failureFinding({ system, problem }: { system: MongoSystem; problem: Problem }): Finding {
  const [button] = problem.suggestions;
  return {
    severity: 'bad',
    title: `${system.mongodb.database} of ${system.name}: ${problem.message}`,
    fix: problem.hint,
    suggestion: button ?? {
      label: 'Service status',
      operation: 'service.status',
      input: { system: system.name },
    },
  };
}
