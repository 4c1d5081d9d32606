// The services family: what is planned, what is run, what proves that it worked, and how it is taken back.
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { systemSchema } from '../../../src/config/systems-schema.js';
import { Problem } from '../../../src/core/problem.js';
import { serviceClean } from '../../../src/handlers/services/service-clean.js';
import { serviceLogs } from '../../../src/handlers/services/service-logs.js';
import { serviceMigrate } from '../../../src/handlers/services/service-migrate.js';
import { serviceRestart } from '../../../src/handlers/services/service-restart.js';
import { serviceScale } from '../../../src/handlers/services/service-scale.js';
import { serviceStart } from '../../../src/handlers/services/service-start.js';
import { serviceStatus } from '../../../src/handlers/services/service-status.js';
import { serviceStop } from '../../../src/handlers/services/service-stop.js';
import type { MongoBackups } from '../../../src/services/backups/backups.js';
import type { Commands } from '../../../src/services/commands/commands.js';
import type { Context } from '../../../src/services/context.js';
import type { ComponentNow } from '../../../src/services/health/health.js';
import { contextWith } from '../../support/context.js';

const system = systemSchema.parse({
  title: 'Notion Bot API',
  mongodb: { database: 'notion_bot' },
  service: {
    status: ['ctl', 'status'],
    logs: ['ctl', 'logs', '{lines}'],
    start: ['ctl', 'start'],
    stop: ['ctl', 'stop'],
    restart: ['ctl', 'restart'],
    scale: ['ctl', 'scale', 'api={replicas}'],
    maxReplicas: 4,
    clean: { preview: ['ctl', 'old'], run: ['ctl', 'clean'] },
    migrate: {
      current: ['ctl', 'version'],
      up: ['ctl', 'up'],
      down: ['ctl', 'down'],
      check: ['ctl', 'check'],
    },
    dependents: ['chat assistants'],
    timeoutSeconds: 60,
    healthySeconds: 1,
  },
});
const bare = systemSchema.parse({ title: 'Bare' });

/** What the pretend `ctl` is: its state, and what it was asked to do. */
let ctl: { state: string; restarts: number; version: string; fails: string[]; done: string[] };
let red: boolean;
let context: Context & { run: string };
let clock: number;

const states: Record<string, string> = {
  running: 'Active: active (running) since 2026-11-21T10:00:00Z',
  stopped: 'Active: inactive (dead)',
};

beforeEach(() => {
  vi.useFakeTimers({ shouldAdvanceTime: true, advanceTimeDelta: 500 });
  ctl = { state: 'running', restarts: 0, version: '0007', fails: [], done: [] };
  red = false;
  clock = Date.parse('2026-11-21T12:00:00Z');
  const ask: Commands['ask'] = async ({ words }) => {
    const said: Record<string, string[]> = {
      status: [states[ctl.state] ?? '', `Restarts: ${ctl.restarts}`],
      logs: ['INFO started', 'ERROR HTTP 429 rate_limited', `asked for ${words[2]}`],
      old: ['would remove /var/log/x.1 (40 MB)', '1 file, 40 MB'],
      version: [ctl.version],
    };
    return {
      code: ctl.fails.includes(words[1] ?? '') ? 1 : 0,
      lines: said[words[1] ?? ''] ?? [],
      dropped: 0,
    };
  };
  const run: Commands['run'] = async ({ words }) => {
    const verb = words[1] ?? '';
    ctl.done.push(words.slice(1).join(' '));
    if (ctl.fails.includes(verb)) return { code: 1, lastLine: `${verb} went wrong` };
    if (verb === 'stop') ctl.state = 'stopped';
    if (verb === 'start' || verb === 'restart') ctl.state = 'running';
    if (verb === 'up') ctl.version = '0008';
    if (verb === 'down') ctl.version = '0007';
    return { code: 0, lastLine: `${verb} done` };
  };
  const component: ComponentNow = {
    system: 'bot',
    component: 'api',
    title: 'API',
    kind: 'http',
    owner: null,
    onDemand: false,
    status: 'good',
    said: 'answers',
    failure: null,
    millis: 3,
    value: null,
    at: 0,
    since: 0,
  };
  const base = contextWith();
  context = contextWith({
    systems: { bot: system, bare },
    now: () => (clock += 200),
    commands: { ...base.commands, ask, run },
    health: {
      ...base.health,
      check: async () => [
        red ? { ...component, status: 'bad', said: 'Connection refused' } : component,
      ],
    },
    mongoBackups: {
      ...base.mongoBackups,
      targets: [{ system: 'bot', environment: 'production', database: 'notion_bot', setting: 'X' }],
      list: async () => backups,
      make: vi.fn<MongoBackups['make']>(async (_target, { label }) => {
        const made = { ...backup, label };
        backups.push(made);
        return made;
      }),
    },
  });
  backups = [];
});

