// Services of the systems from the slash command down: looked at, restarted, stopped, started, scaled, cleaned, migrated.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buttonsOf } from '../../sandbox/person.js';
import type { ServiceState } from '../../sandbox/systems/supervisor.js';
import {
  approves,
  asks,
  becomes,
  cardAfter,
  carriesOut,
  isApproved,
  openStage,
  plans,
  reads,
  says,
  shown,
  takesBack,
  threadOf,
  type Stage,
} from './stage.js';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ notion: { requestsPerMinute: 0 } });
  await stage.switches.allOff();
});
afterAll(() => stage?.close());

function service(name: string): ServiceState {
  const found = stage.systems.supervisor.states[name];
  if (!found) throw new Error(`no service ${name}`);
  return found;
}

describe('what only looks', () => {
  test('service status says what it is and what depends on it', async () => {
    const said = await reads(stage, stage.eve, '/ppm service status oberaconnect');
    expect(said).toMatch(/OberaConnect Notion Dashboards is running/);
    expect(said).toMatch(/customer dashboards/);
    expect(said).toContain(`Main PID: ${service('oberaconnect').pid}`);
  });

  test('a service that keeps restarting is found, with its log as the button', async () => {
    service('notion-bot-api').restarts = 7;
    const status = await asks(stage, stage.ana, '/ppm service status notion-bot-api');
    expect(shown(status)).toMatch(/keeps restarting[^]*7 restarts/);
    expect(buttonsOf(status)).toContain('Logs');
    const log = await reads(stage, stage.ana, '/ppm service logs notion-bot-api --lines 3');
    expect(log).toMatch(/NOTION_DATABASE_ID.*is not set/);
    service('notion-bot-api').restarts = 0;
  });

  test.each([
    ['service status oberconnect', /oberaconnect/],
    ['service restart wittwiz', /wittwizz/],
    ['service logs wittwizz --lines 900', /200/],
    ['service scale wittwizz 0', /replicas|at least 1|>=\s?1/],
    ['service scale wittwizz 101', /100/],
    ['service scale wittwizz 11', /more than the 10 that are allowed/],
    ['service start wittwizz', /runs already/],
    ['service clean wittwizz', /service\.clean/],
    ['service migrate wittwizz', /service\.migrate/],
  ])('%s is refused, and says why', async (words, why) => {
    const before = structuredClone(stage.systems.supervisor.states);
    expect(await reads(stage, stage.ana, `/ppm ${words}`)).toMatch(why);
    expect(stage.systems.supervisor.states).toEqual(before);
  });

  test('who holds no role may look and not act', async () => {
    expect(await reads(stage, stage.eve, '/ppm service restart wittwizz')).toContain(
      'you hold no role',
    );
  });
});

describe('restart and scale', () => {
  test('a sync that does not run is mended by a restart, and the card proves it', async () => {
    stage.systems.flags.set('sync-not-running', true);
    expect(await reads(stage, stage.ana, '/ppm health oberaconnect')).toMatch(/1 red|stopped/i);
    const before = service('oberaconnect').pid;
    const card = await plans(stage.ana, '/ppm service restart oberaconnect');
    expect(shown(card)).toMatch(/Now[^]*running[^]*customer dashboards/);
    // Nothing is done before somebody else has said yes.
    expect(service('oberaconnect').pid).toBe(before);
    const done = await isApproved(stage, card);
    expect(service('oberaconnect')).toMatchObject({ state: 'running', pid: before + 1 });
    expect(stage.systems.flags.has('sync-not-running')).toBe(false);
    await becomes(stage, done, /The service runs/);
    expect(threadOf(stage, done).map(shown).join('\n')).toContain(
      `Restarted oberaconnect, process ${before + 1}`,
    );
  }, 120_000);

  test('scale asks for the number, and says that the number before is not known', async () => {
    const card = await plans(stage.ana, '/ppm service scale wittwizz 3');
    expect(shown(card)).toMatch(/scale wittwizz 3[^]*which that was/);
    await isApproved(stage, card);
    expect(service('wittwizz').replicas).toBe(3);
  }, 120_000);
});

