import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkConfiguration } from '../../src/config/check.js';
import { loadConfig } from '../../src/config/config-file.js';
import { operations } from '../../src/handlers/registry.js';
import { loadForBot, loadForTerminal } from '../../src/config/load.js';
import { ConfigurationError } from '../../src/config/problems.js';
import { schemaText } from '../../src/config/schema-text.js';
import { people, userGroups } from '../../sandbox/company.js';
import { variables } from './variables.js';

const sandbox = readFileSync('sandbox/ppm.config.yaml', 'utf8');

function fileWith(text: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'ppm-')), 'ppm.config.yaml');
  writeFileSync(path, text);
  return path;
}

/** The sandbox's file with one thing changed; the change must apply. */
function changed(from: string, to: string): string {
  expect(sandbox).toContain(from);
  return fileWith(sandbox.replace(from, to));
}

function problemsOf(act: () => unknown): string[] {
  try {
    act();
  } catch (error) {
    if (error instanceof ConfigurationError)
      return error.problems.map(({ name, reason }) => `${name}: ${reason}`);
    throw error;
  }
  return [];
}

/** The sandbox's file without what it says about schedules. */
const withoutSchedules = sandbox.replace(/^schedules:.*\n(?: +.*\n)*/m, '');

/** Line of the sandbox's file that begins with `start`, from 1. */
const lineOf = (start: string): number =>
  sandbox.split('\n').findIndex((line) => line.trim().startsWith(start)) + 1;

describe('the files of the house', () => {
  it.each(['ppm.config.yaml', 'sandbox/ppm.config.yaml'])('%s is right', (path) => {
    expect(loadConfig(path).warnings).toEqual([]);
    expect(checkConfiguration(path, operations)).toMatchObject({ ok: true });
  });

  it("the sandbox's names everybody of the pretend company", () => {
    const { config } = loadConfig('sandbox/ppm.config.yaml');
    expect(config.people.map(({ name, slack }) => ({ name, slack }))).toEqual(
      people.map(({ handle, id }) => ({ name: handle, slack: id })),
    );
    expect([...config.roles.oncall, ...config.roles.approver]).toEqual(
      userGroups.map((group) => group.id),
    );
  });

  it('ppm.config.schema.json is up to date (npm run schema)', () => {
    expect(readFileSync('ppm.config.schema.json', 'utf8')).toBe(schemaText());
  });
});

describe('a file that is wrong', () => {
  it.each([
    [
      'oncall: [S01ONCALL]',
      'oncall: [oncall-team]',
      'roles.oncall[0]',
      'must be a Slack user id (U…) or user-group id (S…)',
    ],
    ['oncall: [S01ONCALL]', 'oncal: [S01ONCALL]', 'roles.oncal', 'is not a known name'],
    ['manager: [U03CHLOE]', 'manager: U03CHLOE', 'roles.manager', 'expected array'],
    ['guarded:', 'guardd:', 'approval.guardd', 'is not a known name'],
    ['{ name: ben,', '{ name: ana,', 'people[1].name', 'is the same as that of people[0]'],
    ['slack: U02BEN', 'slack: U01ANA', 'people[1].slack', 'is the same as that of people[0]'],
    ['terminal: ben', 'terminal: ana', 'people[1].terminal', 'is the same as that of people[0]'],
    [
      'catalogs: [dev]',
      'catalogs: [dev, main]',
      'environments.development.catalogs[1]',
      'belongs to production already',
    ],
    [
      'production: { quorum',
      'prod: { quorum',
      'approval.guarded.prod',
      'is none of the environments',
    ],
    [
      'director: [U04DAVID]',
      'director: []',
      'approval.guarded.production.by',
      'nobody has any of these roles',
    ],
    ['leaseSeconds: 3', 'leaseSeconds: never', 'engine.leaseSeconds', 'expected number'],
  ])('%s -> %s', (from, to, name, reason) => {
    const path =
      name === 'approval.guarded.production.by'
        ? fileWith(
            sandbox.replace(from, to).replace('by: [approver, manager] }', 'by: [director] }'),
          )
        : changed(from, to);
    const problems = problemsOf(() => loadConfig(path)).filter((problem) =>
      problem.startsWith(`${name}: `),
    );
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(reason);
  });

  it('is told by the line', () => {
    const start = 'oncall: [S01ONCALL]';
    expect(problemsOf(() => loadConfig(changed(start, 'oncall: [x]')))).toEqual([
      `roles.oncall[0]: line ${lineOf(start)}: must be a Slack user id (U…) or user-group id (S…)`,
    ]);
  });

  it('tells what is missing, where it would stand', () => {
    expect(problemsOf(() => loadConfig(changed('approver: [S02APPROVE]', '')))).toContainEqual(
      `roles.approver: line ${lineOf('roles:')}: is missing`,
    );
  });

  it.each([
    ['people: [', 'line 1'],
    ['a: 1\na: 2\n', 'line 2'],
    ['', 'the file'],
  ])('that is no YAML or nothing: %j', (text, told) => {
    expect(problemsOf(() => loadConfig(fileWith(text))).join('\n')).toContain(told);
  });

  it('that is not there', () => {
    expect(checkConfiguration('/nowhere/ppm.config.yaml', operations)).toMatchObject({ ok: false });
  });
});

