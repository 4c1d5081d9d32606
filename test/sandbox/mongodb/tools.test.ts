// The pretended mongodump and mongorestore, as a command of the bot starts them: what they say and how they end. That the
// real ones read what they write, and say the same, is proved in test/engines/mongo-archives.test.ts.
import { rm, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { pretended, runTool } from '../../engines/mongo/run-tool.js';
import { at, dump, mongo, restore, total, withSmallDatabase } from './small-database.js';

withSmallDatabase();

it('dumps and restores, and says so as the real ones do', async () => {
  const dumped = await dump();
  expect(dumped).toMatchObject({ code: 0, output: '' });
  expect(dumped.said).toEqual([
    `writing notion_bot.tasks to archive '${at('a.archive')}'`,
    `done dumping notion_bot.tasks (${total} documents)`,
    `writing notion_bot.users to archive '${at('a.archive')}'`,
    'done dumping notion_bot.users (1 document)',
  ]);
  mongo.update('notion_bot.tasks', 3, null);
  mongo.insert('notion_bot.tasks', { _id: 999 });
  const restored = await restore();
  expect(restored.code).toBe(0);
  expect(restored.said).toContain('dropping collection notion_bot.tasks before restoring');
  expect(restored.said).toContain(
    `finished restoring notion_bot.tasks (${total} documents, 0 failures)`,
  );
  expect(restored.said.at(-1)).toBe(
    `${total + 1} document(s) restored successfully. 0 document(s) failed to restore.`,
  );
  const ids = mongo.documents('notion_bot.tasks').map(({ _id }) => Number(_id));
  expect(ids).toEqual(Array.from({ length: total }, (_, number) => number));
  expect(mongo.indexes('notion_bot.tasks').map(({ name }) => name)).toEqual([
    '_id_',
    'status_1_created_at_-1',
    'notion_page_id_1',
  ]);
});

it('restores into another database, and leaves the first as it is', async () => {
  await dump();
  await restore(['--nsFrom=notion_bot.*', '--nsTo=scratch.*', '--stopOnError']);
  mongo.update('notion_bot.tasks', 1, { title: 'after' });
  expect(mongo.documents('scratch.tasks')).toHaveLength(total);
  expect(mongo.indexes('scratch.tasks')).toHaveLength(3);
});

describe('is refused', () => {
  it.each([
    [['--nonsense'], 'error parsing command line options: unknown option "nonsense"'],
    [['--gzip', '--archive=x', '--jobs=3'], /unknown option "jobs"/],
    [['stray', '--archive=x'], /error parsing positional arguments/],
    [['--config=/nowhere.yaml', '--archive=x'], /error opening file with --config/],
    [['--uri=http://x', '--archive=x'], /error parsing uri/],
    [['--uri=mongodb://x/one', '--db=two', '--archive=x'], /Cannot specify different database/],
  ])('%j', async (words, why) => {
    const { code, said } = await runTool([...pretended('mongodump'), ...words]);
    expect(code).toBe(1);
    expect(said[0]).toMatch(why);
    expect(said[1]).toBe("try 'mongodump --help' for more information");
  });

  it('a file that is no archive, and one that is not there', async () => {
    await writeFile(at('a.archive'), 'no archive');
    expect(await restore()).toMatchObject({ code: 1 });
    await rm(at('a.archive'));
    expect((await restore()).said[0]).toMatch(/^Failed: stat .*: no such file or directory$/);
  });

  it('documents that are there already: counted, and an end with --stopOnError', async () => {
    await dump();
    const words = [...pretended('mongorestore'), `--config=${at('connection.yaml')}`];
    const archive = [`--archive=${at('a.archive')}`, '--gzip'];
    const all = await runTool([...words, ...archive]);
    expect(all).toMatchObject({ code: 0 });
    expect(all.said.at(-1)).toMatch(`${total + 1} document(s) failed to restore.`);
    const first = await runTool([...words, ...archive, '--stopOnError']);
    expect(first).toMatchObject({ code: 1 });
    expect(first.said.at(-2)).toMatch(/^Failed: notion_bot.tasks: .*E11000/);
  });
});

it('says its version', async () => {
  const { code, output } = await runTool([...pretended('mongorestore'), '--version']);
  expect({ code, output }).toMatchObject({
    code: 0,
    output: expect.stringMatching(/^mongorestore version: 100\.6\.1\n/),
  });
});
