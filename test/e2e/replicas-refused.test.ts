// A replica that Slack refuses ends at once, although it is connected to MongoDB and Redis by then: whoever started it learns of it.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openCompany, type PretendCompany } from '../../sandbox/pretend-company.js';

let company: PretendCompany;
beforeAll(async () => {
  company = await openCompany({
    replicas: 2,
    bot: { compiled: true, extra: { SLACK_BOT_TOKEN: 'xoxb-revoked' } },
  });
}, 60_000);
afterAll(() => company.close());

test('with the name of the setting, and an exit code', async () => {
  await expect(company.bot.start()).rejects.toThrow(/SLACK_BOT_TOKEN/);
  expect(company.bot.exitCode()).toBe(1);
}, 60_000);
