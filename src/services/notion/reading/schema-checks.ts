// Proves from a database's properties that what was to be added is there, and that nothing else was lost.
import type { Check } from '../../../core/operation.js';
import type { PropertySchema } from '../notion.js';
import type { Additions } from './schema-fix.js';

type Kept = Pick<PropertySchema, 'name' | 'type' | 'options'>;

export function additionChecks(
  actual: readonly PropertySchema[],
  { properties, options }: Additions,
): Check[] {
  const choicesOf = (property: string): string[] =>
    actual.find(({ name }) => name === property)?.options ?? [];
  return [
    ...properties.map(({ name, type, options: choices }) => {
      const found = actual.find((property) => property.name === name);
      const lacking = choices.filter((choice) => !found?.options.includes(choice));
      return {
        name: `Property ${name}`,
        ok: found?.type === type && lacking.length === 0,
        expected: described({ type, options: choices }),
        actual: found ? described(found) : 'not there',
      };
    }),
    ...options.map(({ property, options: choices }) => ({
      name: `Choices of ${property}`,
      ok: choices.every((choice) => choicesOf(property).includes(choice)),
      expected: `with ${choices.join(', ')}`,
      actual: choicesOf(property).join(', ') || 'none',
    })),
  ];
}

/** One check: everything that was there is there, of the same type and with its choices. */
export function stayingChecks(actual: readonly PropertySchema[], before: readonly Kept[]): Check[] {
  const lost = before.flatMap(({ name, type, options }) => {
    const found = actual.find((property) => property.name === name);
    if (!found) return [name];
    if (found.type !== type) return [`${name} (was ${type}, is ${found.type})`];
    return options
      .filter((option) => !found.options.includes(option))
      .map((option) => `choice ${option} of ${name}`);
  });
  return [
    {
      name: 'Nothing else was lost',
      ok: lost.length === 0,
      expected: `all ${before.length} properties as before`,
      actual:
        lost.length === 0
          ? `all ${before.length} properties as before`
          : `lost: ${lost.join(', ')}`,
    },
  ];
}

function described({ type, options }: Pick<Kept, 'type' | 'options'>): string {
  return options.length > 0 ? `${type} with ${options.join(', ')}` : type;
}
