// What an HTTP component said, as signs: the parts that its answer calls unhealthy first, since those are the cause; else what
// its status means for what it is. (Runbook 2 scenarios 1, 2, 10; runbook 4 Issue 1)
import type { SystemConfig } from '../../config/systems-schema.js';
import type { Suggestion } from '../../core/report.js';
import type { ComponentNow } from '../health/health.js';
import { notionScenario, saysCircuitOpen, syncScenario } from './from-text.js';
import type { ScenarioId } from './scenarios.js';
import { signOf, type About, type Sign } from './sign.js';

export function httpSigns(
  probed: ComponentNow,
  system: SystemConfig | undefined,
  about: About,
): Sign[] {
  const named = partsOf(probed.said).map(({ name, why }) => {
    const scenario = partScenario(name, why, system);
    return signOf(scenario, `${name}: ${why}`, { ...about, ...aboutOf(scenario, probed, name) });
  });
  if (named.length > 0 && !isOfItsOwn(probed.said)) return named;
  const scenario = wholeScenario(probed, system);
  return [...named, signOf(scenario, probed.said, { ...about, ...aboutOf(scenario, probed) })];
}

/** `sync.status is stopped, not running (checks.unifi_api: …)`: beside the parts something else is wrong. */
function isOfItsOwn(said: string): boolean {
  const path = /^([\w.-]+) is /.exec(said)?.[1];
  return path !== undefined && path !== 'status' && !/^(?:checks|components)\./.test(path);
}

interface Part {
  name: string;
  why: string;
}

/** `checks.database: Connection refused; checks.cache: timed out` */
function partsOf(said: string): Part[] {
  return [...said.matchAll(/\b(?:checks|components)\.([\w-]+): ([^;]*?)(?=;|\)?$)/g)].flatMap(
    ([, name, why]) => (name === undefined || why === undefined ? [] : [{ name, why }]),
  );
}

function partScenario(name: string, why: string, system: SystemConfig | undefined): ScenarioId {
  if (saysCircuitOpen(why) || /circuit/i.test(name)) return 'circuit-open';
  if (/database|mongo/i.test(name)) return 'mongodb-down';
  if (/redis|cache/i.test(name)) return 'redis-down';
  if (/disk/i.test(name)) return 'disk-full';
  if (/memory/i.test(name)) return 'low-memory';
  if (/unifi|ninja/i.test(name)) return vendorScenario(name, why);
  if (/notion/i.test(name)) return notionScenario(why) ?? 'api-unhealthy';
  if (/warehouse|databricks/i.test(name))
    return /\b40[13]\b/.test(why) ? 'warehouse-401' : 'warehouse-down';
  if (/\block(?:ed|s)?\b/i.test(`${name} ${why}`)) return 'sync-locked';
  if (/sync|scheduler|worker|job|cron/i.test(name)) return lateSync(why, system);
  return 'api-unhealthy';
}

/** Runbook 2 scenario 2: an API that is unhealthy is one whose credentials were refused, unless it says something else. */
function vendorScenario(name: string, why: string): ScenarioId {
  const told = notionScenario(why);
  if (told === 'dns-failure' || told === 'certificate-expired' || told === 'certificate-untrusted')
    return told;
  if (told === 'notion-timeout' || told === 'notion-5xx') return 'connection-timeout';
  return /unifi/i.test(name) ? 'unifi-401' : 'ninjaone-401';
}

function lateSync(why: string, system: SystemConfig | undefined): ScenarioId {
  if (system?.tasks) return 'task-not-synced';
  return /fail/i.test(why) ? (syncScenario(why) ?? 'sync-failures') : 'sync-not-running';
}

function wholeScenario(probed: ComponentNow, system: SystemConfig | undefined): ScenarioId {
  const { component, failure, said } = probed;
  if (saysCircuitOpen(said)) return 'circuit-open';
  if (/\block(?:ed|s)?\b/i.test(said)) return 'sync-locked';
  const room = controlRoomScenario(probed);
  if (room !== null) return room;
  if (failure === 'auth' || failure === 'forbidden')
    return /unifi|ninja/i.test(component) ? vendorScenario(component, said) : 'service-401';
  if (failure === 'mock_data') return 'control-room-mock';
  if (failure === 'slow') return 'slow-api';
  if (/mcp/i.test(component)) return 'mcp-down';
  const isAway = failure === 'refused' || failure === 'unreachable' || failure === 'timeout';
  return isAway ? awayScenario(probed, system) : unwellScenario(probed, system);
}

/** The Control Room: its health, and its KPIs. (Runbook 1 "Troubleshoot UI Issues") */
function controlRoomScenario({ component, failure, said }: ComponentNow): ScenarioId | null {
  if (!isControlRoom(component) || failure === 'slow') return null;
  if (/\bmock\b/i.test(said)) return 'control-room-mock';
  // It answers as it should, but without the values that there should be.
  if (/kpi/i.test(component) && (failure === 'mock_data' || failure === 'unexpected_body'))
    return 'control-room-no-data';
  return 'control-room-down';
}

export function isControlRoom(component: string): boolean {
  return /^(?:control[-_]?room|kpis?)/.test(component);
}

/** A service that is not there at all is, for a system that syncs by a command, the sync itself. */
function awayScenario({ failure }: ComponentNow, system: SystemConfig | undefined): ScenarioId {
  if (failure === 'timeout') return 'connection-timeout';
  return system?.sync?.kind === 'command' ? 'sync-not-running' : 'api-down';
}

function unwellScenario(
  { component, failure, said }: ComponentNow,
  system: SystemConfig | undefined,
): ScenarioId {
  const value = / is (\S.*?), not /.exec(said)?.[1] ?? '';
  if (/fail|degraded|error/i.test(value) && /sync/i.test(component)) return 'sync-failures';
  if (/stopped|stale|idle|not.?running|dead/i.test(value)) return 'sync-not-running';
  if (/unifi|ninja/i.test(component)) return vendorScenario(component, said);
  if (failure === 'unexpected_body' && /sync/i.test(component) && !system?.tasks)
    return 'sync-failures';
  return 'api-unhealthy';
}

/** What stands in the title: the system's part is the system's, what only the component has is the component's. */
function aboutOf(
  scenario: ScenarioId,
  { system, component, title }: ComponentNow,
  part?: string,
): About {
  const inService = `${system}/${part ?? component}`;
  // There is one of these, and their titles name it.
  if (/^(?:control-room|mcp)-/.test(scenario)) return { what: null };
  if (scenario === 'circuit-open') return { what: inService, offer: logsOf(system) };
  if (byComponent.has(scenario)) return { what: inService };
  if (scenario === 'api-unhealthy' || scenario === 'api-down')
    return { what: part === undefined ? title : system };
  return { what: system };
}

const byComponent: ReadonlySet<ScenarioId> = new Set([
  'connection-timeout',
  'service-401',
  'slow-api',
]);

/** Its own circuit: the bot can't reset it. */
function logsOf(system: string): Suggestion {
  return { label: 'Logs', operation: 'logs', input: { what: system } };
}