const backup = {
  name: 'notion_bot-1',
  system: 'bot',
  database: 'notion_bot',
  startedAt: 0,
  endedAt: 0,
  bytes: 1,
  sha256: 'x',
  isEncrypted: false,
  dataBytes: 1,
  collections: [],
  reason: 'safety' as const,
  label: null,
  isOffsite: null,
  verifiedAt: null,
};
let backups: (Omit<typeof backup, 'label'> & { label: string | null })[] = [];

const step = async (_id: string, act: (tell: () => void) => Promise<string | undefined>) =>
  void (await act(() => {}));
const running = () => ({ ...context, step });
const failed = (checks: { name: string; ok: boolean }[]) =>
  checks.filter(({ ok }) => !ok).map(({ name }) => name);
async function problem(asked: Promise<unknown>): Promise<Problem> {
  const error = await asked.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error instanceof Problem) return error;
  throw new Error(`no Problem: ${String(error)}`);
}

describe('looking', () => {
  test('status tells state, restarts and what depends on it', async () => {
    const report = await serviceStatus.read({ system: 'bot' }, context);
    expect(report).toMatchObject({ status: 'good', headline: 'Notion Bot API is running' });
    expect(JSON.stringify(report.facts)).toContain('chat assistants');
  });

  test('a restart loop is found, and a stopped one can be started', async () => {
    ctl.restarts = 9;
    expect((await serviceStatus.read({ system: 'bot' }, context)).findings?.[0]?.title).toBe(
      'Notion Bot API keeps restarting',
    );
    ctl = { ...ctl, restarts: 0, state: 'stopped' };
    const report = await serviceStatus.read({ system: 'bot' }, context);
    expect(report.findings?.[0]?.suggestion?.operation).toBe('service.start');
  });

  test('logs come with their classes of error', async () => {
    const report = await serviceLogs.read({ system: 'bot', lines: 7 }, context);
    expect(report.sections?.[0]?.lines.at(-1)).toBe('asked for 7');
    expect(report.tables?.[0]?.rows[0]?.[0]).toBe('rate-limit');
  });
});

describe('acting', () => {
  test('restart: the command, then health, then proof', async () => {
    const plan = await serviceRestart.plan({ system: 'bot' }, context);
    expect(plan).toMatchObject({
      target: 'bot',
      environment: 'production',
      guard: { state: 'running' },
    });
    expect(plan.warnings.join()).toContain('chat assistants');
    await serviceRestart.run(plan, running());
    expect(ctl.done).toEqual(['restart']);
    expect(failed(await serviceRestart.verify(plan, context))).toEqual([]);
  });

  test('a component that stays red fails the check and has buttons', async () => {
    const plan = await serviceRestart.plan({ system: 'bot' }, context);
    red = true;
    await serviceRestart.run(plan, running());
    expect(failed(await serviceRestart.verify(plan, context))).toEqual(['API']);
    expect(plan.mend?.map(({ operation }) => operation)).toEqual(['service.logs', 'diagnose']);
  });

  test('one that restarts by itself while it is looked at fails the check', async () => {
    const plan = await serviceRestart.plan({ system: 'bot' }, context);
    const { ask } = context.commands;
    const loops: Commands['ask'] = async (spec, signal) => {
      ctl.restarts += 1;
      return ask(spec, signal);
    };
    const checks = await serviceRestart.verify(plan, {
      ...context,
      commands: { ...context.commands, ask: loops },
    });
    expect(failed(checks)).toEqual(['It does not restart again and again']);
  });

  test('an exit code other than 0 fails the run with what it said', async () => {
    ctl.fails = ['restart'];
    const plan = await serviceRestart.plan({ system: 'bot' }, context);
    const told = await problem(serviceRestart.run(plan, running()));
    expect(told).toMatchObject({ code: 'outside_refused' });
    expect(told.message).toContain('restart went wrong');
  });

  test('stop says who notices; its undo starts it', async () => {
    const plan = await serviceStop.plan({ system: 'bot' }, context);
    expect(plan.warnings[0]).toBe('chat assistants will be without it.');
    await serviceStop.run(plan, running());
    expect(failed(await serviceStop.verify(plan, context))).toEqual([]);
    expect(serviceStop.undo(plan)).toEqual({
      operation: 'service.start',
      input: { system: 'bot' },
    });
    expect((await problem(serviceStop.plan({ system: 'bot' }, context))).message).toContain(
      'stopped already',
    );
  });

  test('start is for what does not run', async () => {
    expect(
      (await problem(serviceStart.plan({ system: 'bot' }, context))).suggestions[0]?.operation,
    ).toBe('service.restart');
    ctl.state = 'stopped';
    const plan = await serviceStart.plan({ system: 'bot' }, context);
    await serviceStart.run(plan, running());
    expect(ctl.state).toBe('running');
  });

  test('scale fills the number in, within its bounds', async () => {
    const plan = await serviceScale.plan({ system: 'bot', replicas: 3 }, context);
    await serviceScale.run(plan, running());
    expect(ctl.done).toEqual(['scale api=3']);
    expect((await problem(serviceScale.plan({ system: 'bot', replicas: 9 }, context))).field).toBe(
      'replicas',
    );
  });

  test('clean shows first what goes', async () => {
    const plan = await serviceClean.plan({ system: 'bot' }, context);
    expect(JSON.stringify(plan.facts)).toContain('/var/log/x.1 (40 MB)');
    expect(plan.undo).toContain('There is none');
    await serviceClean.run(plan, running());
    expect(ctl.done).toEqual(['clean']);
  });
});

