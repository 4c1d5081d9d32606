// `logs`: what a run said or a system wrote, counted by class of error.
import { describe, expect, it } from 'vitest';
import { systemSchema } from '../../../src/config/systems-schema.js';
import { Problem } from '../../../src/core/problem.js';
import { logs } from '../../../src/handlers/look/logs.js';
import type { Tail } from '../../../src/services/logs/log-files.js';
import { contextWith, unused } from '../../support/context.js';

const day = 24 * 60 * 60 * 1000;
const now = 1_800_000_000_000;

const written = [
  'INFO Sync started',
  'WARN 429 rate_limited',
  'WARN 429 rate_limited again',
  'ERROR page 1f0c: not found',
  'INFO Sync completed: 42 pages',
];

const systems = {
  oberaconnect: systemSchema.parse({
    title: 'OberaConnect',
    sync: { kind: 'command', command: ['sync'], batchDelay: ['--batch-delay', '{seconds}'] },
    logs: [{ name: 'sync.log', path: '/var/log/oberaconnect/sync.log' }],
  }),
  wittwizz: systemSchema.parse({
    title: 'Wittwizz',
    logs: [{ path: '/var/log/a.log' }, { path: '/var/log/b.log' }],
  }),
  plain: systemSchema.parse({ title: 'Plain' }),
};

const tailOf = (lines: readonly string[], given: Partial<Tail> = {}): Tail => ({
  lines,
  size: 3 * 1024 * 1024,
  cut: true,
  modifiedAt: now - 60_000,
  ...given,
});

const read = (given: object, context: Parameters<typeof contextWith>[0] = {}) =>
  logs.read(
    given,
    contextWith({
      systems,
      now: () => now,
      logFiles: { tail: async () => tailOf(written) },
      ...context,
    }),
  );

describe('of a system', () => {
  it('are the last lines, with counts, causes and buttons', async () => {
    const report = await read({ what: 'OberaConnect', lines: '2' });
    expect(report).toMatchObject({
      status: 'warning',
      headline: '2 kinds of errors in the last lines of oberaconnect',
      sections: [{ title: 'sync.log', lines: written.slice(-2), code: true }],
      facts: [{ label: 'sync.log', value: expect.stringContaining('3 MiB') }],
    });
    expect(report.tables?.[0]?.rows).toEqual([
      ['rate-limit', '2', 'WARN 429 rate_limited again'],
      ['not-found', '1', 'ERROR page 1f0c: not found'],
    ]);
    expect(report.findings?.map(({ title, suggestion }) => [title, suggestion])).toEqual([
      [
        'Rate limit: 2 lines of oberaconnect',
        {
          label: 'Sync slowly',
          operation: 'sync',
          input: { system: 'oberaconnect', retryFailed: true, batchDelay: 1 },
        },
      ],
      [
        'Not found: 1 line of oberaconnect',
        { label: 'Check access', operation: 'notion.access', input: {} },
      ],
    ]);
  });

  it('are only those of a class when it is asked for', async () => {
    const report = await read({ what: 'oberaconnect', class: 'not-found' });
    expect(report.sections).toEqual([
      { title: 'sync.log: not-found', lines: ['ERROR page 1f0c: not found'], code: true },
    ]);
    expect(report.findings).toHaveLength(1);
  });

  it('are of each of its files; one that cannot be read is a finding', async () => {
    const report = await read(
      { what: 'wittwizz' },
      {
        logFiles: {
          async tail(path) {
            if (path === '/var/log/a.log')
              throw new Problem('not_possible', `${path} is a directory.`, 'Name the file.');
            return tailOf(['INFO fine']);
          },
        },
      },
    );
    expect(report.status).toBe('bad');
    expect(report.findings).toEqual([
      {
        severity: 'bad',
        title: "/var/log/a.log can't be read",
        evidence: '/var/log/a.log is a directory.',
        fix: 'Name the file.',
      },
    ]);
    expect(report.sections).toEqual([
      { title: '/var/log/b.log', lines: ['INFO fine'], code: true },
    ]);
  });

  it('that nobody has written to for a day are no sign of life', async () => {
    const silent = (age: number) =>
      read(
        { what: 'oberaconnect' },
        { logFiles: { tail: async () => tailOf(['INFO fine'], { modifiedAt: now - age }) } },
      );
    expect((await silent(day)).findings).toEqual([]);
    expect((await silent(3 * day)).findings).toMatchObject([
      {
        title: 'Nothing was written to sync.log for 3 days',
        suggestion: { operation: 'diagnose', input: { what: 'oberaconnect' } },
      },
    ]);
  });

  it('are nothing to worry about without errors', async () => {
    const logFiles = { tail: async () => tailOf(['INFO fine']) };
    expect(await read({ what: 'oberaconnect' }, { logFiles })).toMatchObject({
      status: 'info',
      headline: 'No known error in the last lines of oberaconnect',
    });
  });

  it.each([
    ['plain', 'not_possible', /no log files configured/],
    ['oberaconect', 'invalid_input', /There is no system/],
  ])('%s: %s', async (what, code, message) => {
    await expect(read({ what }, { logFiles: { tail: unused } })).rejects.toMatchObject({
      code,
      field: 'what',
      message: expect.stringMatching(message),
    });
  });
});

describe('of a run', () => {
  const noRun = { ...contextWith().runs, get: async () => null };

  it('are what its commands said', async () => {
    const asked: string[] = [];
    const report = await read(
      { what: 'r-7k2qmf' },
      {
        async outputOf(run) {
          asked.push(run);
          return { lines: ['MemoryError'], total: 900, dropped: 899, updatedAt: now };
        },
      },
    );
    expect(asked).toEqual(['R-7K2QMF']);
    expect(report).toMatchObject({
      sections: [{ title: 'R-7K2QMF', lines: ['MemoryError'] }],
      findings: [{ title: 'Memory: 1 line of R-7K2QMF', suggestion: { operation: 'health' } }],
      facts: [{ value: '900, of which 1 are kept' }, {}],
    });
  });

  it('that there is not is told', async () => {
    await expect(
      read({ what: 'R-7K2QMF' }, { outputOf: async () => null, runs: noRun }),
    ).rejects.toMatchObject({ code: 'not_found', field: 'what' });
  });
});
