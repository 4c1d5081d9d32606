// On call from three sources: an override if one holds, else the rotation, else everybody with the role `oncall`.
import type { OncallConfig } from '../../config/incidents-schema.js';
import type { Config } from '../../config/schema.js';
import type { Actor } from '../../core/actor.js';
import type { Directory } from '../identity/identity.js';
import type { Store } from '../store/store.js';
import { dutyAt } from './duty.js';
import type { Duty, Oncall, Override } from './oncall.js';
import { overridesAfter } from './override-records.js';
import { createOverrides } from './overrides.js';

export interface OncallOptions {
  store: Store;
  config: OncallConfig;
  people: Config['people'];
  directory: Pick<Directory, 'membersOf' | 'fromSlack'>;
  /** Epoch milliseconds. */
  now: () => number;
}

export function createOncall(options: OncallOptions): Oncall {
  const { store, config, people, directory, now } = options;
  const { rotation, timeZone } = config;

  async function holders(role: 'oncall' | 'manager' | 'director'): Promise<Actor[]> {
    return (await directory.membersOf([role])).map((user) => directory.fromSlack(user));
  }

  /** Without overrides. */
  async function usual(at: number): Promise<Duty> {
    if (!rotation)
      return { people: await holders('oncall'), until: null, by: 'role', override: null };
    const { person, until } = dutyAt(rotation, timeZone, at);
    return {
      people: people
        .filter(({ name }) => name === person)
        .map(({ slack }) => directory.fromSlack(slack)),
      // One person hands over to nobody.
      until: rotation.people.length > 1 ? until : null,
      by: 'rotation',
      override: null,
    };
  }

  async function duty(at: number, overrides: readonly Override[]): Promise<Duty> {
    const holding = overrides.find(({ from, until }) => from <= at && at < until);
    if (holding) {
      const { id, who, until } = holding;
      return { people: [who], until, by: 'override', override: id };
    }
    const without = await usual(at);
    const coming = overrides.find(({ from }) => from > at)?.from ?? Infinity;
    const until = Math.min(without.until ?? Infinity, coming);
    return { ...without, until: until === Infinity ? null : until };
  }

  const at = async (when: number): Promise<Duty> => duty(when, await overridesAfter(store, when));

  return {
    timeZone,
    at,
    async next(when) {
      const overrides = await overridesAfter(store, when);
      const { until } = await duty(when, overrides);
      return until === null ? null : { ...(await duty(until, overrides)), from: until };
    },
    ...createOverrides({ store, timeZone, now }),
    async peopleFor(level, when) {
      return level === 'oncall' ? (await at(when)).people : holders(level);
    },
  };
}
