// Counts the Web API calls of the bot at the simulator of Slack, which keeps only the last few thousand of them.
import type { SlackSimulator } from '../../sandbox/slack/index.js';

export interface SlackCalls {
  /** Of this method, those that Slack carried out. */
  count(method: string): number;
  /** Methods of the calls that were answered with 429. */
  tooMany(): string[];
  /** When the first message was posted and when a message was last posted or changed, epoch milliseconds. */
  first(): number;
  last(): number;
  stop(): void;
}

const writing = ['chat.postMessage', 'chat.update'];

/** From now on. */
export function watchSlack(slack: Pick<SlackSimulator, 'traffic'>): SlackCalls {
  const counts = new Map<string, number>();
  let read = slack.traffic().at(-1)?.n ?? 0;
  const refused: string[] = [];
  let [first, last] = [Infinity, Date.now()];

  function collect(): void {
    for (const { n, name, status, error, at, direction } of slack.traffic(read)) {
      read = n;
      if (direction === 'in') continue;
      if (error === 'ratelimited') refused.push(name);
      if (status !== 'ok') continue;
      counts.set(name, (counts.get(name) ?? 0) + 1);
      if (!writing.includes(name)) continue;
      first = Math.min(first, Date.parse(at));
      last = Date.parse(at);
    }
  }
  const timer = setInterval(collect, 200);
  return {
    count: (method) => counts.get(method) ?? 0,
    tooMany: () => refused,
    first: () => first,
    last: () => last,
    stop() {
      clearInterval(timer);
      collect();
    },
  };
}
