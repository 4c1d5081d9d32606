// What is wrong with a database's properties, as findings; the first one that adding mends carries the button.
import type { Finding, Suggestion } from '../../../core/report.js';
import type { SchemaDifference } from './schema-difference.js';
import { canBeMended, whyNotAdded } from './schema-fix.js';

/** @param name of the database, `finance-ppm/projects` */
export function schemaFindings(name: string, difference: SchemaDifference): Finding[] {
  const fix: Suggestion = {
    label: `Fix ${name}`,
    operation: 'notion.schema.fix',
    input: { database: name },
  };
  const found = [
    ...missingFindings(name, difference),
    ...typeFindings(name, difference),
    ...optionFindings(name, difference),
  ];
  if (!canBeMended(difference)) return found.map(({ finding }) => finding);
  const first = found.findIndex(({ canBeAdded }) => canBeAdded);
  return found.map(({ finding }, place) =>
    place === first ? { ...finding, suggestion: fix } : finding,
  );
}

interface Noted {
  finding: Finding;
  canBeAdded: boolean;
}

function missingFindings(name: string, { missing }: SchemaDifference): Noted[] {
  return missing.map(({ name: property, type, near }) => {
    const title = `${name} has no property ${property}`;
    if (near !== null)
      return {
        canBeAdded: false,
        finding: {
          severity: 'bad',
          title,
          evidence: `Expected: ${property} (${type}). Found: ${near}.`,
          cause: 'Property names are case-sensitive, and spaces count.',
          fix: `Rename ${near} to ${property} in Notion, or change the name in ppm.config.yaml.`,
        },
      };
    const why = whyNotAdded(type);
    return {
      canBeAdded: why === null,
      finding: {
        severity: 'bad',
        title,
        evidence: `Expected: ${property} (${type}). Found: nothing of that name.`,
        cause: 'It was removed or renamed in Notion, or the database was made without it.',
        fix:
          why === null
            ? 'Add the property, or change the sync and ppm.config.yaml to do without it.'
            : `No button can add it: ${why}.`,
      },
    };
  });
}

function typeFindings(name: string, { otherType }: SchemaDifference): Noted[] {
  return otherType.map(({ name: property, expected, found }) => ({
    canBeAdded: false,
    finding: {
      severity: 'bad',
      title: `${property} of ${name} is of another type`,
      evidence: `Expected: ${expected}. Found: ${found}.`,
      cause: 'Somebody changed its type in Notion; values that are written to it are refused.',
      fix: 'Change the type back in Notion, or change ppm.config.yaml. A change of type can lose values, so no button does it.',
    },
  }));
}

function optionFindings(name: string, { options }: SchemaDifference): Noted[] {
  return options.flatMap(({ property, type, missing, near }) => [
    ...near.map(({ option, found }): Noted => ({
      canBeAdded: false,
      finding: {
        severity: 'warning',
        title: `${property} of ${name} spells the choice ${option} in another way`,
        evidence: `Expected: ${option}. Found: ${found}.`,
        cause: 'Names of choices are case-sensitive.',
        fix: 'Rename the choice in Notion, or change it in ppm.config.yaml.',
      },
    })),
    ...(missing.length === 0
      ? []
      : [
          {
            canBeAdded: type !== 'status',
            finding: {
              severity: 'warning' as const,
              title: `${property} of ${name} lacks ${missing.length === 1 ? 'a choice' : 'choices'}`,
              evidence: `Expected and not there: ${missing.join(', ')}.`,
              fix:
                type === 'status'
                  ? "Add them in Notion: its API can't change the choices of a status property."
                  : 'Add them; the choices that are there stay.',
            },
          },
        ]),
  ]);
}
