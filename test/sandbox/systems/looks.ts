// What the tests of the switches look at, each over the socket or in the data that somebody would find wrong.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { notionDatabases } from '../../../sandbox/company.js';
import type { PretendCompany } from '../../../sandbox/pretend-company.js';
import { ask, metric, type Said } from './support.js';

const { customerStatus, botTasks } = notionDatabases;

export const json = async (url: string): Promise<unknown> => JSON.parse((await ask(url)).text);
export const statusOf = async (said: Promise<Said>): Promise<number> => (await said).status;

/** @param company it is opened later */
export function looksAt(company: () => PretendCompany) {
  const room = (): string => company().systems.controlRoom.url;
  const obera = (): string => company().systems.oberaconnect.url;
  const wittwizz = (): string => company().systems.wittwizz.url;
  const orchestra = (): string => company().systems.orchestra.url;
  const bot = (): string => company().systems.botApiUrl;

  async function check(name: string): Promise<unknown> {
    const { text: body } = await ask(`${obera()}/health`);
    return JSON.parse(body).checks[name];
  }

  /** How many customers' pages there are more than names. */
  function doubles(): number {
    const pages = company()
      .notion.pages(customerStatus.id)
      .filter(({ inTrash }) => !inTrash);
    const names = pages.map(({ properties }) => JSON.stringify(properties['Name']));
    return names.length - new Set(names).size;
  }

  async function syncCommand(): Promise<{ code: unknown; said: string }> {
    const child = spawn('node', ['sandbox/systems/customer-status-sync.mjs'], {
      env: { PATH: process.env['PATH'] ?? '', PPM_DATA_DIR: company().dataDir },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [[code], said] = await Promise.all([once(child, 'exit'), text(child.stdout)]);
    return { code, said };
  }

  async function staleRisks(): Promise<number> {
    const { rows } = await company().warehouse.query(
      `SELECT count(*) FROM main.bronze.notion_sync_watermarks
       WHERE last_synced_at < TIMESTAMP '${new Date(Date.now() - 86_400_000).toISOString()}'`,
    );
    return Number(rows[0]?.[0]);
  }

  async function lastCompleted(): Promise<number> {
    const log = await readFile(`${company().dataDir}/logs/oberaconnect/sync.log`, 'utf8');
    const line = log.split('\n').findLast((one) => one.endsWith('Sync completed')) ?? '';
    return (Date.now() - Date.parse(`${line.slice(0, 10)}T${line.slice(11, 19)}Z`)) / 3_600_000;
  }

  /** Records whose title is not their page's. */
  function differing(): number {
    const pages = new Map(
      company()
        .notion.pages(botTasks.id)
        .map(({ id, properties }) => [id, JSON.stringify(properties['Name'])]),
    );
    const records = company().mongo.documents('notion_bot.tasks');
    return records.filter((record) => {
      const name = pages.get(String(record['notion_page_id'])) ?? '';
      return !name.includes(JSON.stringify(record['title']));
    }).length;
  }

  async function ratio(): Promise<number> {
    const hits = (await metric(orchestra(), 'cache_hits_total')) ?? 0;
    const misses = (await metric(orchestra(), 'cache_misses_total')) ?? 0;
    return hits / (hits + misses);
  }

  async function errorShare(): Promise<number> {
    const of = (method: string, code: string) =>
      metric(bot(), `http_requests_total{method="${method}",status_code="${code}"}`);
    const [ok, bad] = [(await of('GET', '200')) ?? 0, (await of('POST', '500')) ?? 0];
    return bad / (ok + bad);
  }

  /** Seconds since the process began. */
  async function age(): Promise<number> {
    const start = (await metric(bot(), 'process_start_time_seconds')) ?? 0;
    return Date.now() / 1000 - start;
  }

  return {
    room,
    obera,
    wittwizz,
    orchestra,
    bot,
    check,
    doubles,
    syncCommand,
    staleRisks,
    lastCompleted,
    differing,
    ratio,
    errorShare,
    age,
  };
}
