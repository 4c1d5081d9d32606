// Secrets that nobody has, pushed through the company's bot, and where all that comes out of it is looked through for them.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { botEnvironment } from '../../sandbox/bot-process.js';
import { people } from '../../sandbox/company.js';
import { everyDocument } from '../../src/services/store/sqlite-everything.js';
import { families } from '../support/canaries.js';
import type { Stage } from './stage.js';

/** What must be found nowhere, and how it got in. */
export interface Hidden {
  kept: string;
  way: string;
}

export interface Canaries {
  /** One of each family, each different for each way, and from now on looked for. */
  all(way: string): string[];
  /** Those of `all` in lines. */
  lines(way: string): string;
  hidden(): readonly Hidden[];
}

export function createCanaries(): Canaries {
  const hidden: Hidden[] = [];
  const all = (way: string): string[] =>
    families.map(({ name, make }) => {
      const { whole, kept } = make(randomOf(`${way}: ${name}`));
      hidden.push({ kept, way: `${name}, by ${way}` });
      return whole;
    });
  return { all, lines: (way) => all(way).join('\n'), hidden: () => hidden };
}

/** 40 letters and digits, the same for the same text. */
function randomOf(seed: string): string {
  const letters = createHash('sha512')
    .update(seed)
    .digest('base64')
    .replaceAll(/[^A-Za-z0-9]/g, '');
  return `a7Q${letters.slice(0, 37)}`;
}

/** All that the bot has made known, by where: to Slack, in its log, its metrics and its own files. */
export async function outlets(stage: Stage): Promise<Record<string, string>> {
  const states = people.map(({ id }) => stage.slack.state(id));
  const sent = stage.slack.traffic().filter(({ direction }) => direction === 'out');
  const metrics = await fetch(`http://127.0.0.1:${stage.bot.port()}/metrics`);
  return {
    'messages, forms, homes and files in Slack': JSON.stringify(states),
    'calls to Slack': JSON.stringify(sent.map(({ request }) => request)),
    'the log': stage.bots.flatMap((bot) => bot.log()).join('\n'),
    'the metrics': await metrics.text(),
    ...(await documents(stage)),
  };
}

/** The store's documents, by their collection. */
async function documents(stage: Stage): Promise<Record<string, string>> {
  const byName: Record<string, string> = {};
  for await (const { collection, id, doc } of everyDocument(stage.dataDir)) {
    const name = `the collection ${collection}`;
    byName[name] = `${byName[name] ?? ''}\n${JSON.stringify({ id, doc })}`;
  }
  return byName;
}

/** The bytes of every file that the bot keeps, but not of those that the company laid there for it to read. */
export async function files(stage: Stage): Promise<Record<string, string>> {
  const laid = /^(logs|repository|ppm\.config\.yaml|portal-ca\.pem|[\w-]+\.json)(\/|$)/;
  const entries = await readdir(stage.dataDir, { recursive: true, withFileTypes: true });
  const contents: Record<string, string> = {};
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    const name = path.slice(stage.dataDir.length + 1);
    if (entry.isFile() && !laid.test(name))
      contents[`the file ${name}`] = await readFile(path, 'latin1');
  }
  return contents;
}

/** `bot token, by a command: in the log`, for everything that is where it must not be. */
export function found(
  hidden: readonly Hidden[],
  places: Readonly<Record<string, string>>,
): string[] {
  return Object.entries(places).flatMap(([place, content]) =>
    hidden.filter(({ kept }) => content.includes(kept)).map(({ way }) => `${way}: in ${place}`),
  );
}

/** What `ppm` says on both its streams. */
export function terminal(
  stage: Stage,
  words: readonly string[],
  extra: Record<string, string>,
): Promise<string> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['--import', 'tsx', 'src/cli.ts', ...words],
      {
        env: {
          PATH: process.env['PATH'] ?? '',
          HOME: process.env['HOME'] ?? '',
          ...botEnvironment(stage.botOptions),
          ...extra,
        },
        timeout: 60_000,
        maxBuffer: 50_000_000,
      },
      (_error, out, err) => resolve(out + err),
    );
  });
}
