import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  parseRunButton,
  parseSuggestion,
  runButtonValue,
  suggestionButton,
} from '../../../src/bot/cards/actions.js';
import { slackLine } from '../../../src/bot/cards/command-line.js';

describe('what a click carries', () => {
  it('comes back as it went', () => {
    expect(parseRunButton(runButtonValue({ id: 'run_1', planHash: 'abc' }))).toEqual({
      run: 'run_1',
      hash: 'abc',
    });
    const suggestion = { operation: 'sync.retry', input: { system: 'notion', batch: [1, null] } };
    const button = suggestionButton({ label: 'Retry', ...suggestion }, 3);
    expect(button?.action_id).toBe('suggestion:3');
    expect(parseSuggestion(button?.value)).toEqual(suggestion);
  });

  it('is refused when it is anything else', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.json()), (value) => {
        expect(parseRunButton(value)).toBeNull();
        expect(parseSuggestion(value)).toBeNull();
      }),
    );
  });
});

describe('an operation as a line to type', () => {
  it('quotes what has to be quoted', () => {
    expect(
      slackLine({
        operation: 'incident.update',
        input: { text: 'we "know"', for: '2h', dryRun: true, at: '2026-10-05T11:00:00Z' },
      }),
    ).toBe(
      '/ppm incident update --text "we \\"know\\"" --for 2h --dry-run --at 2026-10-05T11:00:00Z',
    );
  });
});
