// The warehouse, as the runbook looks at it: does it answer, does it take the token, may we read, and are the tables there.
// (Runbook 1 "Troubleshoot Failed Jobs", "Troubleshoot UI Issues")
import { Problem } from '../../core/problem.js';
import type { Context } from '../context.js';
import { scenarioOfWarehouseProblem } from './failures.js';
import { signOf, type Sign } from './sign.js';

type Parts = Pick<Context, 'overview' | 'signal' | 'tables'>;

const schemas = ['bronze', 'gold'] as const;

export async function diagnoseDatabricks({ overview, signal, tables }: Parts): Promise<Sign[]> {
  const refused = await warehouseSign(() => tables.currentUser(signal));
  if (refused) return [refused];
  const catalog = overview.defaultCatalog;
  const each = await Promise.all(
    schemas.map((schema) =>
      warehouseSign(() => tables.list(catalog, schema, signal), `${catalog}.${schema}`),
    ),
  );
  return each.flatMap((sign) => sign ?? []);
}

/** What asking comes to; null where it is answered. @param what what was asked for, for the title */
export async function warehouseSign(
  ask: () => Promise<unknown>,
  what: string | null = null,
): Promise<Sign | null> {
  try {
    await ask();
    return null;
  } catch (error) {
    if (!(error instanceof Problem) || error.code === 'cancelled') throw error;
    const scenario = scenarioOfWarehouseProblem(error);
    const isAbout = scenario === 'table-missing' || scenario === 'permission-denied';
    const evidence =
      scenario === 'setting-missing' ? `${error.message} ${error.hint}` : error.message;
    return signOf(scenario, evidence, isAbout ? { what } : {});
  }
}
