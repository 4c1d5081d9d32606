// What replicas of the bot share besides the store. The store is the truth and its sweeps make everything certain: whatever is
// here may come late, twice, or not at all (Redis lost, flushed or cut off), and then the bot is slower, never wrong. One
// process without REDIS_URL has the same parts in its own memory.
import type { Probe } from '../overview-probes.js';

/** What a wake-up is about: its records' ids are ids of the store. */
export const wakeTopics = ['run', 'request', 'timers'] as const;
export type WakeTopic = (typeof wakeTopics)[number];

/** Work that some process takes up soon, this one or another: each wake-up goes to one of them. (BullMQ on Redis) */
export interface Queue {
  /** Never throws and never waits: a wake-up that could not be sent is tried here, or made up for by a sweep. */
  wake(topic: WakeTopic, id: string): void;
  /** From now on this process takes wake-ups of the topic. What `work` throws is logged; the sweep comes back to it. */
  attend(topic: WakeTopic, work: (id: string) => Promise<void>): void;
  /** This process takes nothing more that others could take; what is under way goes on, and it still wakes the others. */
  leave(): void;
}

/** News for every process, this one too: at most once each, best effort. (Redis publish/subscribe) */
export interface News {
  tell(news: NewsItem): void;
  /** Also called (with `lost`) when news may have been missed: then whatever is remembered has to be read again. */
  listen(listener: (news: NewsItem | { kind: 'lost' }) => void): void;
}

export type NewsItem =
  /** A run is being cancelled: whoever works on it stops its step. */
  | { kind: 'interrupt'; run: string }
  /** What is kept of Notion is out of date. */
  | { kind: 'notion-changed' }
  /** A setting, a cache's time to live, an override of a schedule … was changed by a person. */
  | { kind: 'settings-changed' }
  /** A circuit was closed by hand. */
  | { kind: 'circuit-closed'; name: string };

/** Which of the processes does what one alone can do as well for all. Two may believe it for a moment: it only saves work. */
export interface Election {
  /** True where there is only one process, and for everybody while Redis is away. */
  isLeader(): boolean;
  /** From now on this process may come to lead: a bot may, a terminal, which runs none of that, may not. */
  stand(): void;
}

/** A budget of calls that all processes draw from. (rate-limiter-flexible on Redis; each its own share while that is away) */
export interface SharedLimit {
  /** @returns 0 when the call may be made now (it is counted); otherwise milliseconds until it is worth asking again */
  take(points?: number): Promise<number>;
  /** Counts calls that were made already, whatever is left: those that lasted into a later minute. */
  count(points?: number): Promise<void>;
  /** Nobody gets anything for so long (Retry-After), milliseconds. */
  block(millis: number): Promise<void>;
}

export interface LimitOptions {
  /** Names the budget for all processes: `slack chat.update`. */
  key: string;
  /** Calls in `spanMs` milliseconds. Read at each use: people may change it. */
  readonly calls: number;
  spanMs: number;
}

/** Texts that all processes may read, kept for a while; anything may be gone at any time, and nothing here ever fails. */
export interface SharedCache {
  get(key: string): Promise<string | null>;
  /** A text that is too large is not kept. */
  set(key: string, value: string, ttlMs: number): Promise<void>;
}

export interface Replicas {
  queue: Queue;
  news: News;
  election: Election;
  /** Null without Redis: then a process keeps its own count, as it always did. */
  limit: ((options: LimitOptions) => SharedLimit) | null;
  cache: SharedCache | null;
  /** Redis for `status`; the bot serves without it. Null where there is none. */
  probe: Probe | null;
  /** Takes no new work, and waits a moment for what came over Redis. Never fails. */
  close(): Promise<void>;
}
