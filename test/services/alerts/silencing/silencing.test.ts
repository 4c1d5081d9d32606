// Silences: who may be silenced and for how long, what they hold, and that nothing stays quiet when one is over.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createAlerts } from '../../../../src/services/alerts/alert-memory.js';
import type { Alerts } from '../../../../src/services/alerts/alerts.js';
import { changeGroup } from '../../../../src/services/alerts/changing.js';
import { silences } from '../../../../src/services/alerts/records.js';
import { ana, ben, group, hour, minute, openWorld, start, storm, type World } from './samples.js';

let world: World;
let alerts: Alerts;
beforeEach(() => {
  world = openWorld();
  alerts = createAlerts(world.parts);
});
afterEach(() => world.close());

const asked = {
  id: null,
  match: { alertname: 'APIDown' },
  reason: 'migration',
  until: start + hour,
  by: ana,
  requestId: 'request-1',
};
const silence = async (given: Partial<Parameters<Alerts['silence']>[0]> = {}) => {
  const [made, ...more] = await alerts.silence({ ...asked, ...given });
  expect(more).toEqual([]);
  if (!made) throw new Error('no silence');
  return made;
};

describe('a silence', () => {
  test('marks the groups that fire and have its labels, and counts them', async () => {
    await world.put(
      group('G-AAAAAA'),
      group('G-BBBBBB', { name: 'HighLatency', labels: {} }),
      group('G-CCCCCC', { state: 'resolved' }),
    );
    const made = await silence();
    expect(made).toMatchObject({ id: expect.stringMatching(/^S-[0-9A-Z]{6}$/), held: 1 });
    expect(made).toMatchObject({ reason: 'migration', by: ana, since: start, endedAt: null });
    expect((await world.get('G-AAAAAA')).hold).toEqual({ kind: 'silence', id: made.id });
    expect((await world.get('G-BBBBBB')).hold).toBeNull();
    expect((await world.get('G-CCCCCC')).hold).toBeNull();
    expect(world.redrawn).toEqual(['alert-group G-AAAAAA']);
    expect(await alerts.silences()).toEqual([made]);
  });

  test('of a group holds that one only', async () => {
    await world.put(group('G-AAAAAA'), group('G-BBBBBB'));
    const made = await silence({ id: 'g-aaaaaa', match: {} });
    expect(made).toMatchObject({ group: 'G-AAAAAA', match: {} });
    expect((await world.get('G-AAAAAA')).hold?.id).toBe(made.id);
    expect((await world.get('G-BBBBBB')).hold).toBeNull();
  });

  test('of a storm is one, and holds every group in it', async () => {
    await world.putStorm(storm('T-SSSSSS'));
    await world.put(
      group('G-AAAAAA', { storm: 'T-SSSSSS' }),
      group('G-BBBBBB', { storm: 'T-SSSSSS' }),
      group('G-CCCCCC'),
    );
    const made = await silence({ id: 'T-SSSSSS', match: {} });
    expect(made).toMatchObject({ group: 'T-SSSSSS', held: 2 });
    expect((await world.get('G-CCCCCC')).hold).toBeNull();
  });

  test('leaves a group that maintenance holds as it is', async () => {
    const hold = { kind: 'maintenance', id: 'M-AAAAAA' } as const;
    await world.put(group('G-AAAAAA', { hold }));
    await silence();
    expect((await world.get('G-AAAAAA')).hold).toEqual(hold);
  });

  test('asked for again is the same one, also once the clock has gone on', async () => {
    await world.put(group('G-AAAAAA'));
    const first = await silence();
    world.clock.at += 2 * minute;
    const again = await silence({ until: world.clock.at + hour });
    expect(again).toEqual(first);
    const other = await silence({ requestId: 'request-1', reason: 'another', by: ben });
    expect(other.id).not.toBe(first.id);
  });

  test('that went through 250 groups held each of them once', async () => {
    const many = Array.from({ length: 250 }, (_, at) => group(`G-${String(at).padStart(6, '0')}`));
    await world.put(...many);
    expect((await silence()).held).toBe(250);
    expect((await silence()).held).toBe(250);
  });
});

