// How the components of sandbox/ppm.config.yaml are, as the simulators know it: no probe is sent for it.
import { kpisIn, warehouseProblem } from './control-room.js';
import { checkNotion, type Checked } from './notion-check.js';
import type { Breakable } from './switches/parts.js';

export interface ComponentState {
  system: string;
  /** Key in ppm.config.yaml. */
  component: string;
  isWell: boolean;
  /** Empty where it is well. */
  problem: string;
}

const unreachable = 'Connection refused';
/** Of what either is open or not. */
const refused = (isUp: boolean): string => (isUp ? '' : unreachable);

export async function componentStates(company: Breakable): Promise<ComponentState[]> {
  const systems: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    'finance-ppm': await financeParts(company),
    oberaconnect: oberaconnectParts(company),
    wittwizz: wittwizzParts(company),
    'notion-bot-api': botApiParts(company),
    orchestra: { 'mcp-server': refused(company.systems.orchestra.isOpen()) },
  };
  return Object.entries(systems).flatMap(([system, parts]) =>
    Object.entries(parts).map(([component, problem]) => ({
      system,
      component,
      isWell: problem === '',
      problem,
    })),
  );
}

async function financeParts({ notion, warehouse, systems, github }: Breakable) {
  const inWarehouse = warehouseProblem(warehouse) ?? '';
  const isOpen = systems.controlRoom.isOpen();
  return {
    notion: checkNotion(notion, 0).message,
    warehouse: inWarehouse,
    'control-room': refused(isOpen) || inWarehouse,
    kpis: refused(isOpen) || (await kpiProblem({ warehouse, systems }, inWarehouse)),
    github: github.isRefusing() ? 'HTTP 401 Bad credentials' : '',
  };
}

async function kpiProblem(
  { warehouse, systems }: Pick<Breakable, 'warehouse' | 'systems'>,
  inWarehouse: string,
): Promise<string> {
  if (systems.flags.has('control-room-mock')) return 'source: mock';
  if (inWarehouse !== '') return inWarehouse;
  return (await kpisIn(warehouse)).length === 0 ? 'no KPIs' : '';
}

function oberaconnectParts({ systems, portal, dns }: Breakable) {
  const components = systems.oberaconnect.components();
  const unwell = Object.entries(components).filter(([, { status }]) => status === 'unhealthy');
  const down = refused(systems.oberaconnect.isOpen());
  const of = (name: string): string => down || messageOf(components[name]);
  return {
    service: down || (systems.flags.has('sync-not-running') ? 'The sync has stopped' : ''),
    ready: unwell.length === 0 ? down : `Not ready: ${unwell.map(([name]) => name).join(', ')}`,
    'notion-api': of('notion_api'),
    'unifi-api': of('unifi_api'),
    'ninjaone-api': of('ninjaone_api'),
    'portal-certificate': portal.certificate() === 'valid' ? '' : portal.certificate(),
    'api-dns': dns.mode() === 'answers' ? '' : dns.mode(),
    disk: of('disk'),
    memory: of('memory'),
  };
}

function messageOf(checked: Checked | undefined): string {
  return checked?.message ?? '';
}

function wittwizzParts({ systems }: Breakable) {
  const down = refused(systems.wittwizz.isOpen());
  return {
    'sync-health': down || systems.wittwizz.sync().error,
    failures: down || (systems.flags.has('sync-failures') ? 'Failures are counted' : ''),
  };
}

function botApiParts({ notion, mongo, redis, systems }: Breakable) {
  const { message } = checkNotion(notion, 0);
  const database = mongo.isUp() ? '' : `database: ${unreachable}`;
  return {
    api:
      refused(systems.isBotApiOpen()) ||
      [database, message === '' ? '' : `notion: ${message}`].filter(Boolean).join('; '),
    mongodb: refused(mongo.isUp()),
    redis: refused(redis.isUp()),
    restarts:
      refused(systems.isBotApiOpen()) ||
      (systems.flags.has('restarts') ? 'It restarts every 2 s' : ''),
  };
}
