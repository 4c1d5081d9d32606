// Where something is deployed: a target of ppm.config.yaml and one of its stages, and what the way of deploying it can do.
import { distance } from 'fastest-levenshtein';
import type {
  CommandWay,
  Deployable,
  DeploysConfig,
  WorkflowWay,
} from '../../config/delivery-schema.js';
import { Problem } from '../../core/problem.js';
import type { ComponentInfo } from '../health/health.js';
import type { DeployableName } from './deploys.js';

export interface Place {
  what: DeployableName;
  stage: string;
  /** `bundle/prod`: its lock, and what an approver types. */
  name: string;
  deployable: Deployable;
  /** Key of `environments`. */
  environment: string;
  /** Components that must be well afterwards, `system/component`. */
  verify: readonly string[];
}

/** @throws Problem not_possible where nothing is configured, invalid_input (field stage) naming the nearest stages */
export function placeOf(
  { targets }: Pick<DeploysConfig, 'targets'>,
  what: DeployableName,
  stage: string,
): Place {
  const deployable = targets[what];
  if (!deployable)
    throw new Problem(
      'not_possible',
      `ppm.config.yaml does not say how ${what} is deployed.`,
      `Describe it under deploys.targets.${what}.`,
    );
  const found = Object.hasOwn(deployable.stages, stage) ? deployable.stages[stage] : undefined;
  if (!found) throw unknownStage(what, stage, Object.keys(deployable.stages));
  const { environment, verify } = found;
  return { what, stage, name: `${what}/${stage}`, deployable, environment, verify };
}

function unknownStage(what: string, stage: string, known: readonly string[]): Problem {
  const given = stage.slice(0, 60);
  const near = known
    .toSorted((a, b) => distance(given, a) - distance(given, b))
    .slice(0, 5)
    .join(', ');
  return new Problem(
    'invalid_input',
    `${what} has no stage ${JSON.stringify(given)} in ppm.config.yaml.`,
    near === '' ? `Describe one under deploys.targets.${what}.stages.` : `There are ${near}.`,
    { field: 'stage' },
  );
}

/** @throws Problem not_possible: what nobody can look at would fail every deployment after the deed */
export function assertVerifiable(
  { name, what, stage, verify }: Place,
  components: readonly ComponentInfo[],
): void {
  const known = new Set(components.map(({ system, component }) => `${system}/${component}`));
  const unknown = verify.filter((one) => !known.has(one));
  if (unknown.length === 0) return;
  throw new Problem(
    'not_possible',
    `${name} is to be checked by ${unknown.join(', ')}, which ppm.config.yaml does not describe.`,
    `Correct deploys.targets.${what}.stages.${stage}.verify.`,
  );
}

/** The words of the command; a rollback has its own where they are given. */
export function wordsFor(way: CommandWay, isRollback: boolean): readonly string[] {
  return isRollback ? (way.rollback ?? way.command) : way.command;
}

/** Whether a certain commit can be deployed by it, and not only the newest. */
export function takesCommit(way: WorkflowWay | CommandWay, isRollback: boolean): boolean {
  const texts = way.kind === 'workflow' ? Object.values(way.inputs) : wordsFor(way, isRollback);
  return texts.some((text) => text.includes('{commit}'));
}

/** What is missing in ppm.config.yaml when a certain commit can't be deployed. */
export function commitIsMissing({ what, deployable: { way } }: Place, isRollback: boolean): string {
  if (way.kind === 'workflow')
    return `Give the workflow an input for the commit, and write it with {commit} under deploys.targets.${what}.way.inputs.`;
  const key = isRollback && way.rollback !== undefined ? 'rollback' : 'command';
  return `Write {commit} into deploys.targets.${what}.way.${key}.`;
}

/** A template with {stage}, {commit} and {run} filled in; what is not given stays. */
export function filled(
  template: string,
  values: { stage: string; commit: string | null; run?: string },
): string {
  return template.replaceAll(/\{(stage|commit|run)\}/g, (whole, name: string) => {
    if (name === 'stage') return values.stage;
    return (name === 'commit' ? values.commit : values.run) ?? whole;
  });
}

/** A sha as people write it. */
export function short(sha: string): string {
  return sha.slice(0, 7);
}
