// What of a schema's difference can be mended by adding, and the request that adds it. Nothing is ever changed or removed.
// (Notion API, "Update data source properties": choices that a request leaves out are removed; a status property's can't be
// set at all)
import { z } from 'zod';
import type { Json, JsonObject } from '../../../core/json.js';
import type { Plan } from '../../../core/plan.js';
import type { DataSource } from '../notion.js';
import type { SchemaDifference } from './schema-difference.js';

const names = z.array(z.string());

export const additionsSchema = z.object({
  properties: z.array(z.object({ name: z.string(), type: z.string(), options: names })),
  /** Choices of properties that are there. */
  options: z.array(z.object({ property: z.string(), type: z.string(), options: names })),
});
export type Additions = z.infer<typeof additionsSchema>;

/** Why a property of the type can't be added; null when it can. */
export function whyNotAdded(type: string): string | null {
  switch (type) {
    case 'title':
      return 'every database has exactly one title: rename it in Notion';
    case 'status':
      return "Notion's API can't make a status property: add it in Notion";
    case 'relation':
      return 'ppm.config.yaml does not say which database it points to: add it in Notion';
    case 'rollup':
    case 'formula':
      return 'ppm.config.yaml does not say what it computes: add it in Notion';
    default:
      return null;
  }
}

export function additionsOf({ missing, options }: SchemaDifference): Additions {
  return {
    properties: missing
      .filter(({ near, type }) => near === null && whyNotAdded(type) === null)
      .map(({ name, type, options: added }) => ({ name, type, options: added })),
    options: options
      .filter(({ type, missing: choices }) => type !== 'status' && choices.length > 0)
      .map(({ property, type, missing: added }) => ({ property, type, options: added })),
  };
}

/** True when there is something that can be added. */
export function canBeMended(difference: SchemaDifference): boolean {
  const { properties, options } = additionsOf(difference);
  return properties.length + options.length > 0;
}

/** Each addition as a line of a plan. */
export function additionChanges(
  { properties: actual }: Pick<DataSource, 'properties'>,
  { properties, options }: Additions,
): Plan['changes'] {
  return [
    ...properties.map(({ name, type, options: added }) => ({
      label: `Property ${name}`,
      before: 'not there',
      after: added.length > 0 ? `${type} with ${added.join(', ')}` : type,
    })),
    ...options.map(({ property, options: added }) => {
      const there = actual.find(({ name }) => name === property)?.options ?? [];
      return {
        label: `Choices of ${property}`,
        before: there.join(', ') || 'none',
        after: [...there, ...added].join(', '),
      };
    }),
  ];
}

/** What has to be done by hand, each in a sentence. */
export function byHand({ missing, otherType, options }: SchemaDifference): string[] {
  return [
    ...missing.flatMap(({ name, type, near }) => {
      if (near !== null)
        return [`${name} is called ${near} in Notion: rename it there. Names are case-sensitive.`];
      const why = whyNotAdded(type);
      return why === null ? [] : [`${name} (${type}) can't be added: ${why}.`];
    }),
    ...otherType.map(
      ({ name, expected, found }) =>
        `${name} is of type ${found}, expected ${expected}: a change of type could lose values, so it is left alone.`,
    ),
    ...options.flatMap(({ property, type, missing: choices, near }) => [
      ...near.map(
        ({ option, found }) =>
          `The choice ${option} of ${property} is spelled ${found} in Notion: rename it there.`,
      ),
      ...(type === 'status' && choices.length > 0
        ? [
            `${property} lacks ${choices.join(', ')}: Notion's API can't add choices to a status property; add them in Notion.`,
          ]
        : []),
    ]),
  ];
}

/** The request in Notion's words. Choices that are there now are repeated, or Notion would remove them. */
export function additionRequest(
  source: Pick<DataSource, 'properties'>,
  { properties, options }: Additions,
): JsonObject {
  return Object.fromEntries([
    ...properties.map(({ name, type, options: choices }): [string, Json] => [
      name,
      { [type]: choices.length > 0 ? { options: named(choices) } : {} },
    ]),
    ...options.map(({ property, type, options: choices }): [string, Json] => {
      const there = source.properties.find(({ name }) => name === property)?.options ?? [];
      const all = [...there, ...choices.filter((choice) => !there.includes(choice))];
      return [property, { [type]: { options: named(all) } }];
    }),
  ]);
}

function named(choices: readonly string[]): Json {
  return choices.map((name) => ({ name }));
}
