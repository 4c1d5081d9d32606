// GitHub's workflow_run events over HTTP: signed, and only those that say how a workflow ended matter.
import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { basic, bearer, now, secret, startPosting, textOf, type Posting } from './posting.js';

let posting: Posting;
beforeEach(async () => {
  posting = await startPosting();
});
afterEach(() => posting.server.close());

const path = '/webhooks/github';
const sign = (text: string, by = secret) =>
  `sha256=${createHmac('sha256', by).update(text).digest('hex')}`;
const send = (value: unknown, event = 'workflow_run') =>
  posting.post(path, value, {
    'x-github-event': event,
    'x-hub-signature-256': sign(textOf(value)),
  });
const run = {
  id: 9_876_543_210,
  name: 'Deploy',
  head_branch: 'main',
  conclusion: 'failure',
  html_url: 'https://github.com/acme/site/actions/runs/9876543210',
  run_attempt: 1,
  run_started_at: '2026-03-01T11:50:00Z',
};
const eventOf = (more: Record<string, unknown> = {}, action = 'completed') => ({
  action,
  workflow_run: { ...run, ...more },
  repository: { full_name: 'acme/site' },
});

describe('a workflow', () => {
  it('that fails fires', async () => {
    expect(await send(eventOf())).toEqual({ status: 200, body: { ok: true } });
    const labels = {
      alertname: 'WorkflowFailed',
      repository: 'acme/site',
      workflow: 'Deploy',
      branch: 'main',
    };
    expect(posting.taken).toEqual([
      {
        source: 'github',
        groupKey: '["acme/site","Deploy","main"]',
        groupLabels: labels,
        truncated: 0,
        link: run.html_url,
        resolvesGroup: false,
        alerts: [
          {
            fingerprint: '9876543210',
            status: 'firing',
            startsAt: Date.parse(run.run_started_at),
            endsAt: null,
            labels,
            annotations: { summary: 'Workflow Deploy failed: acme/site, branch main' },
            link: run.html_url,
          },
        ],
      },
    ]);
  });

  it.each([
    ['timed_out', 'ran out of time'],
    ['startup_failure', 'could not start'],
  ])('with %s fires: it %s', async (conclusion, how) => {
    await send(eventOf({ conclusion }));
    expect(posting.taken[0]?.alerts[0]?.annotations['summary']).toContain(how);
  });

  it('that succeeds ends all that fires in its group', async () => {
    await send(eventOf());
    await send(eventOf({ id: 2, conclusion: 'success' }));
    const [failed, succeeded] = posting.taken;
    expect(succeeded).toMatchObject({ resolvesGroup: true, alerts: [] });
    expect(succeeded?.groupKey).toBe(failed?.groupKey);
  });

  it('on another branch is another group', async () => {
    await send(eventOf());
    await send(eventOf({ head_branch: 'dev","x' }));
    expect(new Set(posting.taken.map(({ groupKey }) => groupKey)).size).toBe(2);
  });

  it.each(['cancelled', 'skipped', 'neutral', 'stale', 'action_required', null])(
    'with %j is nothing to do',
    async (conclusion) => {
      expect((await send(eventOf({ conclusion }))).status).toBe(200);
      expect(posting.taken).toEqual([]);
    },
  );

  it('that only begins is nothing to do', async () => {
    expect((await send(eventOf({}, 'requested'))).status).toBe(200);
    expect(posting.taken).toEqual([]);
  });

  it('may lack name, branch and times', async () => {
    const bare = { name: null, head_branch: null, run_started_at: undefined, html_url: 'x' };
    await send(eventOf(bare));
    expect(posting.taken[0]).toMatchObject({
      link: null,
      groupLabels: { workflow: 'workflow', branch: '' },
      alerts: [{ startsAt: now, annotations: { summary: 'Workflow workflow failed: acme/site' } }],
    });
  });
});

describe('other events', () => {
  it.each(['ping', 'push', 'workflow_job'])('%s is acknowledged and ignored', async (event) => {
    expect(await send({ zen: 'x' }, event)).toEqual({ status: 200, body: { ok: true } });
    expect(posting.taken).toEqual([]);
  });

  it('a workflow_run that is none names the field', async () => {
    expect(await send({ action: 'completed', repository: {} })).toMatchObject({
      status: 400,
      body: { error: 'invalid', field: 'workflow_run' },
    });
  });
});

describe('a signature', () => {
  const text = textOf(eventOf());

  it.each([
    ['none', {}],
    ['one of another body', { 'x-hub-signature-256': sign(`${text} `) }],
    ['one with another secret', { 'x-hub-signature-256': sign(text, 'another') }],
    ['one without its kind', { 'x-hub-signature-256': sign(text).slice(7) }],
    ['an old one', { 'x-hub-signature': sign(text) }],
    ['a bearer', bearer],
    ['a password', basic(secret)],
  ])('%s is refused', async (_what, headers) => {
    expect(
      await posting.post(path, text, { 'x-github-event': 'workflow_run', ...headers }),
    ).toEqual({ status: 401, body: { error: 'not_signed' } });
    expect(posting.taken).toEqual([]);
  });

  it('of a form is good, but the form is not', async () => {
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      'x-hub-signature-256': sign(text),
    };
    expect((await posting.post(path, text, headers)).status).toBe(415);
  });
});
