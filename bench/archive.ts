// A Notion database of any size, made on demand, for the benchmarks of the sync.
import type { DatabaseSeed } from '../sandbox/notion/protocol.js';
import type { Database } from '../src/services/systems/systems.js';

const minute = 60_000;
const start = Date.UTC(2015, 0, 5);
const prefix = '88888888-0000-4000-8000-';

export const archive: Database = {
  name: 'archive',
  system: 'bench',
  environment: 'production',
  title: 'Archive',
  id: '77777777-0000-4000-8000-000000000001',
  schema: {},
  status: { property: 'Status', inProgress: [], done: [] },
};

/** @param count pages; about 1 KB of values each */
export function archiveSeed(count: number): DatabaseSeed {
  return {
    id: archive.id,
    dataSourceId: '77777777-0000-4000-8000-000000000002',
    title: archive.title,
    properties: {
      Name: { type: 'title', title: {} },
      Notes: { type: 'rich_text', rich_text: {} },
      Budget: { type: 'number', number: {} },
      Status: { type: 'select', select: { options: [{ name: 'Active' }, { name: 'Done' }] } },
    },
    generated: {
      count,
      // Denser and denser, as databases grow.
      createdAt: (index) =>
        start + Math.floor(Math.sqrt(index / count) * 10 * 365 * 24 * 60) * minute,
      page: (index) => ({
        id: `${prefix}${String(index).padStart(12, '0')}`,
        properties: {
          Name: `Project ${index}`,
          Notes: `What there is to say about project ${index}. `.repeat(4),
          Budget: index,
          Status: index % 2 === 0 ? 'Active' : 'Done',
        },
      }),
      indexOf: (id) => {
        const index = id.startsWith(prefix) ? Number(id.slice(prefix.length)) : -1;
        return index >= 0 && index < count ? index : null;
      },
    },
  };
}

export const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** One line of the table of docs/performance.md; sets the exit code when the target is missed. */
export function report(what: string, measured: string, isMet: boolean): void {
  console.log(`${isMet ? 'met   ' : 'MISSED'}  ${what}: ${measured}`);
  if (!isMet) process.exitCode = 1;
}
