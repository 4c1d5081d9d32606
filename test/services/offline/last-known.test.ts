import { expect, it } from 'vitest';
import type { Report } from '../../../src/core/report.js';
import { createLastKnown } from '../../../src/services/offline/last-known.js';
import type { Store } from '../../../src/services/store/store.js';
import { memoryStore } from '../../support/memory-store.js';

const day = 24 * 3_600_000;
const question = { operation: 'table.history', input: { table: 'main.gold.kpis', limit: 10 } };
const report: Report = {
  status: 'good',
  headline: '3 versions',
  findings: [
    {
      severity: 'info',
      title: 'Old',
      suggestion: { label: 'Look', operation: 'freshness', input: { system: 'x' } },
    },
  ],
};

function setUp() {
  const clock = { at: 100 * day };
  const removed: string[] = [];
  const memory = memoryStore();
  const store: Store = {
    ...memory,
    async remove(collection, id) {
      removed.push(id);
      return memory.remove(collection, id);
    },
  };
  return { clock, removed, known: createLastKnown({ store, now: () => clock.at }) };
}

it('knows the last answer to the same question', async () => {
  const { clock, known } = setUp();
  expect(await known.look(question)).toBeNull();
  await known.keep(question, report);
  clock.at += 5;
  await known.keep(question, { ...report, headline: '4 versions' });
  const sameOtherwise = {
    operation: 'table.history',
    input: { limit: 10, table: 'main.gold.kpis' },
  };
  expect(await known.look(sameOtherwise)).toEqual({
    at: clock.at,
    report: { ...report, headline: '4 versions' },
  });
  expect(await known.look({ ...question, input: { table: 'main.gold.kpis' } })).toBeNull();
  expect(await known.look({ ...question, operation: 'table.preview' })).toBeNull();
});

it('an answer that another replica gave later stays', async () => {
  const { clock, known } = setUp();
  await known.keep(question, report);
  clock.at -= 5;
  await known.keep(question, { ...report, headline: 'earlier' });
  expect((await known.look(question))?.report.headline).toBe('3 versions');
});

it('keeps no secret, masks those in the text, and no file', async () => {
  const { known } = setUp();
  await known.keep(question, { ...report, secret: true });
  expect(await known.look(question)).toBeNull();
  const token = 'dapi0123456789abcdef0123456789abcdef';
  await known.keep(question, {
    ...report,
    notes: [`Asked with ${token}.`],
    attachment: { name: 'rows.json', text: token },
  });
  const found = await known.look(question);
  expect(JSON.stringify(found)).not.toContain(token);
  expect(found?.report.notes?.at(-1)).toBe('The file rows.json was not kept.');
  expect(found?.report).not.toHaveProperty('attachment');
});

it('one that is too large is not known, and neither is an older one', async () => {
  const { known } = setUp();
  await known.keep(question, report);
  await known.keep(question, { ...report, notes: ['x'.repeat(64 * 1024)] });
  expect(await known.look(question)).toBeNull();
  await known.keep(question, { ...report, notes: ['x'.repeat(60 * 1024)] });
  expect(await known.look(question)).not.toBeNull();
});

it('knows for 30 days, and then removes it with the next answer', async () => {
  const { clock, removed, known } = setUp();
  await known.keep(question, report);
  clock.at += 30 * day - 1;
  expect(await known.look(question)).not.toBeNull();
  clock.at += 1;
  expect(await known.look(question)).toBeNull();
  expect(removed).toEqual([]);
  await known.keep({ ...question, operation: 'freshness' }, report);
  expect(removed).toHaveLength(1);
});
