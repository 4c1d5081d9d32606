// Whether the gold tables that the Control Room shows have rows. (Runbook 1 "Troubleshoot UI Issues": No data)
import { Problem } from '../../core/problem.js';
import type { Context } from '../context.js';
import { parseTableName } from '../databricks/table-name.js';
import { handful, sideBySide } from '../notion/reading/side-by-side.js';
import { isControlRoom } from './from-http.js';
import { signOf, type Sign } from './sign.js';

type Parts = Pick<Context, 'overview' | 'signal' | 'tables'>;

/** Without them there is nothing to show; others may well be empty (data_quality_issues). */
const shownTables = /kpi|portfolio|summary|metrics/i;
const mostTables = 8;

/** Systems with a Control Room among their components. */
export function systemsWithControlRoom({
  health,
}: {
  health: Pick<Context['health'], 'components'>;
}): string[] {
  return [
    ...new Set(
      health.components
        .filter(({ component }) => isControlRoom(component))
        .map(({ system }) => system),
    ),
  ];
}

/** What the warehouse refuses is what diagnose-databricks.ts tells. */
export async function diagnoseControlRoom(
  { overview, signal, tables }: Parts,
  systems: readonly string[],
): Promise<Sign[]> {
  try {
    const all = await tables.list(overview.defaultCatalog, 'gold', signal);
    const shown = all.filter((name) => shownTables.test(name)).slice(0, mostTables);
    const counts = await sideBySide(shown, handful, async (name) => ({
      name,
      rows: await tables.count(parseTableName(name, overview.defaultCatalog), undefined, signal),
    }));
    const empty = counts.filter(({ rows }) => rows === 0);
    return systems.flatMap((system) =>
      empty.map(({ name }) =>
        signOf('control-room-no-data', `${name} has no rows`, { system, what: null, name }),
      ),
    );
  } catch (error) {
    if (!(error instanceof Problem) || error.code === 'cancelled') throw error;
    return [];
  }
}
