// An incident's whole life, from the alert that opens it to its post-mortem, and the ways in which people are reached.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runbookAlert } from '../../sandbox/alerts/index.js';
import { buttonsOf } from '../../sandbox/person.js';
import type { ClientMessage } from '../../sandbox/slack/protocol.js';
import { until } from '../../sandbox/until.js';
import {
  asks,
  becomes,
  cardAfter,
  cards,
  cardWith,
  connected,
  everything,
  formAfter,
  good,
  now,
  openStage,
  plans,
  projects,
  reads,
  says,
  shown,
  type Stage,
  targetOf,
  threadOf,
  told,
} from './stage.js';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage?.close());

const incidentOf = (card: ClientMessage): string => /I-[0-9A-Z]{6}/.exec(shown(card))?.[0] ?? '';
const typedText = (name: string, value: string) => ({
  [`field:${name}`]: { [`field:${name}`]: { type: 'plain_text_input', value } },
});

describe('an outage', () => {
  let card: ClientMessage;
  let id = '';

  test('opens its incident by itself and calls everyone whom a P0 calls', async () => {
    stage.alerts.fire(runbookAlert('APIDown'));
    card = await cardWith(stage, /\*P0[^]*I-[0-9A-Z]{6}/).then(() =>
      until('the card of the incident', () =>
        cards(stage.ana).find((each) =>
          each.metadata?.event_payload['card']?.toString().startsWith('incident:'),
        ),
      ),
    );
    id = incidentOf(card);
    expect(id).toMatch(/^I-/);
    expect(shown(card)).toContain('Notion Bot API is down');
    // Ana or Ben is on call, Chloe is the manager, David the director.
    for (const person of [stage.chloe, stage.david])
      await until(`${person.id} has a direct message`, () =>
        everything(stage, person).some(
          (message) => message.channel.startsWith('D') && shown(message).includes(id),
        ),
      );
    await until('the thread mentions them', () =>
      threadOf(stage, card).some((message) => shown(message).includes('<@U03CHLOE>')),
    );
  });

  test('is acknowledged with a click: the chain stops and somebody leads', async () => {
    expect(await stage.ben.clicks(card, 'Acknowledge')).toMatchObject({ ok: true });
    const acknowledged = await becomes(stage, card, /<@U02BEN>/);
    expect(buttonsOf(acknowledged)).not.toContain('Acknowledge');
    expect(await reads(stage, stage.ana, `/ppm incident ack ${id}`)).toMatch(/ben|U02BEN/);
  });

  test('a note is a form from the card, an update and a check are a line or a click', async () => {
    const form = await formAfter(stage.ana, 'Incident note', () =>
      stage.ana.clicks(now(stage.ana, card), 'Note'),
    );
    expect(JSON.stringify(form)).toContain(id);
    await told(stage, stage.ana, 'the note', () =>
      stage.ana.submits(form, typedText('text', 'Restarted the pods')),
    );
    await becomes(stage, card, /Restarted the pods/);
    await reads(stage, stage.ben, `/ppm incident update ${id} "We are restarting it" --next 30m`);
    await becomes(stage, card, /We are restarting it/);
    await stage.ben.clicks(
      now(stage.ana, card),
      'Done: Confirm it: look at the alert or repeat what was …',
    );
    await becomes(stage, card, /1 of \d+ done/);
    expect(await reads(stage, stage.ana, `/ppm incident checklist ${id}`)).toMatch(/[Aa]ssess/);
  });

  test('its lead may break the glass; everyone who could have approved is told, and it is reviewed', async () => {
    const plan = await plans(stage.ben, `/ppm table restore ${projects} --version ${good}`);
    await until('the glass can be broken', () =>
      buttonsOf(now(stage.ben, plan)).includes('Break glass'),
    );
    const form = await formAfter(stage.ben, 'Break glass', () =>
      stage.ben.clicks(now(stage.ben, plan), 'Break glass'),
    );
    expect(
      await stage.ben.submits(form, {
        ...typedText('reason', 'The approvers do not answer'),
        ...typedText('target', targetOf(plan)),
      }),
    ).toMatchObject({ ok: true });
    await says(stage.ana, plan, /has succeeded/, 60_000);
    await becomes(stage, card, /alone/);
    await until('Chloe is told', () =>
      everything(stage, stage.chloe).some(
        (message) => message.channel.startsWith('D') && /alone/.test(shown(message)),
      ),
    );
    const run = /R-[0-9A-Z]{6}/.exec(plan.text)?.[0] ?? '';
    expect(await reads(stage, stage.ben, `/ppm incident review ${id} ${run} fine`)).toMatch(
      /yourself/,
    );
    expect(await reads(stage, stage.eve, '/ppm status')).toContain('waits for its review');
    expect(
      await reads(stage, stage.chloe, `/ppm incident review ${id} ${run} "Right thing to do"`),
    ).toContain('is reviewed');
    expect(await reads(stage, stage.eve, '/ppm status')).not.toContain('waits for its review');
  });

  test('is resolved with a text, and leaves a post-mortem as a file and as a page in Notion', async () => {
    stage.alerts.resolveAll();
    expect(
      await reads(stage, stage.ben, `/ppm incident resolve ${id} "A bad deploy, rolled back"`),
    ).toMatch(/resolved/i);
    await becomes(stage, card, /Resolved/);
    await until('the thread tells', () =>
      threadOf(stage, card).some((message) => /rolled back/.test(shown(message))),
    );
    const said = await asks(stage, stage.ben, `/ppm incident postmortem ${id}`);
    expect(shown(said)).toMatch(/postmortem-I-/);
    const filed = await plans(stage.ben, `/ppm incident postmortem ${id} --notion`);
    await says(stage.ben, filed, /has succeeded/, 30_000);
    await until('the page is in Notion', async () =>
      (await reads(stage, stage.ana, `/ppm incident show ${id}`)).includes('notion.so'),
    );
  });
});

