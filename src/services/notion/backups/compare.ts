// What of a database is not as it was in a backup: page by page, property by property; only what can be written back.
import { createHash } from 'node:crypto';
import { canonicalJson, jsonObjectSchema, type Json } from '../../../core/json.js';
import { Problem } from '../../../core/problem.js';
import { eachPage } from '../all-pages.js';
import type { DataSource, Notion, NotionPage, PropertySchema, PropertyValue } from '../notion.js';
import { handful, sideBySide } from '../reading/side-by-side.js';
import { completed } from '../sync/references.js';
import type { Setting } from '../writing/given-values.js';
import { emptyContent, isWritableType, writable } from '../writing/writable.js';
import type { Backup, NotionBackups } from './backups.js';

/** Notion's times are of the minute, and its clock and ours may differ: an edit as old as this is certainly in the backup. */
const certainlyBefore = 2 * 60_000;

/** A page that is to be changed. */
export interface Difference {
  page: string;
  /** In the backup. */
  saved: NotionPage;
  /** As it is now. */
  editedAt: number;
  /** What it is to have. */
  settings: Setting[];
  /** Where it is to be: out of the trash, into it, or where it is. */
  trash: 'out' | 'into' | null;
}

export interface Comparison {
  /** In the order of the backup. Reads the file once more. */
  differences(): AsyncGenerator<Difference, void, undefined>;
  /** Ids of pages that are nowhere any more, and of those that are in another database now. */
  gone: string[];
  moved: string[];
  /** Live pages that came after the backup. */
  later: number;
  /** Live pages of the backup. */
  pages: number;
  /** Properties that can't be put back, and why. */
  lost: ReadonlyMap<string, string>;
}

export interface Compare {
  notion: Notion;
  backups: NotionBackups;
  backup: Backup;
  /** As it is now. */
  source: DataSource;
  signal: AbortSignal;
}

interface Now {
  editedAt: number;
  inTrash: boolean;
  /** Hash of what stands there, by the property's id. */
  values: Map<string, string>;
}

/** @throws Problem, not_possible when the backup is damaged */
export async function compareWithBackup(options: Compare): Promise<Comparison> {
  const { notion, backups, backup, source, signal } = options;
  const then = new Map<string, { editedAt: number; inTrash: boolean }>();
  for await (const { id, editedAt, inTrash } of backups.read(backup))
    then.set(id, { editedAt, inTrash });

  const unmet = new Set(then.keys());
  const changed = new Map<string, Now>();
  let later = 0;
  const take = async (pages: readonly NotionPage[]): Promise<void> => {
    for (const { id } of pages) unmet.delete(id);
    later += pages.filter(({ id, inTrash }) => !then.has(id) && !inTrash).length;
    const suspects = pages.filter((page) => mayDiffer(page, then.get(page.id), backup));
    await sideBySide(suspects, handful, async (page) => {
      changed.set(page.id, nowOf(await completed(notion, page, signal)));
    });
  };
  await eachPage(notion, source.id, { inTrash: false, signal }, take);
  await eachPage(notion, source.id, { inTrash: true, signal }, take);

  // What was in the trash already then, and is gone now, nobody misses.
  const missing = [...unmet].filter((id) => then.get(id)?.inTrash === false);
  const whereabouts = await sideBySide(missing, handful, (id) => isGone(notion, id, signal));
  const { targets, lost } = targetsOf(backup, source);

  return {
    gone: missing.filter((_id, index) => whereabouts[index] === true),
    moved: missing.filter((_id, index) => whereabouts[index] === false),
    later,
    pages: [...then.values()].filter(({ inTrash }) => !inTrash).length,
    lost,
    async *differences() {
      if (changed.size === 0) return;
      for await (const page of backups.read(backup)) {
        const now = changed.get(page.id);
        const difference = now && differenceOf(page, now, targets);
        if (difference) yield difference;
      }
    },
  };
}

function mayDiffer(
  page: NotionPage,
  then: { editedAt: number; inTrash: boolean } | undefined,
  { startedAt }: Backup,
): boolean {
  if (!then) return false;
  return (
    page.editedAt !== then.editedAt ||
    page.inTrash !== then.inTrash ||
    page.editedAt > startedAt - certainlyBefore
  );
}

function nowOf({ editedAt, inTrash, properties }: NotionPage): Now {
  return {
    editedAt,
    inTrash,
    values: new Map(Object.values(properties).map((value) => [value.id, digest(writable(value))])),
  };
}

function digest(content: Json | undefined): string {
  return createHash('sha256')
    .update(content === undefined ? '' : canonicalJson(content))
    .digest('base64')
    .slice(0, 24);
}

async function isGone(notion: Notion, id: string, signal: AbortSignal): Promise<boolean> {
  try {
    await notion.page(id, signal);
    return false;
  } catch (error) {
    if (error instanceof Problem && error.code === 'not_found') return true;
    throw error;
  }
}

/** Where each property of the backup goes now, by its id then; names may have changed since. */
function targetsOf(
  { schema }: Backup,
  { properties }: DataSource,
): { targets: Map<string, PropertySchema>; lost: Map<string, string> } {
  const targets = new Map<string, PropertySchema>();
  const lost = new Map<string, string>();
  for (const before of schema) {
    if (!isWritableType(before.type)) continue;
    const now =
      properties.find(({ id }) => id === before.id) ??
      properties.find(({ name }) => name === before.name);
    if (!now) lost.set(before.name, 'it is not there any more');
    else if (now.type !== before.type)
      lost.set(before.name, `it was of type ${before.type} and is ${now.type} now`);
    else targets.set(before.id, now);
  }
  return { targets, lost };
}

function differenceOf(
  page: NotionPage,
  now: Now,
  targets: ReadonlyMap<string, PropertySchema>,
): Difference | null {
  const settings = Object.values(page.properties).flatMap((value) => {
    const target = targets.get(value.id);
    const setting = target && settingFor(target, value);
    // An empty value of a property that the page has not now is no difference.
    if (!target || !setting) return [];
    const standing = now.values.get(target.id) ?? digest(emptyContent(target.type));
    return digest(setting.content) === standing ? [] : [setting];
  });
  const trash = page.inTrash === now.inTrash ? null : page.inTrash ? 'into' : 'out';
  if (settings.length === 0 && trash === null) return null;
  return { page: page.id, saved: page, editedAt: now.editedAt, settings, trash };
}

/** Null for what can't be written: an uploaded file, or a status that is no choice any more. */
export function settingFor(target: PropertySchema, value: PropertyValue): Setting | null {
  const content = writable(value);
  if (content === undefined) return null;
  const choice = target.type === 'status' && content !== null ? nameIn(content) : null;
  if (choice !== null && !target.options.includes(choice)) return null;
  return { name: target.name, type: target.type, content };
}

function nameIn(content: Json): string | null {
  const name = jsonObjectSchema.safeParse(content).data?.['name'];
  return typeof name === 'string' ? name : null;
}
