// Whether a workflow takes what a deployment would give it: said before the dispatch, with what to change in its file.
// (docs.github.com/actions, "Workflow syntax": on.workflow_dispatch.inputs, run-name)
import type { WorkflowWay } from '../../config/delivery-schema.js';
import { Problem } from '../../core/problem.js';
import type { Workflow } from '../github/github.js';
import { filled, type Place } from './deploy-place.js';

type Inputs = NonNullable<NonNullable<Workflow['dispatch']>['inputs']>;

/** What a dispatch gives to the workflow. @param values.run id of the run: the marker */
export function inputsOf(
  way: WorkflowWay,
  values: { stage: string; commit: string | null; run: string },
): Record<string, string> {
  const inputs = Object.entries(way.inputs).map(([name, template]) => [
    name,
    filled(template, values),
  ]);
  return { ...Object.fromEntries(inputs), [way.marker]: values.run };
}

/** @throws Problem not_possible naming what doesn't fit, invalid_input (field stage) where it doesn't know the stage */
export function assertFits(workflow: Workflow, way: WorkflowWay, place: Place): void {
  const file = `${way.workflow} of ${way.repository}`;
  const marker = [
    `run-name: 'Deploy ${place.what} to \${{ inputs.${stageInput(way) ?? 'environment'} }} [\${{ inputs.${way.marker} }}]'`,
  ];
  if (!workflow.isActive)
    throw new Problem(
      'not_possible',
      `The workflow ${file} is disabled.`,
      `Enable it on GitHub: Actions, ${workflow.name}, "Enable workflow".`,
    );
  const { dispatch } = workflow;
  if (dispatch === null)
    throw new Problem(
      'not_possible',
      `The file of ${file} can't be read on ${way.ref}.`,
      'Correct its YAML; GitHub shows what is wrong with it under Actions.',
    );
  const lines = markerLines(way);
  if (dispatch.inputs === null)
    throw new Problem(
      'not_possible',
      `The workflow ${file} can't be dispatched: it has no workflow_dispatch on ${way.ref}.`,
      added([...marker, ...lines]),
    );
  if (!Object.hasOwn(dispatch.inputs, way.marker))
    throw new Problem(
      'not_possible',
      `The workflow ${file} has no input ${way.marker}: its run could not be found for certain.`,
      added(namesMarker(dispatch.runName, way.marker) ? lines : [...marker, ...lines]),
    );
  if (!namesMarker(dispatch.runName, way.marker))
    throw new Problem(
      'not_possible',
      `The run-name of ${file} does not name inputs.${way.marker}: its run could not be found for certain.`,
      added(marker),
    );
  assertTaken(dispatch.inputs, way, place);
}

/** Expressions may write `inputs.x`, `github.event.inputs.x` or `inputs['x']`. */
function namesMarker(runName: string, marker: string): boolean {
  const name = marker.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`inputs(\\.${name}(?![\\w-])|\\[\\s*'${name}'\\s*\\])`).test(runName);
}

function stageInput({ inputs }: WorkflowWay): string | undefined {
  return Object.entries(inputs).find(([, template]) => template.includes('{stage}'))?.[0];
}

function markerLines({ marker, inputs }: WorkflowWay): string[] {
  return [
    'on:',
    '  workflow_dispatch:',
    '    inputs:',
    ...Object.keys(inputs).flatMap((name) => [`      ${name}:`, '        required: true']),
    `      ${marker}:`,
    "        description: 'The run of ppm-oncall that asked for it'",
    '        required: false',
  ];
}

function added(lines: readonly string[]): string {
  return `Have these lines in its file, beside what is there:\n${lines.join('\n')}`;
}

function assertTaken(inputs: Inputs, way: WorkflowWay, { stage, what }: Place): void {
  const where = `deploys.targets.${what}.way.inputs`;
  const strange = Object.keys(way.inputs).filter((name) => !Object.hasOwn(inputs, name));
  if (strange.length > 0)
    throw new Problem(
      'not_possible',
      `The workflow ${way.workflow} has no input ${strange.join(', ')} on ${way.ref}.`,
      `It has ${Object.keys(inputs).join(', ')}. Correct ${where} in ppm.config.yaml, or add it to the workflow.`,
    );
  const missing = Object.entries(inputs).filter(
    ([name, { isRequired, default: usual }]) =>
      isRequired && !usual && name !== way.marker && !Object.hasOwn(way.inputs, name),
  );
  if (missing.length > 0)
    throw new Problem(
      'not_possible',
      `The workflow ${way.workflow} needs ${missing.map(([name]) => name).join(', ')}, which it is not given.`,
      `Give it under ${where} in ppm.config.yaml.`,
    );
  for (const [name, template] of Object.entries(way.inputs)) {
    const options = inputs[name]?.options ?? [];
    const value = filled(template, { stage, commit: null });
    if (options.length === 0 || value.includes('{') || options.includes(value)) continue;
    const message = `The input ${name} of ${way.workflow} does not take ${JSON.stringify(value)}.`;
    const hint = `It takes ${options.join(', ')}.`;
    if (template.includes('{stage}'))
      throw new Problem('invalid_input', message, hint, { field: 'stage' });
    throw new Problem('not_possible', message, `${hint} Correct ${where}.`);
  }
}
