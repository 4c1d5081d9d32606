// A run from its request to its beginning, with everyone who may say something about it. A person's click is read and judged by
// the rules at one time, and written at another; in between others decide, roles are taken away, the clock goes on.
import type { Actor, Role } from '../../../src/core/actor.js';
import type { Plan } from '../../../src/core/plan.js';
import { Problem } from '../../../src/core/problem.js';
import { applyEvent, type RunEvent } from '../../../src/core/run-machine.js';
import { hasEnded, newRun, type Run } from '../../../src/core/run.js';
import { dueEvent } from '../../../src/core/run-moves.js';
import { objectionTo } from '../../../src/services/engine/authorise.js';
import { planMeant } from '../../../src/services/engine/decisions.js';
import { anIncident } from '../../services/incidents/samples.js';

const tick = 1_000;
export const remindAt = tick;
export const expiresAt = 2 * tick;
/** By which the clock of the second process is ahead. */
const ahead = tick;

const roles: Record<string, readonly Role[]> = {
  ana: ['approver', 'oncall'],
  ben: ['approver'],
  chloe: ['manager'],
  dora: ['oncall'],
};
const people = Object.keys(roles).map((person): Actor => ({ person, via: 'slack' }));
const requester: Actor = { person: 'ana', via: 'slack' };
export const approvers: readonly Role[] = ['approver', 'manager'];

const urgent = anIncident('P1');

type Said = 'approve' | 'deny' | 'cancel' | 'break-glass';

export interface World {
  time: number;
  run: Run;
  revision: number;
  /** Clicks that the rules have let through and that are not written yet, oldest first. */
  clicks: { by: Actor; said: Said }[];
  /** Ben's role was taken away. */
  isBenOut: boolean;
  /** The worker has the lease. */
  isClaimed: boolean;
  /** Hash of the plan that the outside would give now. */
  planNow: string;
  /** What was begun: the plan's hash, and how the run stood. */
  begun: { hash: string; run: Run } | null;
}

const planOf = (headline: string): Plan => ({
  target: 'lamp.red',
  environment: 'production',
  headline,
  facts: [],
  changes: [],
  warnings: [],
  steps: [{ id: 'first', title: 'First' }],
  undo: '',
  guard: {},
  data: {},
});

const asked = newRun({
  id: 'R-AAAAAA',
  operation: 'lamp.switch',
  input: {},
  risk: 'critical',
  requestedBy: requester,
  channel: 'C1',
  requestId: 'request',
  undoOf: null,
  quiet: false,
  createdAt: 0,
});

export const start: World = {
  time: 0,
  run: asked,
  revision: 1,
  clicks: [],
  isBenOut: false,
  isClaimed: false,
  planNow: 'hash-of-one',
  begun: null,
};

export interface Given {
  /** Of an open P1, who may approve alone. */
  lead: string | null;
  /** How many have to agree. */
  quorum: number;
  /** Without them the machine stands alone: whoever forgot to ask the rules still can't approve their own request. */
  rules: 'asked' | 'forgotten';
}

export function* happenings(world: World, given: Given): Generator<readonly [string, World]> {
  const { time, run } = world;
  if (time < expiresAt) yield ['time passes', { ...world, time: time + tick }];
  if (!world.isBenOut) yield ['ben loses his role', { ...world, isBenOut: true }];
  // Nobody looks at it before.
  if (world.isClaimed && world.planNow === 'hash-of-one')
    yield ['the outside drifts', { ...world, planNow: 'other' }];

  const approval = {
    quorum: given.quorum,
    by: [...approvers],
    typeTarget: true,
    expiresAt,
    remindAt,
  };
  // The request was repeated, and two processes make its plan: one of them is the first.
  for (const name of run.planHash === null ? ['one'] : ['two'])
    yield* written(world, `plan ${name}`, time, {
      type: 'planned',
      plan: planOf(name),
      hash: `hash-of-${name}`,
      approval,
    });
  for (const now of [time, time + ahead]) {
    const { state, wakeAt } = run;
    if (wakeAt !== null && wakeAt <= now && (state === 'planning' || state === 'awaiting_approval'))
      yield* written(world, `sweep at ${now}`, now, dueEvent({ ...run, state }, now));
  }
  for (const by of people) yield* clicks(world, by, given);
  for (const click of world.clicks) {
    const rest = { ...world, clicks: world.clicks.filter((one) => one !== click) };
    const name = `${click.by.person}'s ${click.said} is written`;
    const after = [...written(rest, name, time, eventOf(click, run))];
    yield* after.length > 0 ? after : [[`${name}: refused`, rest] as const];
  }
  yield* worker(world, given);
}

