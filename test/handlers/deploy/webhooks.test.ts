// `webhooks`, `webhook disable` and `webhook enable`: shown, planned, done, verified, looked up, taken back.
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { Problem } from '../../../src/core/problem.js';
import type { Step } from '../../../src/core/operation.js';
import { planHash } from '../../../src/core/plan.js';
import { webhookDisable } from '../../../src/handlers/deploy/webhook-disable.js';
import { webhookEnable } from '../../../src/handlers/deploy/webhook-enable.js';
import { webhooks } from '../../../src/handlers/deploy/webhooks.js';
import { parseRequest } from '../../../src/services/engine/parse/parse-request.js';
import type { Github, Hook } from '../../../src/services/github/github.js';
import { contextWith, unused } from '../../support/context.js';

const repository = 'meridian-finance/ppm-platform';
const other = 'meridian-finance/ppm-docs';

let byRepository: Record<string, Hook[]>;
const hooks = vi.fn<Github['hooks']>(async (name) => {
  const found = byRepository[name];
  if (!found) throw new Problem('not_found', `GitHub does not show ${name}.`, 'Give the scope.');
  return structuredClone(found);
});
const setHook = vi.fn<Github['setHook']>(async (name, id, isActive) => {
  const hook = byRepository[name]?.find((one) => one.id === id);
  if (!hook) throw new Problem('not_found', 'no such webhook', 'Look.', { field: 'id' });
  hook.isActive = isActive;
  return hook;
});
const step: Step = async (_id, act) => {
  await act(() => {});
};

function contextFor(...repositories: string[]) {
  const empty = contextWith();
  return {
    ...contextWith({
      github: { ...empty.github, hooks, setHook },
      githubRules: { repositories },
      overview: {
        settings: [],
        environments: {
          development: { production: false, catalogs: [] },
          live: { production: true, catalogs: [] },
        },
        defaultCatalog: 'main',
        health: unused,
      },
    }),
    step,
  };
}
const one = contextFor(repository);
const two = contextFor(repository, other);

beforeEach(() => {
  vi.clearAllMocks();
  byRepository = {
    [repository]: [
      {
        id: 512340001,
        isActive: true,
        address: 'https://ops.example.com/alerts/github',
        events: ['deployment_status', 'workflow_run'],
        lastResponse: '200 OK',
      },
      {
        id: 512340002,
        isActive: false,
        address: 'https://sync.example.com/hook',
        events: ['*'],
        lastResponse: '',
      },
      {
        id: 512340003,
        isActive: true,
        address: 'https://old.example.com/hook',
        events: ['push'],
        lastResponse: '404 Invalid HTTP Response: 404',
      },
    ],
  };
});

