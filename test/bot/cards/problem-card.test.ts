import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderProblem } from '../../../src/bot/cards/problem-card.js';
import { Problem, problemCodes } from '../../../src/core/problem.js';
import { actionsOn, liveIn, faultsOf, readable } from './fixtures.js';
import { hostile } from './hostile.js';

describe('a problem', () => {
  it('says what happened, what to do, and what may have been meant', () => {
    const drawn = renderProblem(
      {
        code: 'unknown_operation',
        message: 'There is no “tabel restore”.',
        hint: 'Did you mean one of these?',
      },
      {
        usage: '/ppm table restore <table> [--version <n>]',
        nearest: [{ label: 'table restore', operation: 'table.restore', input: {} }],
      },
    );
    expect(faultsOf(drawn)).toEqual([]);
    expect(drawn.text).toBe('There is no “tabel restore”. Did you mean one of these?');
    expect(readable(drawn)).toContain(':warning: *There is no “tabel restore”.*');
    expect(readable(drawn)).toContain('/ppm table restore &lt;table&gt; [--version &lt;n&gt;]');
    expect(actionsOn(drawn)).toEqual(['suggestion:0']);
  });

  it('offers what would help, at most three, before what may have been meant', () => {
    const suggestions = ['unlock', 'retry', 'schema', 'more'].map((label) => ({
      label,
      operation: `sync.${label}`,
      input: { system: 'wittwizz' },
    }));
    const problem = new Problem('target_busy', 'A sync is under way.', 'Wait.', { suggestions });
    const drawn = renderProblem(problem.toRecord(), {
      nearest: [{ label: 'sync', operation: 'sync', input: {} }],
    });
    expect(faultsOf(drawn)).toEqual([]);
    expect(actionsOn(drawn)).toEqual([0, 1, 2, 3].map((place) => `suggestion:${place}`));
    expect(readable(drawn)).toMatch(/unlock[^]*retry[^]*schema[^]*sync/);
    expect(readable(drawn)).not.toContain('more');
    expect(new Problem('internal', 'x', 'y').toRecord()).not.toHaveProperty('suggestions');
  });

  it('is drawn for every code, whatever the words are', () => {
    fc.assert(
      fc.property(fc.constantFrom(...problemCodes), hostile, hostile, (code, message, hint) => {
        const drawn = renderProblem({ code, message: message || 'x', hint }, { usage: hint });
        expect([...faultsOf(drawn), ...liveIn(drawn.blocks, drawn.text, ['U0NOBODY'])]).toEqual([]);
      }),
    );
  });
});
