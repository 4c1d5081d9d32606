// The plan of a deployment or a rollback: what runs, what would run, what lies between, and whether now is a good time.
// (Runbook 1 "Deploy Databricks Bundle", "Deploy Control Room")
import { hashJson } from '../../core/json.js';
import type { Suggestion } from '../../core/report.js';
import type { Context } from '../context.js';
import { bundlePlanOf } from './bundle-plan.js';
import { differenceOf } from './compare-commits.js';
import type { DeployAsked, DeployPlan } from './deploy-data.js';
import {
  assertVerifiable,
  commitIsMissing,
  filled,
  placeOf,
  short,
  takesCommit,
  wordsFor,
  type Place,
} from './deploy-place.js';
import { timingOf } from './deploy-policy.js';
import { isSame, standingOf, type Standing } from './find-last-good.js';
import { repositoryOf, wantedCommit, type Wanted } from './wanted-commit.js';
import { workflowOf } from './workflow-state.js';

/** @throws Problem invalid_input, not_possible, and what Github and Deploys throw */
export async function planDeploy(asked: DeployAsked, context: Context): Promise<DeployPlan> {
  const { deployRules, deploys, health, github, signal } = context;
  const { what, stage, isRollback } = asked;
  const place = placeOf(deployRules, what, stage);
  const { deployable } = place;
  const { way } = deployable;
  assertVerifiable(place, health.components);
  const timing = await timingOf(context, { system: deployable.system, isRollback });
  const known = await deploys.known(what, stage, signal);
  const standing = standingOf(known);
  // A failed deployment may have left its own commit behind: that is what a rollback takes back.
  const running = (isRollback ? standing.last : standing.runs)?.commit ?? null;
  const wanted = await wantedCommit(place, asked, known, context);
  const repository = repositoryOf(place, context);
  const [workflow, difference, bundle] = await Promise.all([
    way.kind === 'workflow' ? workflowOf(place, way, context) : null,
    repository === null || wanted.sha === null
      ? null
      : differenceOf({ repository, from: running, to: wanted.sha, isRollback }, { github, signal }),
    bundlePlanOf(place, wanted.sha, context),
  ]);
  const undoTo = undoOf(place, standing, wanted, isRollback);
  return {
    target: place.name,
    environment: place.environment,
    headline: headlineOf(place, wanted, isRollback),
    facts: [
      { label: 'Would run', value: said(wanted) },
      { label: 'By', value: howOf(place, wanted, isRollback), mono: way.kind === 'command' },
      ...(difference?.facts ?? []),
      ...bundle.facts,
    ],
    changes: [
      {
        label: `${deployable.title}, ${stage}`,
        before: running === null ? 'not known' : short(running),
        after: wanted.sha === null ? `newest of ${way.ref}` : short(wanted.sha),
      },
      ...bundle.changes,
    ],
    warnings: [
      ...timing.warnings,
      ...standingWarnings(standing, place),
      ...(workflow?.warnings ?? []),
      ...wanted.warnings,
      ...(difference?.warnings ?? []),
      ...bundle.warnings,
      ...(place.verify.length === 0
        ? ['No component is configured to be looked at after it.']
        : []),
    ],
    steps: stepsOf(place, wanted, isRollback),
    undo: undoText(place, { standing, wanted, undoTo, isRollback }),
    next: [{ label: 'Deploy status', operation: 'deploy.status', input: {} }],
    mend: mendOf(place, isRollback),
    guard: {
      'commit to run': wanted.sha ?? 'not known',
      'commit that runs': running ?? 'not known',
      'the plan of the bundle': hashJson(bundle.changes),
      ...(workflow === null ? {} : { 'workflow file': workflow.hash }),
      ...difference?.guard,
      ...timing.guard,
    },
    data: { what, stage, isRollback, commit: wanted.sha, ref: way.ref, undoTo },
  };
}