describe('stop and start', () => {
  test('stop asks for the name and says who notices; undo starts it', async () => {
    const card = await plans(stage.ana, '/ppm service stop wittwizz');
    expect(shown(card)).toContain('task board of the development team will be without it');
    const form = await (async () => {
      await approves(stage.ben, card, 'oberaconnect');
      return stage.ben.view();
    })();
    expect(form, 'the wrong name leaves the form open').toBeDefined();
    expect(service('wittwizz').state).toBe('running');
    await approves(stage.ben, card, 'wittwizz');
    const stopped = await says(stage.ana, card, /has succeeded/, 60_000);
    expect(service('wittwizz').state).toBe('stopped');
    const status = await asks(stage, stage.ana, '/ppm service status wittwizz');
    expect(shown(status)).toMatch(/does not run/);
    expect(buttonsOf(status)).toContain('Start …');
    expect(await reads(stage, stage.ana, '/ppm service stop wittwizz')).toMatch(/stopped already/);
    await takesBack(stage, stopped);
    expect(service('wittwizz').state).toBe('running');
  }, 180_000);

  test('start, from the button of the status', async () => {
    const card = await plans(stage.ana, '/ppm service stop orchestra');
    await approves(stage.ben, card, 'orchestra');
    await says(stage.ana, card, /has succeeded/, 60_000);
    const status = await asks(stage, stage.ana, '/ppm service status orchestra');
    const start = await cardAfter(stage.ana, 'start', () => stage.ana.clicks(status, 'Start …'));
    const started = await isApproved(stage, start);
    expect(service('orchestra').state).toBe('running');
    expect(buttonsOf(started)).toContain('Undo');
  }, 180_000);
});

test('clean shows what goes, deletes it, and the disk is well again', async () => {
  stage.systems.flags.set('disk-full', true);
  const card = await plans(stage.ana, '/ppm service clean oberaconnect');
  expect(shown(card)).toMatch(/would remove \/var\/log\/oberaconnect\/sync\.log\.1 \(412 MB\)/);
  expect(shown(card)).toMatch(/what is deleted is gone/);
  expect(service('oberaconnect').oldFiles).toHaveLength(3);
  const done = await isApproved(stage, card);
  expect(service('oberaconnect').oldFiles).toEqual([]);
  expect(stage.systems.flags.has('disk-full')).toBe(false);
  expect(buttonsOf(done)).not.toContain('Undo');
}, 120_000);

describe('migrate', () => {
  const approved = async (words: string, end: RegExp) => {
    const card = await plans(stage.ana, `/ppm service migrate ${words}`);
    await approves(stage.ben, card, 'database of notion-bot-api');
    return says(stage.ana, card, end, 90_000);
  };
  const backups = () => reads(stage, stage.ana, '/ppm backups');

  test('up: a backup first, the migration, its check', async () => {
    const done = await approved('notion-bot-api', /has succeeded/);
    expect(service('notion-bot-api').schema).toBe('0008_add_due_date');
    expect(await backups()).toMatch(/safety/);
    expect(threadOf(stage, done).map(shown).join('\n')).toMatch(
      /Running upgrade 0007_add_priority/,
    );
  }, 180_000);

  test('--down goes one version back, and undo goes up again', async () => {
    const down = await approved('notion-bot-api --down', /has succeeded/);
    expect(service('notion-bot-api').schema).toBe('0007_add_priority');
    const undo = await cardAfter(stage.ana, 'undo', () => stage.ana.clicks(down, 'Undo'));
    await approves(stage.ben, undo, 'database of notion-bot-api');
    await says(stage.ana, undo, /has succeeded/, 90_000);
    expect(service('notion-bot-api').schema).toBe('0008_add_due_date');
  }, 240_000);

  test('one that fails is left where it was, says so, and offers the backup', async () => {
    await carriesOutDown();
    await stage.syncFaults.replace({ migrate: { kind: 'fail', count: 1 } });
    const failed = await approved('notion-bot-api', /has failed/);
    expect(shown(failed)).toMatch(/collMod failed/);
    expect(shown(failed)).toMatch(/still at 0007_add_priority|rolled back/);
    expect(buttonsOf(failed)).toContain('Restore the backup …');
    expect(service('notion-bot-api').schema).toBe('0007_add_priority');
    await stage.syncFaults.replace({});
  }, 240_000);

  async function carriesOutDown(): Promise<void> {
    await approved('notion-bot-api --down', /has succeeded/);
  }
});

test('everything is in the audit log, which is whole', async () => {
  await carriesOut(stage, 'service restart orchestra');
  expect(await reads(stage, stage.david, '/ppm audit')).toMatch(/service\.restart/);
  expect(await reads(stage, stage.david, '/ppm audit verify')).toContain('is whole');
}, 120_000);
