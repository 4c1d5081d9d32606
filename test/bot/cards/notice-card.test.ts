import { expect, it } from 'vitest';
import { renderNotice, type NoticeLook } from '../../../src/bot/cards/notice-card.js';
import type { Rendered } from '../../../src/bot/cards/fit.js';
import type { Notice } from '../../../src/services/paging/notices.js';
import { approver, asker, faultsOf, liveIn, minute, noon, readable } from './fixtures.js';
import { aNotice, nasty, offersOn } from './oncall-fixtures.js';

const look: NoticeLook = { overtaken: false, now: noon, plain: false };

function drawn(
  notice: Notice,
  view: 'card' | 'direct' = 'card',
  over: Partial<NoticeLook> = {},
): Rendered {
  return renderNotice(notice, view, { ...look, ...over });
}

it.each<[string, Notice, 'card' | 'direct', string, string[]]>([
  [
    'a page mentions people and can be acknowledged',
    aNotice({ people: [asker, approver, { person: 'lee', via: 'terminal' }] }),
    'card',
    ':red_circle: <@U0MAYA> <@U0OMAR> lee: *Notion sync is down*\nPlease acknowledge',
    ['Acknowledge', 'Show'],
  ],
  [
    'a direct message says the same to the one who reads it',
    aNotice(),
    'direct',
    ':red_circle: *Notion sync is down*\nPlease acknowledge within 15 min.',
    ['Acknowledge', 'Show'],
  ],
  [
    'a note has no button',
    aNotice({ kind: 'note', text: 'An update is due.' }),
    'card',
    '<@U0MAYA>: *Notion sync is down*\nAn update is due.',
    [],
  ],
  [
    'a page without an incident has none either',
    aNotice({ incident: null }),
    'card',
    'Notion sync is down',
    [],
  ],
  [
    'a page for nobody says so',
    aNotice({ people: [] }),
    'card',
    'Nobody is configured',
    ['Acknowledge', 'Show'],
  ],
])('%s', (_, notice, view, text, buttons) => {
  const message = drawn(notice, view);
  expect(readable(message)).toContain(text);
  expect(Object.keys(offersOn(message))).toEqual(buttons);
  expect(faultsOf(message)).toEqual([]);
});

it('is acknowledged on its incident', () => {
  expect(offersOn(drawn(aNotice()))['Acknowledge']).toEqual({
    operation: 'incident.ack',
    input: { incident: 'I-7K2QMF' },
  });
});

it('asks for nothing once it is answered', () => {
  for (const view of ['card', 'direct'] as const) {
    const answered = drawn(aNotice(), view, { overtaken: true });
    expect(offersOn(answered)).toEqual({});
    expect(readable(answered)).toContain('This call is answered');
    expect(readable(drawn(aNotice(), view))).not.toContain('This call is answered');
  }
});

it('says that it comes late, and where its card is', () => {
  expect(readable(drawn(aNotice()))).not.toContain('late');
  const late = aNotice({ createdAt: noon + 5 * minute });
  expect(readable(drawn(late))).toContain('was due <!date^1791198000');
  const link = drawn(aNotice(), 'direct', { incidentLink: 'https://x.slack.com/archives/C0/p1' });
  expect(readable(link)).toContain('<https://x.slack.com/archives/C0/p1|x.slack.com>');
});

it('calls people in its notification', () => {
  expect(drawn(aNotice()).text).toBe(
    '<@U0MAYA>: Notion sync is down: Please acknowledge within 15 min.',
  );
});

it.each(Object.entries(nasty))('text from outside is inert: %s', (_, text) => {
  const people = Array.from({ length: 30 }, () => ({
    person: text || 'x',
    via: 'system' as const,
  }));
  for (const view of ['card', 'direct'] as const) {
    const message = drawn(aNotice({ title: text, text, people }), view, { incidentLink: text });
    expect(faultsOf(message)).toEqual([]);
    expect(liveIn(message.blocks, message.text, ['U0MAYA'])).toEqual([]);
  }
});
