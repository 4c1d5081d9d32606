// A GitHub, deployments and components as a test needs them, with a clock that waiting puts forward.
import { vi } from 'vitest';
import { deploysSchema } from '../../../src/config/delivery-schema.js';
import type { Step } from '../../../src/core/operation.js';
import { newRun, type Run } from '../../../src/core/run.js';
import type { Context } from '../../../src/services/context.js';
import type { Wait } from '../../../src/services/deploys/follow-run.js';
import type { Known } from '../../../src/services/deploys/deploys.js';
import type {
  Commit,
  Comparison,
  Workflow,
  WorkflowJob,
  WorkflowRun,
} from '../../../src/services/github/github.js';
import type { ComponentNow } from '../../../src/services/health/health.js';
import { contextWith } from '../../support/context.js';

/** A Tuesday, 10:00 in Berlin. */
export const start = Date.parse('2026-11-24T09:00:00Z');
export const repository = 'meridian-finance/ppm-platform';
export const runUrl = `https://github.com/${repository}/actions/runs/77`;

export const commitOf = (letter: string): Commit => ({
  sha: letter.repeat(40),
  title: `Change ${letter}`,
  author: `author-${letter}`,
  at: start,
});
export const [oldest, older, now, next] = [
  commitOf('a'),
  commitOf('b'),
  commitOf('c'),
  commitOf('d'),
] as const;

export const known = (letter: string, hoursAgo: number, changes: Partial<Known> = {}): Known => ({
  commit: letter.repeat(40),
  by: 'ben',
  at: start - hoursAgo * 3_600_000,
  url: `https://github.com/${repository}/actions/runs/${letter.codePointAt(0) ?? 0}/job/1`,
  state: 'good',
  ...changes,
});

export const compared = (changes: Partial<Comparison> = {}): Comparison => ({
  status: 'ahead',
  aheadBy: 1,
  behindBy: 0,
  commits: [next],
  url: 'https://github.com/compare',
  ...changes,
});

export const workflow = (changes: Partial<Workflow> = {}): Workflow => ({
  id: 1,
  name: 'Deploy',
  path: '.github/workflows/deploy-control-room.yml',
  isActive: true,
  dispatch: {
    inputs: {
      environment: { isRequired: true, options: ['staging', 'production'], default: null },
      commit: { isRequired: false, options: [], default: null },
      ppm_run: { isRequired: false, options: [], default: null },
    },
    runName: 'Deploy to ${{ inputs.environment }} [${{ inputs.ppm_run }}]',
  },
  ...changes,
});

export const workflowRun = (changes: Partial<WorkflowRun> = {}): WorkflowRun => ({
  id: 77,
  title: 'Deploy to production [R-TEST]',
  state: 'completed',
  conclusion: 'success',
  url: runUrl,
  sha: next.sha,
  branch: 'main',
  event: 'workflow_dispatch',
  createdAt: start,
  ...changes,
});

export const job = (changes: Partial<WorkflowJob> = {}): WorkflowJob => ({
  name: 'deploy',
  state: 'completed',
  conclusion: 'success',
  url: `${runUrl}/job/1`,
  step: null,
  ...changes,
});

export const component = (changes: Partial<ComponentNow> = {}): ComponentNow => ({
  system: 'finance-ppm',
  component: 'kpis',
  title: 'KPIs',
  kind: 'http',
  owner: null,
  onDemand: false,
  status: 'good',
  said: '200 OK',
  failure: null,
  millis: 10,
  value: null,
  at: start,
  since: start,
  ...changes,
});

export const controlRoom = {
  title: 'Control Room',
  system: 'finance-ppm',
  way: {
    kind: 'workflow',
    repository,
    workflow: 'deploy-control-room.yml',
    inputs: { environment: '{stage}', commit: '{commit}' },
  },
  stages: {
    staging: { environment: 'development' },
    production: { environment: 'production', verify: ['finance-ppm/kpis'] },
  },
};

