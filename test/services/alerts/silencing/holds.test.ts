// Why a group is kept quiet: silences before maintenance, each group counted once.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createAlerts } from '../../../../src/services/alerts/alert-memory.js';
import { createHolds, type Holds } from '../../../../src/services/alerts/silencing/holds.js';
import type {
  Maintenance,
  MaintenanceWindow,
} from '../../../../src/services/maintenance/maintenance.js';
import { ana, group, hour, minute, openWorld, start, storm, type World } from './samples.js';

const window: MaintenanceWindow = {
  id: 'M-AAAAAA',
  system: 'obera',
  state: 'active',
  from: start,
  until: start + hour,
  reason: 'upgrade',
  by: ana,
  recurring: null,
  channel: 'C1',
  noticeAt: start,
  held: [],
  heldCount: 0,
  ended: null,
  health: null,
  changedAt: start,
  wakeAt: null,
};
const activeFor = vi.fn<Maintenance['activeFor']>();
const held = vi.fn<Maintenance['held']>();

let world: World;
let holds: Holds;
beforeEach(() => {
  vi.resetAllMocks();
  activeFor.mockResolvedValue(null);
  world = openWorld();
  const { store, now } = world.parts;
  holds = createHolds({ store, now, maintenance: { activeFor, held } });
});
afterEach(() => world.close());

async function silence(id: string | null, match: Record<string, string> = {}): Promise<string> {
  const [made] = await createAlerts(world.parts).silence({
    id,
    match,
    reason: 'migration',
    until: start + hour,
    by: ana,
    requestId: `silence ${id}`,
  });
  return made?.id ?? '';
}

test('nothing holds a group that nobody silenced', async () => {
  await silence(null, { system: 'finance' });
  expect(await holds.holdOf(group('G-AAAAAA'))).toBeNull();
  expect(activeFor).toHaveBeenCalledWith('obera');
});

test('a silence by labels holds until its end, to the millisecond', async () => {
  const id = await silence(null, { alertname: 'APIDown', severity: 'P1' });
  expect(await holds.holdOf(group('G-AAAAAA'))).toEqual({ kind: 'silence', id });
  expect(await holds.holdOf(group('G-BBBBBB', { severity: 'P2' }))).toBeNull();
  world.clock.at = start + hour - 1;
  expect(await holds.holdOf(group('G-AAAAAA'))).not.toBeNull();
  world.clock.at = start + hour;
  expect(await holds.holdOf(group('G-AAAAAA'))).toBeNull();
});

test('a silence of a group holds its next episode too, not another of the same name', async () => {
  await world.put(group('G-AAAAAA', { key: 'k' }));
  const id = await silence('G-AAAAAA');
  const next = group('G-BBBBBB', { key: 'k', episode: 2 });
  expect(await holds.holdOf(next)).toEqual({ kind: 'silence', id });
  expect(await holds.holdOf({ ...next, source: 'grafana' })).toBeNull();
  expect(await holds.holdOf(group('G-CCCCCC', { key: 'other' }))).toBeNull();
});

test('a silence of a storm holds what joins it', async () => {
  await world.putStorm(storm('T-SSSSSS'));
  const id = await silence('T-SSSSSS');
  expect(await holds.holdOf(group('G-AAAAAA', { storm: 'T-SSSSSS' }))).toEqual({
    kind: 'silence',
    id,
  });
  expect(await holds.holdOf(group('G-BBBBBB', { storm: 'T-OTHERS' }))).toBeNull();
});

test('maintenance holds where no silence does', async () => {
  activeFor.mockResolvedValue(window);
  const hold = { kind: 'maintenance', id: 'M-AAAAAA' };
  expect(await holds.holdOf(group('G-AAAAAA'))).toEqual(hold);
  const id = await silence(null, { alertname: 'APIDown' });
  expect(await holds.holdOf(group('G-AAAAAA'))).toEqual({ kind: 'silence', id });
});

test('a group counts once for its silence, however often it comes', async () => {
  const id = await silence(null, { alertname: 'APIDown' });
  const hold = { kind: 'silence', id } as const;
  for (const name of ['G-AAAAAA', 'G-AAAAAA', 'G-BBBBBB', 'G-AAAAAA'])
    await holds.held(group(name, { hold }));
  await holds.held(group('G-CCCCCC'));
  world.clock.at += minute;
  expect(await createAlerts(world.parts).silences()).toMatchObject([{ id, held: 2 }]);
});

test('a group that maintenance holds is told to it', async () => {
  await holds.held(group('G-AAAAAA', { hold: { kind: 'maintenance', id: 'M-AAAAAA' } }));
  expect(held).toHaveBeenCalledExactlyOnceWith('M-AAAAAA', {
    id: 'G-AAAAAA',
    title: 'G-AAAAAA is down',
  });
});
