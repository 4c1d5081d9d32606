// "Add to incident timeline", from the menu of a message at a Slack over real sockets to the form that it opens.
import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { channels, credentials, people } from '../../../sandbox/company.js';
import { personAt } from '../../../sandbox/person.js';
import { startSlack, type SlackSimulator } from '../../../sandbox/slack/index.js';
import { until } from '../../../sandbox/until.js';
import { workOnShortcut } from '../../../src/bot/desk/work-on-shortcut.js';
import { incomingSchema, type Incoming } from '../../../src/bot/incoming.js';
import { listenToShortcut, noteShortcut } from '../../../src/bot/listeners/shortcut.js';
import { createSlackApp, createWebClient } from '../../../src/bot/slack-app.js';
import { Problem } from '../../../src/core/problem.js';
import { incidentNote } from '../../../src/handlers/incidents/incident-note.js';
import { createDirectory } from '../../../src/services/identity/directory.js';

const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const channel = channels[0].id;
const [ana, ben] = people;
const settings = {
  SLACK_BOT_TOKEN: credentials.slackBotToken,
  SLACK_APP_TOKEN: credentials.slackAppToken,
  SLACK_SIGNING_SECRET: undefined,
};

let slack: SlackSimulator;
let close: () => Promise<void>;
let stored: { id: string; incoming: Incoming }[];
let storeIsDown: boolean;
let open: { id: string; title: string }[];
let desk: Parameters<typeof workOnShortcut>[0];

beforeEach(async () => {
  slack = await startSlack({
    rate: false,
    messageShortcuts: [{ name: 'Add to incident timeline', callbackId: noteShortcut }],
  });
  stored = [];
  storeIsDown = false;
  open = [{ id: 'I-7K2QMF', title: 'Sync is down' }];
  const at = { ...settings, SLACK_API_URL: slack.apiUrl };
  const door = createSlackApp(at, 'socket', log);
  desk = {
    operations: [incidentNote],
    client: createWebClient(at, log),
    choices: { tables: [], systems: [], databases: [] },
    openIncidents: async () => open,
    directory: createDirectory({
      config: {
        people: [{ name: 'ana', slack: ana.id }],
        roles: { oncall: [], approver: [], manager: [], director: [], admin: [] },
      },
      groupMembers: async () => [],
    }),
  };
  listenToShortcut(door.app, {
    inbox: {
      async accept(id, _, payload) {
        if (storeIsDown) throw new Problem('store_unavailable', 'The store is down.', 'Wait.');
        stored.push({ id, incoming: incomingSchema.parse(payload) });
      },
    },
    desk: { log },
    received: () => () => {},
  });
  await door.connect();
  await until('the bot is connected', () => slack.connections() > 0);
  close = async () => {
    await door.disconnect();
    await slack.close();
  };
});
afterEach(() => close());

/** Ben uses the shortcut on what Ana has said. */
async function useOn(text: string) {
  expect(await slack.act(ana.id, { type: 'message', channel, text })).toMatchObject({ ok: true });
  const [said] = personAt(slack, ana.id).messages().slice(-1);
  if (said === undefined) throw new Error('nothing said');
  const action = { type: 'message_shortcut' as const, channel, ts: said.ts };
  return { said, result: await slack.act(ben.id, { ...action, callbackId: noteShortcut }) };
}

/** What stands in the form that opens for Ben, by input. */
async function formAfter(text: string): Promise<{ values: Record<string, string>; said: string }> {
  await useOn(text);
  const incoming = stored.at(-1)?.incoming;
  if (incoming?.kind !== 'shortcut') throw new Error('no shortcut was stored');
  await workOnShortcut(desk, incoming);
  const form = await personAt(slack, ben.id).form('Incident note');
  const inputs = z
    .array(
      z.object({
        type: z.string(),
        block_id: z.string().optional(),
        element: z.object({ initial_value: z.string().default('') }).optional(),
      }),
    )
    .parse(form.blocks)
    .filter(({ type }) => type === 'input');
  return {
    values: Object.fromEntries(
      inputs.map(({ block_id: id, element }) => [id, element?.initial_value ?? '']),
    ),
    said: JSON.stringify(form.blocks),
  };
}

it('is stored, then acknowledged', async () => {
  const { said, result } = await useOn('The queue is stuck');
  expect(result).toMatchObject({ ok: true });
  const [first, ...others] = stored;
  expect(others).toEqual([]);
  expect(first?.id).toMatch(/^shortcut:.+/);
  expect(first?.incoming).toMatchObject({
    kind: 'shortcut',
    user: ben.id,
    channel,
    text: 'The queue is stuck',
    author: ana.id,
    ts: said.ts,
  });
});

it('is not acknowledged when it can not be stored', async () => {
  storeIsDown = true;
  const { result } = await useOn('The queue is stuck');
  expect(result).toMatchObject({ ok: false });
  expect(stored).toEqual([]);
});

it('opens the form with what was said and the one incident', async () => {
  const { values } = await formAfter('The queue is <stuck> & full');
  expect(values).toEqual({
    'field:incident': 'I-7K2QMF',
    'field:text': 'ana said: The queue is <stuck> & full',
  });
});

it('leaves the incident open where there are several, and names them', async () => {
  open = [...open, { id: 'I-0H4ZTC', title: '<!channel> slow' }];
  const { values, said } = await formAfter('Hm');
  expect(values['field:incident']).toBe('');
  expect(said).toContain('I-7K2QMF Sync is down; I-0H4ZTC &lt;!channel&gt; slow');
});

it('says that none is open', async () => {
  open = [];
  const { values, said } = await formAfter('Hm');
  expect(values['field:incident']).toBe('');
  expect(said).toContain('No incident is open now.');
});

it('takes 500 characters of a long message', async () => {
  const { values } = await formAfter('x'.repeat(3_000));
  expect(values['field:text']).toHaveLength(500);
  expect(values['field:text']).toMatch(/^ana said: x+…$/);
});

it('says what to type when the form comes too late', async () => {
  await useOn('Hm');
  const incoming = stored[0]?.incoming;
  if (incoming?.kind !== 'shortcut') throw new Error('no shortcut was stored');
  await expect(workOnShortcut(desk, { ...incoming, triggerId: '1.2.old' })).rejects.toMatchObject({
    code: 'outside_unavailable',
  });
});

it('is in the manifest', async () => {
  const manifest: unknown = parse(
    await readFile(new URL('../../../manifest.yml', import.meta.url), 'utf8'),
  );
  expect(manifest).toMatchObject({
    features: { shortcuts: [{ type: 'message', callback_id: noteShortcut }] },
  });
});
