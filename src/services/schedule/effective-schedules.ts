// The schedules as they hold: the built-in ones, changed and added to by ppm.config.yaml, field by field.
import type { SchedulesConfig } from '../../config/upkeep-schema.js';
import { databasesOf, type Systems } from '../systems/systems.js';
import { builtInSchedules, type BuiltIn } from './built-in-schedules.js';
import type { Schedule } from './schedule.js';
import { isRunnable, operationOf, type ScheduledOperation } from './scheduled-operation.js';
import { faultsOf } from './schedule-faults.js';

export interface ScheduleConfigs {
  schedules: SchedulesConfig;
  systems: Systems;
}

/** In the order of their definition. What is switched off, faulty or has no operation here is left out. */
export function effectiveSchedules(
  config: ScheduleConfigs,
  operations: readonly ScheduledOperation[],
): Schedule[] {
  const { systems } = config;
  const there = {
    notion: databasesOf(systems).length > 0,
    mongodb: Object.values(systems).some(({ mongodb }) => mongodb?.backup === true),
  };
  return scheduleNames(config.schedules)
    .filter((name) => config.schedules.each[name]?.enabled !== false)
    .map((name) => overlaid(name, config.schedules))
    .filter((schedule) => schedule !== null)
    .filter((schedule) => {
      const needed = neededBy(schedule);
      return needed === null || there[needed];
    })
    .filter((schedule) => isRunnable(operationOf(schedule.operation, operations)))
    .filter((schedule) => faultsOf(schedule, operations).length === 0);
}

export function scheduleNames({ each }: SchedulesConfig): string[] {
  return [...new Set([...Object.keys(builtInSchedules), ...Object.keys(each)])];
}

export function builtInOf(name: string): BuiltIn | undefined {
  return Object.hasOwn(builtInSchedules, name) ? builtInSchedules[name] : undefined;
}

/** Null where it works with what is always there. */
function neededBy({ name, operation }: Schedule): NonNullable<BuiltIn['needs']> | null {
  const builtIn = builtInOf(name);
  return builtIn?.operation === operation ? (builtIn.needs ?? null) : null;
}

/** Null where cron or operation are missing. Another operation does not get the input of the built-in one. */
export function overlaid(name: string, { each, timeZone }: SchedulesConfig): Schedule | null {
  const builtIn = builtInOf(name);
  const given = each[name] ?? {};
  const cron = given.cron ?? builtIn?.cron;
  const operation = given.operation ?? builtIn?.operation;
  if (cron === undefined || operation === undefined) return null;
  const isSame = operation === builtIn?.operation;
  return {
    name,
    cron,
    timeZone: given.timeZone ?? timeZone,
    operation,
    input: given.input ?? (isSame ? builtIn.input : {}),
    post: given.post ?? builtIn?.post ?? 'always',
    channel: given.channel ?? null,
    missed: given.missed ?? builtIn?.missed ?? 'run',
  };
}
