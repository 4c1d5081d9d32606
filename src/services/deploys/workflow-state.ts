// How a workflow stands before it is dispatched: whether it fits, and whether it runs for the same stage already.
import type { WorkflowWay } from '../../config/delivery-schema.js';
import { hashJson } from '../../core/json.js';
import type { Context } from '../context.js';
import type { Place } from './deploy-place.js';
import { assertFits } from './workflow-fit.js';

const day = 24 * 60 * 60_000;

/** @throws Problem not_possible and invalid_input where it doesn't fit, and what Github throws */
export async function workflowOf(
  place: Place,
  way: WorkflowWay,
  { github, now, signal }: Pick<Context, 'github' | 'now' | 'signal'>,
): Promise<{ warnings: string[]; hash: string }> {
  const { repository, workflow: file, ref } = way;
  const workflow = await github.workflow(repository, file, ref, signal);
  assertFits(workflow, way, place);
  const others = (await github.dispatchedRuns(repository, file, now() - day, signal)).filter(
    ({ state, title }) => state !== 'completed' && isAbout(title, place.stage),
  );
  return {
    warnings: others.map(({ title }) => `The workflow runs for ${place.stage} already: ${title}`),
    hash: hashJson(workflow.dispatch),
  };
}

/** The stage as a word of its own: `prod` is no word of `production`. */
function isAbout(title: string, stage: string): boolean {
  return title
    .toLowerCase()
    .split(/[^a-z0-9_-]+/)
    .includes(stage.toLowerCase());
}
