// What forms offer: the tables, systems and databases of ppm.config.yaml.
import { databasesOf, type Systems } from '../../services/systems/systems.js';
import type { Choices } from '../cards/form-fields.js';

/** A database that two systems have by the same name is offered as `system/database`. */
export function choicesFrom(config: { tables: readonly string[]; systems: Systems }): Choices {
  const all = databasesOf(config.systems);
  return {
    tables: config.tables,
    systems: Object.keys(config.systems),
    databases: all.map(({ name, system }) =>
      all.filter((other) => other.name === name).length > 1 ? `${system}/${name}` : name,
    ),
  };
}
