import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  clip,
  clipMarkup,
  code,
  codeBlock,
  dateToken,
  duration,
  inert,
  mentionOf,
  number,
  oneLine,
  person,
  visible,
} from '../../../src/bot/cards/text.js';
import { hostile } from './hostile.js';

describe('inert', () => {
  it.each([
    ['<!channel>', '&lt;!channel&gt;'],
    ['<@U1> & co', '&lt;@U1&gt; &amp; co'],
    ['*bold* and `code`', '∗bold∗ and ˋcodeˋ'],
    ['_a_ ~b~', 'ˍaˍ ∼b∼'],
    ['sync_status stays', 'sync_status stays'],
    ['2*3', '2*3'],
    ['> quoted', '› quoted'],
    [':large_green_circle: fine', '∶large_green_circle: fine'],
    [':100:', '∶100:'],
    ['at 10:30:00', 'at 10:30:00'],
    ['\u202Etxt.exe', 'txt.exe'],
    ['a\u200Bb\u0000c', 'abc'],
  ])('%j is shown as %j', (given, shown) => {
    expect(inert(given)).toBe(shown);
  });

  it('leaves no marker that could open or close formatting, and no live token', () => {
    fc.assert(
      fc.property(hostile, (given) => {
        const shown = inert(given);
        expect(shown).not.toMatch(/[<>`]/);
        expect(shown).not.toMatch(/(?<![\p{L}\p{N}])[*_~]|[*_~](?![\p{L}\p{N}])/u);
        expect(shown).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}]/u);
        expect(shown.replaceAll(/&(amp|lt|gt);/g, '')).not.toContain('&');
      }),
    );
  });

  it('does not take long on a long word', () => {
    const started = Date.now();
    inert(`:${'a'.repeat(200_000)}`);
    expect(Date.now() - started).toBeLessThan(1_000);
  });
});

describe('code', () => {
  it('keeps an identifier as it is copied, and stays one span', () => {
    expect(code('main.silver.sync_status')).toBe('`main.silver.sync_status`');
    expect(code('a`b\nc')).toBe('`aˋb c`');
    expect(code(' \u200B')).toBe('–');
  });

  it('keeps lines in a block, which nothing in them can end', () => {
    expect(codeBlock('a\n```\n<b>')).toBe('```\na\nˋˋˋ\n&lt;b&gt;\n```');
    expect(codeBlock('x'.repeat(9_000)).length).toBeLessThanOrEqual(2_900);
  });
});

describe('clip', () => {
  it('never cuts a character, and is never longer than asked for', () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 1, max: 50 }), (text, max) => {
        const cut = clip(visible(text), max);
        expect(cut.length).toBeLessThanOrEqual(max);
        expect(cut).not.toMatch(/\p{Cs}/u);
      }),
    );
    expect(clip('ab😀', 3)).toBe('ab…');
    expect(clip('short', 5)).toBe('short');
  });

  it('cuts markup before an entity or a mention, not within', () => {
    expect(clipMarkup('abc &amp; d', 8)).toBe('abc …');
    expect(clipMarkup('by <@U0MAYA> and others', 8)).toBe('by …');
  });
});

describe('mentions', () => {
  it('makes one of an id only', () => {
    expect(mentionOf('U0MAYA')).toBe('<@U0MAYA>');
    expect(mentionOf('S0LEADS')).toBe('<!subteam^S0LEADS>');
    expect(mentionOf('channel')).toBe('channel');
    expect(mentionOf('U1><!channel')).toBe('U1&gt;&lt;!channel');
  });

  it('names a person without a Slack id', () => {
    expect(person({ person: 'maya', via: 'terminal' })).toBe('maya');
    expect(person({ person: 'maya', slack: 'U0MAYA', via: 'terminal' })).toBe('<@U0MAYA>');
  });
});

describe('numbers and times', () => {
  it('says them as people read them', () => {
    expect(number(1_234_567.5)).toBe('1,234,567.5');
    expect([400, 12_000, 185_000, 120_000, 7_440_000].map(duration)).toEqual([
      'under a second',
      '12 s',
      '3 min 5 s',
      '2 min',
      '2 h 4 min',
    ]);
    expect(dateToken(Date.UTC(2026, 9, 5, 11))).toBe(
      '<!date^1791198000^{date_short_pretty} {time}|2026-10-05T11:00:00Z>',
    );
    expect(oneLine(' a \r\n b\t')).toBe('a b');
  });
});
