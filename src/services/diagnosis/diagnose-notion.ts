// What can be wrong between us and Notion, looked at in the order of the runbooks: the token, the sharing of each database,
// its schema, the budget, duplicates. (Runbooks 1 "Troubleshoot Sync Failures", 2 scenarios 2 to 5, 3 "Common Sync Errors",
// 4 "Tasks Not Syncing with Notion")
import { Problem } from '../../core/problem.js';
import type { Finding } from '../../core/report.js';
import type { Context } from '../context.js';
import { failureKindOf } from '../notion/failure-kind.js';
import type { DataSource } from '../notion/notion.js';
import { keyProperty, readDuplicates } from '../notion/reading/duplicates.js';
import {
  expectedProperties,
  isAsExpected,
  schemaDifference,
} from '../notion/reading/schema-difference.js';
import { byHand, canBeMended } from '../notion/reading/schema-fix.js';
import { handful, sideBySide } from '../notion/reading/side-by-side.js';
import type { Database } from '../systems/systems.js';
import { failureFinding } from './failures.js';

/** Of a large database a look has to do: ten calls. */
const mostPages = 1_000;

type Parts = Pick<Context, 'notion' | 'signal' | 'now'>;

/** Findings, worst first is not promised; none where all is well. */
export async function diagnoseNotion(
  parts: Parts,
  databases: readonly Database[],
): Promise<Finding[]> {
  const whole = await connectionFinding(parts);
  if (whole?.severity === 'bad') return [whole];
  const each = await sideBySide(databases, handful, (database) =>
    databaseFindings(parts, database),
  );
  return [...(whole ? [whole] : []), ...each.flat()];
}

/** What concerns every call; null where Notion answers. */
async function connectionFinding({ notion, signal, now }: Parts): Promise<Finding | null> {
  try {
    await notion.people.me(signal);
  } catch (error) {
    if (!(error instanceof Problem) || error.code === 'cancelled') throw error;
    return failureFinding(failureKindOf(error), {
      title: 'Notion does not let us in',
      evidence: error.message,
      system: null,
      severity: 'bad',
    });
  }
  const { left, perMinute, closedUntil } = notion.budget();
  if (closedUntil === null || closedUntil <= now()) return null;
  return failureFinding('rate_limit', {
    title: 'Notion has limited our rate just now',
    evidence: `It wants silence for another ${Math.ceil((closedUntil - now()) / 1000)} s; ${left} of ${perMinute} calls a minute are left.`,
    system: null,
    severity: 'warning',
  });
}

async function databaseFindings(parts: Parts, database: Database): Promise<Finding[]> {
  const { notion, signal } = parts;
  const { system, name } = database;
  let source: DataSource;
  try {
    source = await notion.people.dataSource(database.id, signal);
  } catch (error) {
    if (!(error instanceof Problem) || error.code === 'cancelled') throw error;
    const kind = error.code === 'not_found' ? 'not_shared' : failureKindOf(error);
    const title = `${system}/${name} can't be read`;
    return [failureFinding(kind, { title, evidence: error.message, system, severity: 'bad' })];
  }
  return [
    ...schemaFindings(database, source),
    ...(await duplicateFindings(parts, database, source)),
  ];
}

function schemaFindings(database: Database, source: DataSource): Finding[] {
  const difference = schemaDifference(expectedProperties(database), source.properties);
  if (isAsExpected(difference)) return [];
  const { system, name } = database;
  const missing = difference.missing.map(
    (one) => `${one.name}: expected ${one.type}, found nothing`,
  );
  const other = difference.otherType.map(
    (one) => `${one.name}: expected ${one.expected}, found ${one.found}`,
  );
  const options = difference.options.map(
    (one) =>
      `${one.property}: without ${[...one.missing, ...one.near.map(({ option }) => option)].join(', ')}`,
  );
  return [
    {
      severity: 'bad',
      title: `The schema of ${system}/${name} is not as expected`,
      evidence: [...missing, ...other, ...options].join('; '),
      cause: 'Somebody changed the database in Notion, or the sync expects a newer one.',
      fix: ['Add what is missing.', ...byHand(difference)].join(' '),
      suggestion: canBeMended(difference)
        ? {
            label: 'Add what is missing',
            operation: 'notion.schema.fix',
            input: { database: `${system}/${name}` },
          }
        : {
            label: 'Show the schema',
            operation: 'notion.schema',
            input: { database: `${system}/${name}` },
          },
    },
  ];
}

async function duplicateFindings(
  { notion, signal }: Parts,
  database: Database,
  source: DataSource,
): Promise<Finding[]> {
  if (database.key === undefined) return [];
  const { system, name, key } = database;
  try {
    const property = keyProperty(database, source);
    const found = await readDuplicates(notion.people, source, property, signal, mostPages);
    const { duplicates } = found;
    if (duplicates.length === 0) return [];
    const shown = duplicates
      .slice(0, 3)
      .map(({ key: value, go }) => `${value} (${go.length + 1} times)`);
    if (found.incomplete) shown.push(`only the first ${found.read} pages were looked at`);
    return [
      {
        severity: 'warning',
        title: `${system}/${name} has duplicates: ${duplicates.length} values of ${key} stand more than once`,
        evidence: shown.join(', '),
        cause: 'A sync created pages where it should have updated them.',
        fix: 'Keep the newest of each and put the others into the trash; that can be undone.',
        suggestion: {
          label: 'Archive duplicates',
          operation: 'notion.duplicates.archive',
          input: { database: `${system}/${name}` },
        },
      },
    ];
  } catch (error) {
    // Its key is missing: the schema has said so already.
    if (error instanceof Problem && error.code === 'not_possible') return [];
    throw error;
  }
}
