// The life of a sync as an action; `sync` and `sync unlock` share it.
import type { Check, Doubt, Reconciliation, Step } from '../../core/operation.js';
import type { PlanOf } from '../../core/plan.js';
import { Problem } from '../../core/problem.js';
import type { Suggestion } from '../../core/report.js';
import { commandText } from '../commands/command-text.js';
import type { Context } from '../context.js';
import { databasesOf, systemNamed, type System } from '../systems/systems.js';
import { callOf, commandOf } from './configured-sync.js';
import { checkNative } from './native-checks.js';
import { nativeSteps, runNative } from './native-sync.js';
import { runOutside } from './outside-sync.js';
import { refusePaused, syncDataOf, type SyncData, type SyncInput } from './sync-plan.js';
import type { SyncMode } from './sync-state.js';

type SyncPlan = PlanOf<SyncData>;

/** The step of a sync that somebody else does. */
const outside = 'sync';

const modeWords: Record<SyncMode, string> = {
  incremental: 'what changed',
  full: 'everything, read again',
  page: 'single pages',
  retry: 'what failed last time',
};

/** One sync of a system at a time: this is its lock. */
export function syncTarget(system: string): string {
  return `sync ${system}`;
}

export async function planSync(
  input: SyncInput & { system: string },
  context: Context,
): Promise<SyncPlan> {
  const { systems, syncState, notion } = context;
  const system = systemNamed(systems, input.system);
  refusePaused(await syncState.pauseOf(system.name), system);
  const data = onlyNamed(system, input, await syncDataOf(context, system, input));
  const budget = notion.budget().perMinute;
  return {
    target: syncTarget(system.name),
    environment: system.environment,
    headline: `Sync ${system.title}: ${modeWords[data.mode]}`,
    facts: [
      ...(data.databases.length > 0
        ? [{ label: 'Databases', value: data.databases.join(', ') }]
        : []),
      ...(data.pages.length > 0
        ? [{ label: 'Pages', value: data.pages.slice(0, 5).join(', '), mono: true }]
        : []),
      { label: 'How', value: how(system, data), mono: system.sync?.kind !== 'notion' },
    ],
    changes: [],
    warnings:
      data.mode === 'full' && system.sync?.kind === 'notion'
        ? [`Reads every page again: ${budget * 100} pages a minute at most, and people share that.`]
        : [],
    steps: stepsOf(system, data, systems),
    undo: 'A sync repeats what Notion says; there is nothing to take back.',
    mend: waysOut(system),
    guard: {},
    data,
  };
}

export async function runSync(
  { data }: SyncPlan,
  context: Context & { step: Step; run: string },
): Promise<void> {
  const { systems, step, run } = context;
  const { sync } = systemNamed(systems, data.system);
  switch (sync?.kind) {
    case 'notion':
      return runNative(context, data, { step, run });
    case 'command':
    case 'http':
      return step(outside, () => runOutside(context, sync, data, run));
    case undefined:
      throw new Problem(
        'not_possible',
        `${data.system} has no sync in ppm.config.yaml any more.`,
        'Describe it, and ask again.',
      );
  }
}

export async function verifySync(
  { data }: SyncPlan,
  context: Context & { run: string },
): Promise<Check[]> {
  const { sync } = systemNamed(context.systems, data.system);
  if (sync?.kind === 'notion') return checkNative(context, data);
  const last = (await context.syncState.lastSyncs(data.system)).find(
    (one) => one.run === context.run,
  );
  return [
    {
      name: sync?.kind === 'http' ? 'The call was answered with 2xx' : 'The command ended with 0',
      ok: last?.outcome === 'succeeded',
      expected: 'yes',
      actual: last?.outcome === 'succeeded' ? 'yes' : 'not noted',
    },
  ];
}

/** A sync that the bot does goes on where it was; one that somebody else does may still be running. */
export async function settleSync(
  { data }: SyncPlan,
  { systems, now }: Context,
  { since }: Doubt,
): Promise<Reconciliation> {
  const { sync } = systemNamed(systems, data.system);
  if (sync === undefined || sync.kind === 'notion')
    return { outcome: 'not-done', evidence: 'It goes on from what is committed.' };
  const longest =
    sync.kind === 'command' ? sync.timeoutMinutes * 60_000 : sync.timeoutSeconds * 1000;
  return now() < since + longest
    ? { outcome: 'unknown', evidence: 'It may still be running; its time is not up.' }
    : { outcome: 'not-done', evidence: 'Its time is up. A sync may be done again.' };
}

/** What helps when a sync has left something out. */
function waysOut({ name, sync }: System): Suggestion[] {
  const diagnose = {
    label: 'Diagnose',
    operation: 'diagnose',
    input: { what: 'sync', system: name },
  };
  const retry = {
    label: 'Retry failed',
    operation: 'sync',
    input: { system: name, retryFailed: true },
  };
  const canRetry =
    sync?.kind === 'notion' || (sync !== undefined && sync.retryFailed !== undefined);
  return canRetry ? [retry, diagnose] : [diagnose];
}

/** Of a system that syncs itself, databases are named only when somebody asked for one. */
function onlyNamed(system: System, { database }: SyncInput, data: SyncData): SyncData {
  return system.sync?.kind === 'notion' || database !== undefined
    ? data
    : { ...data, databases: [] };
}

function how({ sync }: System, data: SyncData): string {
  switch (sync?.kind) {
    case 'command':
      return commandText(commandOf(sync, data).words);
    case 'http': {
      const { method, url } = callOf(sync, data);
      return `${method} ${url}`;
    }
    case 'notion':
    case undefined:
      return 'The bot reads Notion itself';
  }
}

function stepsOf(system: System, data: SyncData, systems: Context['systems']): SyncPlan['steps'] {
  const steps =
    system.sync?.kind === 'notion'
      ? nativeSteps(data, databasesOf(systems, system.name))
      : [{ id: outside, title: how(system, data) }];
  if (steps.length > 0) return steps;
  throw new Problem(
    'not_possible',
    `${system.title} has no Notion databases in ppm.config.yaml.`,
    `Describe them under systems.${system.name}.databases.`,
    { field: 'system' },
  );
}
