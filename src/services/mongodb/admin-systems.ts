// Which system's MongoDB somebody means.
import type { MongodbOfSystem } from '../../config/delivery-schema.js';
import { Problem } from '../../core/problem.js';
import { systemNamed, type System, type Systems } from '../systems/systems.js';
import type { Where } from './mongo-admin.js';

export interface MongoSystem extends System {
  mongodb: MongodbOfSystem;
}

const howTo = 'Add `mongodb: { database: … }` to a system in ppm.config.yaml and restart the bot.';

/** Those that have one; only the named one where one is. @throws Problem invalid_input, not_possible where there is none */
export function mongoSystems(systems: Systems, named: string | undefined): MongoSystem[] {
  const asked =
    named === undefined
      ? Object.keys(systems).map((name) => systemNamed(systems, name))
      : [systemNamed(systems, named)];
  const found = asked.filter((system): system is MongoSystem => system.mongodb !== undefined);
  if (found.length > 0) return found;
  throw new Problem(
    'not_possible',
    named === undefined
      ? 'No system has a MongoDB database configured.'
      : `${asked[0]?.name ?? named} has no MongoDB database configured.`,
    howTo,
    named === undefined ? {} : { field: 'system' },
  );
}

/** The one that is meant: named, or the only one. @throws Problem like mongoSystems, and where there are several */
export function mongoSystem(systems: Systems, named: string | undefined): MongoSystem {
  const all = mongoSystems(systems, named);
  const [first] = all;
  if (first && all.length === 1) return first;
  throw new Problem(
    'invalid_input',
    'Several systems have a MongoDB database.',
    `Say which: ${all.map(({ name }) => name).join(', ')}.`,
    { field: 'system' },
  );
}

export function whereOfSystem({ mongodb }: Pick<MongoSystem, 'mongodb'>): Where {
  return { setting: mongodb.setting, database: mongodb.database };
}
