// What a component's probe found, as signs. By its kind first; what an HTTP address says is read in from-http.ts.
import type { ComponentNow, ProbeFailure } from '../health/health.js';
import type { Systems } from '../systems/systems.js';
import { httpSigns } from './from-http.js';
import { metricScenario } from './from-metric.js';
import { warehouseScenario } from './from-text.js';
import type { ScenarioId } from './scenarios.js';
import { signOf, type About, type Sign } from './sign.js';

/** None where it is well. */
export function componentSigns(probed: ComponentNow, systems: Systems): Sign[] {
  const { status, failure, system, component, said, since, kind } = probed;
  if (status === 'good') return [];
  const about: About = {
    severity: status,
    system,
    component: `${system}/${component}`,
    what: `${system}/${component}`,
    since,
  };
  // The connections of the bot itself are those of every system.
  const shared: About = { ...about, system: null, what: null };
  if (failure === 'not_configured')
    return [signOf('setting-missing', said, { ...about, what: `of ${system}/${component}` })];
  if (failure === 'slow' && isReached(kind)) return [signOf('connection-timeout', said, about)];
  const general = anyKind(probed);
  if (general !== null && kind !== 'notion' && kind !== 'warehouse')
    return [signOf(general, said, about)];
  switch (kind) {
    case 'notion':
      return [signOf(general ?? notionFailure(probed), said, shared)];
    case 'warehouse':
      return [signOf(general ?? warehouseFailure(probed), said, shared)];
    case 'github':
      return [signOf(failure === 'auth' ? 'github-401' : 'github-down', said, shared)];
    case 'mongodb':
      return [
        signOf(failure === 'slow' ? 'slow-api' : 'mongodb-down', said, { ...about, what: system }),
      ];
    case 'redis':
      return [
        signOf(failure === 'slow' ? 'slow-api' : 'redis-down', said, { ...about, what: system }),
      ];
    case 'disk':
      return [signOf('disk-full', said, about)];
    case 'memory':
      return [signOf('low-memory', said, about)];
    case 'certificate':
      return [
        signOf(unreachable(failure) ? 'connection-timeout' : 'certificate-untrusted', said, about),
      ];
    case 'dns':
      return [signOf('dns-failure', said, about)];
    case 'restarts':
      return [
        signOf(failure === 'restarting' ? 'restarts' : 'metrics-unreadable', said, {
          ...about,
          what: system,
        }),
      ];
    case 'metric':
      return [
        signOf(
          isMeasured(failure)
            ? metricScenario(metricOf(probed, systems), systems[system])
            : 'metrics-unreadable',
          said,
          isMeasured(failure) ? about : { ...about, what: system },
        ),
      ];
    case 'http':
      return httpSigns(probed, systems[system], about);
  }
}

type Failure = ComponentNow['failure'];

const sameForAll: Partial<Record<ProbeFailure, ScenarioId>> = {
  dns: 'dns-failure',
  certificate: 'certificate-untrusted',
  expiring: 'certificate-expiring',
  disk_full: 'disk-full',
  low_memory: 'low-memory',
};

const ofNotion: Partial<Record<ProbeFailure, ScenarioId>> = {
  auth: 'notion-401',
  forbidden: 'notion-403',
  not_found: 'notion-404',
  rate_limit: 'notion-429',
  timeout: 'notion-timeout',
  slow: 'notion-slow',
};

/** What means the same whatever the component is. */
function anyKind({ failure, said, value, kind }: ComponentNow): ScenarioId | null {
  if (failure === null) return null;
  const isOver = value !== null && value <= 0;
  if (failure === 'certificate' && (/expired/i.test(said) || (kind === 'certificate' && isOver)))
    return 'certificate-expired';
  if (failure === 'expiring' && isOver) return 'certificate-expired';
  return sameForAll[failure] ?? null;
}

function notionFailure({ failure, said }: ComponentNow): ScenarioId {
  const known = failure === null ? undefined : ofNotion[failure];
  return known ?? (/\b409\b/.test(said) ? 'notion-409' : 'notion-5xx');
}

function warehouseFailure({ failure, said }: ComponentNow): ScenarioId {
  if (failure === 'auth') return 'warehouse-401';
  if (failure === 'forbidden') return 'permission-denied';
  if (failure === 'slow') return 'warehouse-slow';
  return warehouseScenario(said) ?? 'warehouse-down';
}

function metricOf({ system, component }: ComponentNow, systems: Systems): string {
  const config = systems[system]?.components[component];
  return config?.kind === 'metric' ? config.metric : component;
}

/** Slow says nothing of these themselves: the certificate is good, the name is found. What is slow is the way there. */
function isReached(kind: ComponentNow['kind']): boolean {
  return kind === 'certificate' || kind === 'dns' || kind === 'github';
}

function isMeasured(failure: Failure): boolean {
  return failure === 'out_of_band' || failure === null;
}

function unreachable(failure: Failure): boolean {
  return failure === 'timeout' || failure === 'refused' || failure === 'unreachable';
}
