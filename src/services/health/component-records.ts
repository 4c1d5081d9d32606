// What is remembered of components: how each is and since when, one point of its past an hour, and when its process began.
// Two processes that ask at once agree: everything has an id of its own, and the later asking wins.
import { z } from 'zod';
import type { Collection } from '../store/store.js';
import { healthStatuses, probeFailureSchema, type HealthPoint, type Probed } from './health.js';

/** Epoch milliseconds. */
const instant = z.number();
const status = z.enum(healthStatuses);

const stateSchema = z.object({
  system: z.string(),
  component: z.string(),
  kind: z.string(),
  status,
  said: z.string(),
  failure: probeFailureSchema.nullable(),
  millis: z.number().nullable(),
  value: z.number().nullable(),
  at: instant,
  since: instant,
});
export type ComponentState = z.infer<typeof stateSchema>;

export const componentStates: Collection<ComponentState> = {
  name: 'component_states',
  schema: stateSchema,
  indexes: { bySystem: ['system', 'component'] },
};

const pointSchema = z.object({
  /** `system/component` */
  key: z.string(),
  /** Begin of the hour. */
  at: instant,
  status,
  millis: z.number().nullable(),
  value: z.number().nullable(),
});
export type StoredPoint = z.infer<typeof pointSchema>;

export const componentHistory: Collection<StoredPoint> = {
  name: 'component_history',
  schema: pointSchema,
  indexes: { byKey: ['key', 'at'], byAt: ['at'] },
};

const startsSchema = z.object({ starts: z.array(instant) });
export type Starts = z.infer<typeof startsSchema>;

/** When the process of a component began, by its own word, within the last hour. */
export const componentStarts: Collection<Starts> = {
  name: 'component_starts',
  schema: startsSchema,
  indexes: {},
};

export const hour = 60 * 60 * 1000;

export function keyOf({ system, component }: { system: string; component: string }): string {
  return `${system}/${component}`;
}

export function stateOf(probed: Probed, since: number): ComponentState {
  const { system, component, kind, status: is, said, failure, millis, value, at } = probed;
  return { system, component, kind, status: is, said, failure, millis, value, at, since };
}

/** An asking that came in later than a newer one changes nothing. */
export function nextState(before: ComponentState, probed: Probed): ComponentState {
  if (before.at > probed.at) return before;
  return stateOf(probed, before.status === probed.status ? before.since : probed.at);
}

export function pointOf(probed: Probed): StoredPoint {
  const { status: is, millis, value, at } = probed;
  return { key: keyOf(probed), at: Math.floor(at / hour) * hour, status: is, millis, value };
}

/** The worst of both, with the value that was measured then; the slowest. */
export function worseOf(before: StoredPoint, next: StoredPoint): StoredPoint {
  const isWorse = rank(next) > rank(before);
  const millis = Math.max(before.millis ?? -1, next.millis ?? -1);
  const merged = {
    ...before,
    status: isWorse ? next.status : before.status,
    value: isWorse || before.value === null ? next.value : before.value,
    millis: millis < 0 ? null : millis,
  };
  const isSame =
    merged.status === before.status &&
    merged.value === before.value &&
    merged.millis === before.millis;
  return isSame ? before : merged;
}

export function shownPoint({ at, status: is, millis, value }: StoredPoint): HealthPoint {
  return { at, status: is, millis, value };
}

function rank({ status: is }: { status: HealthPoint['status'] }): number {
  return healthStatuses.indexOf(is);
}

/** Start times a second apart are the same one: some processes count back from their uptime. */
const sameStart = 1500;
const mostStarts = 100;

/** Those of the last hour, each once. @returns its argument where nothing is new */
export function withStarts(before: Starts, starts: readonly number[], now: number): Starts {
  const recent = before.starts.filter((start) => start > now - hour);
  const all = starts.reduce<number[]>(
    (known, start) =>
      start <= now - hour || known.some((one) => Math.abs(one - start) <= sameStart)
        ? known
        : [...known, start],
    recent,
  );
  return all.length === before.starts.length && recent.length === all.length
    ? before
    : { starts: all.slice(-mostStarts) };
}