describe('a file that may be meant so', () => {
  it.each([
    [
      'manager: [U03CHLOE]',
      'manager: [U03CHLOE, U99NEW]',
      'roles.manager[1]',
      'is not one of the people',
    ],
    ['production: true', 'production: false', 'environments', 'none of them is production'],
    ['main.gold.kpis', 'other.gold.kpis', 'tables[5]', 'its catalog belongs to no environment'],
    [
      'remindMinutes: 5',
      'remindMinutes: 30',
      'approval.critical.*.remindMinutes',
      'is not before it expires',
    ],
  ])('%s -> %s', (from, to, name, reason) => {
    const { warnings } = loadConfig(changed(from, to));
    expect(warnings).toHaveLength(1);
    expect(warnings[0]?.name).toBe(name);
    expect(warnings[0]?.reason).toContain(reason);
  });
});

describe('at the start', () => {
  it('both halves are loaded', () => {
    const given = { ...variables, PPM_CONFIG: 'sandbox/ppm.config.yaml' };
    const loaded = loadForBot(operations, given);
    expect(loaded.settings.SLACK_BOT_TOKEN).toBe(variables.SLACK_BOT_TOKEN);
    expect(loaded.config.roles.oncall).toEqual(['S01ONCALL']);
    expect(
      loadForTerminal(operations, { ...given, SLACK_BOT_TOKEN: '' }).settings.SLACK_BOT_TOKEN,
    ).toBeUndefined();
  });

  it('the problems of both are told in one list', () => {
    const path = changed('oncall: [S01ONCALL]', 'oncall: [x]');
    const told = problemsOf(() =>
      loadForBot(operations, { ...variables, PPM_CONFIG: path, PORT: 'x', PPM_CHANNEL: '' }),
    );
    expect(told.map((problem) => problem.split(':')[0])).toEqual([
      'roles.oncall[0]',
      'PPM_CHANNEL',
      'PORT',
    ]);
  });

  it('a schedule that can never work is told with its name and line', () => {
    const told = (each: string): string[] =>
      problemsOf(() =>
        loadForBot(operations, {
          ...variables,
          PPM_CONFIG: fileWith(`${withoutSchedules}\nschedules: { each: { mine: ${each} } }\n`),
        }),
      );
    expect(told("{ cron: '61 * * * *', operation: status }").join()).toMatch(
      /schedules\.each\.mine\.cron: line \d+: .*minute/i,
    );
    expect(told("{ cron: '0 0 30 2 *', operation: status }").join()).toMatch(
      /mine\.cron.*impossible day/,
    );
    expect(told("{ cron: '0 9 * * *', operation: nonsense }").join()).toMatch(/mine\.operation/);
    expect(told("{ cron: '0 9 * * *', operation: table.restore }").join()).toMatch(
      /mine\.operation/,
    );
    expect(told("{ cron: '0 9 * * *', operation: status, timeZone: Mars/Base }").join()).toMatch(
      /mine\.timeZone.*time zone/,
    );
    expect(told("{ cron: '0 9 * * *', operation: report, input: { which: noon } }").join()).toMatch(
      /mine\.input/,
    );
  });

  it('the mode decides which Slack secret is needed', () => {
    const path = fileWith(`slack: { mode: http }\n${sandbox}`);
    const given = { ...variables, PPM_CONFIG: path, SLACK_SIGNING_SECRET: '', SLACK_APP_TOKEN: '' };
    expect(problemsOf(() => loadForBot(operations, given))).toEqual([
      'SLACK_SIGNING_SECRET: is missing',
    ]);
  });
});
