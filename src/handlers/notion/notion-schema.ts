// `notion schema`: a database's properties as ppm.config.yaml expects them, against those it has.
// (Runbook oberaconnect, "Notion Database Schema Mismatch"; weekly in wittwizz, "validate-notion-schema.sh")
import { z } from 'zod';
import type { Report, Table } from '../../core/report.js';
import { defineQuery, type Context } from '../../services/context.js';
import { notionId } from '../../services/notion/notion-id.js';
import type { DataSource } from '../../services/notion/notion.js';
import { eachDatabase, unreadFindings } from '../../services/notion/reading/each-database.js';
import {
  expectedProperties,
  isAsExpected,
  schemaDifference,
  type SchemaDifference,
} from '../../services/notion/reading/schema-difference.js';
import { schemaFindings } from '../../services/notion/reading/schema-findings.js';
import {
  anyDatabaseInput,
  configuredAs,
  isConfigured,
  whichDatabases,
} from '../../services/notion/reading/which-databases.js';
import { counted } from '../../services/notion/reading/words.js';
import { fullName } from '../../services/notion/writing/page-place.js';
import { databaseNamed, type Database } from '../../services/systems/systems.js';

export const notionSchema = defineQuery({
  id: 'notion.schema',
  family: 'Notion',
  summary: 'Properties of a Notion database, expected against actual',
  runbook: 'oberaconnect#4-notion-database-schema-mismatch',
  examples: ['notion schema customer-status', 'notion schema'],
  args: ['database'],
  switches: { fix: 'notion.schema.fix' },
  input: z.object({ database: anyDatabaseInput }),
  async read({ database: reference }, context) {
    return reference === undefined ? schemas(context) : schemaOf(reference, context);
  },
});

async function schemaOf(reference: string, { notion, systems, signal }: Context): Promise<Report> {
  const id = notionId(reference);
  if (id === null || isConfigured(systems, id)) {
    const database = databaseNamed(systems, reference);
    return compared(database, await notion.people.dataSource(database.id, signal));
  }
  const source = await notion.people.dataSource(id, signal);
  const database = configuredAs(systems, [source.databaseId, source.id]);
  return database ? compared(database, source) : unexpected(source);
}

function compared(database: Database, source: DataSource): Report {
  const expected = expectedProperties(database);
  const difference = schemaDifference(expected, source.properties);
  const findings = schemaFindings(fullName(database), difference);
  return {
    status: statusOf(findings.map(({ severity }) => severity)),
    headline: isAsExpected(difference)
      ? `${fullName(database)} has ${expected.length === 1 ? 'the property' : `all ${expected.length} properties`} that ppm.config.yaml expects`
      : `${fullName(database)} differs from what ppm.config.yaml expects: ${counted(findings.length, 'finding')}`,
    facts: [{ label: 'Title in Notion', value: source.title }],
    findings,
    tables: [propertyTable(database, source, difference)],
    notes: quietly(difference),
  };
}

/** A database that nobody configured: there is nothing to compare with. */
function unexpected(source: DataSource): Report {
  return {
    status: 'info',
    headline: `${source.title} is not in ppm.config.yaml: nothing is expected of it`,
    tables: [
      {
        title: 'Properties',
        columns: [{ label: 'Property' }, { label: 'Type' }, { label: 'Choices' }],
        rows: source.properties.map(({ name, type, options }) => [name, type, options.join(', ')]),
      },
    ],
    notes: [`Database ${source.databaseId}, data source ${source.id}.`],
  };
}

function propertyTable(
  database: Database,
  source: DataSource,
  { missing, options }: SchemaDifference,
): Table {
  return {
    title: 'Expected properties',
    columns: [{ label: 'Property' }, { label: 'Expected' }, { label: 'Found' }, { label: 'State' }],
    rows: expectedProperties(database).map(({ name, type }) => {
      const found = source.properties.find((property) => property.name === name);
      const near = missing.find((property) => property.name === name)?.near;
      const choices = options.find(({ property }) => property === name);
      if (!found) return [name, type, near ?? '–', near ? 'other name' : 'missing'];
      if (found.type !== type) return [name, type, found.type, 'other type'];
      if (!choices) return [name, type, found.type, 'as expected'];
      const absent = [...choices.missing, ...choices.near.map(({ option }) => option)];
      return [name, type, found.type, `lacks ${absent.join(', ')}`];
    }),
  };
}

function quietly({ extra, extraOptions }: SchemaDifference): string[] {
  return [
    ...(extra.length > 0 ? [`There too, and expected by nobody: ${extra.join(', ')}.`] : []),
    ...extraOptions.map(
      ({ property, options }) => `More choices of ${property}: ${options.join(', ')}.`,
    ),
  ];
}

async function schemas({ notion, systems, signal }: Context): Promise<Report> {
  const { read, unread } = await eachDatabase(whichDatabases(systems, undefined), (database) =>
    notion.people.dataSource(database.id, signal),
  );
  const all = read.map(({ database, answer }) => ({
    database,
    difference: schemaDifference(expectedProperties(database), answer.properties),
  }));
  const wrong = all.filter(({ difference }) => !isAsExpected(difference)).length;
  const findings = [
    ...all.flatMap(({ database, difference }) => schemaFindings(fullName(database), difference)),
    ...unreadFindings(unread),
  ];
  return {
    status: statusOf(findings.map(({ severity }) => severity)),
    headline:
      wrong === 0
        ? `${counted(all.length, 'database')} ${all.length === 1 ? 'is' : 'are'} as ppm.config.yaml expects`
        : `${wrong} of ${counted(all.length, 'database')} ${wrong === 1 ? 'differs' : 'differ'} from what ppm.config.yaml expects`,
    findings,
    tables: [
      {
        title: 'Databases',
        columns: [
          { label: 'Database' },
          { label: 'Expected', align: 'right' },
          { label: 'Missing', align: 'right' },
          { label: 'Other type', align: 'right' },
          { label: 'Choices lacking', align: 'right' },
          { label: 'Extra', align: 'right' },
        ],
        rows: all.map(({ database, difference: { missing, otherType, options, extra } }) =>
          [
            fullName(database),
            Object.keys(database.schema).length,
            missing.length,
            otherType.length,
            options.reduce((sum, option) => sum + option.missing.length + option.near.length, 0),
            extra.length,
          ].map(String),
        ),
      },
    ],
  };
}

function statusOf(severities: readonly ('warning' | 'bad' | 'info')[]): Report['status'] {
  if (severities.includes('bad')) return 'bad';
  return severities.includes('warning') ? 'warning' : 'good';
}
