// Alerts that are looked into by themselves: which, how many at once, what is kept, and what a dead process leaves.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { OperationInfo } from '../../../src/core/operation.js';
import { systemActor } from '../../../src/core/actor.js';
import { Problem } from '../../../src/core/problem.js';
import type { Finding, Report } from '../../../src/core/report.js';
import { changeGroup } from '../../../src/services/alerts/changing.js';
import { startDiagnosing } from '../../../src/services/alerts/diagnosing/diagnosing.js';
import type { AlertGroup, Diagnosis } from '../../../src/services/alerts/records.js';
import type { Answer, Asked } from '../../../src/services/engine/ask.js';
import type { Loop } from '../../../src/services/every.js';
import { alerts } from '../../../src/handlers/alerts/alerts.js';
import { group, log, minute, openWorld, start, type World } from './silencing/samples.js';

const operation: OperationInfo = alerts;
const waiting: Diagnosis = {
  operation: 'sync.status',
  input: { system: 'obera' },
  state: 'waiting',
  status: 'info',
  headline: '',
  findings: [],
  at: null,
};
const ask = vi.fn<(asked: Asked) => Promise<Answer>>();
const answer = (report: Partial<Report> = {}): Answer => ({
  kind: 'report',
  operation,
  report: { status: 'bad', headline: 'The sync is stuck', ...report },
});

let world: World;
let loops: Loop[];
beforeEach(() => {
  vi.resetAllMocks();
  ask.mockResolvedValue(answer());
  world = openWorld();
  loops = [];
});
afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(loops.map((loop) => loop.stop()));
  await world.close();
});

function begin(): Loop {
  const loop = startDiagnosing({ ...world.parts, ask, log });
  loops.push(loop);
  return loop;
}
const put = (id: string, given: Partial<AlertGroup> = {}): Promise<void> =>
  world.put(group(id, { diagnosis: waiting, ...given }));
const diagnosisOf = async (id: string) => (await world.get(id)).diagnosis;
async function ended(id: string): Promise<void> {
  await expect
    .poll(async () => (await diagnosisOf(id))?.state, { timeout: 5_000 })
    .not.toBe('waiting');
}

describe('an answer', () => {
  test('is kept with its worst findings first, five at most, and drawn', async () => {
    const finding = (severity: Finding['severity'], title: string): Finding => ({
      severity,
      title,
    });
    const suggestion = { label: 'Sync', operation: 'sync', input: { system: 'obera' } };
    const findings = [
      finding('info', 'i1'),
      finding('warning', 'w1'),
      { ...finding('bad', 'b1'), evidence: 'seen', cause: 'why', fix: 'how', suggestion },
      finding('info', 'i2'),
      finding('warning', 'w2'),
      finding('bad', 'b2'),
    ];
    ask.mockResolvedValue(answer({ findings }));
    await put('G-AAAAAA');
    begin();
    await ended('G-AAAAAA');
    const kept = await diagnosisOf('G-AAAAAA');
    expect(kept).toMatchObject({ state: 'done', status: 'bad', headline: 'The sync is stuck' });
    expect(kept?.at).toBe(start);
    expect(kept?.findings.map(({ title }) => title)).toEqual(['b1', 'b2', 'w1', 'w2', 'i1']);
    expect(kept?.findings[0]).toEqual(findings[2]);
    await expect.poll(() => world.redrawn).toEqual(['alert-group G-AAAAAA']);
    expect(ask).toHaveBeenCalledExactlyOnceWith({
      actor: systemActor,
      requestId: 'diagnosis:G-AAAAAA',
      signal: expect.any(AbortSignal),
      words: { operation: 'sync.status', input: { system: 'obera' } },
    });
  });

  test('of two processes is the first one', async () => {
    let late = (_answer: Answer): void => {};
    const slow = new Promise<Answer>((resolve) => {
      late = resolve;
    });
    ask.mockReturnValueOnce(slow).mockResolvedValueOnce(answer({ headline: 'first' }));
    await put('G-AAAAAA');
    begin();
    await expect.poll(() => ask.mock.calls.length).toBe(1);
    begin();
    await ended('G-AAAAAA');
    late(answer({ headline: 'second' }));
    await expect.poll(() => world.redrawn.length).toBe(2);
    expect((await diagnosisOf('G-AAAAAA'))?.headline).toBe('first');
  });
});

