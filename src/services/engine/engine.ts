// Puts the engine together: one door to ask, the decisions, a worker and a sweeper.
import type { Config } from '../../config/schema.js';
import type { Actor } from '../../core/actor.js';
import type { JsonObject } from '../../core/json.js';
import type { MoreFields, Operation } from '../../core/operation.js';
import { isToBeInterrupted } from '../../core/run-steps.js';
import type { Runs } from '../../core/runs.js';
import { runStates, hasEnded, type Run } from '../../core/run.js';
import type { Context } from '../context.js';
import { every } from '../every.js';
import type { Log } from '../log.js';
import { createAlone } from '../replicas/alone.js';
import type { Replicas } from '../replicas/replicas.js';
import type { Store } from '../store/store.js';
import { ask, moreFields, type Answer, type Asked } from './ask.js';
import { createAuthorise, type Authorise } from './authorise.js';
import * as decisions from './decisions.js';
import { holderOf } from './locks.js';
import { announceBreakGlass } from './break-glass.js';
import type { EngineParts } from './parts.js';
import { planRun } from './planning.js';
import { createRunRecords } from './run-records.js';
import { sweep } from './sweeper.js';
import { createWorker } from './worker.js';

/** What operations are given besides what the engine itself adds. */
export type Services = Omit<
  Context,
  'actor' | 'requestId' | 'signal' | 'runs' | 'now' | 'operations'
>;

export interface EngineOptions {
  store: Store;
  services: Services;
  operations: readonly Operation<Context>[];
  config: Pick<Config, 'approval' | 'engine'>;
  channel: string;
  log: Log;
  now: () => number;
  /** Names this process in leases; no two processes may share it. */
  owner: string;
  /** Told after every stored change of a run. */
  changed: (run: Run) => void;
  /** Who else works on runs; left out: nobody. */
  replicas?: Pick<Replicas, 'queue' | 'news'>;
}

export interface Engine {
  /** @throws Problem in words for the person who asked */
  ask(asked: Asked): Promise<Answer>;
  /**
   * What a form asks for once these inputs are given; null where there is nothing more, or too little is given.
   * @throws Problem as the operation does, and not_allowed
   */
  more(
    operation: string,
    given: JsonObject,
    actor: Actor,
    requestId: string,
  ): Promise<MoreFields | null>;
  runs: Runs;
  /** The same for one request: its id stands in the audit log. */
  runsFor(requestId: string): Runs;
  authorise: Authorise;
  /** Whether a run can be taken back, for its card. */
  undoable(run: Run): boolean;
  /** Begins to work on runs, and to sweep. */
  start(): void;
  /** Stops sweeping and waits for running work, at most `engine.drainSeconds`. */
  stop(): Promise<void>;
  /** After `stop`, and when what steps use is closed: others go on at once with what is left over. */
  letGo(): Promise<void>;
}

export function createEngine(options: EngineOptions): Engine {
  const { store, services, operations, now, log, config } = options;
  const { queue, news } = options.replicas ?? createAlone(log);
  const records = createRunRecords({
    store,
    audit: services.audit,
    now,
    changed: onChange,
    brokeGlass: announceBreakGlass(services),
  });
  const parts: EngineParts = {
    store,
    records,
    operations,
    log,
    now,
    incidents: services.incidents,
    policy: config.approval,
    channel: options.channel,
    authorise: createAuthorise({ directory: services.directory, audit: services.audit, now }),
    contextFor: (actor, requestId, signal) => ({
      ...services,
      actor,
      requestId,
      signal,
      now,
      operations,
      runs: runsFor(requestId),
    }),
  };
  const worker = createWorker(parts, {
    owner: options.owner,
    leaseMillis: config.engine.leaseSeconds * 1000,
  });
  let loop: ReturnType<typeof every> | undefined;

  function onChange(run: Run): void {
    options.changed(run);
    if (isJustApproved(run)) queue.wake('run', run.id);
    if (isToBeInterrupted(run) && !worker.interrupt(run.id))
      news.tell({ kind: 'interrupt', run: run.id });
  }
  news.listen((told) => {
    if (told.kind === 'interrupt') worker.interrupt(told.run);
  });

  /** The engine as operations see it: each act carries the id of the request that it came with. */
  function runsFor(requestId: string): Runs {
    return {
      get: async (id) => (await records.get(id))?.doc ?? null,
      async active(limit) {
        const pages = await Promise.all(
          runStates
            .filter((state) => !hasEnded({ state }))
            .map((state) => records.inState(state, limit)),
        );
        return pages
          .flat()
          .toSorted((a, b) => a.createdAt - b.createdAt)
          .slice(0, limit);
      },
      recent: (limit) => records.recent(limit),
      request: (request) => planRun(parts, request),
      approve: (id: string, by: Actor, given) => decisions.approve(parts, id, by, given, requestId),
      breakGlass: (id: string, by: Actor, given) =>
        decisions.breakGlass(parts, id, by, given, requestId),
      deny: (id, by, reason) => decisions.deny(parts, id, by, reason, requestId),
      cancel: (id, by, reason) => decisions.cancel(parts, id, by, reason, requestId),
      giveUp: (id, by, reason) => records.change(id, { type: 'give_up', by, reason }),
      async holderOf(target) {
        const holder = await holderOf(store, target);
        return holder === null ? null : ((await records.get(holder))?.doc ?? null);
      },
      undo: (id, by, undoRequest) => decisions.undo(parts, id, by, undoRequest),
    };
  }

  return {
    ask: (asked) => ask(parts, asked),
    more: (operation, given, actor, requestId) =>
      moreFields(parts, { operation, given, actor, requestId }),
    runs: runsFor('engine'),
    runsFor,
    authorise: parts.authorise,
    undoable: (run) => decisions.undoOf(parts, run) !== null,
    start() {
      queue.attend('run', worker.work);
      loop = every(
        config.engine.sweepSeconds * 1000,
        () => sweep(parts, worker),
        (error) => log.warn({ err: error }, 'a sweep failed'),
      );
    },
    async stop() {
      await loop?.stop();
      await worker.drain(config.engine.drainSeconds * 1000);
    },
    letGo: worker.letGo,
  };
}

/** Not again when a claim is given back: its target may be locked for long, and the sweep comes back to it. */
function isJustApproved({ state, lease, audited, history }: Run): boolean {
  return state === 'approved' && lease === null && audited < history.length;
}
