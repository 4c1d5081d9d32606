// Circuits as people look at them and close them, over policies that call something.
import { Registry } from 'prom-client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createCircuitRegistry } from '../../../src/services/resilience/circuit-registry.js';
import { CircuitOpen, RetryableFailure } from '../../../src/services/resilience/failures.js';
import { createPolicy } from '../../../src/services/resilience/policy.js';

const begun = Date.UTC(2026, 10, 21, 9);
beforeEach(() => {
  vi.useFakeTimers({ now: begun });
});
afterEach(() => {
  vi.useRealTimers();
});

function setUp() {
  const registry = new Registry();
  const circuits = createCircuitRegistry();
  const policyOf = (system: string) => createPolicy({ system, registry, circuits });
  const [notion, databricks] = [policyOf('notion'), policyOf('databricks')];
  const options = { idempotent: false, signal: new AbortController().signal, deadlineMs: 60_000 };
  const call = (policy = notion, failure?: Error): Promise<unknown> =>
    policy
      .run(async () => {
        if (failure) throw failure;
        return 'served';
      }, options)
      .catch((error: unknown) => error);
  const gauge = async () =>
    (await registry.getSingleMetric('circuit_state')?.get())?.values.find(
      ({ labels }) => labels['system'] === 'notion',
    )?.value;
  return { circuits, notion, databricks, call, gauge };
}

const down = new RetryableFailure('503 for Bearer dapi0123456789abcdef0123456789abcdef');

async function opened() {
  const parts = setUp();
  for (let failures = 0; failures < 5; failures += 1) {
    await parts.call(parts.notion, down);
    await vi.advanceTimersByTimeAsync(1_000);
  }
  return parts;
}

it('each policy is listed, with its failures in a row and without secrets', async () => {
  const { circuits, call, notion } = setUp();
  await call(notion, down);
  await call(notion, down);
  const untouched = { state: 'closed', openedAt: null, triesAt: null };
  expect(circuits.list()).toEqual([
    { ...untouched, name: 'notion', failures: 2, lastFailure: expect.stringMatching(/^503 for/) },
    { ...untouched, name: 'databricks', failures: 0, lastFailure: null },
  ]);
  expect(JSON.stringify(circuits.list())).not.toContain('0123456789abcdef');
  await call();
  expect(circuits.list()[0]).toMatchObject({ failures: 0 });
});

it('an open one says since when, and when it is tried again', async () => {
  const { circuits } = await opened();
  expect(circuits.list()[0]).toMatchObject({
    state: 'open',
    failures: 5,
    openedAt: begun + 4_000,
    triesAt: begun + 64_000,
  });
});

it('one that fails its try is open since the first time, and tried a minute later', async () => {
  const { circuits, call, notion } = await opened();
  await vi.advanceTimersByTimeAsync(60_000);
  await call(notion, down);
  expect(circuits.list()[0]).toMatchObject({
    state: 'open',
    failures: 6,
    openedAt: begun + 4_000,
    triesAt: begun + 65_000 + 60_000,
  });
});

it('one that is served its try is closed', async () => {
  const { circuits, call } = await opened();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(await call()).toBe('served');
  expect(circuits.list()[0]).toMatchObject({ state: 'closed', openedAt: null, triesAt: null });
});

it('closed by hand it is called at once, and opens only after another row of failures', async () => {
  const { circuits, call, notion, gauge } = await opened();
  expect(await call()).toBeInstanceOf(CircuitOpen);
  expect(await gauge()).toBe(2);
  expect(circuits.reset('Notion')).toMatchObject({ name: 'notion', state: 'open', failures: 5 });
  expect(await gauge()).toBe(0);
  expect(notion.state()).toBe('closed');
  expect(await call()).toBe('served');
  for (let failures = 0; failures < 4; failures += 1) await call(notion, down);
  expect(notion.state()).toBe('closed');
  await call(notion, down);
  expect(notion.state()).toBe('open');
  expect(await gauge()).toBe(2);
  expect(circuits.list()[1]).toMatchObject({ state: 'closed' });
});

it('what was under way when it was closed by hand no longer opens it', async () => {
  const { circuits, call, notion, gauge } = await opened();
  await vi.advanceTimersByTimeAsync(60_000);
  let fail = (): void => {};
  const trying = notion
    .run(
      () =>
        new Promise<never>((_resolve, reject) => {
          fail = () => reject(down);
        }),
      { idempotent: false, signal: new AbortController().signal, deadlineMs: 60_000 },
    )
    .catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(0);
  expect(circuits.list()[0]).toMatchObject({ state: 'half-open' });
  circuits.reset('notion');
  fail();
  expect(await trying).toBe(down);
  expect(notion.state()).toBe('closed');
  expect(await gauge()).toBe(0);
  expect(await call()).toBe('served');
});

it('a name that there is not is answered with the nearest', () => {
  const { circuits } = setUp();
  expect(() => circuits.reset('databrick')).toThrow(
    expect.objectContaining({
      code: 'not_found',
      field: 'name',
      hint: 'There are databricks, notion.',
    }),
  );
});

it('a name is one circuit', () => {
  const circuits = createCircuitRegistry();
  createPolicy({ system: 'notion', registry: new Registry(), circuits });
  expect(() => createPolicy({ system: 'notion', registry: new Registry(), circuits })).toThrow(
    'There are two circuits notion.',
  );
});
