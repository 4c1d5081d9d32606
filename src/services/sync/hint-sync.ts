// Syncs pages of which Notion's webhook said that they changed, quietly, a few seconds after. A hint only brings forward
// what polling would find; one that can't be followed now stays and comes again.
import { createHash } from 'node:crypto';
import { systemActor } from '../../core/actor.js';
import { asProblem } from '../../core/problem.js';
import type { Runs } from '../../core/runs.js';
import { every, type Loop } from '../every.js';
import type { Log } from '../log.js';
import { notionId } from '../notion/notion-id.js';
import type { Hint, HintBox } from '../notion/webhooks/hints.js';
import { databasesOf, type Systems } from '../systems/systems.js';

/** Pages of one run. */
const most = 50;

export interface HintSyncOptions {
  hints: Pick<HintBox, 'due' | 'done'>;
  systems: Systems;
  runs: Pick<Runs, 'request'>;
  log: Log;
  /** How often it looks for hints that are due, milliseconds. */
  lookEveryMs: number;
}

export function startHintSync({ hints, systems, runs, log, lookEveryMs }: HintSyncOptions): Loop {
  async function look(): Promise<void> {
    const bySystem = new Map<string | null, Hint[]>();
    for (const hint of await hints.due(most)) {
      const system = systemOf(systems, hint);
      bySystem.set(system, [...(bySystem.get(system) ?? []), hint]);
    }
    for (const [system, pages] of bySystem)
      // Of a database that isn't synced here, nothing follows from a change.
      if (system === null || (await asked(system, pages)))
        for (const hint of pages) await hints.done(hint);
  }

  async function asked(system: string, pages: readonly Hint[]): Promise<boolean> {
    const page = pages.map((hint) => hint.page).join(',');
    const taken = pages.map(({ page: id, revision }) => `${id}@${revision}`).join();
    const digest = createHash('sha256').update(taken).digest('hex').slice(0, 24);
    try {
      await runs.request({
        operation: 'sync',
        input: { system, page },
        actor: systemActor,
        requestId: `hint:${system}:${digest}`,
        quiet: true,
      });
      return true;
    } catch (error) {
      const { code, message } = asProblem(error);
      log.info({ system, code, reason: message }, 'a hint of Notion waits');
      return false;
    }
  }

  return every(lookEveryMs, look, (error) => log.warn({ err: error }, 'hints were not followed'));
}

/** The system whose database the page lies in, if the bot syncs that one itself. */
function systemOf(systems: Systems, { databaseId, dataSourceId }: Hint): string | null {
  const home = databasesOf(systems).find(({ system, id }) => {
    const own = notionId(id);
    return (
      own !== null &&
      (own === databaseId || own === dataSourceId) &&
      systems[system]?.sync?.kind === 'notion'
    );
  });
  return home?.system ?? null;
}
