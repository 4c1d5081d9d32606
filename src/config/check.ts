// `ppm config check`: what is wrong with a ppm.config.yaml, without starting anything.
import type { ScheduledOperation } from '../services/schedule/scheduled-operation.js';
import { loadConfig } from './config-file.js';
import { ConfigurationError, problemLines } from './problems.js';

/**
 * Lines for a terminal; `ok` where the bot would start with this file.
 * @param operations what schedules may name
 */
export function checkConfiguration(
  path: string,
  operations: readonly ScheduledOperation[],
): { ok: boolean; lines: string[] } {
  try {
    const { config, warnings } = loadConfig(path, operations);
    const people = `${config.people.length} people`;
    const environments = Object.keys(config.environments).join(', ');
    return {
      ok: true,
      lines: [
        `${path} is valid: ${people}; environments ${environments}.`,
        ...(warnings.length > 0 ? ['Worth a look:', ...problemLines(warnings)] : []),
      ],
    };
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return { ok: false, lines: [`${path} can't be used:`, ...problemLines(error.problems)] };
  }
}