/** Buttons for when it has gone wrong. */
export function mendOf(place: Place, isRollback: boolean): Suggestion[] {
  const { what, stage, deployable } = place;
  const { system } = deployable;
  return [
    ...(!isRollback && takesCommit(deployable.way, true)
      ? [{ label: 'Roll back', operation: 'deploy.rollback', input: { what, stage } }]
      : []),
    { label: 'Health', operation: 'health', input: system === undefined ? {} : { system } },
    { label: 'Deploy status', operation: 'deploy.status', input: {} },
  ];
}

function headlineOf({ deployable, stage }: Place, { sha }: Wanted, isRollback: boolean): string {
  const { title, way } = deployable;
  const commit = sha === null ? `the newest of ${way.ref}` : short(sha);
  return isRollback
    ? `Roll back ${title} on ${stage} to ${commit}`
    : `Deploy ${title} to ${stage}: ${commit}`;
}

function said({ sha, title }: Wanted): string {
  if (sha === null) return 'what the command takes';
  return title === null ? sha : `${short(sha)} ${title}`;
}

function howOf({ deployable, stage }: Place, { sha }: Wanted, isRollback: boolean): string {
  const { way } = deployable;
  return way.kind === 'workflow'
    ? `${way.workflow} of ${way.repository} on ${way.ref}`
    : wordsFor(way, isRollback)
        .map((word) => filled(word, { stage, commit: sha }))
        .join(' ');
}

function stepsOf(place: Place, wanted: Wanted, isRollback: boolean): DeployPlan['steps'] {
  const { verify, deployable } = place;
  const check = {
    id: 'check',
    title: verify.length === 0 ? 'Look what runs' : `Look at ${verify.join(', ')}`,
  };
  const how = howOf(place, wanted, isRollback);
  return deployable.way.kind === 'workflow'
    ? [
        { id: 'dispatch', title: `Dispatch ${how}` },
        { id: 'follow', title: 'Follow it to its end' },
        check,
      ]
    : [{ id: 'deploy', title: how }, check];
}

function standingWarnings({ runs, last, underWay }: Standing, place: Place): string[] {
  const named = (commit: string | null): string => (commit === null ? '' : ` of ${short(commit)}`);
  return [
    ...(last === null ? [`No deployment of ${place.name} is known.`] : []),
    ...(last?.state === 'bad'
      ? [
          `The last deployment${named(last.commit)} by ${last.by} failed${runs === null ? '' : `; the last good one${named(runs.commit)} is by ${runs.by}`}.`,
        ]
      : []),
    ...(underWay === null
      ? []
      : [`A deployment${named(underWay.commit)} by ${underWay.by} is under way.`]),
  ];
}

/** Null where nothing good ran before, where it is the same, or where the way takes no commit. */
function undoOf(
  { deployable }: Place,
  { runs, last }: Standing,
  { sha }: Wanted,
  isRollback: boolean,
): string | null {
  const before = isRollback && last?.state === 'bad' ? null : (runs?.commit ?? null);
  if (before === null || isSame(before, sha)) return null;
  return takesCommit(deployable.way, true) ? before : null;
}

function undoText(
  place: Place,
  given: { standing: Standing; wanted: Wanted; undoTo: string | null; isRollback: boolean },
): string {
  const { standing, wanted, undoTo, isRollback } = given;
  if (undoTo !== null) return `Deploys ${short(undoTo)} again, which runs now.`;
  if (!takesCommit(place.deployable.way, true))
    return `There is none: a certain commit can't be deployed. ${commitIsMissing(place, true)}`;
  if (isRollback && standing.last?.state === 'bad')
    return 'There is none: what it takes away has failed. Deploy that commit again if it is wanted.';
  const before = standing.runs?.commit ?? null;
  return before !== null && isSame(before, wanted.sha)
    ? 'There is nothing to take back: the same commit runs now.'
    : 'There is none: it is not known what runs now.';
}
