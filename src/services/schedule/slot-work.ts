// What a schedule does at a slot: asks a question, gives an order, begins a run and follows it to its end, or does work of
// the bot's own.
import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '../../core/problem.js';
import type { Report } from '../../core/report.js';
import { hasEnded, type Run } from '../../core/run.js';
import type { Asking, Ended, Planned, ScheduleParts } from './schedule-parts.js';
import { isInternal, operationOf } from './scheduled-operation.js';

export type SlotResult = Ended & {
  /** What can become a card. A run has its own when it fails. */
  report: Report | null;
};

type WorkParts = Pick<ScheduleParts, 'operations' | 'ask' | 'runs' | 'internal'>;

/** How long a question may take, and a run, milliseconds. */
const deadlines = { answer: 10 * 60_000, run: 24 * 60 * 60_000 };
const lookEvery = 1_000;

/** @throws Problem that says why it could not be done */
export async function slotWork(
  parts: WorkParts,
  schedule: Planned,
  asking: Asking,
  signal: AbortSignal,
): Promise<SlotResult> {
  const { operation: id } = schedule;
  const operation = operationOf(id, parts.operations);
  if (operation === null)
    throw new Problem('unknown_operation', `There is no ${id}.`, 'See `schedules` in the config.');
  const isRun = operation !== 'internal' && operation.kind === 'action';
  const limit = AbortSignal.timeout(isRun ? deadlines.run : deadlines.answer);
  const until = AbortSignal.any([signal, limit]);
  const work = isInternal(id)
    ? parts.internal[id](until).then((ended) => ({ ...ended, report: null }))
    : isRun
      ? begun(parts, schedule, asking, until)
      : answered(parts, schedule, asking, until);
  return orTooLate(work, until, () => {
    signal.throwIfAborted();
    throw new Problem(
      'outside_unavailable',
      isRun ? 'It has not ended within a day.' : 'It had no answer within 10 minutes.',
      'See what it waits for: `health` and `circuits` show it.',
    );
  });
}

/** Rejects as soon as the time is up: not everything that is asked listens to its signal. */
async function orTooLate<T>(work: Promise<T>, until: AbortSignal, late: () => never): Promise<T> {
  if (until.aborted) late();
  let stopWaiting = (): void => {};
  const over = new Promise<null>((resolve) => {
    stopWaiting = () => resolve(null);
    until.addEventListener('abort', stopWaiting);
  });
  try {
    const first = await Promise.race([work.then((value) => ({ value })), over]);
    return first ? first.value : late();
  } catch (error) {
    if (until.aborted) late();
    throw error;
  } finally {
    until.removeEventListener('abort', stopWaiting);
  }
}

async function answered(
  { ask }: WorkParts,
  { operation, input }: Planned,
  { by, request }: Asking,
  signal: AbortSignal,
): Promise<SlotResult> {
  const words = { operation, input };
  const answer = await ask({ actor: by, requestId: request, signal, words });
  if (answer.kind !== 'report')
    throw new Problem('not_possible', 'It gave no answer.', 'See its input in `schedules`.');
  const { report } = answer;
  if (report.secret)
    throw new Problem(
      'not_possible',
      'What it answers is for one person only.',
      'Schedule something else: it becomes a card in a channel.',
    );
  const isFine = report.status === 'good' || report.status === 'info';
  return { outcome: isFine ? 'ok' : 'problems', said: report.headline, report };
}

async function begun(
  { runs }: WorkParts,
  { operation, input }: Planned,
  { by, request }: Asking,
  signal: AbortSignal,
): Promise<SlotResult> {
  let run = await runs.request({ operation, input, actor: by, requestId: request, quiet: true });
  while (!hasEnded(run)) {
    await sleep(lookEvery, undefined, { signal });
    run = (await runs.get(run.id)) ?? run;
  }
  return { outcome: run.state === 'succeeded' ? 'ok' : 'failed', said: endOf(run), report: null };
}

function endOf({ id, state, plan, problem }: Run): string {
  const what = `${id}: ${plan?.headline ?? ''}`.replace(/: $/, '');
  return state === 'succeeded' ? what : `${what}: ${problem?.message ?? `it was ${state}`}`;
}
