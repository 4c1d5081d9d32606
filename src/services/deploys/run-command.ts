// A deployment by a command: its exit code is the result. What became of one whose process died nobody can say.
import type { CommandWay } from '../../config/delivery-schema.js';
import type { Doubt, Reconciliation, Step } from '../../core/operation.js';
import { Problem } from '../../core/problem.js';
import type { CommandSpec } from '../commands/commands.js';
import { filled, wordsFor } from './deploy-place.js';
import { mendOf } from './deploy-plan.js';
import { recordDeploy } from './record-deploy.js';
import type { DeployWork } from './run-workflow.js';

/** What the step says of a command whose end nobody saw; the checks afterwards read it. */
export const unseenEnd =
  'Nobody saw how the command ended, and its time is up. It is not run again; what runs now is looked at.';

/** @throws Problem outside_refused for another exit code than 0, and what Commands throws */
export async function runCommand(
  work: DeployWork,
  way: CommandWay,
  { step }: { step: Step },
): Promise<void> {
  const { context, place, data } = work;
  const { commands, run, signal } = context;
  await step('deploy', async () => {
    try {
      const { code, lastLine } = await commands.run(specOf(work, way), { run, signal });
      if (code === 0) {
        // The checks afterwards may still say otherwise; without them (cancelled) nobody else knows of it.
        await recordDeploy(work, { outcome: 'good', url: null, commit: data.commit });
        return lastLine;
      }
      throw new Problem(
        'outside_refused',
        `The command ended with exit code ${code}${lastLine === '' ? '.' : `: ${lastLine}`}`,
        'What it said is in the thread.',
        { suggestions: mendOf(place, data.isRollback) },
      );
    } catch (error) {
      // It may have done a part of it.
      if (error instanceof Problem && ['outside_refused', 'cancelled'].includes(error.code))
        await recordDeploy(work, { outcome: 'bad', url: null, commit: data.commit });
      throw error;
    }
  });
}

function specOf({ place, data, context }: DeployWork, way: CommandWay): CommandSpec {
  const values = { stage: data.stage, commit: data.commit, run: context.run };
  return {
    words: wordsFor(way, data.isRollback).map((word) => filled(word, values)),
    pass: way.pass,
    timeoutMs: timeoutOf(place.deployable),
    ...(way.cwd === undefined ? {} : { cwd: way.cwd }),
  };
}

/** It outlives the bot: until its time is up it may still be running. Then the checks decide; it is never run twice. */
export function settleCommand(
  { place, context }: Pick<DeployWork, 'place' | 'context'>,
  { since }: Doubt,
): Reconciliation {
  return context.now() < since + timeoutOf(place.deployable)
    ? { outcome: 'unknown', evidence: 'It may still be running; its time is not up.' }
    : { outcome: 'done', evidence: unseenEnd };
}

function timeoutOf({ timeoutMinutes }: { timeoutMinutes: number }): number {
  return timeoutMinutes * 60_000;
}
