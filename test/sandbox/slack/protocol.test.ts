import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { ana, ben, oncall, slack, until, webClient } from './support.js';

async function started(options = {}) {
  const simulator = await slack(options);
  const get = async (path: string) => (await fetch(simulator.url + path)).json();
  const post = async (path: string, body: unknown, contentType = 'application/json') => {
    const response = await fetch(simulator.url + path, {
      method: 'POST',
      headers: { 'content-type': contentType },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: await response.json() };
  };
  return { simulator, get, post };
}

test('state over HTTP is what the person may see', async () => {
  const { get } = await started();
  expect(await get(`/client/state?as=${ana}`)).toMatchObject({
    version: 1,
    me: ana,
    channels: [
      { id: oncall, name: 'ppm-oncall', isDirect: false },
      { name: 'general' },
      { id: 'D01ANA', isDirect: true, name: 'U0PPMBOT' },
    ],
    views: [],
    home: null,
  });
  expect(await get('/client/state?as=U0PPMBOT')).toEqual({ ok: false, error: 'unknown_user' });
});

test('acting over HTTP; what is no action is refused', async () => {
  const { simulator, post } = await started();
  const message = { type: 'message', channel: oncall, text: 'hi' };
  expect((await post(`/client/act?as=${ana}`, message)).body).toMatchObject({ ok: true });
  expect(simulator.messages(oncall)).toMatchObject([{ user: ana, text: 'hi' }]);
  expect(await post(`/client/act?as=${ana}`, { type: 'shout' })).toMatchObject({ status: 400 });
  // A form of another web page could send this type; the browser would not let it send JSON.
  expect(await post(`/client/act?as=${ana}`, message, 'text/plain')).toMatchObject({ status: 400 });
  expect((await post('/client/act?as=U0PPMBOT', message)).body).toMatchObject({
    error: 'user_not_found',
  });
});

test('an event socket tells of changes, and only to those who can see them', async () => {
  const { simulator } = await started();
  const versions = (user: string) => {
    const seen: unknown[] = [];
    const socket = new WebSocket(`${simulator.url.replace('http', 'ws')}/client/events?as=${user}`);
    socket.on('message', (data) => {
      if (Buffer.isBuffer(data)) seen.push(JSON.parse(data.toString('utf8')));
    });
    onTestFinished(() => socket.terminate());
    return seen;
  };
  const anas = versions(ana);
  const bens = versions(ben);
  await until(() => anas.length === 1 && bens.length === 1);
  await webClient(simulator).chat.postEphemeral({ channel: oncall, user: ana, text: 'x' });
  await until(() => anas.length === 2);
  await webClient(simulator).chat.postMessage({ channel: oncall, text: 'all' });
  await until(() => anas.length === 3 && bens.length === 2);
  expect(anas).toEqual([{ version: 1 }, { version: 2 }, { version: 3 }]);
  expect(bens).toEqual([{ version: 1 }, { version: 2 }]);
});

test('faults and traffic over HTTP', async () => {
  const { simulator, get, post } = await started();
  expect(await get('/client/faults')).toMatchObject({ down: false, deliveries: 1 });
  expect((await post('/client/faults', { deliveries: 2 })).body).toMatchObject({ deliveries: 2 });
  expect(await post('/client/faults', { deliveries: 0 })).toMatchObject({ status: 400 });
  await webClient(simulator).auth.test();
  expect(await get('/client/traffic?after=0')).toMatchObject({
    entries: [{ n: 1, name: 'auth.test' }],
  });
  expect(await get('/client/traffic?after=1')).toEqual({ entries: [] });
});

test('what is not Slack goes to extraRoutes, and to 404 when they do not want it', async () => {
  const { simulator } = await started({
    extraRoutes: (request: { url?: string }, response: { end(body: string): void }) => {
      if (request.url !== '/page') return false;
      response.end('a page');
      return true;
    },
  });
  expect(await (await fetch(`${simulator.url}/page`)).text()).toBe('a page');
  expect((await fetch(`${simulator.url}/other`)).status).toBe(404);
});
