// The bot's doors and desk with operations of the test's own, at a Slack over real sockets.
import { randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { channels, credentials, people } from '../../sandbox/company.js';
import { personAt, type Person } from '../../sandbox/person.js';
import { startSlack, type SlackSimulator } from '../../sandbox/slack/index.js';
import { until } from '../../sandbox/until.js';
import { createAnswers } from '../../src/bot/answers.js';
import type { Choices } from '../../src/bot/cards/form-fields.js';
import type { Desk } from '../../src/bot/desk/desk-parts.js';
import { createHandler } from '../../src/bot/desk/desk.js';
import { listen } from '../../src/bot/listeners/listen.js';
import { createSlackApp, createWebClient } from '../../src/bot/slack-app.js';
import type { Operation } from '../../src/core/operation.js';
import { createAuditLog } from '../../src/services/audit/audit-log.js';
import type { Context } from '../../src/services/context.js';
import { createEngine } from '../../src/services/engine/engine.js';
import { createDirectory } from '../../src/services/identity/directory.js';
import { createInbox } from '../../src/services/requests/inbox.js';
import { openSqlite } from '../../src/services/store/sqlite.js';
import type { Store } from '../../src/services/store/store.js';
import { contextWith, unused } from '../support/context.js';

export const channel = channels[0].id;
export const quietLog = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

export interface DeskBench {
  slack: SlackSimulator;
  store: Store;
  ana: Person;
  eve: Person;
  /** Who may what, to be changed. */
  roles: { oncall: string[] };
  close(): Promise<void>;
}

export async function openDesk(options: {
  operations: readonly Operation<Context>[];
  choices?: Partial<Choices>;
}): Promise<DeskBench> {
  const { operations } = options;
  const slack = await startSlack({ rate: false });
  const settings = {
    SLACK_API_URL: slack.apiUrl,
    SLACK_BOT_TOKEN: credentials.slackBotToken,
    SLACK_APP_TOKEN: credentials.slackAppToken,
    SLACK_SIGNING_SECRET: undefined,
  };
  const store = openSqlite(mkdtempSync(join(tmpdir(), 'ppm-desk-')));
  const audit = createAuditLog(store);
  const [ana, , , , eve] = people;
  const roles = { oncall: [ana.id], approver: [], manager: [], director: [], admin: [] };
  const directory = createDirectory({
    config: {
      people: [{ name: 'ana', slack: ana.id }],
      roles,
    },
    groupMembers: async () => [],
  });
  const engine = createEngine({
    store,
    services: { ...contextWith(), audit, directory },
    operations,
    config: {
      approval: { guarded: {}, critical: {} },
      engine: { leaseSeconds: 5, sweepSeconds: 0.1, drainSeconds: 1 },
    },
    channel,
    log: quietLog,
    now: Date.now,
    owner: randomUUID(),
    changed: () => {},
  });
  const client = createWebClient(settings, quietLog);
  const desk: Desk = {
    engine,
    directory,
    client,
    audit,
    operations,
    channel,
    openIncidents: async () => [],
    log: quietLog,
    now: Date.now,
    answers: createAnswers(client),
    choices: { tables: [], systems: [], databases: [], ...options.choices },
    hints: { add: unused },
    home: { opened: unused },
  };
  const inbox = createInbox({
    store,
    log: quietLog,
    now: Date.now,
    owner: randomUUID(),
    sweepMillis: 100,
    leaseMillis: 5_000,
  });
  const door = createSlackApp(settings, 'socket', quietLog);
  listen(door.app, { inbox, desk, received: () => () => {} });
  inbox.start(createHandler(desk));
  await door.connect();
  await until('the bot is connected', () => slack.connections() > 0);
  return {
    slack,
    store,
    ana: personAt(slack, ana.id),
    eve: personAt(slack, eve.id),
    roles,
    async close() {
      await door.disconnect();
      await inbox.stop();
      await engine.stop();
      await slack.close();
      await store.close();
    },
  };
}
