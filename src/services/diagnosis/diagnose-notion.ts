// What can be wrong between us and Notion, looked at in the order of the runbooks: the token, the rate, the sharing of each
// database, its schema, duplicates. (Runbooks 1 "Troubleshoot Sync Failures", 2 scenarios 2 to 5, 3 "Common Sync Errors",
// 4 "Tasks Not Syncing with Notion")
import { Problem } from '../../core/problem.js';
import type { Context } from '../context.js';
import type { DataSource } from '../notion/notion.js';
import { keyProperty, readDuplicates } from '../notion/reading/duplicates.js';
import {
  expectedProperties,
  isAsExpected,
  schemaDifference,
} from '../notion/reading/schema-difference.js';
import { canBeMended } from '../notion/reading/schema-fix.js';
import { handful, sideBySide } from '../notion/reading/side-by-side.js';
import type { Database } from '../systems/systems.js';
import { scenarioOfNotionProblem } from './failures.js';
import { schemaEvidence } from './schema-evidence.js';
import { signOf, type About, type Sign } from './sign.js';

/** Of a large database a look has to do: ten calls. */
const mostPages = 1_000;

type Parts = Pick<Context, 'notion' | 'signal' | 'now'>;

/** Nothing where all is well. */
export async function diagnoseNotion(
  parts: Parts,
  databases: readonly Database[],
): Promise<Sign[]> {
  const rate = rateSigns(parts);
  try {
    await parts.notion.people.me(parts.signal);
  } catch (error) {
    return [...rate, notionSign(error, {})];
  }
  const each = await sideBySide(databases, handful, (database) => databaseSigns(parts, database));
  return [...rate, ...each.flat()];
}

/** While Notion wants silence, it says nothing else. */
export function rateSigns({ notion, now }: Pick<Context, 'notion' | 'now'>): Sign[] {
  const { left, perMinute, closedUntil } = notion.budget();
  if (closedUntil === null || closedUntil <= now()) return [];
  const seconds = Math.ceil((closedUntil - now()) / 1000);
  const evidence = `Notion wants silence for another ${seconds} s; ${left} of ${perMinute} calls a minute are left`;
  return [signOf('notion-429', evidence, { severity: 'warning' })];
}

/** @throws what is no Problem, and cancelled */
function notionSign(error: unknown, about: About): Sign {
  if (!(error instanceof Problem) || error.code === 'cancelled') throw error;
  const scenario = scenarioOfNotionProblem(error);
  return signOf(scenario, error.message, {
    ...about,
    // Our own circuit, which can be closed by hand.
    ...(scenario === 'circuit-open' ? { what: 'notion', name: 'notion' } : {}),
    ...(scenario === 'setting-missing' ? { what: 'NOTION_API_KEY' } : {}),
    severity: scenario === 'notion-429' ? 'warning' : 'bad',
  });
}

async function databaseSigns(parts: Parts, database: Database): Promise<Sign[]> {
  const about = { system: database.system, database: `${database.system}/${database.name}` };
  let source: DataSource;
  try {
    source = await parts.notion.people.dataSource(database.id, parts.signal);
  } catch (error) {
    const sign = notionSign(error, {});
    const isItsOwn = sign.scenario === 'notion-404' || sign.scenario === 'notion-403';
    return [isItsOwn ? { ...sign, ...about, what: about.database } : sign];
  }
  return [
    ...schemaSigns(database, source, about),
    ...(await duplicateSigns(parts, database, source, about)),
  ];
}

function schemaSigns(database: Database, source: DataSource, about: About): Sign[] {
  const difference = schemaDifference(expectedProperties(database), source.properties);
  if (isAsExpected(difference)) return [];
  const input = { database: `${database.system}/${database.name}` };
  const offer = canBeMended(difference)
    ? { label: 'Add what is missing', operation: 'notion.schema.fix', input }
    : { label: 'Show the schema', operation: 'notion.schema', input };
  return [
    signOf('schema-changed', schemaEvidence(difference), {
      ...about,
      what: `${database.system}/${database.name}`,
      offer,
    }),
  ];
}

async function duplicateSigns(
  { notion, signal }: Parts,
  database: Database,
  source: DataSource,
  about: About,
): Promise<Sign[]> {
  const { key, system, name } = database;
  if (key === undefined) return [];
  try {
    const property = keyProperty(database, source);
    const found = await readDuplicates(notion.people, source, property, signal, mostPages);
    const { duplicates } = found;
    if (duplicates.length === 0) return [];
    const shown = duplicates
      .slice(0, 3)
      .map(({ key: value, go }) => `${value} (${go.length + 1} times)`);
    if (found.incomplete) shown.push(`only the first ${found.read} pages were looked at`);
    const evidence = `${duplicates.length} values of ${key} stand more than once: ${shown.join(', ')}`;
    return [
      signOf('duplicates', evidence, { ...about, what: `${system}/${name}`, severity: 'warning' }),
    ];
  } catch (error) {
    // Its key is missing: the schema has said so already.
    if (error instanceof Problem && error.code === 'not_possible') return [];
    return [notionSign(error, {})];
  }
}
