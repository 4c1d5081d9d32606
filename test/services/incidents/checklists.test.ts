// The checklists of the severities, and naming a step of one.
import { expect, it } from 'vitest';
import { Problem } from '../../../src/core/problem.js';
import { severities } from '../../../src/core/severity.js';
import { checklistOf, stepNamed } from '../../../src/services/incidents/checklists.js';

const phases = ['Detect', 'Assess', 'Respond', 'Mitigate', 'Resolve', 'Document'];

it.each(severities)('%s goes through the phases in order, with every id once', (severity) => {
  const steps = checklistOf(severity);
  const order = steps.map(({ phase }) => phases.indexOf(phase));
  expect(order).toEqual(order.toSorted((a, b) => a - b));
  expect(new Set(steps.map(({ id }) => id)).size).toBe(steps.length);
  expect(steps.every(({ done }) => done === null)).toBe(true);
});

const steps = checklistOf('P1');

it.each([
  ['3', steps[2]?.id],
  ['assess.impact', 'assess.impact'],
  [' Impact ', 'assess.impact'],
  ['estimate user', 'assess.impact'],
])('%j names a step', (text, id) => {
  expect(stepNamed(steps, text).id).toBe(id);
});

it.each([
  ['fix', 'could be several steps'],
  ['99', 'has no step'],
  ['0', 'has no step'],
  ['', 'has no step'],
  ['dance', 'has no step'],
])('%j names none', (text, why) => {
  const wrong = () => stepNamed(steps, text);
  expect(wrong).toThrow(Problem);
  expect(wrong).toThrow(expect.objectContaining({ code: 'invalid_input', field: 'step' }));
  expect(wrong).toThrow(why);
});
