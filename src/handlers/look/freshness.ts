// `freshness`: hours since the last sync of each database, against the 24 hours of the runbook.
import { z } from 'zod';
import type { Finding } from '../../core/report.js';
import { defineQuery } from '../../services/context.js';
import {
  freshnessOf,
  namesById,
  staleAfterMs,
  type Freshness,
} from '../../services/sync/freshness.js';
import { roughly, stamp } from '../../services/sync/when.js';
import { databasesOf } from '../../services/systems/systems.js';

const hour = 3_600_000;

export const freshness = defineQuery({
  id: 'freshness',
  family: 'Look',
  summary: 'Hours since the last sync of each database; stale above 24',
  runbook: 'finance-ppm#data-freshness-verification',
  examples: ['freshness'],
  args: [],
  input: z.object({}),
  async read(_input, { bronze, notion, systems, signal, now }) {
    const marks = await bronze.watermarks(signal);
    const names = await namesById(systems, notion.people, marks, signal);
    const rows = freshnessOf(marks, names, now());
    const stale = rows.filter(({ age }) => age === null || age > staleAfterMs);
    const never = databasesOf(systems)
      .filter(({ system }) => systems[system]?.sync?.kind === 'notion')
      .map(({ system, name }) => `${system}/${name}`)
      .filter((name) => !rows.some((row) => row.name === name));
    return {
      status: stale.length > 0 ? 'bad' : never.length > 0 ? 'warning' : 'good',
      headline:
        stale.length > 0
          ? `${stale.length} of ${rows.length} databases are stale`
          : `All ${rows.length} databases were synced within 24 hours`,
      findings: [...stale.map(staleFinding), ...never.map(neverFinding)],
      tables: [
        {
          title: 'Hours since sync',
          columns: [
            { label: 'Database' },
            { label: 'Last synced' },
            { label: 'Hours', align: 'right' },
          ],
          rows: rows.map(({ mark, name, age }) => [
            name ?? mark.databaseId,
            mark.syncedAt === null ? 'never' : stamp(mark.syncedAt),
            age === null ? '–' : (age / hour).toFixed(1),
          ]),
        },
      ],
      notes: [`From ${bronze.names.watermarks}. Stale: more than 24 hours.`],
    };
  },
});

function staleFinding({ mark, name, age }: Freshness): Finding {
  const [system, database] = (name ?? '').split('/');
  return {
    severity: 'bad',
    title: `${name ?? mark.databaseId} is stale: ${age === null ? 'never synced' : roughly(age)}`,
    ...(system && database
      ? {
          suggestion: { label: `Sync ${database}`, operation: 'sync', input: { system, database } },
        }
      : { fix: 'It is in no system of ppm.config.yaml: nobody syncs it here.' }),
  };
}

function neverFinding(name: string): Finding {
  const [system = '', database = ''] = name.split('/');
  return {
    severity: 'warning',
    title: `${name} has never been synced`,
    suggestion: { label: `Sync ${database}`, operation: 'sync', input: { system, database } },
  };
}
