import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Problem } from '../../../../src/core/problem.js';
import { unwrapSlack, withoutUnseen } from '../../../../src/services/engine/parse/clean.js';
import {
  longestText,
  quoteWord,
  tokenise,
} from '../../../../src/services/engine/parse/tokenise.js';

const words = (line: string): string[] => tokenise(line).map((token) => token.text);

describe('tokenise', () => {
  it.each([
    ['a  b\tc\nd', ['a', 'b', 'c', 'd']],
    ['a\u00a0b\u202fc', ['a', 'b', 'c']],
    ['"two words" \'and more\'', ['two words', 'and more']],
    [
      '“two words” ‘and more’ «et encore» „und mehr“',
      ['two words', 'and more', 'et encore', 'und mehr'],
    ],
    ['“closed by a straight one"', ['closed by a straight one']],
    ['"he said “stop”"', ['he said “stop”']],
    ["it's the engineers' job", ["it's", 'the', "engineers'", 'job']],
    ['it’s fine', ['it’s', 'fine']],
    ["'it's quoted'", ["it's quoted"]],
    ['--reason="two words"', ['--reason=two words']],
    ["--reason='two words'", ['--reason=two words']],
    [
      String.raw`two\ words \"x\" C:\data "a \"b\" \\ c"`,
      ['two words', '"x"', String.raw`C:\data`, String.raw`a "b" \ c`],
    ],
    ['""', ['']],
    ['—full –full —-full', ['--full', '--full', '--full']],
    ['– —3 "—full"', ['–', '—3', '—full']],
    ['ta\u200bble\u2060', ['table']],
    ['trailing\\', ['trailing\\']],
    ['', []],
  ])('reads %j', (line, expected) => {
    expect(words(line)).toEqual(expected);
  });

  it('says which quote is not closed', () => {
    expect(() => tokenise('deny R-1 "not yet')).toThrow(/never closed: "not yet/);
    expect(() => tokenise('deny R-1 “not yet')).toThrow(Problem);
  });

  it('refuses a text that nobody typed', () => {
    expect(tokenise('x'.repeat(longestText))).toHaveLength(1);
    expect(() => tokenise('x'.repeat(longestText + 1))).toThrow('at most 3000');
  });

  it('reads back every word that was quoted', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'binary', maxLength: 10 }), { maxLength: 5 }),
        (list) => {
          expect(words(list.map(quoteWord).join(' '))).toEqual(list.map(withoutUnseen));
        },
      ),
    );
  });
});

describe('unwrapSlack', () => {
  it.each([
    ['<@U01ANA|ana> <#C01ONCALL|ppm> <!subteam^S01ONCALL|@team>', 'U01ANA C01ONCALL S01ONCALL'],
    ['<http://main.silver.projects|main.silver.projects>', 'main.silver.projects'],
    ['<https://a.example/x|click here>', 'https://a.example/x'],
    ['<https://a.example/x>', 'https://a.example/x'],
    ['<mailto:ana@a.example|ana@a.example>', 'ana@a.example'],
    ['<!here>', '@here'],
    ['a &lt; b &amp;&amp; c &gt; d &amp;lt;', 'a < b && c > d &lt;'],
    ['<not a wrapping>', '<not a wrapping>'],
  ])('%s -> %s', (text, expected) => {
    expect(unwrapSlack(text)).toBe(expected);
  });
});
