// Changing the properties of one page: planned with before and after, written in one call, proved by reading it again, and
// undone with what stood there. (Runbook wittwizz, "Manual Page Update")
import { z } from 'zod';
import { canonicalJson } from '../../../core/json.js';
import type { Check, Reconciliation } from '../../../core/operation.js';
import type { PlanOf } from '../../../core/plan.js';
import { Problem } from '../../../core/problem.js';
import type { Notion, NotionPage } from '../notion.js';
import { completed } from '../sync/references.js';
import { propertyWords, type Setting } from './given-values.js';
import { fullName, nameOf, shown, type PlacedPage } from './page-place.js';
import { contentText, readText } from './read-text.js';
import { emptyContent, writable } from './writable.js';
import type { Given } from './write-value.js';

const change = z.object({
  name: z.string(),
  type: z.string(),
  before: z.json(),
  after: z.json(),
});
export const pageWriteData = z.object({
  page: z.string(),
  changes: z.array(change),
  editedAt: z.number(),
});
export type PageWriteData = z.infer<typeof pageWriteData>;

/**
 * @param settings what the page is to have; those that it has already are left out
 * @throws Problem not_possible when nothing would change, or when what stands there could not be put back
 */
export function planPageWrite(
  { page, database, source }: PlacedPage,
  settings: readonly Setting[],
  warnings: string[] = [],
): PlanOf<PageWriteData> {
  const changes = settings.flatMap((setting) => changeOf(page, setting));
  if (changes.length === 0)
    throw new Problem(
      'not_possible',
      `${nameOf(page)} has these values already.`,
      'Nothing was changed.',
    );
  return {
    target: page.id,
    environment: database.environment,
    headline: `Change ${changes.map(({ name }) => name).join(', ')} of ${nameOf(page)}`,
    facts: [
      { label: 'Page', value: page.url },
      { label: 'Database', value: `${source.title} (${fullName(database)})` },
      { label: 'Last edited', value: new Date(page.editedAt).toISOString() },
    ],
    changes: changes.map(({ name, type, before, after }) => ({
      label: name,
      before: shown(contentText(type, before)),
      after: shown(contentText(type, after)),
    })),
    warnings,
    steps: [{ id: 'write', title: `Write ${changes.length} properties of ${nameOf(page)}` }],
    undo: 'Writes the values back that stand there now.',
    guard: {
      'last edited': new Date(page.editedAt).toISOString(),
      'values now': Object.fromEntries(changes.map(({ name, before }) => [name, before])),
    },
    data: { page: page.id, changes, editedAt: page.editedAt },
  };
}

function changeOf(page: NotionPage, { name, type, content }: Setting): z.infer<typeof change>[] {
  const value = page.properties[name];
  const before = value === undefined ? emptyContent(type) : writable(value);
  if (before === undefined)
    throw new Problem(
      'not_possible',
      `${name} has something that could not be put back (an uploaded file, for example).`,
      'Change it in Notion itself, which keeps its history.',
      { field: 'values' },
    );
  if (canonicalJson(before) === canonicalJson(content)) return [];
  return [{ name, type, before, after: content }];
}

/**
 * What was typed without the texts that stand there already: a form that is sent untouched must not take the bold out of a
 * text, which typing can't say.
 */
export function withoutUntouched(
  given: ReadonlyMap<string, Given>,
  { properties }: Pick<NotionPage, 'properties'>,
): Map<string, Given> {
  return new Map(
    [...given].filter(([name, typed]) => {
      const value = properties[name];
      return !value || typeof typed !== 'string' || readText(value).trim() !== typed.trim();
    }),
  );
}

/** Harmless to repeat. */
export async function writePage(
  notion: Notion,
  data: PageWriteData,
  signal: AbortSignal,
): Promise<string> {
  const settings = data.changes.map(({ name, type, after }) => ({ name, type, content: after }));
  const page = await notion.updatePage(data.page, propertyWords(settings), signal);
  return `Written: ${page.url}`;
}

export async function checkPageWrite(
  notion: Notion,
  data: PageWriteData,
  signal: AbortSignal,
): Promise<Check[]> {
  const page = await completed(notion, await notion.page(data.page, signal), signal);
  return valueChecks(
    page,
    data.changes.map(({ name, type, after }) => ({ name, type, content: after })),
  );
}

/** A check for each value that a page must have. */
export function valueChecks(page: NotionPage, settings: readonly Setting[]): Check[] {
  return settings.map(({ name, type, content }) => {
    const value = page.properties[name];
    return {
      name,
      ok: hasValue(page, { name, type, content }),
      expected: shown(contentText(type, content)),
      actual: value ? shown(readText(value)) : 'no such property',
    };
  });
}

export function hasValue(page: NotionPage, { name, content }: Setting): boolean {
  const value = page.properties[name];
  const now = value && writable(value);
  return now !== undefined && canonicalJson(now) === canonicalJson(content);
}

/** It sets values, so what is not there can be written again whatever became of the first try. */
export async function reconcilePageWrite(
  notion: Notion,
  data: PageWriteData,
): Promise<Reconciliation> {
  const signal = new AbortController().signal;
  const checks = await checkPageWrite(notion, data, signal);
  return checks.every(({ ok }) => ok)
    ? { outcome: 'done', evidence: 'The page has the values.' }
    : { outcome: 'not-done', evidence: 'The page does not have the values.' };
}

/** The values that stood there, for `notion page update`. */
export function valuesBefore(data: PageWriteData): string {
  return JSON.stringify(
    Object.fromEntries(data.changes.map(({ name, type, before }) => [name, { [type]: before }])),
  );
}
