// Keeps every card true to its record: woken when a record changes, and certain by a sweep over the rows that are due.
// Nothing else posts to a channel.
import { cardId, cards, viewsOf, type Redraw } from '../../services/cards/rows.js';
import { every, type Loop } from '../../services/every.js';
import { draw, type DrawParts } from './draw.js';

/** Longer waits are left to the sweep, milliseconds. */
const soon = 10_000;

export interface Publisher {
  /** A record has changed: its cards are drawn now rather than at the next sweep. */
  wake: Redraw;
  /** What a run's commands say has grown. */
  wakeOutput(run: string): void;
  start(): void;
  /** Draws nothing more after it resolves. */
  stop(): Promise<void>;
}

export function createPublisher(parts: DrawParts, sweepMillis: number): Publisher {
  const underWay = new Map<string, Promise<void>>();
  const timers = new Map<string, NodeJS.Timeout>();
  /** Woken while being drawn: the record has moved on. */
  const again = new Set<string>();
  let loop: Loop | undefined;
  let stopped = true;

  function drawSoon(id: string): void {
    if (stopped) return;
    if (underWay.has(id)) {
      again.add(id);
      return;
    }
    const done = drawNow(id)
      .catch((error: unknown) =>
        parts.log.warn({ err: error, card: id }, 'a card could not be looked at'),
      )
      .finally(() => {
        underWay.delete(id);
        if (again.delete(id)) drawSoon(id);
      });
    underWay.set(id, done);
  }

  /** Draws until there is nothing to do at once (a lost compare-and-swap, an adopted post). */
  async function drawNow(id: string): Promise<void> {
    const wait = await draw(parts, id);
    if (wait === 0) again.add(id);
    // What has to wait for a rate limit is woken to the moment; the sweep would be up to a second late.
    else if (wait !== null && wait < soon) wakeAfter(id, wait);
  }

  function wakeAfter(id: string, millis: number): void {
    clearTimeout(timers.get(id));
    const timer = setTimeout(() => {
      timers.delete(id);
      drawSoon(id);
    }, millis);
    timers.set(id, timer.unref());
  }

  async function sweep(): Promise<void> {
    const due = await parts.store.list(cards, {
      index: 'byLook',
      equals: [false],
      max: parts.now(),
      limit: 500,
    });
    const urgentFirst = due.items.toSorted((a, b) => a.doc.priority - b.doc.priority);
    for (const { id } of urgentFirst) drawSoon(id);
    await Promise.all(underWay.values());
  }

  return {
    wake({ kind, id }) {
      for (const view of viewsOf[kind]) drawSoon(cardId(kind, id, view));
    },
    wakeOutput(run) {
      drawSoon(cardId('run', run, 'output'));
    },
    start() {
      stopped = false;
      loop = every(sweepMillis, sweep, (error) =>
        parts.log.warn({ err: error }, 'the cards could not be swept'),
      );
    },
    async stop() {
      await loop?.stop();
      stopped = true;
      for (const timer of timers.values()) clearTimeout(timer);
      await Promise.all(underWay.values());
    },
  };
}
