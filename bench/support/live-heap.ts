// What a bot's heap holds once all garbage is gone. V8 puts a collection of the old generation off for an hour and more, so that
// the heap a process reports grows with its garbage: whether anything leaks shows only after a collection, which Node's
// inspector can be asked for.
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { z } from 'zod';
import type { BotProcess } from '../../sandbox/bot-process.js';

/** Settings with which a bot opens its inspector, on any free port of this machine. */
export const inspected = { NODE_OPTIONS: '--inspect=127.0.0.1:0' };

/** MiB. */
export interface LiveHeap {
  data: number;
  /** What V8 has compiled of the program so far; it ends with the program's size. */
  code: number;
}

const mebibyte = 1024 * 1024;
/** What was held weakly, or by a finalizer, goes only the next time. */
const times = 3;
const evaluatedSchema = z.object({
  result: z.object({ result: z.object({ value: z.tuple([z.number(), z.number()]) }) }),
});
const measured = `(() => {
  const of = require('node:v8').getHeapCodeStatistics();
  return [process.memoryUsage().heapUsed, of.code_and_metadata_size + of.bytecode_and_metadata_size];
})()`;

/**
 * Collects all garbage of a bot that was started with `inspected`; it stands still meanwhile, for about half a second.
 * @throws when the bot has no inspector
 */
export async function liveHeap(bot: Pick<BotProcess, 'log' | 'name'>): Promise<LiveHeap> {
  const url = bot
    .log()
    .findLast((line) => line.startsWith('Debugger listening on '))
    ?.split(' ')
    .at(-1);
  if (url === undefined) throw new Error(`${bot.name} has no inspector`);
  const socket = new WebSocket(url);
  try {
    await once(socket, 'open');
    for (let time = 0; time < times; time += 1)
      await asked(socket, 'HeapProfiler.collectGarbage', {});
    const answer = await asked(socket, 'Runtime.evaluate', {
      expression: measured,
      includeCommandLineAPI: true,
      returnByValue: true,
    });
    const [all, code] = evaluatedSchema.parse(answer).result.result.value;
    return { data: (all - code) / mebibyte, code: code / mebibyte };
  } finally {
    socket.close();
  }
}

/** One question at a time: the inspector tells nothing unasked as long as nothing is enabled. */
async function asked(socket: WebSocket, method: string, params: object): Promise<unknown> {
  socket.send(JSON.stringify({ id: 1, method, params }));
  const [answer] = z
    .tuple([z.instanceof(Buffer), z.boolean()])
    .parse(await once(socket, 'message'));
  const parsed: unknown = JSON.parse(answer.toString());
  return parsed;
}
