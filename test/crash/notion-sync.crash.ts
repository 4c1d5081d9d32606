// A sync of 50,000 pages whose process is killed on the way, twice: it goes on where it was, the table equals Notion in the
// end, and the card tells the truth throughout.
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { people } from '../../sandbox/company.js';
import type { DatabaseSeed } from '../../sandbox/notion/protocol.js';
import { openCompany, type PretendCompany } from '../../sandbox/pretend-company.js';
import { personAt, textOf, type Person } from '../../sandbox/person.js';
import { until } from '../../sandbox/until.js';

const pages = 50_000;
const perAnswer = 100;
const kills = 2;
const minute = 60_000;
const start = Date.UTC(2025, 0, 6);
const database = '77777777-0000-4000-8000-000000000001';
const idOf = (index: number): string =>
  `88888888-0000-4000-8000-${String(index).padStart(12, '0')}`;

const archive: DatabaseSeed = {
  id: database,
  dataSourceId: '77777777-0000-4000-8000-000000000002',
  title: 'Projects',
  properties: { Name: { type: 'title', title: {} }, Budget: { type: 'number', number: {} } },
  generated: {
    count: pages,
    createdAt: (index) => start + index * 3 * minute,
    page: (index) => ({ id: idOf(index), properties: { Name: `Project ${index}`, Budget: index } }),
    indexOf: (id) => {
      const index = id.startsWith('88888888-0000-4000-8000-') ? Number(id.slice(-12)) : -1;
      return index >= 0 && index < pages ? index : null;
    },
  },
};

let company: PretendCompany;
let ana: Person;

beforeAll(async () => {
  company = await openCompany({
    slack: { rate: false },
    notion: { requestsPerMinute: 0, latency: [20, 60], databases: [archive] },
    warehouse: { seed: async () => {} },
    bot: {
      compiled: true,
      configPath: fileURLToPath(new URL('notion-sync.config.yaml', import.meta.url)),
    },
  });
  ana = personAt(company.slack, people[0].id);
});
afterAll(() => company.close());

/** Queries for pages that Notion has answered. */
const queries = (): number =>
  company.notion.calls().filter(({ path, status }) => path.endsWith('/query') && status === 200)
    .length;

async function rowsInTable(): Promise<number> {
  const tables = company.warehouse.tables().map(({ fullName }) => fullName.join('.'));
  if (!tables.includes('main.bronze.notion_raw_pages')) return 0;
  const { rows } = await company.warehouse.query(
    'SELECT count(*) AS n FROM main.bronze.notion_raw_pages',
  );
  return Number(rows[0]?.[0]);
}

async function restart(): Promise<void> {
  await company.bot.start();
  await until('the bot is connected', () => company.slack.connections() > 0);
}

test('kill -9 in the middle of it: it goes on, and ends equal', async () => {
  await restart();
  await ana.types('/ppm sync archive --full');
  const card = await ana.sees('the card', ({ text }) => text.includes('Project archive'), 20_000);
  const now = (): string => textOf(ana.messages().find(({ ts }) => ts === card.ts) ?? card);
  let early = false;
  const claims: { said: number; read: number }[] = [];
  const watch = setInterval(() => {
    const said = Number(
      /([\d,]+)(?: of about [\d,]+)? pages, [\d,]+ a minute/
        .exec(now())?.[1]
        ?.replaceAll(',', '') ?? 0,
    );
    claims.push({ said, read: queries() * perAnswer });
    early ||= queries() * perAnswer < pages && now().includes('has succeeded');
  }, 50);
  const committed: number[] = [];
  for (let kill = 1; kill <= kills; kill += 1) {
    const before = committed.at(-1) ?? 0;
    await until(
      'more rows are committed',
      async () => (await rowsInTable()) > before + 5_000,
      90_000,
    );
    await company.bot.kill('SIGKILL');
    committed.push(await rowsInTable());
    await restart();
  }
  await until('the sync ends', () => /has succeeded|has failed/.test(now()), 240_000);
  clearInterval(watch);

  expect(now()).toContain('has succeeded');
  expect(await rowsInTable()).toBe(pages);
  const { rows } = await company.warehouse.query(
    'SELECT page_id, title, is_deleted FROM main.bronze.notion_raw_pages ORDER BY page_id',
  );
  const wrong = rows.filter(
    ([id, title, isDeleted], index) =>
      id !== idOf(index) || title !== `Project ${index}` || isDeleted !== false,
  );
  expect(wrong).toEqual([]);
  // It went on: what was committed before a kill was not read again.
  const again = queries() * perAnswer - pages;
  expect(committed[0]).toBeGreaterThanOrEqual(5_000);
  expect(committed[1]).toBeGreaterThan(committed[0] ?? 0);
  expect(again).toBeLessThan(pages - (committed[0] ?? 0));
  // And the card never claimed more than had been read.
  expect(claims.filter(({ said, read }) => said > read)).toEqual([]);
  expect(claims.some(({ said }) => said > 0)).toBe(true);
  expect(early).toBe(false);
  const outcomes = ana
    .messages()
    .filter(({ threadTs, text }) => threadTs === card.ts && text.includes('has succeeded'));
  expect(outcomes).toHaveLength(1);
  await ana.types('/ppm audit verify');
  await ana.sees('the audit log is whole', (message) => textOf(message).includes('is whole'));
}, 400_000);
