// How the page sees and handles the bot's processes: killed for real, paused, started again.
import type { BotProcess } from './bot-process.js';
import type { Replicas } from './replicas.js';

export interface BotStatus {
  name: string;
  pid: number | null;
  state: ReturnType<BotProcess['state']>;
  /** How often it was started again. */
  restarts: number;
}

export interface ReplicaStatus extends BotStatus {
  /** Whether it is there and the balancer gives it requests, which learns of a death only at its next look. */
  isReady: boolean;
  /** Requests that it has answered through the balancer. */
  answered: number;
}

/** @param route `POST /bot/kill` @returns null when it is none */
export async function handleBot(bot: BotProcess, route: string): Promise<BotStatus | null> {
  if (route !== 'GET /bot') {
    const order = /^POST \/bot\/(kill|start)$/.exec(route)?.[1];
    if (order === undefined) return null;
    await carryOut(bot, order);
  }
  return statusOf(bot);
}

/** Of all processes; `GET /bots`, `POST /bots/ppm-2/kill`. @returns null when it is none */
export async function handleBots(
  replicas: Replicas,
  route: string,
): Promise<ReplicaStatus[] | null> {
  if (route !== 'GET /bots') {
    const [, name, order] = /^POST \/bots\/([\w-]+)\/(kill|pause|resume|start)$/.exec(route) ?? [];
    const bot = replicas.bots.find((each) => each.name === name);
    if (!bot || order === undefined) return null;
    await carryOut(bot, order);
  }
  const ready = replicas.balancer?.ready() ?? [];
  const answered = replicas.balancer?.answered() ?? {};
  return replicas.bots.map((bot) => ({
    ...statusOf(bot),
    isReady: bot.state() !== 'stopped' && ready.includes(bot.name),
    answered: answered[bot.name] ?? 0,
  }));
}

async function carryOut(bot: BotProcess, order: string): Promise<void> {
  switch (order) {
    case 'kill':
      return bot.kill('SIGKILL');
    case 'pause':
      return bot.pause();
    case 'resume':
      return bot.resume();
    default:
      if (bot.state() === 'stopped') await bot.start();
  }
}

function statusOf(bot: BotProcess): BotStatus {
  return {
    name: bot.name,
    pid: bot.pid(),
    state: bot.state(),
    restarts: Math.max(0, bot.starts() - 1),
  };
}
