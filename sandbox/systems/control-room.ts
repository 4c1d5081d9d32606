// The pretend control room of Finance PPM (runbook finance-ppm, "Troubleshoot UI Issues"): its health, and its KPIs from the
// warehouse or, where it was told so, made-up ones.
import { z } from 'zod';
import type { Warehouse } from '../databricks/index.js';
import type { Flags } from './flags.js';
import { startService, type Answer, type Service } from './service.js';

export interface ControlRoomParts {
  warehouse: Pick<Warehouse, 'query' | 'faults' | 'tables'>;
  flags: Pick<Flags, 'has'>;
  now: () => number;
}

const kpiSchema = z.object({ name: z.string(), value: z.number() });
type Kpi = z.output<typeof kpiSchema>;

const table = 'main.gold.kpis';

export function startControlRoom(parts: ControlRoomParts): Promise<Service> {
  return startService({
    'GET /api/health': () => health(parts),
    'GET /api/kpis': () => kpis(parts),
  });
}

function health(parts: ControlRoomParts): Answer {
  const problem = warehouseProblem(parts.warehouse);
  const databricks =
    problem === null ? { status: 'healthy' } : { status: 'unhealthy', error: problem };
  return {
    status: problem === null ? 200 : 503,
    body: {
      status: problem === null ? 'healthy' : 'unhealthy',
      version: '2.14.0',
      timestamp: new Date(parts.now()).toISOString(),
      checks: { databricks },
    },
  };
}

async function kpis(parts: ControlRoomParts): Promise<Answer> {
  const { flags, warehouse, now } = parts;
  const asOf = new Date(now()).toISOString();
  if (flags.has('control-room-mock'))
    return told('mock', [{ name: 'projects_active', value: 42 }], asOf);
  const problem = warehouseProblem(warehouse);
  if (problem !== null) return { status: 502, body: { error: `Databricks: ${problem}` } };
  return told('databricks', await kpisIn(warehouse), asOf);
}

function told(source: 'databricks' | 'mock', found: readonly Kpi[], asOf: string): Answer {
  const status = found.length === 0 ? 'empty' : 'ok';
  return { status: 200, body: { source, status, as_of: asOf, kpis: found } };
}

/** The latest of each; none where the table is not there. */
export async function kpisIn(warehouse: ControlRoomParts['warehouse']): Promise<Kpi[]> {
  if (!warehouse.tables().some(({ fullName }) => fullName.join('.') === table)) return [];
  const { rows } = await warehouse.query(`SELECT kpi, value FROM ${table} ORDER BY kpi`);
  return rows.map(([name, value]) => kpiSchema.parse({ name, value }));
}

/** What a client of the warehouse would stumble over; null where it answers. */
export function warehouseProblem({ faults }: Pick<Warehouse, 'faults'>): string | null {
  const { down, unauthorized, unavailable } = faults.get();
  if (down === true) return 'Connection refused';
  if (unauthorized !== undefined) return `HTTP ${unauthorized}: the token is not valid`;
  return (unavailable?.count ?? 0) > 0 ? 'HTTP 503 TEMPORARILY_UNAVAILABLE' : null;
}