test('a message becomes a line of the timeline by its shortcut', async () => {
  const card = await cardAfter(stage.ana, 'a P2', () =>
    stage.ana.types('/ppm incident open P2 The gold tables are a day old'),
  );
  const id = incidentOf(card);
  const form = await formAfter(stage.ana, 'Incident note', () =>
    stage.slack.act(stage.ana.id, {
      type: 'message_shortcut',
      callbackId: 'incident_note',
      channel: card.channel,
      ts: card.ts,
    }),
  );
  expect(JSON.stringify(form)).toContain(id);
  await told(stage, stage.ana, 'the note', () => stage.ana.submits(form, {}));
  await becomes(stage, card, /said/);
  await reads(stage, stage.ana, `/ppm incident resolve ${id} "done"`);
});

test('while Slack is away an incident is opened by an alert, and the pager calls', async () => {
  stage.slack.faults.set({ down: true });
  stage.alerts.fire(runbookAlert('NotionSyncUnhealthy'));
  await until(
    'the pager was called',
    async () => {
      const { alerts } = stage.pager.state();
      return alerts.some(({ summary }) => summary.includes('Notion sync service unhealthy'));
    },
    30_000,
  );
  stage.slack.faults.set({ down: false });
  await connected(stage);
  await cardWith(stage, /Notion sync service unhealthy/, 60_000);
  const pages = stage.pager.state().alerts.filter(({ summary }) => summary.includes('unhealthy'));
  expect(pages).toHaveLength(1);
});

test('bad input changes nothing and names the field', async () => {
  for (const [words, problem] of [
    ['incident open P7 nonsense', /severity/i],
    ['incident show I-AAAAAA', /no incident/i],
    ['incident note I-AAAAAA x', /no incident/i],
    ['oncall override ben --until 2020-01-01T00:00', /before it begins/i],
    ['maintenance start nowhere --for 2h --reason x', /system|nowhere/i],
    ['alert silence G-AAAAAA --for 8d --reason x', /for|7 days/i],
  ] as const)
    expect(await reads(stage, stage.ana, `/ppm ${words}`), words).toMatch(problem);
});
