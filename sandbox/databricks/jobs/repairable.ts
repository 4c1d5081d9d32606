// Which runs can be repaired, and which of their tasks. (docs.databricks.com/api/jobs/v2/repair)
import type { z } from 'zod';
import { ApiError, invalid } from './api-error.js';
import { latestTasks, phaseOf, type Run } from './model.js';
import type { requests } from './requests.js';

/** @returns keys of the tasks to run again. @throws ApiError where the run can't be repaired so */
export function keysToRepair(
  run: Run,
  asked: z.output<(typeof requests)['runs/repair']>,
): string[] {
  if (phaseOf(run) !== 'terminated')
    throw new ApiError(400, 'INVALID_STATE', `Run ${run.id} is active and can not be repaired.`);
  if (run.ending?.lifeCycle === 'SKIPPED')
    throw new ApiError(400, 'INVALID_STATE', `Run ${run.id} was skipped: it has no tasks.`);
  const latest = run.repairs.at(-1)?.id ?? 0;
  if (latest !== 0 && asked.latest_repair_id === undefined)
    throw invalid('The latest repair ID needs to be provided in order to create a new repair');
  if (latest !== (asked.latest_repair_id ?? 0))
    throw invalid(`The latest repair ID ${asked.latest_repair_id} is not the latest of the run.`);
  if (run.ending?.code === 'SUCCESS')
    throw invalid(`Run ${run.id} was successful: there is nothing to repair.`);
  const tasks = latestTasks(run);
  const unknown = asked.rerun_tasks?.find((key) => tasks.every((task) => task.key !== key));
  if (unknown !== undefined) throw invalid(`Task ${unknown} does not exist in run ${run.id}.`);
  const failed = tasks.flatMap(({ key, ending }) => (ending?.code === 'SUCCESS' ? [] : [key]));
  const keys = new Set(asked.rerun_tasks ?? failed);
  // The tasks of a job stand in the order of what they depend on.
  if (asked.rerun_dependent_tasks)
    for (const { key, dependsOn } of run.job.tasks)
      if (dependsOn.some((needed) => keys.has(needed))) keys.add(key);
  return [...keys];
}
