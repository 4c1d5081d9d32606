// `sync unlock`: frees a system from a sync that nobody works on any more, and then syncs what failed. (Runbook 3, "Reset
// Sync State": ./scripts/reset-sync-state.sh --clear-locks --retry-failed)
import { z } from 'zod';
import { Problem } from '../../core/problem.js';
import { defineAction } from '../../services/context.js';
import {
  planSync,
  runSync,
  settleSync,
  syncTarget,
  verifySync,
} from '../../services/sync/sync-action.js';
import { syncData } from '../../services/sync/sync-plan.js';
import { systemNamed } from '../../services/systems/systems.js';

/** The steps before those of the sync. */
const clear = 'clear';
const script = 'script';

export const syncUnlock = defineAction({
  id: 'sync.unlock',
  family: 'Sync',
  summary: 'Clear the lock of a sync that died, and retry what failed',
  runbook: 'wittwizz#reset-sync-state',
  examples: ['sync unlock wittwizz'],
  args: ['system'],
  risk: 'guarded',
  input: z.object({
    system: z.string().min(1).max(60).meta({ field: 'system', description: 'Which system' }),
  }),
  data: syncData.extend({ holder: z.string().nullable() }),

  async plan({ system: name }, context) {
    const system = systemNamed(context.systems, name);
    const holder = await context.runs.holderOf(syncTarget(system.name));
    const isHeld = holder !== null && holder.lease !== null && holder.lease.until > context.now();
    if (holder && isHeld)
      throw new Problem(
        'target_busy',
        `${holder.id} is at work on ${system.title}: its lock is not stale.`,
        `\`sync status ${system.name}\` shows how far it is; \`cancel ${holder.id}\` stops it.`,
      );
    const retry = await planSync({ system: name, full: false, retryFailed: true }, context);
    const unlock = system.sync?.kind === 'command' ? system.sync.unlock : undefined;
    return {
      ...retry,
      // Not the lock of the sync itself: that is what it clears.
      target: `unlock ${syncTarget(system.name)}`,
      headline: `Clear the lock of ${system.title}, and retry what failed`,
      facts: [
        { label: 'Held by', value: holder?.id ?? 'nobody', mono: true },
        ...(unlock ? [{ label: 'Clears with', value: unlock.join(' '), mono: true }] : []),
        ...retry.facts,
      ],
      steps: [
        { id: clear, title: holder ? `Give up ${holder.id}` : 'Look for a stale lock' },
        ...(unlock ? [{ id: script, title: unlock.join(' ') }] : []),
        ...retry.steps,
      ],
      guard: { 'held by': holder?.id ?? null },
      data: { ...retry.data, holder: holder?.id ?? null },
    };
  },

  async run(plan, context) {
    const { runs, actor, step, systems, commands, run, signal } = context;
    await step(clear, async () => {
      const { holder, system } = plan.data;
      if (holder === null) return 'There was none.';
      await runs.giveUp(holder, actor, `Its lock on ${system} was stale.`);
      return `${holder} was given up.`;
    });
    const { sync } = systemNamed(systems, plan.data.system);
    const unlock = sync?.kind === 'command' ? sync.unlock : undefined;
    if (sync?.kind === 'command' && unlock)
      await step(script, async () => {
        const { pass, timeoutMinutes, cwd } = sync;
        const spec = { words: unlock, pass, timeoutMs: timeoutMinutes * 60_000 };
        const ended = await commands.run(cwd === undefined ? spec : { ...spec, cwd }, {
          run,
          signal,
        });
        if (ended.code === 0) return ended.lastLine;
        throw new Problem(
          'outside_refused',
          `The command ended with exit code ${ended.code}: ${ended.lastLine}`,
          'What it said is in the thread.',
        );
      });
    await runSync(plan, context);
  },

  verify: verifySync,
  undo: () => null,
  // What it does is clear to see, and harmless to do again.
  async reconcile(plan, context, doubt) {
    if (doubt.step === clear || doubt.step === script)
      return { outcome: 'not-done', evidence: 'It may be done again.' };
    return settleSync(plan, context, doubt);
  },
});
