// Lives side by side: in each a story is played and one replica meets its fate. A company lives through several of them, as a
// real one would; after a fault the next life has a new one.
import { createFate, type Fate, type Point, wordsOf } from './fate.js';
import { openCast, type Cast, type CastOptions } from './cast.js';
import { alwaysTrue } from './invariants.js';
import type { Memory } from './memory.js';
import { openScene } from './scene.js';
import type { Story } from './stories/story.js';

/** A company's messages are looked through again and again: it is left before there are too many. */
const livesOfACompany = 20;

/**
 * PPM_CRASH_EVERY=4 tries every fourth point, others each day: all of them are tried within four days. For a machine that has
 * not got the time for the whole.
 */
const every = Number(process.env['PPM_CRASH_EVERY'] ?? 1);
const today = Math.floor(Date.now() / 86_400_000);
const turn = today % every;
/** Where a point has one deed of two, it has the other one when its turn comes again. */
const round = Math.floor(today / every);

interface Life {
  /** Whether somebody made the write that was its point. */
  met: boolean;
  faults: string[];
  counts: ReadonlyMap<string, number>;
  seconds: number;
}

/** What happens around a story while it is played. */
export type Weather = (cast: Cast, over: AbortSignal) => Promise<void>;

export interface Lane {
  live(story: Story, point: Point | null, weather?: Weather): Promise<Life>;
  close(): Promise<void>;
}

export interface LaneOptions extends Partial<
  Pick<CastOptions, 'skews' | 'count' | 'slackLatencyMs' | 'redisUrl'>
> {
  memory: () => Promise<Memory>;
}

export function openLane({ memory, ...options }: LaneOptions): Lane {
  let cast: Cast | null = null;
  let fate: Fate = createFate();
  let lives = 0;

  async function present(): Promise<Cast> {
    if (cast && lives < livesOfACompany) return cast;
    await cast?.close();
    lives = 0;
    fate = createFate();
    cast = await openCast({ ...options, fate, memory: await memory() });
    await cast.whole();
    return cast;
  }

  return {
    async live(story, point, weather = async () => {}) {
      const there = await present();
      lives += 1;
      const began = performance.now();
      const scene = openScene(there, `life-${lives}`);
      fate.begin(point);
      there.memory.begin(point);
      let found: string[];
      const over = new AbortController();
      const passing = weather(there, over.signal);
      try {
        found = await story.play(scene);
        over.abort();
        await passing;
        await there.whole();
        found.push(...(await alwaysTrue(scene)));
      } catch (error) {
        over.abort();
        const why = error instanceof Error ? error.message : String(error);
        const told = [...scene.cards().map(({ text }) => text), ...scene.privately(scene.ana)];
        found = [`${why}; they were told: ${told.join(' | ')}`];
        if (process.env['PPM_CRASH_TALK'])
          for (const { name, bot } of there.replicas)
            console.log(name, bot.state(), bot.starts(), bot.log().slice(-25).join('\n'));
      }
      const seen = there.memory.seen();
      const met = fate.met() ?? seen.met;
      if (found.length > 0) lives = livesOfACompany;
      return {
        met: met !== null,
        faults: point
          ? found.map((fault) => `${wordsOf(point)} (${met ?? 'nobody'}): ${fault}`)
          : found,
        counts: new Map([...fate.counts(), ...seen.counts]),
        seconds: (performance.now() - began) / 1000,
      };
    },
    async close() {
      await cast?.close();
      cast = null;
    },
  };
}

export interface Lived {
  /** Points that the untouched life has; and those of them that were tried (PPM_CRASH_EVERY). */
  offered: number;
  points: number;
  /** Lives in which nobody came to their point: another order, fewer edits. */
  unmet: number;
  faults: string[];
  seconds: number;
}

/** Every kill that a life as it was lived untouched offers. @param both before and after each write of the store, not in turn */
export function killsIn(counts: ReadonlyMap<string, number>, both: boolean): Point[] {
  const deeds = ['kill-before', 'kill-after'] as const;
  return [...counts].flatMap(([kind, count]) => {
    // How often a life only says when to look again is a matter of how long it takes; an edit shows what is there.
    const many = kind.endsWith('(times)') ? Math.min(count, 1) : count;
    const inTurn = !both && (/^(?:insert|replace|remove) /.test(kind) || kind.endsWith('.update'));
    return Array.from({ length: many }, (_, index) => index + 1).flatMap((nth) =>
      deeds
        .filter((_, which) => !inTurn || which === (nth + round) % deeds.length)
        .map((deed): Point => ({ deed, kind, nth })),
    );
  });
}

/** Lives a story once untouched, and then once for each point that `choose` makes of what was written in it. */
export async function liveThrough(
  story: Story,
  lanes: readonly Lane[],
  choose: (counts: ReadonlyMap<string, number>) => Point[],
): Promise<Lived> {
  const began = performance.now();
  const [first] = lanes;
  if (!first) throw new Error('no lane');
  const untouched = await first.live(story, null);
  const found = untouched.faults.map((fault) => `untouched: ${fault}`);
  const offered = choose(untouched.counts);
  const points = offered.filter((_, index) => index % every === turn);
  const waiting = [...points];
  let unmet = 0;
  await Promise.all(
    lanes.map(async (lane) => {
      for (let point = waiting.shift(); point; point = waiting.shift()) {
        const life = await lane.live(story, point);
        found.push(...life.faults);
        // At once: the whole takes long, and may be broken off.
        for (const fault of life.faults) process.stdout.write(`${story.name}: ${fault}\n`);
        if (!life.met) unmet += 1;
        if (process.env['PPM_CRASH_TALK'])
          console.log(
            `${wordsOf(point)}${life.met ? '' : ' (unmet)'} ${life.seconds.toFixed(1)} s`,
            life.faults,
          );
      }
    }),
  );
  const seconds = (performance.now() - began) / 1000;
  return { offered: offered.length, points: points.length, unmet, faults: found, seconds };
}
