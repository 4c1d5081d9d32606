// How calls are made: what is repeated and what never is, and how silence, time-outs and cancelling are told.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { failureKindOf } from '../../../src/services/notion/failure-kind.js';
import { broken, ids, json, pageJson, problem, refusal, scripted, silence } from './scripted.js';

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
});
afterEach(() => {
  vi.useRealTimers();
});

const ok = () => json(pageJson());

/** The result, or what was thrown, once every timer has run. */
async function finish<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  await vi.runAllTimersAsync();
  return promise;
}

describe('a request', () => {
  it('carries token and version, and its answer becomes a page', async () => {
    const { people, asked } = scripted(ok);
    expect(await people.page(ids.page)).toMatchObject({
      id: ids.page,
      createdAt: Date.UTC(2026, 0, 2, 3, 4),
    });
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({ method: 'GET', path: `pages/${ids.page}` });
    expect(asked[0]?.headers.get('notion-version')).toBe('2025-09-03');
    expect(asked[0]?.headers.get('authorization')).toBe('Bearer ntn_1234567890abcdefghijklmnop');
  });

  it('goes to an address that was written with a slash at its end', async () => {
    const { people, asked } = scripted(ok, { baseUrl: 'https://notion.example/' });
    await people.page(ids.page);
    expect(asked[0]?.path).toBe(`pages/${ids.page}`);
  });

  it('is counted by endpoint and status', async () => {
    const { people, metric } = scripted((_request, n) => (n === 0 ? silence(1) : ok()));
    await finish(people.page(ids.page));
    expect(await metric('notion_api_calls_total')).toEqual([
      { endpoint: 'pages.retrieve', status: '429', value: 1 },
      { endpoint: 'pages.retrieve', status: '200', value: 1 },
    ]);
    expect(await metric('rate_limit_hits_total')).toEqual([{ system: 'notion', value: 1 }]);
  });

  it('is never put together from what is no id', async () => {
    const { people, asked } = scripted(ok);
    expect(await problem(people.page('../users'))).toMatchObject({ code: 'invalid_input' });
    expect(asked).toEqual([]);
  });
});

describe('without a token', () => {
  it('every call is refused with what to do', async () => {
    const { people, background, configured, asked } = scripted(ok, { token: undefined });
    expect(configured).toBe(false);
    for (const call of [people.me(), background.dataSource('rubbish'), people.page(ids.page)])
      expect(await problem(call)).toMatchObject({
        code: 'not_possible',
        message: expect.stringContaining('NOTION_API_KEY is not set'),
      });
    expect(asked).toEqual([]);
  });
});

describe('outages', () => {
  it.each([
    ['500', () => refusal(500, 'internal_server_error')],
    ["a gateway's page", () => new Response('<html>', { status: 502 })],
    ['a cut connection', () => broken('ECONNRESET')],
    ['half an answer', () => new Response('{"object":"pa')],
  ])('%s: a call that may be repeated is, after 1, 2, 4 and 8 s', async (_what, answer) => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    const { background, asked } = scripted((_request, n) => (n < 4 ? answer() : ok()));
    await finish(background.updatePage(ids.page, {}));
    expect(asked.map(({ at }) => at)).toEqual([0, 1_000, 3_000, 7_000, 15_000]);
  });

  it('that stay are told, and then Notion is left alone', async () => {
    const { people, asked } = scripted(() => refusal(503, 'service_unavailable'));
    const first = await problem(finish(people.page(ids.page)));
    expect(first).toMatchObject({ code: 'outside_unavailable' });
    expect(failureKindOf(first)).toBe('unavailable');
    expect(asked).toHaveLength(5);
    const next = await problem(people.page(ids.page));
    expect(next.message).toContain('several times in a row');
    expect(asked).toHaveLength(5);
  });

  it('time-outs end the connection and are told as such', async () => {
    const { background, asked } = scripted(() => 'hangs', { timeoutMs: 5_000 });
    const told = await problem(finish(background.page(ids.page)));
    expect(told).toMatchObject({ code: 'outside_unavailable' });
    expect(told.message).toContain('no answer within 5 s');
    expect(failureKindOf(told)).toBe('timeout');
    expect(asked).toHaveLength(5);
    expect(asked.every(({ signal }) => signal?.aborted === true)).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('each attempt takes a slot of the budget, and gives it back 60 s after it has ended', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    const { background, budget } = scripted((_request, n) =>
      n < 2 ? refusal(500, 'internal_server_error') : ok(),
    );
    const done = background.page(ids.page);
    await vi.advanceTimersByTimeAsync(3_000);
    await done;
    const left: number[] = [];
    for (const seconds of [57, 1, 2]) {
      left.push(budget().left);
      await vi.advanceTimersByTimeAsync(seconds * 1000);
    }
    expect([...left, budget().left]).toEqual([177, 178, 179, 180]);
  });
});