/** Two clicks may be under way at once, of different people: in the order of their names, since only the order of writing counts. */
function* clicks(
  world: World,
  by: Actor,
  { lead, rules }: Given,
): Generator<readonly [string, World]> {
  const { run, time } = world;
  const incidents = lead === null ? [] : [{ ...urgent, lead: { ...by, person: lead } }];
  if (hasEnded(run) || world.clicks.length >= 2) return;
  if (world.clicks.some((one) => one.by.person >= by.person)) return;
  for (const said of ['approve', 'deny', 'cancel', 'break-glass'] as const) {
    if (said === 'break-glass' && lead === null) continue;
    const common = { actor: by, roles: rolesOf(world, by), run };
    const attempt =
      said === 'break-glass' ? { kind: said, ...common, incidents } : { kind: said, ...common };
    if (rules === 'asked' && objectionTo(attempt)) continue;
    yield [`${by.person} clicks ${said}`, { ...world, clicks: [...world.clicks, { by, said }] }];
  }
  // With the hash of another plan, and without the target's name.
  for (const given of [{ hash: 'another', typed: 'lamp.red' }, { hash: run.planHash ?? '' }]) {
    if (objectionTo({ kind: 'approve', actor: by, roles: rolesOf(world, by), run })) continue;
    try {
      const hash = planMeant(run, given);
      yield* written(world, `${by.person} approves wrongly`, time, { type: 'approve', by, hash });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
    }
  }
}

function eventOf({ by, said }: World['clicks'][number], run: Run): RunEvent {
  const hash = run.planHash ?? '';
  switch (said) {
    case 'approve':
      return { type: 'approve', by, hash };
    case 'break-glass':
      return { type: 'approve', by, hash, breakGlass: { incident: 'I-7K2QMF', reason: 'Night' } };
    case 'deny':
    case 'cancel':
      return { type: said, by, reason: 'No.' };
  }
}

/** As in src/services/engine/execution.ts: the rules again, the plan again, then the beginning. */
function* worker(world: World, { rules }: Given): Generator<readonly [string, World]> {
  const { run, time, planNow } = world;
  const owner = 'p0';
  if (!world.isClaimed) {
    const claim: RunEvent = { type: 'claim', owner, until: time + 10 * tick };
    for (const [event, next] of written(world, 'p0 claims', time, claim))
      yield [event, { ...next, isClaimed: true }];
    return;
  }
  if (world.begun) return;
  const refused = { code: 'not_allowed', message: '', hint: '' } as const;
  const objects = run.approvals.some(
    ({ by, breakGlass }) =>
      rules === 'asked' &&
      breakGlass === undefined &&
      objectionTo({ kind: 'approve', actor: by, roles: rolesOf(world, by), run }) !== null,
  );
  if (objects || planNow !== run.planHash)
    yield* written(world, 'p0 may not', time, { type: 'fail', owner, problem: refused });
  else
    for (const [event, next] of written(world, 'p0 begins', time, { type: 'begin', owner }))
      yield [event, { ...next, begun: { hash: planNow, run: next.run } }];
}

export function rolesOf({ isBenOut }: World, { person }: Actor): readonly Role[] {
  return isBenOut && person === 'ben' ? [] : (roles[person] ?? []);
}

/** One compare-and-swap; nothing where the machine refuses. */
function* written(
  world: World,
  what: string,
  now: number,
  event: RunEvent,
): Generator<readonly [string, World]> {
  try {
    const run = applyEvent(world.run, event, now);
    if (run !== world.run) yield [what, { ...world, run, revision: world.revision + 1 }];
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
  }
}

export function keyOf(world: World): string {
  const { run, time, clicks: under, begun } = world;
  return [
    time,
    run.state,
    run.planHash,
    run.reminded,
    run.wakeAt,
    ...run.approvals.map(({ by, breakGlass }) => `${by.person}${breakGlass ? '!' : ''}`),
    ...under.map(({ by, said }) => `${by.person} ${said}`),
    world.isBenOut,
    world.isClaimed,
    run.lease !== null,
    run.cancelRequested !== null,
    world.planNow,
    begun !== null,
  ].join(';');
}
