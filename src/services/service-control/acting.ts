// What starting, stopping, restarting and scaling have in common: one command, whose exit code is its result, and then the
// health of the system. (Runbook 2 "Sync Job Not Running"; runbook 4 "Application startup issues")
import { z } from 'zod';
import type { Doubt, Reconciliation, Step } from '../../core/operation.js';
import type { PlanOf } from '../../core/plan.js';
import { Problem } from '../../core/problem.js';
import { commandText } from '../commands/command-text.js';
import type { Suggestion } from '../../core/report.js';
import type { Context } from '../context.js';
import { lookAt, stateText } from './look.js';
import { serviceNamed, specOf, wordsFor, type ServiceOf, type Verb } from './service-of.js';
import { serviceStates, type StateOfService } from './state.js';
import { waitForHealth } from './health-after.js';

export type ActingVerb = Exclude<Verb, 'status' | 'logs'>;

export const actingData = z.object({
  system: z.string(),
  verb: z.enum(['start', 'stop', 'restart', 'scale']),
  /** As they are run. */
  words: z.array(z.string()),
  /** How it was; null: there is no status command. */
  before: z.enum(serviceStates).nullable(),
});
export type ActingData = z.infer<typeof actingData>;
export type ActingPlan = PlanOf<ActingData>;

export interface Asked {
  verb: ActingVerb;
  /** `Restart` */
  title: string;
  fill?: Readonly<Record<string, string>>;
  undo: string;
  warnings?: (of: ServiceOf, before: StateOfService | null) => string[];
  /** Whether the system has to be well afterwards. */
  isUpAfter: boolean;
}

export async function planActing(
  name: string,
  asked: Asked,
  context: Context,
): Promise<ActingPlan> {
  const of = serviceNamed(context.systems, name);
  const { system, service } = of;
  const { words } = specOf(of, wordsFor(of, asked.verb), asked.fill);
  const now = await lookAt(of, context);
  const before = now?.state ?? null;
  return {
    target: system.name,
    environment: system.environment,
    headline: `${asked.title} ${system.title}`,
    facts: [
      { label: 'Now', value: stateText(now) },
      { label: 'Command', value: commandText(words), mono: true },
      ...(service.dependents.length > 0
        ? [{ label: 'Depends on it', value: service.dependents.join(', ') }]
        : []),
    ],
    changes: [],
    warnings: asked.warnings?.(of, before) ?? [],
    steps: [
      { id: asked.verb, title: `${asked.title} ${system.name}` },
      ...(asked.isUpAfter ? [{ id: 'health', title: 'Wait until it is well' }] : []),
    ],
    undo: asked.undo,
    mend: waysOut(of, asked),
    guard: { state: before },
    data: {
      system: system.name,
      verb: asked.verb,
      words: [...words],
      before,
    },
  };
}

export async function runActing(
  { data, steps, mend }: ActingPlan,
  context: Context & { step: Step; run: string },
): Promise<void> {
  const of = serviceNamed(context.systems, data.system);
  await context.step(data.verb, () => runCommand(of, data.words, context, mend));
  if (steps.some(({ id }) => id === 'health'))
    await context.step('health', (tell) => waitForHealth(of, context, tell));
}

/**
 * @param ways buttons where it fails
 * @returns the last line that it said
 * @throws Problem outside_refused for an exit code other than 0, and what Commands throws
 */
export async function runCommand(
  of: ServiceOf,
  words: readonly string[],
  { commands, run, signal }: Pick<Context, 'commands' | 'signal'> & { run: string },
  ways: readonly Suggestion[] = waysToLook(of),
): Promise<string> {
  const { code, lastLine } = await commands.run(specOf(of, words), { run, signal });
  if (code === 0) return lastLine;
  throw new Problem(
    'outside_refused',
    `The command ended with exit code ${code}${lastLine === '' ? '.' : `: ${lastLine}`}`,
    'What it said is in the thread.',
    { suggestions: ways },
  );
}

/** Its command may outlive the bot; after that, how the service is tells what became of it. */
export async function settleActing(
  { data }: ActingPlan,
  context: Context,
  { step, since }: Doubt,
): Promise<Reconciliation> {
  if (step === 'health') return { outcome: 'not-done', evidence: 'Looking again changes nothing.' };
  const of = serviceNamed(context.systems, data.system);
  if (context.now() < since + of.service.timeoutSeconds * 1_000)
    return {
      outcome: 'unknown',
      evidence: 'The command may still be running; its time is not up.',
    };
  const now = await lookAt(of, context);
  if (now && isReached(data.verb, now, since))
    return { outcome: 'done', evidence: `The service is ${now.state}.` };
  // Each of them brings the service to a state, and may be asked for it once more.
  return { outcome: 'not-done', evidence: `Its time is up; the service is ${stateText(now)}.` };
}

function isReached(
  verb: ActingVerb,
  { state, startedAt }: { state: StateOfService; startedAt: number | null },
  since: number,
): boolean {
  switch (verb) {
    case 'start':
      return state === 'running';
    case 'stop':
      return state === 'stopped';
    case 'restart':
      return state === 'running' && startedAt !== null && startedAt >= since;
    case 'scale':
      return false;
  }
}

function waysOut(of: ServiceOf, { verb }: Asked): Suggestion[] {
  const { system, service } = of;
  return [
    ...waysToLook(of),
    ...(verb !== 'restart' && service.restart
      ? [{ label: 'Restart …', operation: 'service.restart', input: { system: system.name } }]
      : []),
  ];
}

/** What helps to see why something went wrong. */
function waysToLook({ system, service }: ServiceOf): Suggestion[] {
  return [
    ...(service.logs
      ? [{ label: 'Logs', operation: 'service.logs', input: { system: system.name } }]
      : []),
    { label: 'Diagnose', operation: 'diagnose', input: { what: system.name } },
  ];
}
