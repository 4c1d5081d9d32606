// How fast work gets done: figures over finished pages. Pure. (Runbook orchestra, "Development Velocity Metrics")
import { day, dayText } from './words.js';

export interface DonePage {
  /** Epoch milliseconds; it counts as the moment it was done. */
  editedAt: number;
  /** Hours; null where nothing is written. */
  estimated: number | null;
  actual: number | null;
}

export interface Velocity {
  done: number;
  /** Per calendar day. */
  perDay: number;
  /** Hours, of the pages that tell them; null where none does. */
  meanHours: number | null;
  /** Percent, see `accuracyOf`. */
  accuracy: number | null;
  /** Pages a day in the first and in the last half of the days. */
  trend: { before: number; after: number };
  /** For a chart: at most 20, each named by its first day. */
  spans: { label: string; done: number }[];
}

export interface Benchmark {
  name: string;
  tasksPerDay: number;
  /** Percent. */
  accuracy: number;
}

export const soloDeveloper: Benchmark = { name: 'solo developer', tasksPerDay: 3, accuracy: 80 };
export const aiAssisted: Benchmark = { name: 'AI-assisted', tasksPerDay: 5, accuracy: 85 };

/** Slack draws 20 categories at most. */
const mostSpans = 20;

/** The first moment (UTC midnight) of a window of so many days that ends today. */
export function windowStart(now: number, days: number): number {
  return Math.floor(now / day) * day - (days - 1) * day;
}

/** @param pages those done in the last `days` calendar days (UTC), today included */
export function velocityOf(
  pages: readonly DonePage[],
  { now, days }: { now: number; days: number },
): Velocity {
  const start = windowStart(now, days);
  const byDay = Array.from({ length: days }, () => 0);
  for (const { editedAt } of pages) {
    // Notion's clock may be a little ahead of ours.
    const at = Math.min(days - 1, Math.max(0, Math.floor((editedAt - start) / day)));
    byDay[at] = (byDay[at] ?? 0) + 1;
  }
  const hours = pages.flatMap(({ actual }) => (actual !== null && actual > 0 ? [actual] : []));
  const half = Math.max(1, Math.floor(days / 2));
  return {
    done: pages.length,
    perDay: pages.length / days,
    meanHours: mean(hours),
    accuracy: accuracyOf(pages),
    trend: { before: sum(byDay.slice(0, half)) / half, after: sum(byDay.slice(-half)) / half },
    spans: spansOf(byDay, start),
  };
}

/**
 * 100 less the mean of |actual - estimated| / estimated in percent, and never less than 0; over the pages that have both
 * and neither is 0. The runbook names the figure and not its formula. Null where no page has both.
 */
export function accuracyOf(pages: readonly DonePage[]): number | null {
  const errors = pages.flatMap(({ estimated, actual }) =>
    estimated !== null && estimated > 0 && actual !== null && actual > 0
      ? [Math.abs(actual - estimated) / estimated]
      : [],
  );
  const error = mean(errors);
  return error === null ? null : Math.max(0, 100 - 100 * error);
}

/** True when both figures are at least the benchmark's; an accuracy that nobody knows is left out. */
export function reaches({ perDay, accuracy }: Velocity, benchmark: Benchmark): boolean {
  return perDay >= benchmark.tasksPerDay && (accuracy === null || accuracy >= benchmark.accuracy);
}

export function trendText({ trend: { before, after } }: Velocity): string {
  if (before === 0) return after === 0 ? 'nothing done' : 'rising';
  const change = (after - before) / before;
  if (Math.abs(change) < 0.1) return 'steady';
  return `${change > 0 ? 'rising' : 'falling'} ${Math.round(Math.abs(change) * 100)} %`;
}

function spansOf(byDay: readonly number[], start: number): Velocity['spans'] {
  const width = Math.ceil(byDay.length / mostSpans);
  return Array.from({ length: Math.ceil(byDay.length / width) }, (_, index) => ({
    label: dayText(start + index * width * day),
    done: sum(byDay.slice(index * width, (index + 1) * width)),
  }));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : sum(values) / values.length;
}
