// Why a database can't be read, and what helps. Notion answers 404 for one that is gone and for one that nobody shared, so
// the two are told apart by looking for its title. (Runbooks finance-ppm, "Troubleshoot Sync Failures"; wittwizz, "Notion
// Page Not Found" and "Authentication Failed")
import { Problem } from '../../../core/problem.js';
import type { Finding } from '../../../core/report.js';
import type { Database } from '../../systems/systems.js';
import type { DataSource, Notion } from '../notion.js';
import { fullName } from '../writing/page-place.js';

export type Access =
  | { database: Database; source: DataSource }
  | { database: Database; why: string; finding: Finding };

/** @throws Problem cancelled */
export async function accessTo(
  notion: Notion,
  database: Database,
  { integration, signal }: { integration: string; signal: AbortSignal },
): Promise<Access> {
  try {
    return { database, source: await notion.dataSource(database.id, signal) };
  } catch (error) {
    if (!(error instanceof Problem) || error.code === 'cancelled') throw error;
    return {
      database,
      ...(await explain(notion, database, { problem: error, integration, signal })),
    };
  }
}

async function explain(
  notion: Notion,
  database: Database,
  { problem, integration, signal }: { problem: Problem; integration: string; signal: AbortSignal },
): Promise<{ why: string; finding: Finding }> {
  const name = fullName(database);
  const finding = { severity: 'bad' as const, evidence: problem.message, fix: problem.hint };
  if (problem.code === 'not_found')
    return notFound(database, await sameTitle(notion, database, signal), {
      integration,
      evidence: problem.message,
    });
  if (problem.code === 'invalid_input')
    return {
      why: 'not a database',
      finding: { ...finding, title: `The id of ${name} in ppm.config.yaml is not a database's` },
    };
  if (problem.code === 'outside_refused')
    return {
      why: 'refused',
      finding: { ...finding, title: `Notion refuses ${name} to the integration` },
    };
  return {
    why: 'not known',
    finding: { ...finding, severity: 'warning', title: `${name} could not be asked for` },
  };
}

function notFound(
  database: Database,
  elsewhere: DataSource | undefined,
  { integration, evidence }: { integration: string; evidence: string },
): { why: string; finding: Finding } {
  const name = fullName(database);
  if (elsewhere)
    return {
      why: 'not found; another id?',
      finding: {
        severity: 'bad',
        title: `${name} is not there under its id`,
        evidence,
        cause: `A database of the same title has the id ${elsewhere.databaseId}: it may have been made anew.`,
        fix: `If that is the one, put its id into ppm.config.yaml: ${elsewhere.url}`,
      },
    };
  return {
    why: 'not shared, or gone',
    finding: {
      severity: 'bad',
      title: `${name} is not shared with the integration, or gone`,
      evidence,
      fix: `In Notion open ${JSON.stringify(database.title)}, then ••• > Connections > ${integration}. If the database was deleted, take it out of ppm.config.yaml.`,
    },
  };
}

/** A database of the configured title that the integration can read; undefined too where the search fails. */
async function sameTitle(
  notion: Notion,
  { title }: Database,
  signal: AbortSignal,
): Promise<DataSource | undefined> {
  try {
    const found = await notion.searchDataSources(title, signal);
    return found.find((source) => source.title.trim().toLowerCase() === title.toLowerCase());
  } catch (error) {
    if (!(error instanceof Problem) || error.code === 'cancelled') throw error;
    return undefined;
  }
}
