// Backups and going back to them, with the real client over the simulator and files on a real disk.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { notionBackup } from '../../../src/handlers/notion/notion-backup.js';
import { notionRestore } from '../../../src/handlers/notion/notion-restore.js';
import type { Context } from '../../../src/services/context.js';
import { checkInput } from '../../../src/services/engine/parse/validate.js';
import type { BackupWriter } from '../../../src/services/notion/backups/backups.js';
import {
  databaseId,
  minute,
  notionBench,
  pageId,
  perform,
  planned,
  start,
  type Bench,
} from './notion-bench.js';

const name = 'wittwizz/tasks';
const people = Array.from({ length: 30 }, (_, number) => pageId(1_000 + number));
const seeds = Array.from({ length: 8 }, (_, number) => ({
  properties: {
    Name: `Task ${number}`,
    Status: 'Backlog',
    Notes: `Note ${number}`,
    Points: number,
    Tags: ['a'],
    ...(number === 5 ? { Related: people } : {}),
  },
  ...(number === 7 ? { inTrash: true } : {}),
}));

let bench: Bench;
beforeEach(() => {
  bench = notionBench(seeds);
});
afterEach(() => bench.close());

const refusal = (asked: Promise<unknown>) =>
  asked.then(
    () => 'done',
    (error: unknown) => error,
  );
const later = (minutes: number): void => {
  bench.clock.now += minutes * minute;
};
async function backUp(input: object = { database: name }) {
  const ran = await perform(notionBackup, input, bench.context);
  later(10);
  return ran;
}
const input = () => ({ database: name, date: new Date(start + 5 * minute).toISOString() });
const inTrash = (id: string) => bench.sim.pages(databaseId).find((page) => page.id === id)?.inTrash;

describe('notion backup', () => {
  it('keeps every page with every reference, the trash too', async () => {
    const { plan, notes, failed } = await backUp();
    expect(failed).toEqual([]);
    expect(plan.target).toBe('backup of wittwizz/tasks');
    expect(notes[name]).toContain('8 pages');
    const [backup] = await bench.context.notionBackups.list(name);
    expect(backup).toMatchObject({ pages: 8, complete: true, label: null, title: 'Tasks' });
    const kept = new Map<string, unknown>();
    if (backup)
      for await (const page of bench.context.notionBackups.read(backup))
        kept.set(page.id, page.properties['Related']);
    expect(kept.size).toBe(8);
    expect(kept.get(pageId(5))).toMatchObject({ relation: people.map((id) => ({ id })) });
  });

  it('all databases of a system, or all', async () => {
    for (const wanted of [{ system: 'wittwizz' }, {}]) {
      const { plan, failed } = await backUp(wanted);
      expect(failed).toEqual([]);
      expect(plan.steps).toEqual([{ id: name, title: `Back up ${name}` }]);
    }
    expect(await bench.context.notionBackups.list(name)).toHaveLength(2);
  });

  it.each([
    [{ system: 'empty' }, 'not_possible'],
    [{ system: 'nope' }, 'invalid_input'],
    [{ database: 'nope' }, 'invalid_input'],
  ])('%o is refused', async (wrong, code) => {
    expect(await refusal(notionBackup.plan(wrong, bench.context))).toMatchObject({ code });
  });

  it('a database that can not be read fails the run, and not the others', async () => {
    const tasks = bench.context.systems['wittwizz'];
    const lost = tasks?.databases['tasks'];
    if (!tasks || !lost) throw new Error('no such system');
    const databases = { ...tasks.databases, lost: { ...lost, id: pageId(99) } };
    const context = { ...bench.context, systems: { wittwizz: { ...tasks, databases } } };
    const { plan, failed } = await perform(notionBackup, {}, context);
    expect(plan.warnings).toContainEqual(
      expect.stringContaining("wittwizz/lost can't be backed up"),
    );
    expect(failed).toEqual([expect.stringContaining('wittwizz/lost is backed up')]);
    expect(await bench.context.notionBackups.list(name)).toHaveLength(1);
  });

  it('one that fails in the middle leaves nothing', async () => {
    const full: Context = {
      ...bench.context,
      notionBackups: {
        ...bench.context.notionBackups,
        async write(about) {
          const writer: BackupWriter = await bench.context.notionBackups.write(about);
          return {
            ...writer,
            add: async (pages) => {
              await writer.add(pages);
              throw new Error('the disk is full');
            },
          };
        },
      },
    };
    expect(await refusal(perform(notionBackup, { database: name }, full))).toMatchObject({
      message: expect.stringContaining('went wrong'),
    });
    expect(await bench.context.notionBackups.list(name)).toEqual([]);
  });

  it('a damaged one fails the checks', async () => {
    const { plan } = await backUp();
    const list = async () =>
      (await bench.context.notionBackups.list(name)).map((one) => ({ ...one, pages: 9 }));
    const notionBackups = { ...bench.context.notionBackups, list };
    const checks = await notionBackup.verify(plan, { ...bench.context, notionBackups, run: 'R-1' });
    expect(checks).toMatchObject([{ ok: false, actual: expect.stringContaining('damaged') }]);
  });

  it('is simply made again when a process died', async () => {
    const plan = await planned(notionBackup, { database: name }, bench.context);
    const settled = await notionBackup.reconcile(
      plan,
      { ...bench.context, run: 'R-TEST' },
      { step: name, since: start },
    );
    expect(settled.outcome).toBe('not-done');
    expect(notionBackup.undo(plan)).toBeNull();
  });
});

