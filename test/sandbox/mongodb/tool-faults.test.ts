// What goes wrong in the pretended mongodump and mongorestore on purpose.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { startMongo } from '../../../sandbox/mongodb/index.js';
import { until } from '../../../sandbox/until.js';
import { dump, mongo, restore, total, withSmallDatabase } from './small-database.js';

withSmallDatabase();

describe('what goes wrong', () => {
  it('fails half-way, as often as it is set', async () => {
    await mongo.tools.replace({ mongodump: { kind: 'fail_half_way', count: 1 } });
    const failed = await dump();
    expect(failed.code).toBe(1);
    expect(failed.said.at(-1)).toMatch(
      /^Failed: error writing data for collection .*reset by peer/,
    );
    expect(await dump()).toMatchObject({ code: 0 });
  });

  it('cuts the archive short and says that all is well', async () => {
    await mongo.tools.replace({ mongodump: { kind: 'cut_short', count: -1 } });
    expect(await dump()).toMatchObject({ code: 0 });
    const failed = await restore();
    expect(failed.code).toBe(1);
    expect(failed.said.at(-2)).toMatch(/archive io error$/);
    expect(mongo.documents('notion_bot.tasks').length).toBeLessThan(total);
  });

  it('dies when everything is restored, before it says so', async () => {
    await dump();
    mongo.update('notion_bot.tasks', 3, null);
    await mongo.tools.replace({ mongorestore: { kind: 'die_at_end', count: -1 } });
    const { signal, said } = await restore();
    expect(signal).toBe('SIGKILL');
    expect(said.join()).not.toContain('restored successfully');
    expect(mongo.documents('notion_bot.tasks')).toHaveLength(total);
    expect(mongo.indexes('notion_bot.tasks')).toHaveLength(3);
  });

  it('dies half-way, and leaves half', async () => {
    await dump();
    await mongo.tools.replace({ mongorestore: { kind: 'die_half_way', count: -1 } });
    expect(await restore()).toMatchObject({ signal: 'SIGKILL' });
    expect(mongo.documents('notion_bot.tasks').length).toBeLessThan(total);
  });

  it('hangs until it is told to end', async () => {
    await dump();
    await mongo.tools.replace({ mongorestore: { kind: 'hang', count: -1 } });
    let pid = 0;
    const ended = restore([], (id) => (pid = id));
    await until(
      'the first collection is dropped',
      () => mongo.documents('notion_bot.tasks').length === 0,
    );
    const cmdline = await readFile(`/proc/${pid}/cmdline`, 'utf8');
    expect(cmdline).toContain('--config=');
    expect(cmdline).not.toContain('mongodb://');
    process.kill(pid, 'SIGTERM');
    const { code, said } = await ended;
    expect(code).toBe(1);
    expect(said).toContain("signal 'terminated' received; attempting to shut down");
  });

  it('is slow, and shows how far it is', async () => {
    await mongo.tools.replace({ mongodump: { kind: 'slow', count: -1 } });
    const { code, said } = await dump();
    expect(code).toBe(0);
    expect(said.join('\n')).toMatch(/\[#+\.*\]  notion_bot\.tasks  \d+\/60  \(\d+\.\d%\)/);
  });

  it('is kept in a file that goes with the server', async () => {
    const other = await startMongo();
    await other.tools.replace({ mongodump: { kind: 'hang', count: 2 } });
    expect(existsSync(other.tools.path)).toBe(true);
    await other.close();
    expect(existsSync(other.tools.path)).toBe(false);
    await expect(other.tools.replace({ mongodump: { kind: 'laughs', count: 1 } })).rejects.toThrow(
      'Invalid option',
    );
  });
});