describe('what is refused changes nothing', () => {
  test.each([
    ['an end in the past', { until: start - minute }, 'invalid_input', 'for'],
    ['an end right now', { until: start }, 'invalid_input', 'for'],
    ['half a minute', { until: start + minute / 2 }, 'invalid_input', 'for'],
    ['eight days', { until: start + 8 * 24 * hour }, 'invalid_input', 'for'],
    ['no reason', { reason: '  ' }, 'invalid_input', 'reason'],
    ['nothing to match', { match: {} }, 'invalid_input', 'alert'],
    ['an alert and labels', { id: 'G-AAAAAA' }, 'invalid_input', 'match'],
    ['an unknown alert', { id: 'G-ZZZZZZ', match: {} }, 'not_found', 'alert'],
    ['an unknown storm', { id: 'T-ZZZZZZ', match: {} }, 'not_found', 'alert'],
  ])('%s', async (_name, given, code, field) => {
    await world.put(group('G-AAAAAA'));
    await expect(silence(given)).rejects.toMatchObject({ code, field });
    expect(await alerts.silences()).toEqual([]);
    expect((await world.get('G-AAAAAA')).hold).toBeNull();
  });

  test('but a minute and seven days are right', async () => {
    await silence({ until: start + minute });
    await silence({ until: start + 7 * 24 * hour, requestId: 'request-2' });
    expect((await alerts.silences()).map(({ until }) => until)).toEqual([
      start + minute,
      start + 7 * 24 * hour,
    ]);
  });
});

describe('its end', () => {
  test('by somebody frees its groups, and has those that fire looked at again', async () => {
    await world.put(
      group('G-AAAAAA', { wakeAt: start + 9 * hour }),
      group('G-EEEEEE', { shownAt: start }),
    );
    const { id } = await silence();
    await changeGroup(world.parts, 'G-EEEEEE', (doc) => ({ ...doc, state: 'resolved' }));
    await world.put(
      group('G-CCCCCC', { hold: { kind: 'silence', id: 'S-OTHERS' } }),
      // Marked by a process that died before it could count it.
      group('G-DDDDDD', { hold: { kind: 'silence', id } }),
    );
    world.clock.at += minute;
    const ended = await alerts.endSilence(id.toLowerCase(), ben);
    expect(ended).toMatchObject({ id, endedAt: start + minute, until: start + minute });
    expect(await world.get('G-AAAAAA')).toMatchObject({ hold: null, wakeAt: start + minute });
    expect((await world.get('G-EEEEEE')).hold).toBeNull();
    expect((await world.get('G-CCCCCC')).hold?.id).toBe('S-OTHERS');
    expect((await world.get('G-DDDDDD')).hold).toBeNull();
    expect(world.reconsidered.toSorted()).toEqual(['G-AAAAAA', 'G-DDDDDD']);
    expect(await alerts.silences()).toEqual([]);
  });

  test('leaves a group to what else holds it, without its being free in between', async () => {
    await world.put(group('G-AAAAAA'));
    const { id } = await silence();
    const other = { kind: 'maintenance', id: 'M-AAAAAA' } as const;
    const seen: (string | undefined)[] = [];
    const reconsidering = createAlerts({
      ...world.parts,
      async reconsider(one) {
        seen.push((await world.get(one)).hold?.id);
        await changeGroup(world.parts, one, (doc) => ({ ...doc, hold: other }));
      },
    });
    await reconsidering.endSilence(id, ben);
    expect(seen).toEqual([id]);
    expect((await world.get('G-AAAAAA')).hold).toEqual(other);
  });

  test('a second time changes nothing', async () => {
    await world.put(group('G-AAAAAA'));
    const { id } = await silence();
    const first = await alerts.endSilence(id, ben);
    world.clock.at += minute;
    expect(await alerts.endSilence(id, ana)).toEqual(first);
    expect(world.reconsidered).toEqual(['G-AAAAAA']);
  });

  test('that fails half-way leaves the silence to be found again, and its groups with it', async () => {
    await world.put(group('G-AAAAAA'));
    const { id } = await silence();
    const failing = createAlerts({
      ...world.parts,
      reconsider: () => Promise.reject(new Error('the process died')),
    });
    await expect(failing.endSilence(id, ben)).rejects.toThrow('died');
    expect((await world.get('G-AAAAAA')).hold).toEqual({ kind: 'silence', id });
    expect((await world.store.get(silences, id))?.doc.endedAt).toBeNull();
    expect(await alerts.silences()).toEqual([]);
  });

  test('of an unknown one is refused', async () => {
    await expect(alerts.endSilence('S-ZZZZZZ', ana)).rejects.toMatchObject({
      code: 'not_found',
      field: 'silence',
    });
  });
});
