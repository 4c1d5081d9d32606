// What the inspector shows of a page of the pretend Notion: its title and its status.
import type { SimulatedPage } from '../../notion/protocol.js';
import { isRecord } from '../../slack/json.js';

const titleLess = 'Untitled';

/** Name of the title property and its text. */
export function titleIn({ properties }: SimulatedPage): { name: string; text: string } {
  const found = Object.entries(properties).find(
    ([, value]) => isRecord(value) && value['type'] === 'title',
  );
  if (!found) return { name: 'Name', text: titleLess };
  const [name, value] = found;
  const parts = isRecord(value) && Array.isArray(value['title']) ? value['title'] : [];
  const text = parts
    .map((part: unknown) => (isRecord(part) ? part['plain_text'] : ''))
    .filter((part) => typeof part === 'string')
    .join('');
  return { name, text: text || titleLess };
}

/** The property that says how things stand: the one called Status, or the first with choices. */
export function statusIn({ properties }: SimulatedPage): { name: string; value: string } | null {
  const choices = Object.entries(properties).flatMap(([name, value]) => {
    if (!isRecord(value)) return [];
    const { type } = value;
    if (type !== 'status' && type !== 'select') return [];
    const chosen = value[type];
    const text = isRecord(chosen) && typeof chosen['name'] === 'string' ? chosen['name'] : '';
    return [{ name, value: text }];
  });
  return choices.find(({ name }) => name === 'Status') ?? choices[0] ?? null;
}

/** Every status that these pages have, in alphabetical order. */
export function statusesOf(pages: readonly SimulatedPage[]): string[] {
  const found = pages.map((page) => statusIn(page)?.value ?? '').filter(Boolean);
  return [...new Set(found)].toSorted();
}
