// What is red in the morning and has not cleared opens one incident: whoever looks, whoever dies.
import { describe, expect, it } from 'vitest';
import { redWatches } from '../../../src/services/health-watch/red-watches.js';
import { watchRed, type RedWatchOptions } from '../../../src/services/health-watch/red-watch.js';
import type { ComponentNow } from '../../../src/services/health/health.js';
import { createIncidents } from '../../../src/services/incidents/create-incidents.js';
import { contextWith } from '../../support/context.js';
import { memoryStore } from '../../support/memory-store.js';
import { rules } from '../incidents/samples.js';
import { component, minute, morning } from '../reports/site.js';

const posting = {
  id: 'daily-health:1',
  schedule: 'daily-health',
  operation: 'report',
  input: { which: 'morning' },
  report: { status: 'bad' as const, headline: '2 red of 3' },
  at: morning,
};

function site() {
  const store = memoryStore();
  const clock = { now: morning + 1_000 };
  const state: { all: ComponentNow[]; asked: string[] } = {
    all: [
      component('finance-ppm', 'notion', { status: 'bad', since: morning - minute }),
      component('finance-ppm', 'kpis', { status: 'bad', since: morning - minute }),
      component('finance-ppm', 'github', {}),
    ],
    asked: [],
  };
  const said: string[] = [];
  const incidents = createIncidents({
    store,
    rules,
    channel: 'C1',
    now: () => clock.now,
    audit: { ...contextWith().audit, append: async () => undefined },
    redraw: () => undefined,
    follow: async () => undefined,
    log: { error: () => undefined },
  });
  const options: RedWatchOptions = {
    store,
    health: {
      last: async () => state.all,
      check: async ({ system, component: name }) => {
        state.asked.push(`${system}/${name}`);
        return state.all.filter((one) => one.system === system && one.component === name);
      },
    },
    incidents,
    postingsOf: async (schedule) => (schedule === posting.schedule ? [posting] : []),
    redMinutes: 15,
    severity: 'P2',
    now: () => clock.now,
    log: {
      warn: (_data: unknown, words?: string) => void said.push(words ?? ''),
      error: (data: unknown) => {
        throw new Error(JSON.stringify(data));
      },
    },
  };
  return {
    store,
    clock,
    state,
    said,
    incidents,
    options,
    pass: async () => watchRed(options, new AbortController().signal),
    row: async () => (await store.get(redWatches, posting.id))?.doc,
    opened: async () => incidents.list('all', 10),
    set(name: string, given: Partial<ComponentNow>) {
      state.all = state.all.map((one) => (one.component === name ? { ...one, ...given } : one));
    },
  };
}

