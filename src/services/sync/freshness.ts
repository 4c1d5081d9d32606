// How old the data of each Notion database is. (Runbook finance-ppm, "Data Freshness Verification": stale above 24 h)
import { Problem } from '../../core/problem.js';
import type { Watermark } from '../databricks/bronze.js';
import type { Notion } from '../notion/notion.js';
import { notionId } from '../notion/notion-id.js';
import { databasesOf, type Systems } from '../systems/systems.js';

export const staleAfterMs = 24 * 3_600_000;

export interface Freshness {
  mark: Watermark;
  /** `system/database`, or null where ppm.config.yaml doesn't know it. */
  name: string | null;
  /** Since the last sync, milliseconds; null: never. */
  age: number | null;
}

/** Oldest first. @param now epoch milliseconds */
export function freshnessOf(
  marks: readonly Watermark[],
  names: ReadonlyMap<string, string>,
  now: number,
): Freshness[] {
  return marks
    .map((mark) => ({
      mark,
      name: names.get(mark.databaseId) ?? null,
      age: mark.syncedAt === null ? null : Math.max(0, now - mark.syncedAt),
    }))
    .toSorted((a, b) => (b.age ?? Infinity) - (a.age ?? Infinity));
}

/**
 * The names of the configured databases by Notion's id of them. ppm.config.yaml may name a data source instead: then Notion
 * is asked, but only while there are watermarks of which nobody knows the name.
 */
export async function namesById(
  systems: Systems,
  notion: Pick<Notion, 'dataSource'>,
  marks: readonly Watermark[],
  signal: AbortSignal,
): Promise<Map<string, string>> {
  const all = databasesOf(systems).map(({ system, name, id }) => ({
    shown: `${system}/${name}`,
    reference: id,
    id: notionId(id),
  }));
  const names = new Map<string, string>();
  for (const { id, shown } of all) if (id !== null) names.set(id, shown);
  const marked = new Set(marks.map(({ databaseId }) => databaseId));
  for (const { shown, reference, id } of all) {
    if (id !== null && marked.has(id)) continue;
    if ([...marked].every((databaseId) => names.has(databaseId))) break;
    try {
      names.set((await notion.dataSource(reference, signal)).databaseId, shown);
    } catch (error) {
      // Only a name: the rows count, not how they are called.
      if (!(error instanceof Problem)) throw error;
    }
  }
  return names;
}
