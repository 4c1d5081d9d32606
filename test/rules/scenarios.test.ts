// The scenarios that `diagnose` names: docs/scenarios.md is what the code says, each button is an operation's, nothing explains
// itself, and each section is one of a runbook.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { operations } from '../../src/handlers/registry.js';
import { explains } from '../../src/services/diagnosis/explains.js';
import { scenarios } from '../../src/services/diagnosis/scenarios.js';
import { scenariosText } from '../../src/services/diagnosis/scenarios-text.js';

const effects: Readonly<Partial<Record<string, readonly string[]>>> = explains;

it('docs/scenarios.md is current: npm run scenarios', () => {
  expect(readFileSync('docs/scenarios.md', 'utf8')).toBe(scenariosText());
});

describe.each(Object.entries(scenarios))('%s', (id, { offer, title, fix, what, runbooks }) => {
  it('has a title that names what it is about, steps and a runbook', () => {
    expect(title.includes('{what}')).toBe(true);
    expect(what).not.toBe('');
    expect(fix.length).toBeGreaterThan(0);
    expect(runbooks.length).toBeGreaterThan(0);
  });

  it('offers an operation that there is, with inputs that it has', () => {
    if (!offer) return;
    const operation = operations.find((one) => one.id === offer.operation);
    expect(operation, offer.operation).toBeDefined();
    const shape = Object.keys(operation?.input.shape ?? {});
    expect(Object.keys(offer.input).filter((name) => !shape.includes(name))).toEqual([]);
  });

  it('does not explain itself, not by a detour either', () => {
    const seen = new Set<string>();
    const walk = (from: string): void => {
      for (const effect of effects[from] ?? []) {
        if (effect === from || seen.has(effect)) continue;
        seen.add(effect);
        walk(effect);
      }
    };
    walk(id);
    expect([...seen]).not.toContain(id);
  });
});
