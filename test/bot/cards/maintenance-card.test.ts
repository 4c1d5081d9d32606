import { expect, it } from 'vitest';
import { renderMaintenance } from '../../../src/bot/cards/maintenance-card.js';
import type { Rendered } from '../../../src/bot/cards/fit.js';
import type { MaintenanceWindow } from '../../../src/services/maintenance/maintenance.js';
import { approver, faultsOf, liveIn, minute, noon, readable } from './fixtures.js';
import { aWindow, nasty, offersOn } from './oncall-fixtures.js';

const look = { now: noon, plain: false };
const held = [{ group: 'G-7K2QMF', title: 'API is down' }];
const ended = { by: approver, at: noon + 60 * minute };
const health = { status: 'bad' as const, lines: ['sync: red', 'api: green'] };

function drawn(window: MaintenanceWindow, view: 'card' | 'outcome' = 'card', now = noon): Rendered {
  const rendered = renderMaintenance(window, view, { ...look, now });
  if (rendered === null) throw new Error('nothing drawn');
  return rendered;
}

it.each<[string, MaintenanceWindow, string[], string[]]>([
  [
    'planned',
    aWindow(),
    [':calendar: *Maintenance planned: finance-ppm*', '(2 h)', 'Syncs of it will pause'],
    ['Call it off'],
  ],
  [
    'every week, for all',
    aWindow({ system: '*', recurring: 'sunday' }),
    ['planned: all systems*', 'every week: sunday'],
    ['Call it off'],
  ],
  [
    'under way',
    aWindow({ state: 'active', held, heldCount: 3 }),
    ['*Until* <!date', 'Held back so far: 3 groups', '`G-7K2QMF` API is down', 'and 2 more'],
    ['End now'],
  ],
  [
    'being verified',
    aWindow({ state: 'verifying', heldCount: 1, held }),
    ['health is checked'],
    [],
  ],
  [
    'ended, and not well',
    aWindow({ state: 'ended', ended, held, heldCount: 1, health }),
    [
      ':red_circle: *Maintenance ended: finance-ppm*',
      '*Ended* by <@U0OMAR>',
      'Held back: 1 group of alerts*\n• `G-7K2QMF` API is down',
      'sync: red\napi: green',
    ],
    [],
  ],
  [
    'ended without an alert',
    aWindow({ state: 'ended', ended }),
    [':large_green_circle:', 'No alert was held back.'],
    [],
  ],
  [
    'called off',
    aWindow({ state: 'cancelled', ended }),
    [':no_entry: *Maintenance called off', '*Called off* by <@U0OMAR>'],
    [],
  ],
])('%s', (_, window, texts, buttons) => {
  const card = drawn(window);
  for (const text of texts) expect(readable(card)).toContain(text);
  expect(Object.keys(offersOn(card))).toEqual(buttons);
  expect(faultsOf(card)).toEqual([]);
});

it('says when its end is due and nobody has ended it', () => {
  const active = aWindow({ state: 'active' });
  expect(readable(drawn(active, 'card', noon + 119 * minute))).not.toContain('was due');
  expect(readable(drawn(active, 'card', noon + 120 * minute))).toContain(
    '*Its end was due* <!date',
  );
});

it('is told in its thread once it is over', () => {
  for (const state of ['scheduled', 'active', 'verifying'] as const)
    expect(renderMaintenance(aWindow({ state }), 'outcome', look)).toBeNull();
  const over = aWindow({ state: 'ended', ended, held, heldCount: 1, health });
  expect(readable(drawn(over, 'outcome'))).toMatch(
    /Maintenance ended\*[^]*sync: red[^]*API is down/,
  );
  expect(readable(drawn(aWindow({ state: 'cancelled' }), 'outcome'))).toContain('called off');
});

it.each(Object.entries(nasty))('text from outside is inert: %s', (_, text) => {
  const many = Array.from({ length: 50 }, () => ({ group: 'G-7K2QMF', title: text }));
  const window = aWindow({
    system: text,
    reason: text,
    recurring: text,
    held: many,
    heldCount: 70,
    ended,
    health: { status: 'warning', lines: Array.from({ length: 40 }, () => text) },
  });
  for (const state of ['scheduled', 'active', 'verifying', 'ended', 'cancelled'] as const)
    for (const view of ['card', 'outcome'] as const) {
      const rendered = renderMaintenance({ ...window, state }, view, look);
      if (rendered === null) continue;
      expect(faultsOf(rendered)).toEqual([]);
      expect(liveIn(rendered.blocks, rendered.text, ['U0MAYA', 'U0OMAR'])).toEqual([]);
    }
});
