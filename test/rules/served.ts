// What the files that bring the bot up elsewhere are held against: how it is started, how long it may take to stop, its settings,
// and what its web address answers.
import { readFileSync } from 'node:fs';
import { Registry } from 'prom-client';
import { z } from 'zod';
import { startHttpServer } from '../../src/bot/http-server.js';
import { loadConfig } from '../../src/config/config-file.js';
import { httpSettings, socketSettings } from '../../src/config/settings.js';

const settings = { ...socketSettings('production').shape, ...httpSettings('production').shape };

/** That the bot listens on when nothing is said. */
export const port = settings.PORT.parse(undefined);

/** What balancers get to take the bot out, running work, and closing. */
export const stopSeconds = 2 + loadConfig('ppm.config.yaml').config.engine.drainSeconds + 5;

/** The words of `npm start`. */
export const npmStart = z
  .object({ scripts: z.object({ start: z.string() }) })
  .parse(JSON.parse(readFileSync('package.json', 'utf8')))
  .scripts.start.split(' ');

export function isSetting(name: string): boolean {
  return name === 'NODE_ENV' || Object.hasOwn(settings, name);
}

export interface Served {
  /** The status that the bot answers a GET with. */
  answerTo(path: string): Promise<number>;
  close(): Promise<void>;
}

/** The bot's own web server, with everything well. */
export async function openServed(): Promise<Served> {
  const server = await startHttpServer(0, {
    registry: new Registry(),
    ready: async () => ({ Store: true }),
    syncHealth: async () => ({
      status: 'healthy',
      notion: { status: 'healthy', message: '' },
      systems: {},
    }),
    slackEvents: null,
    webhooks: {},
  });
  return {
    answerTo: async (path) => (await fetch(`http://127.0.0.1:${server.port}${path}`)).status,
    close: () => server.close(),
  };
}
