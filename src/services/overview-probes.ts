// The things the bot stands on, asked side by side with a deadline; a slow or failing one is told, not waited for.
import type { Config } from '../config/schema.js';
import { asProblem } from '../core/problem.js';
import type { Overview, SettingState } from './overview.js';

export interface Probe {
  name: string;
  /** Not asked by /ready: it costs (a sleeping warehouse would start) or the bot serves without it. */
  onDemand: boolean;
  /** Resolves to what to show, e.g. "connected". @throws when it does not answer */
  ask(signal: AbortSignal): Promise<string>;
}

/** How long a probe may take, milliseconds. */
export const probeDeadline = 5_000;

export function createOverview(options: {
  settings: readonly SettingState[];
  config: Config;
  defaultCatalog: string;
  probes: readonly Probe[];
}): Overview {
  const { settings, config, defaultCatalog, probes } = options;
  return {
    settings,
    environments: config.environments,
    defaultCatalog,
    health: (signal) =>
      Promise.all(
        probes.map(async (probe) => {
          const started = performance.now();
          const answer = await askProbe(probe, signal);
          return {
            label: probe.name,
            status: answer.ok ? ('good' as const) : ('bad' as const),
            value: answer.said,
            millis: Math.round(performance.now() - started),
          };
        }),
      ),
  };
}

export async function askProbe(
  probe: Probe,
  signal: AbortSignal,
): Promise<{ ok: boolean; said: string }> {
  const deadline = AbortSignal.timeout(probeDeadline);
  const late = new Promise<never>((_resolve, reject) => {
    deadline.addEventListener('abort', () => reject(new Error('late')), { once: true });
  });
  try {
    return {
      ok: true,
      said: await Promise.race([probe.ask(AbortSignal.any([signal, deadline])), late]),
    };
  } catch (error) {
    return {
      ok: false,
      said: deadline.aborted
        ? `no answer within ${probeDeadline / 1000} s`
        : asProblem(error).message,
    };
  }
}