describe('silence that Notion asks for', () => {
  it.each([429, 529])(
    '%i: holds for both lanes, as long as asked, queries included',
    async (status) => {
      const { people, background, asked, budget } = scripted((_request, n) =>
        n === 0 ? silence(600, status) : json({ object: 'list', results: [], has_more: false }),
      );
      const sort = { by: 'created_time', direction: 'ascending' } as const;
      const query = background.query(ids.dataSource, { sort });
      await vi.advanceTimersByTimeAsync(0);
      expect(budget().closedUntil).toBe(600_000);
      expect(await problem(people.page(ids.page))).toMatchObject({
        code: 'outside_unavailable',
        hint: expect.stringContaining('in 600 s (after 00:10:00 UTC)'),
      });
      await vi.advanceTimersByTimeAsync(599_999);
      expect(asked).toHaveLength(1);
      await vi.advanceTimersByTimeAsync(1);
      await query;
      expect(asked.map(({ at }) => at)).toEqual([0, 600_000]);
    },
  );

  it('costs no retry, opens no circuit, and lasts a minute where Notion says nothing', async () => {
    const { background, asked } = scripted((_request, n) => (n < 12 ? silence() : ok()));
    await finish(background.page(ids.page));
    expect(asked).toHaveLength(13);
    expect(asked.at(-1)?.at).toBe(12 * 60_000);
  });

  it('a person waits for a short one', async () => {
    const { people, asked } = scripted((_request, n) => (n === 0 ? silence(15) : ok()));
    await finish(people.page(ids.page));
    expect(asked.map(({ at }) => at)).toEqual([0, 15_000]);
  });

  it('a person does not wait for one after the other', async () => {
    const { people, asked } = scripted(() => silence(15));
    const told = await problem(finish(people.page(ids.page)));
    expect(failureKindOf(told)).toBe('rate_limit');
    expect(asked).toHaveLength(2);
  });

  it('is logged without token or content', async () => {
    const { people, logged } = scripted((_request, n) => (n === 0 ? silence(1) : ok()));
    await finish(people.updatePage(ids.page, { Name: 'content of the page' }));
    expect(logged).toHaveLength(1);
    expect(JSON.stringify(logged)).toContain('Notion asks for silence');
    expect(JSON.stringify(logged)).not.toMatch(/ntn_|content of the page|Slow down/);
  });
});

describe('conflicts', () => {
  const conflict = () => refusal(409, 'conflict_error');

  it('are tried again', async () => {
    const { background, asked } = scripted((_request, n) => (n < 2 ? conflict() : ok()));
    await finish(background.setTrash(ids.page, true));
    expect(asked.map(({ at }) => at)).toEqual([0, 1_000, 3_000]);
  });

  it('that stay are told, and open no circuit', async () => {
    const { background, asked } = scripted((_request, n) => (n < 5 ? conflict() : ok()));
    expect(await problem(finish(background.updatePage(ids.page, {})))).toMatchObject({
      code: 'outside_unavailable',
      message: expect.stringContaining('409'),
    });
    expect(asked).toHaveLength(5);
    await expect(background.page(ids.page)).resolves.toMatchObject({ id: ids.page });
  });
});

