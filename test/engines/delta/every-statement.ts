// Nothing that the bot can send has gone past this comparison: each statement of its source was sent to both.
import { expect, test } from 'vitest';
import { sqlInSource, type Template } from './sql-in-source.js';
import type { Sides } from './sides.js';

/** What Databricks alone has, and why the simulator alone answers it. */
const databricksOnly: readonly { is: RegExp; because: string }[] = [
  {
    is: /^REMOVE /,
    because: 'Volumes are Unity Catalog of Databricks: Spark has neither PUT nor REMOVE.',
  },
  {
    is: /read_files\(/,
    because:
      "The function is Databricks'; the rows of the same MERGE travel as a parameter on Spark.",
  },
];

/** Each statement is of the longest template that it begins with; a piece of one is in some statement. */
function neverSent(templates: readonly Template[], sent: readonly string[]): Template[] {
  const begun = sent.map((sql) =>
    templates
      .filter(({ pattern }) => sql.search(pattern) === 0)
      .toSorted((a, b) => b.text.length - a.text.length),
  );
  const statements = new Set(begun.flat());
  const longest = new Set(begun.map(([first]) => first));
  return templates.filter((template) =>
    statements.has(template)
      ? !longest.has(template)
      : !sent.some((sql) => template.pattern.test(sql)),
  );
}

export function everyStatementOnBoth(sides: () => Sides): void {
  const templates = sqlInSource();
  const shown = (all: typeof templates): string[] =>
    all.map(({ file, text }) => `${file}: ${text}`);

  test('was found in the source', () => {
    expect(templates.length).toBeGreaterThan(25);
    for (const { is, because } of databricksOnly)
      expect(
        templates.filter(({ text }) => is.test(text)),
        because,
      ).not.toEqual([]);
  });

  test.each(['spark', 'simulator'] as const)('was sent to %s', (name) => {
    const missing = neverSent(templates, sides()[name].sent());
    const excused = missing.filter(
      ({ text }) => name === 'spark' && databricksOnly.some(({ is }) => is.test(text)),
    );
    expect(shown(missing)).toEqual(shown(excused));
  });

  test.each(['spark', 'simulator'] as const)('is on the list: %s got no other', (name) => {
    const side = sides()[name];
    const unknown = side
      .sent()
      .filter((sql) => !templates.some(({ pattern }) => sql.search(pattern) === 0));
    expect([...new Set(unknown)]).toEqual([]);
  });
}