describe('notion restore', () => {
  /** Things go wrong: three edits, one page in the trash, one out of it, one gone, one new. */
  async function accident(): Promise<void> {
    await backUp();
    bench.sim.editPage(pageId(0), { Status: 'Done', Notes: 'Overwritten' });
    bench.sim.editPage(pageId(1), { Status: 'Done' });
    bench.sim.editPage(pageId(5), { Related: [] });
    bench.sim.trashPage(pageId(2));
    bench.sim.returnPage(pageId(7));
    bench.sim.deletePage(pageId(3));
    bench.sim.createPage(databaseId, { properties: { Name: 'Came later' } });
    later(10);
  }

  it('says what differs, property by property', async () => {
    await accident();
    const plan = await planned(notionRestore, input(), bench.context);
    expect(plan).toMatchObject({
      target: name,
      environment: 'production',
      facts: [
        { label: 'Backup', value: expect.stringContaining('8 pages') },
        { label: 'Pages that differ', value: '5' },
        { label: 'First of them', value: expect.stringContaining('"Task 0"') },
        { label: 'To come out of the trash', value: '1' },
        { label: 'To go back into the trash', value: '1' },
        { label: 'Gone for good', value: '1' },
      ],
    });
    expect(plan.changes.map(({ label, before }) => [label, before])).toEqual([
      ['Status', '2 pages with another value'],
      ['Notes', '1 page with another value'],
      ['Related', '1 page with another value'],
    ]);
    expect(plan.warnings).toContainEqual(expect.stringContaining('--recreate-gone'));
    expect(plan.steps.map(({ id }) => id)).toEqual(['safety', 'restore']);
  });

  it('puts it back, leaves what came later, and proves it', async () => {
    await accident();
    const { notes, failed } = await perform(notionRestore, input(), bench.context);
    expect(failed).toEqual([]);
    expect(notes['restore']).toBe('5 pages put back');
    expect(bench.value(pageId(0), 'Status')).toMatchObject({ status: { name: 'Backlog' } });
    expect(bench.value(pageId(0), 'Notes')).toMatchObject({
      rich_text: [{ plain_text: 'Note 0' }],
    });
    expect(bench.value(pageId(5), 'Related')).toMatchObject({
      relation: people.map((id) => ({ id })),
    });
    expect(inTrash(pageId(2))).toBe(false);
    expect(inTrash(pageId(7))).toBe(true);
    expect(bench.ids()).not.toContain(pageId(3));
    expect(bench.ids()).toHaveLength(8);
  });

  it('is taken back by the safety backup', async () => {
    await accident();
    const { plan } = await perform(notionRestore, input(), bench.context);
    later(10);
    const undo = notionRestore.undo(plan);
    expect(undo).toEqual({
      operation: 'notion.restore',
      input: { database: name, backup: expect.stringMatching(/^before-/) },
    });
    expect(checkInput(notionRestore, undo?.input ?? {}).ok).toBe(true);
    const back = await perform(notionRestore, undo?.input ?? {}, bench.context);
    expect(back.failed).toEqual([]);
    expect(bench.value(pageId(0), 'Notes')).toMatchObject({
      rich_text: [{ plain_text: 'Overwritten' }],
    });
    expect(inTrash(pageId(2))).toBe(true);
    expect(inTrash(pageId(7))).toBe(false);
  });

  it('makes what is gone anew when asked to, once', async () => {
    await accident();
    const wanted = { ...input(), recreateGone: true };
    const plan = await planned(notionRestore, wanted, bench.context);
    bench.sim.faults.set({ lostReply: { match: 'POST /pages', count: 1 } });
    const { notes, failed } = await perform(notionRestore, wanted, bench.context, { plan });
    expect(failed).toEqual([]);
    expect(notes['recreate']).toContain('1 pages made anew');
    const titles = bench.ids().map((id) => JSON.stringify(bench.value(id, 'Name')));
    expect(titles.filter((title) => title.includes('"Task 3"'))).toHaveLength(1);

    // A process that died after it: the same run goes on, and makes no second one.
    await perform(notionRestore, wanted, bench.context, { plan, done: ['safety', 'restore'] });
    expect(bench.ids()).toHaveLength(9);
  });

  it('goes on where a process died', async () => {
    await accident();
    const plan = await planned(notionRestore, input(), bench.context);
    bench.sim.faults.set({ restricted: { match: `PATCH /pages/${pageId(5)}` } });
    const died = await refusal(perform(notionRestore, input(), bench.context, { plan }));
    expect(died).toMatchObject({ code: 'outside_refused' });
    bench.sim.faults.set({});
    const settled = await notionRestore.reconcile(
      plan,
      { ...bench.context, run: 'R-TEST' },
      {
        step: 'restore',
        since: start,
      },
    );
    expect(settled.outcome).toBe('not-done');
    const { failed } = await perform(notionRestore, input(), bench.context, {
      plan,
      done: ['safety'],
    });
    expect(failed).toEqual([]);
  });

  it('a page that Notion refuses is named, and the others are put back', async () => {
    await accident();
    const plan = await planned(notionRestore, input(), bench.context);
    const { notion } = bench.context;
    const background: typeof notion.background = {
      ...notion.background,
      async updatePage(id, ...rest) {
        if (id === pageId(1)) await notion.background.updatePage(id, { Nonsense: {} });
        return notion.background.updatePage(id, ...rest);
      },
    };
    const context = { ...bench.context, notion: { ...notion, background } };
    const { notes, failed } = await perform(notionRestore, input(), context, { plan });
    expect(notes['restore']).toContain('4 pages put back; 1 refused: "Task 1"');
    expect(failed).toEqual([expect.stringContaining('1: "Task 1"')]);
  });

  it('edits of what would change are drift, others are not', async () => {
    await accident();
    const before = await planned(notionRestore, input(), bench.context);
    bench.sim.createPage(databaseId, { properties: { Name: 'Another' } });
    expect(await notionRestore.plan(input(), bench.context)).toEqual(before);
    later(5);
    bench.sim.editPage(pageId(0), { Points: 99 });
    const after = await notionRestore.plan(input(), bench.context);
    expect(after.guard['pages that would change']).not.toBe(
      before.guard['pages that would change'],
    );
  });

  it('properties that are not what they were are left alone and told', async () => {
    await accident();
    bench.sim.changeProperty(databaseId, 'Notes', null);
    const { plan, failed } = await perform(notionRestore, input(), bench.context);
    expect(plan.warnings).toContain('Notes is not restored: it is not there any more.');
    expect(failed).toEqual([]);
  });

  it('an edit in the minute of the backup is seen', async () => {
    bench.sim.editPage(pageId(4), { Points: 4 });
    await perform(notionBackup, { database: name }, bench.context);
    bench.clock.now += 1_000;
    bench.sim.editPage(pageId(4), { Points: 44 });
    later(10);
    const { failed } = await perform(notionRestore, input(), bench.context);
    expect(failed).toEqual([]);
    expect(bench.value(pageId(4), 'Points')).toMatchObject({ number: 4 });
  });

  it('nothing to do is refused', async () => {
    await backUp();
    expect(await refusal(notionRestore.plan(input(), bench.context))).toMatchObject({
      code: 'not_possible',
      message: expect.stringContaining('nothing to restore'),
    });
    bench.sim.deletePage(pageId(3));
    expect(await refusal(notionRestore.plan(input(), bench.context))).toMatchObject({
      hint: expect.stringContaining('--recreate-gone'),
    });
  });

  it('a page that moved away stays there', async () => {
    await backUp();
    const moved = pageId(6);
    const { notion } = bench.context;
    const page = await notion.people.page(moved);
    bench.sim.deletePage(moved);
    const background = {
      ...notion.background,
      page: async (id: string) => (id === moved ? page : notion.background.page(id)),
    };
    bench.sim.editPage(pageId(0), { Points: 99 });
    const plan = await notionRestore.plan(input(), {
      ...bench.context,
      notion: { ...notion, background },
    });
    expect(plan.warnings).toContainEqual(expect.stringContaining('moved to another database'));
  });

  it.each([
    [{ database: name }, 'date'],
    [{ database: name, date: '2026-01-10' }, 'date'],
    [{ database: name, date: '2026-01-10T12:00:00Z', backup: 'x' }, 'backup'],
  ])('%o is asked for', (wrong, field) => {
    expect(checkInput(notionRestore, wrong)).toMatchObject({ ok: false, faults: [{ field }] });
  });

  it.each([
    [{ date: '2026-01-01T00:00:00Z' }, 'not_found', 'date'],
    [{ date: '2027-01-01T00:00:00Z' }, 'invalid_input', 'date'],
    [{ backup: 'nothing' }, 'not_found', 'backup'],
  ])('%o is refused', async (which, code, field) => {
    await backUp();
    expect(
      await refusal(notionRestore.plan({ database: name, ...which }, bench.context)),
    ).toMatchObject({ code, field });
  });
});
