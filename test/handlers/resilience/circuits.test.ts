import { describe, expect, it } from 'vitest';
import { circuitsReset } from '../../../src/handlers/resilience/circuits-reset.js';
import { circuits } from '../../../src/handlers/resilience/circuits.js';
import type { Circuit } from '../../../src/services/resilience/circuits.js';
import { contextWith, unused } from '../../support/context.js';

const now = Date.UTC(2026, 10, 21, 9);
const closed: Circuit = {
  name: 'databricks',
  state: 'closed',
  failures: 0,
  openedAt: null,
  triesAt: null,
  lastFailure: null,
};
const open: Circuit = {
  name: 'notion',
  state: 'open',
  failures: 5,
  openedAt: now - 20_000,
  triesAt: now + 40_000,
  lastFailure: '503',
};

const asked = (...list: Circuit[]) =>
  circuits.read({}, contextWith({ now: () => now, circuits: { list: () => list, reset: unused } }));

describe('circuits', () => {
  it('all closed is good', async () => {
    const report = await asked(closed);
    expect(report).toMatchObject({ status: 'good', findings: [], suggestions: [] });
    expect(report.tables?.[0]?.rows).toEqual([['databricks', 'closed', '0', '–', '–', '–']]);
  });

  it('an open one is bad, with the button that closes it and one that looks at the system itself', async () => {
    const report = await asked(open, closed);
    expect(report).toMatchObject({
      status: 'bad',
      headline: 'Not closed: notion (open)',
      suggestions: [{ operation: 'diagnose', input: { what: 'notion' } }],
    });
    expect(report.findings).toEqual([
      {
        severity: 'bad',
        title: 'notion is not called: its circuit is open',
        evidence: '5 failures in a row, since 2026-11-21 08:59 UTC. Last failure: 503',
        cause:
          'notion did not serve the last calls, so calls to it fail at once without being made.',
        fix: 'Look whether notion itself fails. It is tried again by itself in 40 s. Close the circuit by hand once notion is well again.',
        suggestion: { label: 'Close it', operation: 'circuits.reset', input: { name: 'notion' } },
      },
    ]);
  });

  it('one whose minute is over waits for a call, and one that is tried is a warning', async () => {
    const waiting = await asked({ ...open, triesAt: now - 1 });
    expect(waiting.findings?.[0]?.fix).toContain('The next call tries it again.');
    const tried = await asked({ ...open, state: 'half-open', triesAt: now - 1 });
    expect(tried).toMatchObject({ status: 'warning', suggestions: [] });
  });

  it('one of the syncs is diagnosed as its system', async () => {
    const report = await asked({ ...open, name: 'databricks-sync' });
    expect(report.suggestions).toMatchObject([{ input: { what: 'databricks' } }]);
  });
});

describe('circuits reset', () => {
  const context = (before: Circuit) =>
    contextWith({ circuits: { list: unused, reset: () => before } });

  it('says how it was before', async () => {
    const report = await circuitsReset.act({ name: 'notion' }, context(open));
    expect(report.headline).toBe('The circuit notion is closed: it was open');
    expect(report.facts).toContainEqual({ label: 'Last failure', value: '503' });
    expect(await circuitsReset.act({ name: 'databricks' }, context(closed))).toMatchObject({
      status: 'info',
      headline: 'The circuit databricks was closed already',
    });
  });

  it('is refused in a terminal, which has none of the bot', async () => {
    const asking = contextWith({ actor: { person: 'ana', via: 'terminal' } });
    await expect(circuitsReset.act({ name: 'notion' }, asking)).rejects.toMatchObject({
      code: 'not_possible',
    });
  });
});
