// The escalation chain with the process killed at each of its timers: everyone is called, in order, once.
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import type { ClientMessage } from '../../sandbox/slack/protocol.js';
import { until } from '../../sandbox/until.js';
import { cardAfter, connected, openStage, reads, shown, type Stage } from './stage.js';

const own = fileURLToPath(new URL('../../sandbox/ppm.config.yaml', import.meta.url));
/** Minutes between two steps: long enough to kill in between. */
const apart = 0.08;
/** Minutes until a chain without an answer begins again: a busy machine has seen all of the first by then. */
const progress = 4 * apart;

let stage: Stage;
beforeAll(async () => {
  const path = join(tmpdir(), `chain-${process.pid}.yaml`);
  const config = z.record(z.string(), z.unknown()).parse(parse(await readFile(own, 'utf8')));
  const incidents = {
    severities: {
      P1: {
        respondMinutes: 1,
        chain: [
          { afterMinutes: 0, page: ['oncall'] },
          { afterMinutes: apart, page: ['manager'] },
          { afterMinutes: 2 * apart, page: ['director'] },
        ],
        progressMinutes: progress,
        updateMinutes: null,
      },
    },
  };
  await writeFile(path, stringify({ ...config, incidents }));
  stage = await openStage({ bot: { configPath: path } });
});
afterAll(() => stage?.close());

/** A call begins with who is called; the timeline, which is in the thread too, does not. */
const pagesIn = (card: ClientMessage): string[] =>
  stage.ana
    .messages()
    .filter(({ threadTs }) => threadTs === card.ts)
    .map(shown)
    .filter((text) => text.startsWith('<@U'));

const paged = (card: ClientMessage, user: string): number =>
  pagesIn(card).filter((text) => text.split('\n')[0]?.includes(`<@${user}>`)).length;

/** Dies, and comes back when the next timer was due. */
async function restart(): Promise<void> {
  const due = Date.now() + apart * 60_000;
  await stage.bot.kill('SIGKILL');
  await until('the next timer is due', () => Date.now() >= due);
  await stage.bot.start();
  await connected(stage);
}

test('each step is made once although the process dies before it; what was due meanwhile is caught up', async () => {
  const card = await cardAfter(stage.ana, 'a P1', () =>
    stage.ana.types('/ppm incident open P1 All syncs fail'),
  );
  const id = /I-[0-9A-Z]{6}/.exec(shown(card))?.[0] ?? '';
  await until('who is on call is paged', () => pagesIn(card).length === 1);
  await restart();
  await until('the manager is paged', () => paged(card, 'U03CHLOE') === 1, 20_000);
  await restart();
  await until('the director is paged', () => paged(card, 'U04DAVID') === 1, 20_000);
  expect(pagesIn(card)).toHaveLength(3);

  // Acknowledged, and then nothing is done about it: the chain begins again.
  await reads(stage, stage.ben, `/ppm incident ack ${id}`);
  await restart();
  await until('the chain has started again', () => pagesIn(card).length > 3, 40_000);
  await reads(stage, stage.ben, `/ppm incident resolve ${id} "A certificate had expired"`);
  const told = pagesIn(card).length;
  await restart();
  expect(pagesIn(card)).toHaveLength(told);
  expect(await reads(stage, stage.eve, `/ppm incident show ${id}`)).toMatch(/[Nn]o progress/);
}, 120_000);