describe('webhooks', () => {
  test('a disabled one and one that does not arrive are found, with a button', async () => {
    const report = await webhooks.read({}, one);
    expect(report).toMatchObject({ status: 'warning', headline: '3 webhooks, 1 disabled' });
    expect(report.tables?.[0]?.rows).toEqual([
      [
        '512340001',
        repository,
        'on',
        'https://ops.example.com/alerts/github',
        'deployment_status, workflow_run',
        '200 OK',
      ],
      ['512340002', repository, 'off', 'https://sync.example.com/hook', 'every event', '–'],
      [
        '512340003',
        repository,
        'on',
        'https://old.example.com/hook',
        'push',
        '404 Invalid HTTP Response: 404',
      ],
    ]);
    expect(report.findings).toMatchObject([
      {
        title: `Webhook 512340002 of ${repository} is disabled`,
        suggestion: { operation: 'webhook.enable', input: { id: 512340002, repository } },
      },
      {
        title: `The last delivery of webhook 512340003 of ${repository} failed`,
        cause: 'Nobody listens at that address.',
        suggestion: { operation: 'webhook.disable', input: { id: 512340003, repository } },
      },
    ]);
  });

  test('all well', async () => {
    byRepository[repository]?.splice(1);
    expect(await webhooks.read({}, one)).toMatchObject({ status: 'good', findings: [] });
  });

  test('one repository that is not seen does not hide the other', async () => {
    const report = await webhooks.read({}, two);
    expect(report.status).toBe('bad');
    expect(report.findings?.[0]).toMatchObject({
      title: `The webhooks of ${other} can not be seen`,
      fix: 'Give the scope.',
    });
    expect(report.tables?.[0]?.rows).toHaveLength(3);
    await expect(webhooks.read({ repository: other }, two)).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  test('none configured, and one that is not configured', async () => {
    await expect(webhooks.read({}, contextFor())).rejects.toMatchObject({
      code: 'not_possible',
      hint: expect.stringContaining('github.repositories'),
    });
    await expect(
      webhooks.read({ repository: 'meridian-finance/ppm-platfrom' }, two),
    ).rejects.toMatchObject({
      code: 'invalid_input',
      field: 'repository',
      hint: expect.stringMatching(`^There are ${repository}, `),
    });
  });
});

describe.each([
  { operation: webhookDisable, id: 512340001, isActive: false, other: webhookEnable.id },
  { operation: webhookEnable, id: 512340002, isActive: true, other: webhookDisable.id },
])('$operation.id', ({ operation, id, isActive, other: way }) => {
  const hookNow = (): Hook | undefined => byRepository[repository]?.find((hook) => hook.id === id);

  test('is planned, done, verified and taken back', async () => {
    const plan = await operation.plan({ id }, one);
    expect(plan).toMatchObject({
      target: `${repository}/hooks/${id}`,
      environment: 'live',
      guard: { state: isActive ? 'disabled' : 'enabled' },
    });
    expect(plan.facts).toContainEqual({
      label: 'Delivers to',
      value: hookNow()?.address,
      mono: true,
    });
    expect(plan.warnings.join(' ')).toContain(hookNow()?.address);
    expect(hookNow()?.isActive).toBe(!isActive);
    await operation.run(plan, one);
    expect(setHook).toHaveBeenCalledExactlyOnceWith(repository, id, isActive, one.signal);
    expect(await operation.verify(plan, one)).toMatchObject([{ ok: true }]);
    expect(operation.undo(plan)).toEqual({ operation: way, input: { id, repository } });
  });

  test('is the same plan after another delivery, and another one for another address', async () => {
    const hashNow = async () => planHash(operation.id, await operation.plan({ id }, one));
    const before = await hashNow();
    const hook = hookNow();
    if (hook) hook.lastResponse = '500 broken';
    expect(await hashNow()).toBe(before);
    if (hook) hook.address = 'https://elsewhere.example.com/';
    expect(await hashNow()).not.toBe(before);
  });

  test('is looked up after a lost reply', async () => {
    const plan = await operation.plan({ id }, one);
    const doubt = { step: 'set', since: 0 };
    expect(await operation.reconcile(plan, one, doubt)).toMatchObject({ outcome: 'not-done' });
    await operation.run(plan, one);
    expect(await operation.reconcile(plan, one, doubt)).toMatchObject({ outcome: 'done' });
    byRepository[repository] = [];
    expect(await operation.reconcile(plan, one, doubt)).toEqual({
      outcome: 'not-done',
      evidence: `Webhook ${id} of ${repository} is not there any more.`,
    });
    expect(await operation.verify(plan, one)).toMatchObject([{ ok: false }]);
  });

  test('one that is so already: nothing to do, the other way as a button', async () => {
    const hook = hookNow();
    if (hook) hook.isActive = isActive;
    await expect(operation.plan({ id }, one)).rejects.toMatchObject({
      code: 'not_possible',
      field: 'id',
      suggestions: [{ operation: way, input: { id, repository } }],
    });
  });

  test('an id that is not there names the nearest', async () => {
    await expect(operation.plan({ id: 512340009 }, one)).rejects.toMatchObject({
      code: 'not_found',
      field: 'id',
      hint: 'There are 512340001, 512340002, 512340003.',
    });
    byRepository[repository] = [];
    await expect(operation.plan({ id }, one)).rejects.toMatchObject({
      hint: 'It has none at all.',
    });
  });

  test('of several repositories one must be named, in any case', async () => {
    await expect(operation.plan({ id }, two)).rejects.toMatchObject({
      code: 'invalid_input',
      field: 'repository',
    });
    const input = { id, repository: 'Meridian-Finance/ppm-platform' };
    expect((await operation.plan(input, two)).target).toBe(`${repository}/hooks/${id}`);
    expect(setHook).not.toHaveBeenCalled();
  });
});

test.each([webhooks, webhookDisable, webhookEnable])('examples of $id', (operation) => {
  for (const example of operation.examples)
    expect(parseRequest(example, [webhooks, webhookDisable, webhookEnable])).toMatchObject({
      kind: 'parsed',
      operation: { id: operation.id },
    });
});