export const bundle = {
  title: 'Databricks bundle',
  way: {
    kind: 'command',
    command: ['./scripts/dab_deploy.sh', '{stage}', '{commit}'],
    repository,
    pass: ['DATABRICKS_TOKEN'],
  },
  stages: { dev: { environment: 'development' }, prod: { environment: 'production' } },
};

/** @param rules what stands under `deploys` beside the two targets */
export function deployWorld(rules: Record<string, unknown> = {}) {
  const clock = { at: start };
  const github = {
    commit: vi.fn<Context['github']['commit']>(async (_repository, ref) => {
      const all = [oldest, older, now, next];
      return ref === 'main' ? next : (all.find(({ sha }) => sha.startsWith(ref)) ?? next);
    }),
    compare: vi.fn<Context['github']['compare']>(async () => compared()),
    checks: vi.fn<Context['github']['checks']>(async () => ({
      state: 'success',
      failed: [],
      pending: [],
      total: 2,
    })),
    workflow: vi.fn<Context['github']['workflow']>(async () => workflow()),
    dispatch: vi.fn<Context['github']['dispatch']>(async () => 77),
    dispatchedRuns: vi.fn<Context['github']['dispatchedRuns']>(async () => []),
    run: vi.fn<Context['github']['run']>(async () => workflowRun()),
    jobsOf: vi.fn<Context['github']['jobsOf']>(async () => [job()]),
    cancelRun: vi.fn<Context['github']['cancelRun']>(async () => {}),
    deployments: vi.fn<Context['github']['deployments']>(async () => []),
  };
  const deploys = {
    known: vi.fn<Context['deploys']['known']>(async () => [known('c', 1), known('b', 24)]),
    record: vi.fn<Context['deploys']['record']>(async () => {}),
  };
  const commands = {
    ask: vi.fn<Context['commands']['ask']>(),
    run: vi.fn<Context['commands']['run']>(async () => ({ code: 0, lastLine: 'Deployed.' })),
  };
  const incidents = { list: vi.fn<Context['incidents']['list']>(async () => []) };
  const maintenance = { activeFor: vi.fn<Context['maintenance']['activeFor']>(async () => null) };
  const check = vi.fn<Context['health']['check']>(async () => [component()]);
  const cancelling = new AbortController();
  const record: Run = {
    ...newRun({
      id: 'R-TEST',
      operation: 'deploy.control-room',
      input: {},
      risk: 'critical',
      requestedBy: { person: 'ana', via: 'slack' },
      channel: 'C',
      requestId: 'q',
      undoOf: null,
      createdAt: start,
      quiet: false,
    }),
    steps: [],
  };
  const stored = { record };
  const base = contextWith();
  const context = contextWith({
    now: () => clock.at,
    signal: cancelling.signal,
    github: { ...base.github, ...github },
    deploys,
    commands: { ...base.commands, ...commands },
    incidents: { ...base.incidents, ...incidents },
    maintenance: { ...base.maintenance, ...maintenance },
    health: { ...base.health, components: [component()], check },
    runs: { ...base.runs, get: async () => stored.record },
    deployRules: deploysSchema.parse({
      targets: { 'control-room': controlRoom, bundle },
      ...rules,
    }),
  });
  const told: { note: string; reached: number | undefined }[] = [];
  const notes: Record<string, string | undefined> = {};
  /** @param done steps that another process has done */
  const stepping = (done: readonly string[] = []): Step => {
    return async (id, act) => {
      if (done.includes(id)) return;
      notes[id] = await act((note, reached) => told.push({ note, reached }));
    };
  };
  const wait = vi.fn<Wait>(async (ms, signal) => {
    signal.throwIfAborted();
    clock.at += ms;
  });
  /** Somebody cancels the run. */
  const cancel = (): void => {
    stored.record = {
      ...stored.record,
      cancelRequested: { by: { person: 'ana', via: 'slack' }, at: clock.at },
    };
    cancelling.abort();
  };
  return {
    clock,
    github,
    deploys,
    commands,
    incidents,
    maintenance,
    check,
    context,
    stored,
    told,
    notes,
    stepping,
    wait,
    cancel,
    cancelling,
  };
}
