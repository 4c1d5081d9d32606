// The company for the canaries: a system that fails with all that it was told, and commands that say what nobody may read.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { openDoor } from '../../sandbox/door.js';
import type { Canaries } from './canary-hands.js';
import { ownConfig } from './own-config.js';
import { commandLines } from './processes.js';
import { openStage, type Stage } from './stage.js';

/** A setting that only a header of a component has. */
export const echoToken = 'echo7Secret0ofTheComponent1234';

export interface Echo {
  url: string;
  /** Headers that it was sent, as text. */
  heard(): string;
  close(): Promise<void>;
}

/** A system that fails and says in its answer all that it was told, and more. */
export async function openEcho(more: string): Promise<Echo> {
  const heard: string[] = [];
  const door = await openDoor(
    createServer((request, response) => {
      void text(request).then((body) => {
        heard.push(JSON.stringify(request.headers));
        response.writeHead(500, { 'content-type': 'application/json' });
        response.end(
          JSON.stringify({ error: 'failed', headers: request.headers, body, message: more }),
        );
      });
    }),
  );
  return { url: `http://127.0.0.1:${door.port}`, heard: () => heard.join('\n'), close: door.close };
}

export interface CanaryStage {
  stage: Stage;
  echo: Echo;
  /** All that `ps` has shown since the start. */
  commandLines(): readonly string[];
  close(): Promise<void>;
}

export async function openCanaryStage(canaries: Canaries): Promise<CanaryStage> {
  const echo = await openEcho(canaries.lines('the answer of a failing system'));
  const folder = await mkdtemp(join(tmpdir(), 'ppm-canaries-'));
  const script = join(folder, 'says.mjs');
  const output = JSON.stringify(canaries.lines('the output of a command'));
  await writeFile(
    script,
    `console.log(${output}); console.error(JSON.stringify(process.env)); process.exitCode = 1;`,
  );
  const config = await ownConfig({
    'systems.orchestra.components.echo': {
      kind: 'http',
      title: 'Echo',
      url: `${echo.url}/health`,
      headers: { authorization: 'Bearer {setting.ECHO_TOKEN}' },
    },
    'systems.oberaconnect.sync.command': ['node', script],
    'systems.oberaconnect.sync.pass': ['PPM_DATA_DIR', 'ECHO_TOKEN', 'GITHUB_TOKEN'],
    'systems.oberaconnect.service.logs': ['node', script],
  });
  const stage = await openStage({
    bot: {
      // From its source: what is looked for is what is written there now.
      compiled: false,
      configPath: config.path,
      extra: { ECHO_TOKEN: echoToken, LOG_LEVEL: 'debug' },
    },
  });
  const seen = new Set<string>();
  const looking = setInterval(() => {
    void commandLines().then((lines) => lines.forEach((line) => seen.add(line)));
  }, 200);
  return {
    stage,
    echo,
    commandLines: () => [...seen],
    async close() {
      clearInterval(looking);
      await stage.close();
      await echo.close();
      await config.remove();
      await rm(folder, { recursive: true });
    },
  };
}
