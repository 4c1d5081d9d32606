// How schedules go, for Prometheus: an alert on the last success finds one that fails, is paused or never runs.
import { Counter, Gauge, type Registry } from 'prom-client';
import type { ScheduleRow } from './schedule-records.js';
import type { SlotOutcome } from './schedule.js';

export interface ScheduleMetrics {
  /** A slot has passed. */
  ended(schedule: string, outcome: SlotOutcome): void;
  /** What is stored, whichever process did it. */
  seen(rows: readonly ScheduleRow[]): void;
}

export function createScheduleMetrics(registry: Registry): ScheduleMetrics {
  const runs = new Counter({
    name: 'ppm_schedule_runs_total',
    help: 'Slots of schedules that this process has seen pass, by outcome',
    labelNames: ['schedule', 'outcome'],
    registers: [registry],
  });
  const succeeded = new Gauge({
    name: 'ppm_schedule_last_success_timestamp_seconds',
    help: 'When a schedule last did its work, whatever it found',
    labelNames: ['schedule'],
    registers: [registry],
  });
  return {
    ended: (schedule, outcome) => runs.inc({ schedule, outcome }),
    seen(rows) {
      for (const { name, succeededAt } of rows)
        if (succeededAt !== null) succeeded.set({ schedule: name }, succeededAt / 1_000);
    },
  };
}
