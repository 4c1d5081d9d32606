// What schedules work with: the list for people, the loop, and the work itself.
import type { Actor } from '../../core/actor.js';
import type { Runs } from '../../core/runs.js';
import type { Redraw } from '../cards/rows.js';
import type { Engine } from '../engine/engine.js';
import type { Log } from '../log.js';
import type { Store } from '../store/store.js';
import type { InternalOperation } from './built-in-schedules.js';
import { cronLine, type CronLine } from './cron-line.js';
import { effectiveSchedules, type ScheduleConfigs } from './effective-schedules.js';
import type { Schedule, SlotOutcome } from './schedule.js';
import type { ScheduleMetrics } from './schedule-metrics.js';
import type { ScheduledOperation } from './scheduled-operation.js';

/** What came of a slot's work. */
export interface Ended {
  outcome: Exclude<SlotOutcome, 'running'>;
  /** A line for the list. */
  said: string;
}

export interface ScheduleOptions {
  config: ScheduleConfigs;
  operations: readonly ScheduledOperation[];
  store: Store;
  /** Epoch milliseconds. */
  now: () => number;
  ask: Engine['ask'];
  runs: Pick<Runs, 'request' | 'get'>;
  /** The bot's own work. */
  internal: Readonly<Record<InternalOperation, (signal: AbortSignal) => Promise<Ended>>>;
  /** Slack channel of what says no other. */
  channel: string;
  redraw: Redraw;
  /** Whether reports become pages in Notion as well. */
  filesReports: boolean;
  metrics: ScheduleMetrics;
  log: Pick<Log, 'info' | 'warn' | 'error'>;
}

/** One as it holds. */
export interface Planned extends Schedule {
  line: CronLine;
}

export interface ScheduleParts extends ScheduleOptions {
  planned: readonly Planned[];
}

export function schedulePartsOf(options: ScheduleOptions): ScheduleParts {
  const schedules = effectiveSchedules(options.config, options.operations);
  return {
    ...options,
    planned: schedules.map((one) => ({ ...one, line: cronLine(one.cron, one.timeZone) })),
  };
}

/** What a row's `settled` is about. */
export function lineKey({ cron, timeZone }: Schedule): string {
  return `${cron} ${timeZone}`;
}

/** Who asks, and under which id. */
export interface Asking {
  by: Actor;
  request: string;
}
