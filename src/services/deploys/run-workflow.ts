// A deployment by a GitHub workflow: dispatched once, found again by its marker (the id of the run), followed to its end.
import type { WorkflowWay } from '../../config/delivery-schema.js';
import type { Step, Tell } from '../../core/operation.js';
import { Problem } from '../../core/problem.js';
import type { Context } from '../context.js';
import { findDispatched } from '../github/find-run.js';
import type { WorkflowRun } from '../github/github.js';
import type { DeployData } from './deploy-data.js';
import { mendOf } from './deploy-plan.js';
import { takesCommit, type Place } from './deploy-place.js';
import { createPacing, followRun, words, type Followed, type Wait } from './follow-run.js';
import { recordDeploy } from './record-deploy.js';
import { stopWorkflow } from './stop-workflow.js';
import { inputsOf } from './workflow-fit.js';

export interface DeployWork {
  place: Place;
  data: DeployData;
  context: Context & { run: string };
  wait: Wait;
}

/** How long a fresh run may be missing from GitHub's list, milliseconds. */
const listingPatience = 2 * 60_000;

/** @throws Problem outside_refused naming the job that failed, cancelled, and what Github throws */
export async function runWorkflow(
  work: DeployWork,
  way: WorkflowWay,
  { step }: { step: Step },
): Promise<void> {
  const { context } = work;
  let id: number | null = null;
  await step('dispatch', async () => {
    // A cancellation must not leave it open whether it was dispatched: it is stopped afterwards.
    const calm = new AbortController().signal;
    const earlier = await dispatchedRun(work, way, calm);
    if (earlier) id = earlier.id;
    if (earlier) return `GitHub has it already: ${earlier.url}`;
    const { stage, commit } = work.data;
    id = await context.github.dispatch(
      {
        repository: way.repository,
        workflow: way.workflow,
        ref: way.ref,
        inputs: inputsOf(way, { stage, commit, run: context.run }),
      },
      calm,
    );
    return id === null ? 'GitHub has taken it.' : addressOf(work, way, id);
  });
  let isFollowed = false;
  try {
    await step('follow', async (tell) => {
      isFollowed = true;
      return follow(work, way, { id, tell });
    });
  } catch (error) {
    // Cancelled between the two steps: nobody has stopped it yet.
    if (!isFollowed && error instanceof Problem && error.code === 'cancelled')
      await stopWorkflow(work, way, { id: id ?? (await calmId(work, way)) });
    throw error;
  }
}

/** The run that this one has dispatched, or null. @throws what Github throws */
export async function dispatchedRun(
  { context }: Pick<DeployWork, 'context'>,
  { repository, workflow }: WorkflowWay,
  signal: AbortSignal,
): Promise<WorkflowRun | null> {
  const record = await context.runs.get(context.run);
  const since = record?.createdAt ?? context.now();
  const sought = { repository, workflow, marker: context.run, since };
  return findDispatched(context.github, sought, signal);
}

async function calmId(work: DeployWork, way: WorkflowWay): Promise<number | null> {
  return (await dispatchedRun(work, way, new AbortController().signal))?.id ?? null;
}

/** The dispatch is done, whatever happens here. */
async function addressOf(
  { context }: DeployWork,
  { repository }: WorkflowWay,
  id: number,
): Promise<string> {
  try {
    return (await context.github.run(repository, id, context.signal)).url;
  } catch {
    return `Run ${id} of ${repository}`;
  }
}

async function follow(
  work: DeployWork,
  way: WorkflowWay,
  { id: known, tell }: { id: number | null; tell: Tell },
): Promise<string> {
  const { context, place, wait } = work;
  const { github, now, signal } = context;
  let id = known;
  try {
    const begun = await beganAt(context);
    id ??= await listedId(work, way);
    const deadline = begun + place.deployable.timeoutMinutes * 60_000;
    const what = { repository: way.repository, id, deadline };
    const followed = await followRun(what, { github, now, signal, wait }, tell);
    if (followed.run.conclusion === 'success') return followed.run.url;
    await recordDeploy(work, { outcome: 'bad', ...whatRan(work, way, followed.run) });
    throw failureOf(followed, work);
  } catch (error) {
    if (!signal.aborted) throw error;
    return stopWorkflow(work, way, { id, tell, otherwise: error });
  }
}

/** When it was dispatched, epoch milliseconds. */
async function beganAt({ runs, run, now }: Context & { run: string }): Promise<number> {
  const record = await runs.get(run);
  const dispatched = record?.steps.find(({ id }) => id === 'dispatch');
  return dispatched?.startedAt ?? record?.createdAt ?? now();
}

/** GitHub has taken the dispatch: its run appears in the list within seconds. */
async function listedId(work: DeployWork, way: WorkflowWay): Promise<number> {
  const { now, signal } = work.context;
  const rest = createPacing(work.wait);
  const until = now() + listingPatience;
  for (;;) {
    const found = await dispatchedRun(work, way, signal);
    if (found) return found.id;
    if (now() >= until)
      throw new Problem(
        'outside_refused',
        `GitHub has taken the dispatch, and lists no run of ${way.workflow} with ${work.context.run} in its name.`,
        'Look at the workflow on GitHub under Actions before you ask for it again: it may run unseen.',
      );
    await rest(signal);
  }
}

/** Without an input for the commit it is the newest when it starts, which may be another one than planned. */
export function whatRan(
  { data }: Pick<DeployWork, 'data'>,
  way: WorkflowWay,
  { url, sha }: WorkflowRun,
): { url: string; commit: string | null } {
  return { url, commit: takesCommit(way, data.isRollback) ? data.commit : sha };
}

function failureOf({ run, jobs }: Followed, { place, data }: DeployWork): Problem {
  const failed = jobs.find(
    ({ conclusion }) =>
      conclusion !== null && !['success', 'skipped', 'neutral'].includes(conclusion),
  );
  const where =
    failed === undefined
      ? ''
      : ` in job ${failed.name}${failed.step === null ? '' : `, step "${failed.step}"`}`;
  return new Problem(
    'outside_refused',
    `The workflow ended with ${words(run.conclusion)}${where}.`,
    `Look at ${failed?.url || run.url}`,
    { suggestions: mendOf(place, data.isRollback) },
  );
}
