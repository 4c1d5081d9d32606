// The addresses of the cards that a Home tab points at, asked for before it is drawn.
import type { Dashboard } from '../../services/dashboard/dashboard.js';
import type { LinkTo } from '../cards/home-part.js';

/** More of each kind are not on the tab. */
const most = 12;

export async function linksOn(
  { mine, incidents, active }: Dashboard,
  find: (kind: 'run' | 'incident', id: string) => Promise<string | null>,
): Promise<LinkTo> {
  const wanted = [
    ...first([...mine.approvals, ...mine.runs, ...active]).map((id) => ({
      kind: 'run' as const,
      id,
    })),
    ...first([...mine.incidents, ...incidents]).map((id) => ({ kind: 'incident' as const, id })),
  ];
  const found = await Promise.all(
    wanted.map(async ({ kind, id }): Promise<[string, string | null]> => [
      `${kind} ${id}`,
      await find(kind, id),
    ]),
  );
  const links = new Map(found);
  return (kind, id) => links.get(`${kind} ${id}`) ?? null;
}

function first(all: readonly { id: string }[]): string[] {
  return [...new Set(all.map(({ id }) => id))].slice(0, most);
}