describe('the watch over what is red in the morning', () => {
  it('opens one incident for what is still red, and only after the minutes', async () => {
    const given = site();
    await given.pass();
    given.clock.now = morning + 15 * minute - 1;
    await given.pass();
    expect(given.state.asked).toEqual([]);
    given.set('kpis', { status: 'good' });
    given.set('github', { status: 'bad' });
    given.clock.now = morning + 15 * minute;
    await given.pass();
    await given.pass();
    expect(given.state.asked).toEqual(['finance-ppm/notion', 'finance-ppm/kpis']);
    const [incident, second] = await given.opened();
    expect(second).toBeUndefined();
    expect(incident).toMatchObject({
      severity: 'P2',
      system: 'finance-ppm',
      title: 'Red since the morning check: finance-ppm/notion',
    });
    expect(incident?.timeline.map(({ text }) => text).join()).toContain('connection refused');
    expect(await given.row()).toMatchObject({ state: 'opened', incident: incident?.id });
  });

  it('tells of it in the incident that another card of the same day has opened, while that is open', async () => {
    const given = site();
    await given.pass();
    given.clock.now = morning + 15 * minute;
    await given.pass();
    const again = { ...posting, id: `${posting.id}:by-hand`, at: morning + 60 * minute };
    given.options.postingsOf = async () => [again];
    given.clock.now = again.at + 1_000;
    await given.pass();
    given.clock.now = again.at + 15 * minute;
    await given.pass();
    const [incident, second] = await given.opened();
    expect(second).toBeUndefined();
    expect(incident?.timeline.filter(({ kind }) => kind === 'note')).toHaveLength(2);
    await given.incidents.change(incident?.id ?? '', {
      type: 'resolve',
      by: { person: 'ana', via: 'slack' },
      text: 'It is good again.',
    });
    const third = { ...posting, id: `${posting.id}:later`, at: morning + 120 * minute };
    given.options.postingsOf = async () => [third];
    given.clock.now = third.at + 1_000;
    await given.pass();
    given.clock.now = third.at + 15 * minute;
    await given.pass();
    expect(await given.opened()).toHaveLength(2);
  });

  it('opens none for what has cleared, and none on a calm morning', async () => {
    const given = site();
    await given.pass();
    given.set('notion', { status: 'good' });
    given.set('kpis', { status: 'warning' });
    given.clock.now = morning + 16 * minute;
    await given.pass();
    expect([await given.opened(), (await given.row())?.state]).toEqual([[], 'cleared']);

    const calm = site();
    // It became red after the card.
    calm.set('notion', { since: morning + 500 });
    calm.set('kpis', { status: 'good' });
    await calm.pass();
    calm.clock.now = morning + 16 * minute;
    await calm.pass();
    expect([calm.state.asked, (await calm.row())?.state]).toEqual([[], 'calm']);
  });

  it('opens one, though many replicas look at the same time', async () => {
    const given = site();
    await Promise.all(Array.from({ length: 5 }, given.pass));
    given.clock.now = morning + 15 * minute;
    await Promise.all(Array.from({ length: 5 }, given.pass));
    expect(await given.opened()).toHaveLength(1);
    const notes = (await given.opened())[0]?.timeline.filter(({ kind }) => kind === 'note');
    expect(notes).toHaveLength(1);
  });

  it('goes by what was found first, though another replica finds something else later', async () => {
    const given = site();
    await given.pass();
    given.clock.now = morning + 15 * minute;
    let answer = (): void => {};
    const asked = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const slow = watchRed(
      {
        ...given.options,
        health: {
          ...given.options.health,
          check: async () => {
            await asked;
            return [];
          },
        },
      },
      new AbortController().signal,
    );
    await given.pass();
    answer();
    await slow;
    expect((await given.row())?.state).toBe('opened');
  });

  it('goes on where a process died between any two writes', async () => {
    for (let survived = 0; survived < 12; survived += 1) {
      const given = site();
      await given.pass();
      given.clock.now = morning + 15 * minute;
      let writes = 0;
      const dying = dyingStore(given.store, () => {
        writes += 1;
        return writes > survived;
      });
      await watchRed({ ...given.options, store: dying }, new AbortController().signal).catch(
        () => undefined,
      );
      await given.pass();
      expect([await given.opened(), (await given.row())?.state]).toMatchObject([
        [{ title: 'Red since the morning check: finance-ppm/notion, finance-ppm/kpis' }],
        'opened',
      ]);
    }
  });

  it('concludes nothing from a check that was stopped', async () => {
    const given = site();
    await given.pass();
    given.clock.now = morning + 15 * minute;
    const stopping = new AbortController();
    stopping.abort();
    await expect(watchRed(given.options, stopping.signal)).rejects.toThrow('aborted');
    expect([await given.opened(), (await given.row())?.state]).toEqual([[], 'waiting']);
  });

  it('gives up what is six hours old, and says so once', async () => {
    const given = site();
    await given.pass();
    given.clock.now = morning + 6 * 60 * minute + 1;
    await given.pass();
    await given.pass();
    expect(await given.opened()).toEqual([]);
    expect(given.said).toHaveLength(1);
    const late = site();
    late.clock.now = morning + 7 * 60 * minute;
    await late.pass();
    await late.pass();
    expect([late.said.length, (await late.row())?.state]).toEqual([1, 'given-up']);
  });
});

/** The store of a process that dies at a write to the rows of the watch. */
function dyingStore(
  store: RedWatchOptions['store'],
  dies: () => boolean,
): RedWatchOptions['store'] {
  return {
    ...store,
    async replace(collection, id, revision, doc) {
      if (dies()) throw new Error('the process died');
      const done = await store.replace(collection, id, revision, doc);
      if (dies()) throw new Error('the process died');
      return done;
    },
  };
}
