// What the built-in routes offer must be there: operations of the registry, with inputs that they take.
import { describe, expect, it } from 'vitest';
import { operations } from '../../../../src/handlers/registry.js';
import { builtInRoutes } from '../../../../src/services/alerts/routing/built-in-routes.js';
import { filled } from '../../../../src/services/alerts/routing/offers.js';
import { validateInput } from '../../../../src/services/engine/parse/validate.js';

const known = {
  system: 'wittwizz',
  labels: { system: 'notion', schedule: 'daily-health', run_id: '901' },
};
const offers = builtInRoutes.flatMap(({ match, diagnose, actions }) => [
  ...diagnose.map((offer) => ({ alert: match['alertname'], kind: 'diagnose', offer })),
  ...actions.map((offer) => ({ alert: match['alertname'], kind: offer.label, offer })),
]);

describe('what built-in routes offer', () => {
  it.each(offers)('$alert: $kind', ({ kind, offer }) => {
    const ready = filled(offer, known);
    const operation = operations.find(({ id }) => id === ready?.operation);
    if (!ready || !operation) throw new Error(`no operation ${offer.operation}`);
    expect(validateInput(operation, ready.input)).toMatchObject(ready.input);
    expect(kind !== 'diagnose' || operation.kind === 'query').toBe(true);
  });

  it('labels fit on a button, and each is there once in a route', () => {
    for (const { actions } of builtInRoutes) {
      const labels = actions.map(({ label }) => label);
      expect(new Set(labels).size).toBe(labels.length);
      expect(labels.every((label) => label.length <= 30)).toBe(true);
    }
  });
});
