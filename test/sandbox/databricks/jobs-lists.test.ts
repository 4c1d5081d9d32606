// The jobs simulator's lists and their pages, asked over HTTPS.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { companyJobs } from '../../../sandbox/databricks/index.js';
import { listSchema, openJobs, refused, runSchema, type Client } from './jobs-support.js';

const silver = 'silver_transformations';
const day = 86_400_000;

let jobs: Client;
beforeAll(async () => {
  const tasks = Array.from({ length: 130 }, (_, number) => ({
    key: `part_${number}`,
    dependsOn: [],
  }));
  const limits = { maxConcurrentRuns: 1, queues: false, timeoutSeconds: 60 };
  const wide = { id: 42, name: 'wide', tasks, ...limits, dailyAt: null, ageDays: 1 };
  jobs = await openJobs({ jobs: { taskMs: 40, definitions: [...companyJobs, wide] } });
});
afterAll(() => jobs.close());

const listed = async (path: string) => listSchema.parse((await jobs.ask(path)).body);
const runsOf = (name: string, more = '') => listed(`runs/list?job_id=${jobs.jobId(name)}${more}`);

describe('lists', () => {
  it('give the jobs of production and of dev, the newest first, tasks on demand', async () => {
    const { jobs: all, has_more: hasMore } = await listed('list');
    expect(hasMore).toBe(false);
    expect(all.map(({ settings }) => settings.name)).toEqual([
      'wide',
      '[dev ppm] gold_aggregations',
      '[dev ppm] silver_transformations',
      '[dev ppm] notion_sync_bronze',
      'gold_aggregations',
      'silver_transformations',
      'notion_sync_bronze',
    ]);
    expect(all.some(({ settings }) => 'tasks' in settings)).toBe(false);
    const { jobs: named } = await listed('list?name=SILVER_Transformations&expand_tasks=true');
    expect(named).toMatchObject([
      { settings: { name: silver, queue: { enabled: true }, max_concurrent_runs: 1 } },
    ]);
    expect(named[0]?.settings['tasks']).toHaveLength(4);
    // Nothing found: there is no list at all.
    expect((await jobs.ask('list?name=silver')).body).toEqual({ has_more: false });
  });

  it('go page by page, there and back, with tokens that can not be made up', async () => {
    const first = await listed('list?limit=3');
    const second = await listed(`list?limit=3&page_token=${first.next_page_token}`);
    expect(second.jobs.map(({ settings }) => settings.name)).toEqual([
      '[dev ppm] notion_sync_bronze',
      'gold_aggregations',
      'silver_transformations',
    ]);
    expect(await listed(`list?limit=3&page_token=${second.prev_page_token}`)).toEqual(first);
    const third = await listed(`list?limit=3&page_token=${second.next_page_token}`);
    expect(third).toMatchObject({
      has_more: false,
      jobs: [{ settings: { name: 'notion_sync_bronze' } }],
    });
    expect(third.next_page_token).toBeUndefined();
    for (const path of [
      'list?page_token=abc',
      `list?page_token=${first.next_page_token}x`,
      `list?name=x&page_token=${first.next_page_token}`,
      `runs/list?page_token=${first.next_page_token}`,
    ])
      expect(await jobs.ask(path)).toMatchObject(
        refused('INVALID_PARAMETER_VALUE', expect.stringMatching(/page token/i)),
      );
  });

  it('hold a dozen runs of each job of the last two weeks, the latest two good', async () => {
    const now = Date.now();
    for (const { name } of jobs.warehouse.jobs.list()) {
      const { runs } = await runsOf(name);
      expect(runs).toHaveLength(12);
      expect(runs.slice(0, 2).map(({ state }) => state.result_state)).toEqual([
        'SUCCESS',
        'SUCCESS',
      ]);
      expect(runs.filter(({ state }) => state.result_state === 'FAILED')).toHaveLength(3);
      for (const run of runs) {
        expect(run.start_time).toBeGreaterThan(now - 14 * day);
        expect(run.end_time).toBeLessThan(now);
        expect(run.tasks).toEqual([]);
      }
      const ends = runs.map((run) => run.end_time);
      expect(ends).toEqual(ends.toSorted((a, b) => b - a));
    }
    expect((await runsOf(silver, '&limit=5')).runs).toHaveLength(5);
    const fifth = (await runsOf(silver)).runs[4]?.start_time;
    expect((await runsOf(silver, `&start_time_from=${fifth}`)).runs).toHaveLength(5);
    expect((await runsOf(silver, `&start_time_to=${fifth}`)).runs).toHaveLength(8);
  });

  it('tell active runs from completed ones', async () => {
    const id = await jobs.runNow(silver);
    expect((await runsOf(silver, '&active_only=true')).runs.map((run) => run.run_id)).toEqual([id]);
    expect((await runsOf(silver, '&completed_only=true')).runs).toHaveLength(12);
    await jobs.ended(id);
    expect((await runsOf(silver, '&active_only=true')).runs).toEqual([]);
  });

  it('show a hundred tasks of a job and of a run at once, the others on the next page', async () => {
    const tasks = z.object({
      next_page_token: z.string(),
      settings: z.object({ tasks: z.array(z.unknown()) }),
    });
    const job = tasks.parse((await jobs.ask('get?job_id=42')).body);
    expect(job.settings.tasks).toHaveLength(100);
    const { jobs: found } = await listed('list?name=wide&expand_tasks=true');
    expect(found).toMatchObject([{ has_more: true }]);
    expect(found[0]?.settings['tasks']).toHaveLength(100);
    const id = await jobs.runNow('wide');
    await jobs.ended(id);
    const first = await jobs.run(id);
    const { body } = await jobs.ask(`runs/get?run_id=${id}&page_token=${first.next_page_token}`);
    const second = runSchema.parse(body);
    expect([first.tasks.length, second.tasks.length]).toEqual([100, 30]);
    expect(second.next_page_token).toBeUndefined();
    expect(new Set([...first.tasks, ...second.tasks].map((task) => task.task_key)).size).toBe(130);
  });
});
