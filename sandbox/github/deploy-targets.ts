// Which workflow deploys what, and what its environments are called.
import { fileOf, type Run } from './state/runs.js';

interface Target {
  what: 'bundle' | 'control-room';
  /** Input that names the stage. */
  input: string;
  environment: (stage: string) => string;
}

const controlRoom: Target = {
  what: 'control-room',
  input: 'environment',
  environment: (stage) => stage,
};

const targets: Readonly<Record<string, Target>> = {
  'deploy-control-room.yml': controlRoom,
  'old-deploy.yml': controlRoom,
  'deploy-bundle.yml': {
    what: 'bundle',
    input: 'target',
    environment: (stage) => `bundle-${stage}`,
  },
};

export interface DeployTarget {
  what: Target['what'];
  stage: string;
  environment: string;
}

/** Null for a workflow that deploys nothing. */
export function targetOf({
  workflow,
  inputs,
}: Pick<Run, 'workflow' | 'inputs'>): DeployTarget | null {
  const file = fileOf(workflow.path);
  const target = Object.hasOwn(targets, file) ? targets[file] : undefined;
  if (!target) return null;
  const stage = inputs[target.input] ?? '';
  return { what: target.what, stage, environment: target.environment(stage) };
}