describe('what can not be done changes nothing', () => {
  test('an unknown system, and one without a service', async () => {
    expect((await problem(serviceRestart.plan({ system: 'bto' }, context))).field).toBe('system');
    const told = await problem(serviceRestart.plan({ system: 'bare' }, context));
    expect(told.hint).toContain('bot');
    expect(ctl.done).toEqual([]);
  });

  test('a preview that fails', async () => {
    ctl.fails = ['old'];
    expect((await problem(serviceClean.plan({ system: 'bot' }, context))).code).toBe(
      'outside_refused',
    );
  });
});

describe('a process that died', () => {
  const since = Date.parse('2026-11-21T12:00:00Z');
  const doubt = { step: 'restart', since };

  test('while the command may still run nothing is known', async () => {
    const plan = await serviceRestart.plan({ system: 'bot' }, context);
    expect((await serviceRestart.reconcile(plan, context, doubt)).outcome).toBe('unknown');
  });

  test('after that, one that runs since later was restarted, an older one was not', async () => {
    const plan = await serviceRestart.plan({ system: 'bot' }, context);
    clock = since + 120_000;
    expect((await serviceRestart.reconcile(plan, context, doubt)).outcome).toBe('not-done');
    const before = { ...doubt, since: Date.parse('2026-11-21T09:59:00Z') };
    expect((await serviceRestart.reconcile(plan, context, before)).outcome).toBe('done');
  });
});

describe('a migration', () => {
  test('backs up, migrates, checks; undo goes back', async () => {
    const plan = await serviceMigrate.plan({ system: 'bot' }, context);
    expect(plan.steps.map(({ id }) => id)).toEqual(['backup', 'migrate', 'check']);
    expect(plan.guard).toEqual({ version: '0007' });
    await serviceMigrate.run(plan, running());
    expect(ctl.done).toEqual(['up', 'check']);
    expect(backups).toHaveLength(1);
    expect(failed(await serviceMigrate.verify(plan, context))).toEqual([]);
    expect(serviceMigrate.undo(plan)).toEqual({
      operation: 'service.migrate',
      input: { system: 'bot', down: true },
    });
    // Picked up by another process, it makes no second backup.
    await serviceMigrate.run(plan, running());
    expect(backups).toHaveLength(1);
  });

  test('one whose check fails is rolled back, and offers the backup', async () => {
    ctl.fails = ['check'];
    const plan = await serviceMigrate.plan({ system: 'bot' }, context);
    const told = await problem(serviceMigrate.run(plan, running()));
    expect(ctl.done).toEqual(['up', 'check', 'down']);
    expect(told.message).toContain('It was rolled back; the database is at 0007.');
    expect(told.suggestions[0]).toMatchObject({
      operation: 'backup.restore',
      input: { name: 'notion_bot-1' },
    });
  });

  test('one that failed before it changed anything is not', async () => {
    ctl.fails = ['up'];
    const plan = await serviceMigrate.plan({ system: 'bot' }, context);
    const told = await problem(serviceMigrate.run(plan, running()));
    expect(ctl.done).toEqual(['up']);
    expect(told.message).toContain('The database is still at 0007.');
  });

  test('in doubt, the version tells', async () => {
    const plan = await serviceMigrate.plan({ system: 'bot' }, context);
    const doubt = { step: 'migrate', since: clock - 120_000 };
    expect((await serviceMigrate.reconcile(plan, context, doubt)).outcome).toBe('not-done');
    ctl.version = '0008';
    expect((await serviceMigrate.reconcile(plan, context, doubt)).outcome).toBe('done');
  });
});