test('of a run says nothing about the one that failed meanwhile', async () => {
  let late = (_answer: Answer): void => {};
  ask.mockReturnValueOnce(new Promise((resolve) => (late = resolve)));
  await put('G-AAAAAA');
  begin();
  await expect.poll(() => ask.mock.calls.length).toBe(1);
  const next = { ...waiting, input: { system: 'wittwizz' } };
  await changeGroup(world.parts, 'G-AAAAAA', (doc) => ({ ...doc, diagnosis: next }));
  ask.mockResolvedValue(answer({ headline: 'of the next' }));
  late(answer({ headline: 'of the one before' }));
  await ended('G-AAAAAA');
  expect((await diagnosisOf('G-AAAAAA'))?.headline).toBe('of the next');
});

describe('a failure', () => {
  const incomplete: Answer = { kind: 'incomplete', operation, given: {}, missing: ['system'] };
  test.each([
    ['a refusal', () => Promise.reject(new Problem('not_found', 'No such system.', '')), 'No such'],
    ['a fault', () => Promise.reject(new Error('secret inner text')), 'Something went wrong'],
    ['too little', () => Promise.resolve(incomplete), 'needs more than the alert says: system'],
    ['a secret', () => Promise.resolve(answer({ secret: true })), 'for one person only'],
  ])('such as %s is said in words', async (_name, answers, said) => {
    ask.mockImplementation(answers);
    await put('G-AAAAAA');
    begin();
    await ended('G-AAAAAA');
    expect(await diagnosisOf('G-AAAAAA')).toMatchObject({
      state: 'failed',
      headline: expect.stringContaining(said),
      findings: [],
      at: start,
    });
  });

  test('to answer in time is one, even if the operation does not stop', async () => {
    const limit = new AbortController();
    vi.spyOn(AbortSignal, 'timeout').mockReturnValue(limit.signal);
    ask.mockReturnValue(new Promise(() => {}));
    await put('G-AAAAAA');
    begin();
    await expect.poll(() => ask.mock.calls.length).toBe(1);
    expect(AbortSignal.timeout).toHaveBeenCalledWith(60_000);
    limit.abort();
    await ended('G-AAAAAA');
    expect((await diagnosisOf('G-AAAAAA'))?.headline).toBe(
      'sync.status did not answer within 60 s.',
    );
  });

  test('of the store says nothing about the alert: it is asked again', async () => {
    ask.mockRejectedValueOnce(new Problem('store_unavailable', 'away', ''));
    await put('G-AAAAAA');
    const loop = begin();
    await expect.poll(() => ask.mock.calls.length).toBe(1);
    loop.wake();
    await ended('G-AAAAAA');
    expect((await diagnosisOf('G-AAAAAA'))?.state).toBe('done');
  });
});

test('what is held, in a storm, resolved, answered or without a diagnosis is not asked about', async () => {
  await put('G-HELDHE', { hold: { kind: 'silence', id: 'S-AAAAAA' } });
  await put('G-STORMY', { storm: 'T-AAAAAA' });
  await put('G-GONEGO', { state: 'resolved' });
  await put('G-DONEDO', { diagnosis: { ...waiting, state: 'done' } });
  await put('G-NONENO', { diagnosis: null });
  await put('G-AAAAAA');
  begin();
  await ended('G-AAAAAA');
  expect(ask.mock.calls.map(([{ requestId }]) => requestId)).toEqual(['diagnosis:G-AAAAAA']);
});

test('three are asked at once, the newest first; the next one follows when one has ended', async () => {
  const open = new Map<string, (answered: Answer) => void>();
  ask.mockImplementation(
    ({ requestId }) => new Promise((resolve) => open.set(requestId.slice(10), resolve)),
  );
  for (const [at, id] of ['G-1', 'G-2', 'G-3', 'G-4', 'G-5'].entries())
    await put(id, { createdAt: start + at * minute });
  const loop = begin();
  await expect.poll(() => [...open.keys()]).toEqual(['G-5', 'G-4', 'G-3']);
  loop.wake();
  open.get('G-4')?.(answer());
  await expect.poll(() => [...open.keys()]).toEqual(['G-5', 'G-4', 'G-3', 'G-2']);
});

test('a process that stops leaves what it was at to the next one', async () => {
  ask.mockReturnValueOnce(new Promise(() => {}));
  await put('G-AAAAAA');
  const first = begin();
  await expect.poll(() => ask.mock.calls.length).toBe(1);
  await first.stop();
  expect(ask.mock.calls[0]?.[0].signal.aborted).toBe(true);
  expect((await diagnosisOf('G-AAAAAA'))?.state).toBe('waiting');
  begin();
  await ended('G-AAAAAA');
  expect((await diagnosisOf('G-AAAAAA'))?.state).toBe('done');
});
