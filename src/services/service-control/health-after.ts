// Whether a system is well after something was done to its service: its components are asked until they are, or its time is
// up; and whether it restarts again and again. (Runbook 4 "Container Keeps Restarting")
import type { Check, Tell } from '../../core/operation.js';
import type { Context } from '../context.js';
import { worstStatus, type ComponentNow } from '../health/health.js';
import { pause } from '../resilience/abortable.js';
import { lookAt } from './look.js';
import type { ServiceOf } from './service-of.js';

type Parts = Pick<Context, 'commands' | 'health' | 'now' | 'signal'>;

const betweenMs = 1_000;

/** Waits as long as the configuration says; what is not well by then is for the checks to say. */
export async function waitForHealth(
  { system, service }: ServiceOf,
  { health, now, signal }: Parts,
  tell: Tell,
): Promise<string> {
  const until = now() + service.healthySeconds * 1_000;
  for (;;) {
    const found = await health.check({ system: system.name, onDemand: false, signal });
    const red = found.filter(({ status }) => status === 'bad');
    if (red.length === 0)
      return found.length === 0
        ? 'It has no components to ask.'
        : `${found.length} components answer, ${worstStatus(found)}`;
    const words = red.map(({ title, said }) => `${title}: ${said}`).join('; ');
    if (now() >= until) return `Not well after ${service.healthySeconds} s: ${words}`.slice(0, 300);
    tell(`waiting: ${words}`.slice(0, 300));
    await pause(Math.min(betweenMs, Math.max(1, until - now())), signal);
  }
}

/** How long is looked whether it restarts again, milliseconds. */
const loopMs = 3_000;

/** One check a component, one for its state, and one for restarts. */
export async function upChecks(of: ServiceOf, parts: Parts): Promise<Check[]> {
  const first = await lookAt(of, parts);
  const found = await parts.health.check({
    system: of.system.name,
    onDemand: false,
    signal: parts.signal,
  });
  return [
    ...(first === null
      ? []
      : [
          {
            name: 'The service runs',
            ok: first.state === 'running',
            expected: 'running',
            actual: first.state,
          },
          ...(await loopCheck(of, parts, first.restarts)),
        ]),
    ...found.map(componentCheck),
  ];
}

function componentCheck({ title, status, said }: ComponentNow): Check {
  return { name: title, ok: status !== 'bad', expected: 'well', actual: said };
}

/** Looked at twice: what restarts in between does so by itself. */
async function loopCheck(of: ServiceOf, parts: Parts, before: number | null): Promise<Check[]> {
  if (before === null) return [];
  await pause(loopMs, parts.signal);
  const more = ((await lookAt(of, parts))?.restarts ?? before) - before;
  return [
    {
      name: 'It does not restart again and again',
      ok: more <= 0,
      expected: 'no restart',
      actual: more <= 0 ? 'no restart' : `${more} restarts in ${loopMs / 1_000} s`,
    },
  ];
}
