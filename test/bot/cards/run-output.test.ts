import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderOutput } from '../../../src/bot/cards/run-output.js';
import type { RunOutput } from '../../../src/services/commands/run-outputs.js';
import { faultsOf, liveIn, readable } from './fixtures.js';
import { hostile } from './hostile.js';

const output = (lines: string[], total = lines.length): RunOutput => ({
  lines,
  total,
  dropped: total - lines.length,
  updatedAt: 0,
});
const numbered = (count: number): string[] => Array.from({ length: count }, (_, n) => `line ${n}`);

describe('the output of a run', () => {
  it('is the end of it as preformatted text, and how much there was', () => {
    const drawn = renderOutput(output(numbered(200), 1_234), { run: 'R-AAAAAA', plain: false });
    expect(faultsOf(drawn)).toEqual([]);
    expect(drawn.text).toBe('Output of R-AAAAAA: last 40 of 1,234 lines');
    expect(drawn.blocks).toEqual([
      {
        type: 'section',
        text: { type: 'mrkdwn', text: '*Output*: last 40 of 1,234 lines', verbatim: true },
      },
      {
        type: 'rich_text',
        elements: [
          {
            type: 'rich_text_preformatted',
            elements: [{ type: 'text', text: numbered(200).slice(-40).join('\n') }],
          },
        ],
      },
    ]);
  });

  it('is whole where it is short', () => {
    expect(readable(renderOutput(output(['only']), { run: 'R', plain: false }))).toContain(
      '1 line\n',
    );
    expect(readable(renderOutput(output(['a', 'b']), { run: 'R', plain: true }))).toContain(
      '2 lines',
    );
  });

  it.each([true, false])(
    'keeps the last lines where there are too many characters (plain: %s)',
    (plain) => {
      const lines = [
        ...Array.from({ length: 60 }, (_, n) => `${n} ${'<'.repeat(1_000)}`),
        'the end',
      ];
      const drawn = renderOutput(output(lines), { run: 'R-AAAAAA', plain });
      expect(faultsOf(drawn)).toEqual([]);
      expect(readable(drawn)).toContain('the end');
      expect(readable(drawn)).toMatch(/last \d+ of 61 lines/);
    },
  );

  it('has no effect, whatever it says', () => {
    fc.assert(
      fc.property(
        fc.array(hostile, { minLength: 1, maxLength: 60 }),
        hostile,
        fc.boolean(),
        (lines, run, plain) => {
          const drawn = renderOutput(output(lines, lines.length + 7), { run, plain });
          expect([...faultsOf(drawn), ...liveIn(drawn.blocks, drawn.text, ['U0NOBODY'])]).toEqual(
            [],
          );
        },
      ),
    );
  });
});
