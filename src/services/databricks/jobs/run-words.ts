// How jobs and their runs are written: on plans, in notes and in tables.
import { distance } from 'fastest-levenshtein';
import { Problem } from '../../../core/problem.js';
import type { Ending, JobRun } from './jobs.js';

/** `12 s`, `3 min`, `2 h 5 min`. @param millis of a duration */
export function tookText(millis: number): string {
  const seconds = Math.round(millis / 1_000);
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  const rest = minutes % 60;
  return `${Math.floor(minutes / 60)} h${rest === 0 ? '' : ` ${rest} min`}`;
}

const resultWords: Readonly<Record<Ending['result'], string>> = {
  success: 'succeeded',
  failed: 'failed',
  timed_out: 'timed out',
  cancelled: 'cancelled',
  skipped: 'skipped',
  upstream_failed: 'not run',
};

/** `succeeded`, `failed (CLUSTER_ERROR)`, or how far it is. */
export function standText({ state, ending }: Pick<JobRun, 'state' | 'ending'>): string {
  if (ending === null) return state;
  const word = resultWords[ending.result];
  const isPlain = ['success', 'cancelled', 'upstream_failed'].includes(ending.result);
  return isPlain || ending.code === '' ? word : `${word} (${ending.code})`;
}

/** What a run stands for that ended badly; one that was skipped did nothing, which is bad too when it was wanted. */
export function endedBadly({ ending }: Pick<JobRun, 'ending'>): boolean {
  return ending !== null && ending.result !== 'success';
}

/** 2026-01-31 14:05, UTC; `–` before it began. @param at epoch milliseconds */
export function whenText(at: number | null): string {
  return at === null || at === 0 ? '–' : new Date(at).toISOString().slice(0, 16).replace('T', ' ');
}

/** The first line that says something. */
export function firstLine(text: string): string {
  return (text.split('\n').find((line) => line.trim() !== '') ?? '').trim();
}

/**
 * Id of the run that somebody means: its number, or its address as the browser shows it
 * (`https://host/jobs/1/runs/2?o=3`, `https://host/?o=3#job/1/run/2`).
 * @throws Problem invalid_input (field `run`)
 */
export function runIdOf(typed: string): number {
  const text = typed.trim();
  const digits = /^\d+$/.test(text) ? text : /\bruns?\/(\d+)/.exec(text)?.[1];
  const id = Number(digits);
  if (digits !== undefined && Number.isSafeInteger(id) && id > 0) return id;
  throw new Problem(
    'invalid_input',
    `${JSON.stringify(text.slice(0, 100))} is not a run of a Databricks job.`,
    'Give its number or its address; `job runs` lists them.',
    { field: 'run' },
  );
}

/** The names nearest to what was typed, at most five. */
export function nearest(names: readonly string[], typed: string): string[] {
  const wanted = typed.slice(0, 60).toLowerCase();
  return [...new Set(names)]
    .map((name) => ({ name, far: distance(wanted, name.toLowerCase()) }))
    .toSorted((a, b) => a.far - b.far)
    .slice(0, 5)
    .map(({ name }) => name);
}
