// How far a run is, line by line, on a clock that the test moves.
import { expect, test } from 'vitest';
import { createProgress } from '../../src/cli/progress.js';
import { systemActor } from '../../src/core/actor.js';
import { newRun, type Run } from '../../src/core/run.js';

const asked = newRun({
  id: 'R-7K2QMF',
  operation: 'sync',
  input: {},
  risk: 'routine',
  requestedBy: systemActor,
  channel: 'C1',
  requestId: 'request',
  undoOf: null,
  quiet: false,
  createdAt: 0,
});

function running(title: string, note?: string): Run {
  const noted = note === undefined ? {} : { note };
  return {
    ...asked,
    state: 'running',
    steps: [{ id: title, title, state: 'in_progress', ...noted }],
  };
}

function open() {
  const clock = { value: 0 };
  const lines: string[] = [];
  const progress = createProgress(
    (line) => lines.push(line),
    () => clock.value,
  );
  return { ...progress, lines, clock };
}

test('a minute of notes every second is a line each five seconds, with the newest note', () => {
  const { saw, lines, clock } = open();
  for (; clock.value < 60_000; clock.value += 1_000)
    saw(running('Projects', `${clock.value / 1_000} pages`));
  expect(lines).toEqual([
    'R-7K2QMF is running: Projects',
    ...[5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55].map((at) => `R-7K2QMF ${at} pages`),
  ]);
});

test('a note that stays the same is told once', () => {
  const { saw, lines, clock } = open();
  for (; clock.value < 60_000; clock.value += 300) saw(running('Projects', '100 pages'));
  expect(lines).toEqual(['R-7K2QMF is running: Projects', 'R-7K2QMF 100 pages']);
});

test('what stands on the screen already is not told again', () => {
  const { known, saw, lines, clock } = open();
  known(running('Projects', '100 pages'));
  for (; clock.value < 20_000; clock.value += 300) saw(running('Projects', '100 pages'));
  expect(lines).toEqual([]);
});

test('the next step is told at once, whatever was told last', () => {
  const { saw, lines, clock } = open();
  saw(running('Projects'));
  clock.value += 5_000;
  saw(running('Projects', '100 pages'));
  saw(running('Tasks', '1 page'));
  saw({ ...asked, state: 'running' });
  saw({ ...asked, state: 'verifying' });
  expect(lines).toEqual([
    'R-7K2QMF is running: Projects',
    'R-7K2QMF 100 pages',
    'R-7K2QMF is running: Tasks',
    'R-7K2QMF has run and is being verified',
  ]);
});
