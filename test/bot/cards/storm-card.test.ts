import { describe, expect, it } from 'vitest';
import type { Rendered } from '../../../src/bot/cards/fit.js';
import { renderStorm, type StormLook } from '../../../src/bot/cards/storm-card.js';
import type { Storm } from '../../../src/services/alerts/records.js';
import { approver, faultsOf, liveIn, noon, readable } from './fixtures.js';
import { aGroup, aStorm, nasty, offersOn } from './oncall-fixtures.js';

const look: StormLook = { groups: [aGroup()], callOut: ['U0MAYA'], plain: false, now: noon };
const acknowledged = { by: approver, at: noon };

function drawn(
  storm: Storm,
  over: Partial<StormLook> = {},
  view: 'card' | 'details' = 'card',
): Rendered {
  const rendered = renderStorm(storm, view, { ...look, ...over });
  if (rendered === null) throw new Error(`no ${view}`);
  return rendered;
}

describe('the card of a storm', () => {
  it.each<[string, Storm, string, string[], boolean]>([
    [
      'raging',
      aStorm(),
      ':rotating_light: *Alert storm: 38 groups of 40 firing, 212 alerts',
      ['Acknowledge all', 'Silence all 1 h', 'Open incident', 'List'],
      true,
    ],
    [
      'acknowledged',
      aStorm({ acknowledged }),
      '*Acknowledged* by <@U0OMAR>',
      ['Silence all 1 h', 'Open incident', 'List'],
      false,
    ],
    [
      'over, with alerts that fire',
      aStorm({ state: 'over' }),
      '*Alert storm over: ',
      ['Acknowledge all', 'Silence all 1 h', 'Open incident', 'List'],
      true,
    ],
    [
      'in an incident',
      aStorm({ incident: 'I-7K2QMF' }),
      '*Incident* `I-7K2QMF`',
      ['Acknowledge all', 'Silence all 1 h', 'List'],
      true,
    ],
    [
      'all resolved',
      aStorm({ state: 'over', firing: 0 }),
      ':large_green_circle: *Alert storm, all resolved: 0 groups of 40',
      ['List'],
      false,
    ],
  ])('%s', (_, storm, text, buttons, calls) => {
    const card = drawn(storm);
    expect(readable(card)).toContain(text);
    expect(Object.keys(offersOn(card))).toEqual(buttons);
    expect(card.text.includes('<@U0MAYA>')).toBe(calls);
    expect(faultsOf(card)).toEqual([]);
  });

  it('gives each button the storm', () => {
    expect(offersOn(drawn(aStorm()))).toMatchObject({
      'Acknowledge all': { operation: 'alert.ack', input: { alert: 'T-0H4ZTC' } },
      'Silence all 1 h': { operation: 'alert.silence', input: { alert: 'T-0H4ZTC', for: '1h' } },
      'Open incident': { operation: 'incident.open', input: { alert: 'T-0H4ZTC' } },
      List: { operation: 'alerts', input: { storm: 'T-0H4ZTC' } },
    });
  });

  it('says by system and by name, as a chart unless plain', () => {
    const types = (message: Rendered) => message.blocks.map(({ type }) => type);
    expect(readable(drawn(aStorm()))).toContain('*Groups by system*: finance-ppm 30');
    expect(types(drawn(aStorm()))).toContain('data_visualization');
    const plain = drawn(aStorm(), { plain: true });
    expect(types(plain)).not.toContain('data_visualization');
    expect(readable(plain)).toMatch(/APIDown +25/);
  });

  it('keeps apart names that begin alike', () => {
    const byName = ['One', 'Two', 'Three'].map((end) => ({
      name: `AVeryLongAlertNameThatEndsIn${end}`,
      groups: 3,
    }));
    const card = drawn(aStorm({ byName }));
    expect(card.blocks.map(({ type }) => type)).toContain('data_visualization');
    expect(faultsOf(card)).toEqual([]);
  });
});

describe('its groups in the thread', () => {
  it('are a table, and those that have no place are counted', () => {
    const groups = Array.from({ length: 50 }, (_, place) =>
      aGroup({ id: `G-${100_000 + place}`, acknowledged: place === 0 ? acknowledged : null }),
    );
    for (const plain of [true, false]) {
      const details = drawn(aStorm({ firing: 200, groups: 220 }), { groups, plain }, 'details');
      expect(readable(details)).toMatch(/G-100000[^]*P1[^]*acknowledged[^]*G-100001/);
      expect(readable(details)).toContain('150 more groups not listed here');
      expect(faultsOf(details)).toEqual([]);
    }
  });

  it('say so once all are resolved, and are nothing as long as they are not known', () => {
    expect(renderStorm(aStorm(), 'details', { ...look, groups: [] })).toBeNull();
    const over = drawn(aStorm({ firing: 0 }), { groups: [] }, 'details');
    expect(readable(over)).toContain('All of its groups are resolved.');
  });
});

it.each(Object.entries(nasty))('text from outside is inert: %s', (_, text) => {
  const many = Array.from({ length: 20 }, () => ({ name: text, groups: 2 }));
  const groups = Array.from({ length: 50 }, () => aGroup({ title: text, system: text }));
  for (const plain of [true, false])
    for (const view of ['card', 'details'] as const) {
      const storm = aStorm({ bySystem: many, byName: many, incident: text });
      const rendered = drawn(storm, { groups, plain }, view);
      expect(faultsOf(rendered)).toEqual([]);
      expect(liveIn(rendered.blocks, rendered.text, ['U0MAYA'])).toEqual([]);
    }
});
