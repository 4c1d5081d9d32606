// What the bot's own keys open outside: who Notion and the warehouse take it for, and which databases it can read that
// nobody has configured. What can't be asked now is said, and the rest of the review goes on.
import { Problem } from '../../../core/problem.js';
import type { Fact, Finding, Table } from '../../../core/report.js';
import type { Context } from '../../../services/context.js';
import { notionId } from '../../../services/notion/notion-id.js';
import type { DataSource } from '../../../services/notion/notion.js';
import { counted } from '../../../services/notion/reading/words.js';
import { databasesOf } from '../../../services/systems/systems.js';

const shown = 30;
/** A warehouse that has to start first is not waited for. */
const patience = 10_000;

interface Seen {
  facts: Fact[];
  findings: Finding[];
  tables: Table[];
}

export async function integrationAccess({
  notion,
  systems,
  signal,
}: Pick<Context, 'notion' | 'systems' | 'signal'>): Promise<Seen> {
  if (!notion.configured)
    return { facts: [{ label: 'Notion integration', value: 'none' }], findings: [], tables: [] };
  try {
    const [me, visible] = await Promise.all([
      notion.people.me(signal),
      notion.people.searchDataSources('', signal),
    ]);
    const configured = new Set(databasesOf(systems).map(({ id }) => notionId(id) ?? id));
    const extra = visible.filter(
      (source) => !isAmong(configured, source.id) && !isAmong(configured, source.databaseId),
    );
    return {
      facts: [{ label: 'Notion integration', value: `${me.name} in ${me.workspace}` }],
      findings: extra.length === 0 ? [] : [extraFinding(me.name, extra.length)],
      tables: extra.length === 0 ? [] : [extraTable(extra)],
    };
  } catch (error) {
    return {
      facts: [{ label: 'Notion integration', value: unasked(error) }],
      findings: [],
      tables: [],
    };
  }
}

export async function warehouseAccess({
  tables,
  signal,
}: Pick<Context, 'tables' | 'signal'>): Promise<Fact[]> {
  const label = 'Databricks principal';
  const soon = AbortSignal.timeout(patience);
  try {
    return [{ label, value: await tables.currentUser(AbortSignal.any([signal, soon])) }];
  } catch (error) {
    if (soon.aborted) return [{ label, value: 'not known: the warehouse did not answer in 10 s' }];
    return [{ label, value: unasked(error) }];
  }
}

/** @throws what is no answer of the outside: a fault, or that the person gave up */
function unasked(error: unknown): string {
  if (error instanceof Problem && error.code !== 'cancelled') return `not known: ${error.message}`;
  throw error;
}

function isAmong(configured: ReadonlySet<string>, id: string): boolean {
  return configured.has(notionId(id) ?? id);
}

function extraFinding(integration: string, count: number): Finding {
  return {
    severity: 'info',
    title: `${integration} can read ${counted(count, 'database')} that nobody has configured`,
    evidence: 'Found by a search in Notion; they are listed below.',
    fix: 'Take the connection from those that it does not need (Notion: the database > … > Connections).',
  };
}

function extraTable(extra: readonly DataSource[]): Table {
  return {
    title: 'Readable and not configured',
    columns: [{ label: 'Database' }, { label: 'Address' }],
    rows: extra.slice(0, shown).map(({ title, url }) => [title, url]),
    ...(extra.length > shown ? { more: `${extra.length - shown} more` } : {}),
  };
}
