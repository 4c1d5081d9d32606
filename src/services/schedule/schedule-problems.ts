// Why the schedules of ppm.config.yaml can't be used, for the check of the configuration (src/config/sense.ts).
import type { SchedulesConfig } from '../../config/upkeep-schema.js';
import { builtInOf, overlaid } from './effective-schedules.js';
import { faultsOf } from './schedule-faults.js';
import { operationOf, type ScheduledOperation } from './scheduled-operation.js';

/** @returns paths from the root of ppm.config.yaml */
export function scheduleProblems(
  config: { schedules: SchedulesConfig },
  operations: readonly ScheduledOperation[],
): { path: PropertyKey[]; reason: string }[] {
  const { schedules } = config;
  return Object.keys(schedules.each).flatMap((name) => {
    const path = ['schedules', 'each', name];
    const schedule = overlaid(name, schedules);
    if (schedule === null) return [{ path, reason: missingIn(name, schedules) }];
    return faultsOf(schedule, operations)
      .filter(({ field }) => field !== 'operation' || isSaidHere(name, schedules))
      .map(({ field, reason }) => ({
        path: schedules.each[name]?.[field] === undefined ? path : [...path, field],
        reason,
      }));
  });

  /** A built-in one without its operation is left out, whatever else is said of it here. */
  function isSaidHere(name: string, { each }: SchedulesConfig): boolean {
    const given = each[name]?.operation;
    if (given !== undefined) return true;
    const builtIn = builtInOf(name);
    return builtIn === undefined || operationOf(builtIn.operation, operations) !== null;
  }
}

function missingIn(name: string, { each }: SchedulesConfig): string {
  const needed = (['cron', 'operation'] as const).filter(
    (field) => each[name]?.[field] === undefined,
  );
  return `is none of the built-in schedules, and has no ${needed.join(' and no ')}`;
}
