// Notion's webhook: the handshake, the token that somebody pastes back, and pages synced within seconds without a card.
import { createHmac, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { notionDatabases, notionPageId } from '../../sandbox/company.js';
import type { Person } from '../../sandbox/person.js';
import { until } from '../../sandbox/until.js';
import { asks, cards, openStage, plans, says, shown, type Stage } from './stage.js';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ notion: { requestsPerMinute: 0 } });
});
afterAll(() => stage?.close());

describe('the webhook', () => {
  const send = (body: string, signature?: string): Promise<Response> =>
    fetch(`http://127.0.0.1:${stage.bot.port()}/webhooks/notion`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(signature === undefined ? {} : { 'x-notion-signature': signature }),
      },
      body,
    });
  const token = 'secret_from_notion_0123456789';
  const signed = (body: string): string =>
    `sha256=${createHmac('sha256', token).update(body).digest('hex')}`;
  const told = async (person: Person): Promise<string> =>
    shown(await asks(stage, person, '/ppm notion webhook'));

  test('handshake, a signed event, and the page is in the table, quietly', async () => {
    const first = await plans(stage.ana, '/ppm sync finance-ppm --database projects');
    await says(stage.ana, first, /has succeeded/, 30_000);
    expect((await send(JSON.stringify({ verification_token: token }))).status).toBe(200);
    expect(await told(stage.ben)).toContain(token);
    const page = notionPageId(notionDatabases.projects, 7);
    stage.notion.editPage(page, { Name: 'Told by a webhook' });
    const event = JSON.stringify({
      id: randomUUID(),
      type: 'page.properties_updated',
      entity: { id: page, type: 'page' },
      data: { parent: { id: notionDatabases.projects.id, type: 'database' } },
    });
    const before = cards(stage.ana).length;
    expect((await send(event, 'sha256=00')).status).toBe(401);
    expect((await send(event, signed(event))).status).toBe(200);
    expect((await send(event, signed(event))).status).toBe(200);
    await until(
      'the page is in the table',
      async () =>
        (
          await stage.warehouse.query(
            `SELECT title FROM main.bronze.notion_raw_pages WHERE page_id = '${page}'`,
          )
        ).rows[0]?.[0] === 'Told by a webhook',
      40_000,
    );
    expect(cards(stage.ana)).toHaveLength(before);
  }, 90_000);
});
