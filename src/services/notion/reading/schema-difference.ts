// A database's properties as ppm.config.yaml expects them, against those it has.
// (Runbook oberaconnect, "Notion Database Schema Mismatch"; runbook wittwizz, "Invalid Property Value": names are
// case-sensitive)
import type { DatabaseConfig } from '../../../config/systems-schema.js';
import type { PropertySchema } from '../notion.js';

export interface ExpectedProperty {
  name: string;
  type: string;
  /** Choices that must be there; others may be. */
  options: string[];
}

export interface MissingProperty extends ExpectedProperty {
  /** One that is probably meant: its name differs in case or spaces only, or it is the title under another name. */
  near: string | null;
}

export interface OptionDifference {
  property: string;
  type: string;
  missing: string[];
  /** Choices that are there in another spelling. */
  near: { option: string; found: string }[];
}

export interface SchemaDifference {
  missing: MissingProperty[];
  otherType: { name: string; expected: string; found: string }[];
  options: OptionDifference[];
  /** Nobody expects these; no harm. */
  extra: string[];
  extraOptions: { property: string; options: string[] }[];
}

export function expectedProperties({ schema }: Pick<DatabaseConfig, 'schema'>): ExpectedProperty[] {
  return Object.entries(schema).map(([name, expected]) =>
    typeof expected === 'string'
      ? { name, type: expected, options: [] }
      : { name, type: expected.type, options: expected.options },
  );
}

export function schemaDifference(
  expected: readonly ExpectedProperty[],
  actual: readonly PropertySchema[],
): SchemaDifference {
  const pairs = expected.map((wanted) => ({
    wanted,
    found: actual.find(({ name }) => name === wanted.name),
  }));
  const names = new Set(expected.map(({ name }) => name));
  const unexpected = actual.filter(({ name }) => !names.has(name));
  const missing = pairs
    .filter(({ found }) => !found)
    .map(({ wanted }) => ({ ...wanted, near: nearProperty(wanted, unexpected) }));
  const taken = new Set(missing.map(({ near }) => near));
  const same = pairs.flatMap(({ wanted, found }) =>
    found && found.type === wanted.type ? [{ wanted, found }] : [],
  );
  return {
    missing,
    otherType: pairs.flatMap(({ wanted, found }) =>
      found && found.type !== wanted.type
        ? [{ name: wanted.name, expected: wanted.type, found: found.type }]
        : [],
    ),
    options: same
      .map(({ wanted, found }) => optionDifference(wanted, found))
      .filter(({ missing: options, near }) => options.length + near.length > 0),
    extra: unexpected.map(({ name }) => name).filter((name) => !taken.has(name)),
    extraOptions: same
      .filter(({ wanted }) => wanted.options.length > 0)
      .map(({ wanted, found }) => ({ property: wanted.name, options: extraOptions(wanted, found) }))
      .filter(({ options }) => options.length > 0),
  };
}

/** True when everything that is expected is there. */
export function isAsExpected({ missing, otherType, options }: SchemaDifference): boolean {
  return missing.length + otherType.length + options.length === 0;
}

function nearProperty(
  wanted: ExpectedProperty,
  unexpected: readonly PropertySchema[],
): string | null {
  const near = unexpected.find(({ name }) => sameLetters(name, wanted.name));
  if (near) return near.name;
  // A database has exactly one title.
  if (wanted.type !== 'title') return null;
  return unexpected.find(({ type }) => type === 'title')?.name ?? null;
}

function optionDifference(wanted: ExpectedProperty, found: PropertySchema): OptionDifference {
  const absent = wanted.options.filter((option) => !found.options.includes(option));
  const near = absent.flatMap((option) => {
    const spelled = found.options.find((candidate) => sameLetters(candidate, option));
    return spelled === undefined ? [] : [{ option, found: spelled }];
  });
  const known = new Set(near.map(({ option }) => option));
  return {
    property: wanted.name,
    type: wanted.type,
    missing: absent.filter((option) => !known.has(option)),
    near,
  };
}

function extraOptions(wanted: ExpectedProperty, found: PropertySchema): string[] {
  return found.options.filter(
    (option) =>
      !wanted.options.some((expected) => expected === option || sameLetters(expected, option)),
  );
}

function sameLetters(a: string, b: string): boolean {
  const letters = (text: string): string =>
    text.normalize('NFKC').toLowerCase().replaceAll(/\s+/g, '');
  return letters(a) === letters(b);
}
