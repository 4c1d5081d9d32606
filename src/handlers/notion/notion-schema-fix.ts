// `notion schema fix`: adds the properties and choices that a Notion database lacks. It never changes or removes any.
// (Runbook oberaconnect, "Notion Database Schema Mismatch", option 1: add the missing property)
import { z } from 'zod';
import { hashJson } from '../../core/json.js';
import { Problem } from '../../core/problem.js';
import { defineAction } from '../../services/context.js';
import { additionChecks, stayingChecks } from '../../services/notion/reading/schema-checks.js';
import {
  expectedProperties,
  isAsExpected,
  schemaDifference,
} from '../../services/notion/reading/schema-difference.js';
import {
  additionChanges,
  additionRequest,
  additionsOf,
  additionsSchema,
  byHand,
} from '../../services/notion/reading/schema-fix.js';
import { databaseInput } from '../../services/notion/reading/which-databases.js';
import { counted } from '../../services/notion/reading/words.js';
import { fullName, schemaGuard } from '../../services/notion/writing/page-place.js';
import { databaseNamed } from '../../services/systems/systems.js';

const data = z.object({
  dataSource: z.string(),
  additions: additionsSchema,
  /** What must still be there afterwards. */
  before: z.array(z.object({ name: z.string(), type: z.string(), options: z.array(z.string()) })),
});

export const notionSchemaFix = defineAction({
  id: 'notion.schema.fix',
  family: 'Notion',
  summary: 'Add the properties and choices that a Notion database lacks',
  runbook: 'oberaconnect#4-notion-database-schema-mismatch',
  examples: ['notion schema fix customer-status'],
  args: ['database'],
  risk: 'guarded',
  input: z.object({ database: databaseInput }),
  data,

  async plan(input, { notion, systems, signal }) {
    const database = databaseNamed(systems, input.database);
    const source = await notion.people.dataSource(database.id, signal);
    const name = fullName(database);
    const difference = schemaDifference(expectedProperties(database), source.properties);
    const additions = additionsOf(difference);
    const changes = additionChanges(source, additions);
    const rest = byHand(difference);
    if (changes.length === 0)
      throw isAsExpected(difference)
        ? new Problem(
            'not_possible',
            `${name} has everything that ppm.config.yaml expects.`,
            'There is nothing to add.',
          )
        : new Problem(
            'not_possible',
            `Nothing of what ${name} lacks can be added from here.`,
            rest.join(' '),
          );
    return {
      target: name,
      environment: database.environment,
      headline: `Add ${counted(changes.length, 'thing')} that ${name} lacks`,
      facts: [
        { label: 'Title in Notion', value: source.title },
        { label: 'Address', value: source.url },
      ],
      changes,
      warnings: rest.map((text) => `Not mended by this: ${text}`),
      steps: [{ id: 'schema', title: `Add to the properties of ${source.title}` }],
      undo: 'None: taking a property away would take with it whatever was written into it since. Remove one that nobody uses in Notion itself.',
      guard: { schema: hashJson(schemaGuard(source)) },
      data: {
        dataSource: source.id,
        additions,
        before: source.properties.map(({ name: property, type, options }) => ({
          name: property,
          type,
          options,
        })),
      },
    };
  },

  async run({ data: { dataSource, additions } }, { notion, step, signal }) {
    await step('schema', async () => {
      // Read once more: choices that somebody has just added must be in the request, or Notion removes them.
      const source = await notion.people.dataSource(dataSource, signal);
      const { properties } = await notion.people.updateSchema(
        dataSource,
        additionRequest(source, additions),
        signal,
      );
      return `It has ${properties.length} properties now`;
    });
  },

  async verify({ data: { dataSource, additions, before } }, { notion, signal }) {
    const { properties } = await notion.people.dataSource(dataSource, signal);
    return [...additionChecks(properties, additions), ...stayingChecks(properties, before)];
  },

  undo: () => null,

  async reconcile({ data: { dataSource, additions } }, { notion, signal }) {
    const { properties } = await notion.people.dataSource(dataSource, signal);
    const lacking = additionChecks(properties, additions).filter(({ ok }) => !ok);
    return lacking.length === 0
      ? { outcome: 'done', evidence: 'Everything that was to be added is there.' }
      : {
          outcome: 'not-done',
          evidence: `Not there: ${lacking.map(({ name }) => name).join(', ')}. Adding again is harmless.`,
        };
  },
});
