// Starts a workflow. (docs.github.com, "Create a workflow dispatch event"; changelog 2026-02-19 on return_run_details;
// with version 2026-03-10 the details come unasked)
import { mainBranch, type Repository } from '../state/repository.js';
import type { Run, Workflow } from '../state/runs.js';
import { readWorkflow, titleOf } from '../workflow-yaml.js';
import { ApiError, fieldsIn, invalid, unprocessable } from './call.js';
import type { Answer, Call, Handler, Parts } from './call.js';
import { filledInputs, textsIn } from './dispatch-inputs.js';
import { workflowAt } from './workflows.js';

const detailed = '2026-03-10';
const detailsKey = 'return_run_details';

export const dispatch: Handler = (parts, call) => {
  const { repository, runner, headSha, dispatched } = parts;
  const workflow = workflowAt(repository, call);
  const { ref, inputs, wantsDetails } = asked(parts, call);
  const found = repository.history.named(ref);
  if (!found) throw unprocessable(`No ref found for: ${ref}`);
  if (workflow.state !== 'active')
    throw unprocessable("Cannot trigger a 'workflow_dispatch' on a disabled workflow");
  // As it stands at the ref, not as on the main branch.
  const file = readWorkflow(found.commit.files.get(workflow.path) ?? '');
  if (!file?.inputs) throw unprocessable("Workflow does not have 'workflow_dispatch' trigger");
  const filled = filledInputs(file.inputs, inputs);
  const wanted = filled['commit'] ?? '';
  const commit = wanted === '' ? found.commit : repository.history.find(wanted);
  const named = headSha === 'commit' ? commit : undefined;
  const { login: actor, now } = repository;
  const run = repository.runs.add({
    workflow,
    title: titleOf(file, workflow.path, { inputs: filled, ref: found.short, actor }),
    event: 'workflow_dispatch',
    branch: found.short,
    sha: (named ?? found.commit).sha,
    commit: commit?.sha ?? wanted,
    actor,
    inputs: filled,
    status: 'queued',
    conclusion: null,
    createdAt: now(),
    isListed: false,
  });
  dispatched();
  runner.start(run);
  return wantsDetails ? details(repository, run) : { status: 204 };
};

interface Asked {
  ref: string;
  inputs: Record<string, string>;
  wantsDetails: boolean;
}

/** @throws ApiError for what is not of the call's schema */
function asked({ repository }: Parts, { body, version }: Call): Asked {
  const older = repository.faults.olderServer();
  const isDetailed = version >= detailed;
  const knowsDetails = older === undefined && !isDetailed;
  const fields = fieldsOf(body, knowsDetails, older);
  const { ref, [detailsKey]: wants = false } = fields;
  if (ref === undefined) throw invalid(`"ref" wasn't supplied.`);
  if (typeof ref !== 'string')
    throw invalid(`For 'properties/ref', ${JSON.stringify(ref)} is not a string.`);
  if (typeof wants !== 'boolean')
    throw invalid(`For 'properties/${detailsKey}', ${JSON.stringify(wants)} is not a boolean.`);
  return { ref, inputs: textsIn(fields['inputs'] ?? {}), wantsDetails: isDetailed || wants };
}

function fieldsOf(
  body: unknown,
  knowsDetails: boolean,
  older: 400 | 422 | undefined,
): Record<string, unknown> {
  try {
    return fieldsIn(body, ['ref', 'inputs', ...(knowsDetails ? [detailsKey] : [])]);
  } catch (error) {
    if (older === undefined || !(error instanceof ApiError)) throw error;
    throw new ApiError(older, error.message);
  }
}

function details({ apiUrl, pageUrl }: Repository, { id }: Run): Answer {
  return {
    status: 200,
    body: {
      workflow_run_id: id,
      run_url: `${apiUrl()}/actions/runs/${id}`,
      html_url: `${pageUrl}/actions/runs/${id}`,
    },
  };
}

/** A workflow is known as soon as its file is on the main branch. */
export function noticeWorkflows({ history, runs, now }: Repository): void {
  const main = history.named(mainBranch);
  for (const [path, text] of main?.commit.files ?? []) {
    const isNew = !runs.workflows.some((workflow) => workflow.path === path);
    if (!isNew || !/^\.github\/workflows\/[^/]+\.ya?ml$/.test(path)) continue;
    const name = readWorkflow(text)?.name ?? path;
    const id = 96_114_200 + runs.workflows.length;
    const workflow: Workflow = { id, name, path, state: 'active', createdAt: now() };
    runs.workflows.push(workflow);
  }
}
