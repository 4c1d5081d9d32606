// The tasks of a run as the steps of its card, each followed to its end. When the run ends without success, what did succeed
// is marked before that is told: a card must not say of a task that it was not done.
import type { Step, Tell } from '../../../core/operation.js';
import { Problem } from '../../../core/problem.js';
import { followRun, type FollowContext, type Pace } from './follow-run.js';
import type { JobRun } from './jobs.js';
import { standText, tookText } from './run-words.js';

export interface TaskSteps {
  /** Of the Databricks run. */
  id: () => Promise<number>;
  /** In the order of the plan. */
  tasks: readonly { key: string; step: string }[];
  /** As in followRun. */
  before?: number | null;
  pace?: Pace | undefined;
}

type Parts = FollowContext & { step: Step };

/** @throws Problem what followRun throws */
export async function followTasks(context: Parts, steps: TaskSteps): Promise<void> {
  const { id, tasks, ...followed } = steps;
  for (const [place, { key, step: name }] of tasks.entries())
    await context.step(name, async (tell) => {
      const runId = await id();
      try {
        return taskNote(await followRun(context, { ...followed, runId, task: key, tell }), key);
      } catch (error) {
        if (error instanceof Problem && error.code === 'outside_refused')
          await markEnded(context, { runId, key, tell, later: tasks.slice(place + 1) });
        throw error;
      }
    });
}

/** The run has ended without success: how this task did, and those after it that succeeded. */
async function markEnded(
  { jobs, step, signal }: Parts,
  {
    runId,
    key,
    tell,
    later,
  }: { runId: number; key: string; tell: Tell; later: TaskSteps['tasks'] },
): Promise<void> {
  const run = await jobs.run(runId, signal);
  tell(taskNote(run, key));
  for (const one of later)
    if (run.tasks.find((task) => task.key === one.key)?.ending?.result === 'success')
      await step(one.step, async () => taskNote(run, one.key));
}

/** What became of a task, for the card. */
export function taskNote(run: JobRun, key: string): string {
  const task = run.tasks.find((one) => one.key === key);
  if (!task) return 'not part of this run';
  const took =
    task.startedAt === null || task.endedAt === null
      ? ''
      : ` after ${tookText(task.endedAt - task.startedAt)}`;
  return `${standText(task)}${took}${task.attempt > 0 ? `, try ${task.attempt + 1}` : ''}`;
}