describe('what creates', () => {
  const create = (answer: Parameters<typeof scripted>[0]) => {
    const notion = scripted(answer, { timeoutMs: 5_000 });
    return { ...notion, created: problem(finish(notion.people.createPage(ids.dataSource, {}))) };
  };

  it.each([
    ['500', () => refusal(500, 'internal_server_error')],
    ['503', () => refusal(503, 'service_unavailable')],
    ["a gateway's 504", () => new Response('', { status: 504 })],
    ['a cut connection', () => broken('UND_ERR_SOCKET')],
    ['half an answer', () => new Response('{"obj')],
    ['an answer that is no page', () => json([])],
    ['no answer in time', () => 'hangs' as const],
  ])('%s: sent once, outcome unknown', async (_what, answer) => {
    const { created, asked } = create(answer);
    expect(await created).toMatchObject({ code: 'outcome_unknown' });
    expect(asked).toHaveLength(1);
  });

  it.each([
    ['400', () => refusal(400, 'validation_error'), 'invalid_input'],
    ['404', () => refusal(404, 'object_not_found'), 'not_found'],
    ['409', () => refusal(409, 'conflict_error'), 'outside_unavailable'],
    ['no connection', () => broken('ECONNREFUSED'), 'outside_unavailable'],
    ['no such host', () => broken('ENOTFOUND'), 'outside_unavailable'],
  ])('%s: sent once, certainly not done', async (_what, answer, code) => {
    const { created, asked } = create(answer);
    expect(await created).toMatchObject({ code });
    expect(asked).toHaveLength(1);
  });

  it('is sent again after a 429: nothing was done', async () => {
    const { people, asked } = scripted((_request, n) => (n === 0 ? silence(2) : ok()));
    await finish(people.createPage(ids.dataSource, { Name: 1 }));
    expect(asked.map(({ at }) => at)).toEqual([0, 2_000]);
    expect(asked[0]?.body).toEqual({
      parent: { type: 'data_source_id', data_source_id: ids.dataSource },
      properties: { Name: 1 },
    });
  });

  it('cancelled while it is under way: outcome unknown; before it was sent: cancelled', async () => {
    const { background, asked } = scripted(() => 'hangs', { requestsPerMinute: 1 });
    const controller = new AbortController();
    const first = problem(background.createPage(ids.dataSource, {}, controller.signal));
    const second = problem(background.createPage(ids.dataSource, {}, controller.signal));
    await vi.advanceTimersByTimeAsync(1_000);
    controller.abort();
    expect(await first).toMatchObject({ code: 'outcome_unknown' });
    expect(await second).toMatchObject({ code: 'cancelled' });
    expect(asked).toHaveLength(1);
  });
});

describe('cancelling', () => {
  it.each(['while it is asked', 'between tries', 'while it waits for the budget'])(
    '%s: told as cancelled, with no timer left',
    async (when) => {
      const { background, asked } = scripted(() => {
        if (when === 'while it is asked') return 'hangs';
        return when === 'between tries' ? broken('ECONNRESET') : silence(3_600);
      });
      const controller = new AbortController();
      const cancelled = problem(background.page(ids.page, controller.signal));
      await vi.advanceTimersByTimeAsync(500);
      controller.abort();
      expect(await cancelled).toMatchObject({ code: 'cancelled' });
      expect(asked).toHaveLength(1);
      expect(vi.getTimerCount()).toBe(0);
    },
  );
});

describe('a scaled clock', () => {
  it('governs the budget and the waits between tries', async () => {
    let at = 1_000_000;
    const slept: number[] = [];
    const clock = {
      now: () => at,
      sleep: async (millis: number) => {
        slept.push(Math.round(millis / 1000));
        at += millis;
      },
    };
    const answers = [() => silence(90), () => refusal(500, 'internal_server_error'), ok];
    const { background, asked } = scripted((_request, n) => (answers[n] ?? ok)(), { clock });
    await background.page(ids.page);
    expect(asked).toHaveLength(3);
    expect(slept).toEqual([90, 1]);
    expect(Date.now()).toBe(0);
  });
});
