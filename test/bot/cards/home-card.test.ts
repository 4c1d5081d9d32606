// The Home tab: what waits for me comes first, it is within Slack's limits however much there is, and nobody's words do
// anything on it.
import * as fc from 'fast-check';
import type { KnownBlock } from '@slack/types';
import { describe, expect, test } from 'vitest';
import { renderHome } from '../../../src/bot/cards/home-card.js';
import { checkView } from '../../../src/bot/cards/limits.js';

import { checkView as checkStrictly } from '../../../sandbox/slack/blocks/view.js';
import { liveIn, readable } from './fixtures.js';
import { aBusyDashboard, aComponent, aDashboard } from './home-fixtures.js';
import { hostile } from './hostile.js';

const noLinks = (): null => null;
let nextId = 0;

/** What is wrong with it for our own checker and for the pretend Slack. */
function faultsOfHome(blocks: KnownBlock[]): string[] {
  const view = { type: 'home' as const, blocks };
  const checked = checkStrictly(JSON.parse(JSON.stringify(view)), 'home', {
    refused: [],
    makeId: () => `id${(nextId += 1)}`,
  });
  return [...checkView(view), ...(checked.ok ? [] : checked.errors)];
}

const read = (blocks: KnownBlock[]): string => readable({ text: '', blocks });

describe('the Home tab', () => {
  test('of a quiet day says so', () => {
    const said = read(renderHome(aDashboard(), noLinks));
    expect(said).toContain('Nothing. :relieved:');
    expect(said).toContain(':large_green_circle: *Notion x Finance PPM*: 2 of 2 good');
    expect(said).toContain('No open incident.\nNo alert fires.');
    expect(said).toMatch(/On call: <@U0MAYA> until .*, then <@U0OMAR>/);
    expect(said).toMatch(/Next: daily-health <!date/);
    expect(said).not.toContain('Offline');
  });

  test('says what waits for me before anything else, each with its button', () => {
    const blocks = renderHome(
      aBusyDashboard('Broken'),
      (kind, id) => `https://slack/${kind}/${id}`,
    );
    const said = read(blocks);
    const [mine, health] = [said.indexOf('Waiting for you'), said.indexOf('Health')];
    expect(mine).toBeGreaterThan(0);
    expect(said.indexOf('Look and decide')).toBeGreaterThan(mine);
    expect(said.lastIndexOf('Health')).toBeGreaterThan(said.indexOf('Review'));
    expect(health).toBeGreaterThan(0);
    expect(said).toContain('<https://slack/run/run_42|card>');
    const offers = blocks.flatMap((block) =>
      block.type === 'section' && block.accessory?.type === 'button'
        ? [block.accessory.value ?? '']
        : [],
    );
    expect(offers.map((value) => JSON.parse(value).operation)).toEqual([
      'approve',
      'incident.ack',
      'incident.review',
      'diagnose',
      'alerts',
    ]);
  });

  test('shows what is red before what is amber, and for how long', () => {
    const components = [
      aComponent({ component: 'slow-one', status: 'warning', failure: 'slow', said: 'slow' }),
      aComponent({ component: 'dead-one', status: 'bad', failure: 'refused', said: 'refused' }),
    ];
    const said = read(renderHome(aDashboard({ components }), noLinks));
    expect(said.indexOf('dead-one')).toBeLessThan(said.indexOf('slow-one'));
    expect(said).toContain('0 of 2 good');
  });

  test('keeps to the limits with a hundred of everything, and says how many more there are', () => {
    const blocks = renderHome(aBusyDashboard('x'.repeat(3_000), 100), noLinks);
    expect(faultsOfHome(blocks)).toEqual([]);
    expect(read(blocks)).toContain('… and 94 more: `/ppm incident list`');
  });

  test('is safe whatever stands in titles, reasons and answers', () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 1, max: 12 }), (said, times) => {
        const blocks = renderHome(aBusyDashboard(said, times), noLinks);
        expect(faultsOfHome(blocks)).toEqual([]);
        expect(liveIn(blocks, '', ['U0MAYA', 'U0OMAR'])).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});
