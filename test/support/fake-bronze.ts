// The bronze tables in memory, for tests that need thousands of them. test/services/databricks/bronze-contract.ts holds it to
// what the warehouse does.
import type { Bronze, PageRow, Watermark } from '../../src/services/databricks/bronze.js';

export interface StoredRow extends PageRow {
  syncedAt: number;
}

export interface FakeBronze extends Bronze {
  rows: Map<string, StoredRow>;
  marks: Map<string, Watermark>;
}

/** @param around called before and after each write; a test throws there: the reply was lost, or the process died */
export function createFakeBronze(
  around: (when: 'before' | 'after') => void = () => {},
): FakeBronze {
  const rows = new Map<string, StoredRow>();
  const marks = new Map<string, Watermark>();
  const write = (act: () => void): void => {
    around('before');
    act();
    around('after');
  };
  return {
    rows,
    marks,
    names: {
      pages: 'main.bronze.notion_raw_pages',
      watermarks: 'main.bronze.notion_sync_watermarks',
    },
    async prepare() {},
    async openBatch() {
      let held: PageRow[] = [];
      let bytes = 0;
      return {
        get rows() {
          return held.length;
        },
        get bytes() {
          return bytes;
        },
        async add(row) {
          held.push(row);
          bytes += row.properties.length;
        },
        async commit({ evenOlder, syncedAt }) {
          let changed = 0;
          write(() => {
            const last = new Map(held.map((row) => [row.pageId, row]));
            for (const row of last.values()) {
              const before = rows.get(row.pageId);
              const isSame =
                before?.contentHash === row.contentHash && before.deleted === row.deleted;
              if (isSame || (before && !evenOlder && row.editedAt < before.editedAt)) continue;
              rows.set(row.pageId, { ...row, syncedAt });
              changed += 1;
            }
          });
          held = [];
          bytes = 0;
          return { changed };
        },
        async discard() {
          held = [];
          bytes = 0;
        },
      };
    },
    watermarks: async () => [...marks.values()],
    setWatermark: async (mark) => write(() => void marks.set(mark.databaseId, mark)),
    resetWatermarks: async (databaseId) =>
      write(() => {
        if (databaseId === null) return marks.clear();
        const mark = marks.get(databaseId);
        if (mark) marks.set(databaseId, { ...mark, syncedAt: Date.UTC(2000, 0), editedAt: null });
      }),
    hashes: async (pageIds) =>
      new Map(
        pageIds.flatMap((id): [string, string][] => {
          const row = rows.get(id);
          return row && !row.deleted ? [[id, row.contentHash]] : [];
        }),
      ),
    livePages: async (databaseId, spans) =>
      [...rows.values()]
        .filter((row) => row.databaseId === databaseId && !row.deleted)
        .filter(({ createdAt }) =>
          spans.some(({ from, to }) => createdAt >= from && (to === null || createdAt < to)),
        )
        .map(({ pageId }) => pageId),
    markDeleted: async (databaseId, pageIds, { syncedAt }) =>
      write(() => {
        for (const id of pageIds) {
          const row = rows.get(id);
          if (row && row.databaseId === databaseId && !row.deleted)
            rows.set(id, { ...row, deleted: true, syncedAt });
        }
      }),
    count: async (databaseId) =>
      [...rows.values()].filter((row) => row.databaseId === databaseId && !row.deleted).length,
  };
}
