// The morning card: what it says first, what it leaves out, that it fits, and that nothing outside can make it fail.
import { describe, expect, it } from 'vitest';
import { renderReport } from '../../../src/bot/cards/report-card.js';
import { checkMessage } from '../../../src/bot/cards/limits.js';
import { Problem } from '../../../src/core/problem.js';
import type { Report } from '../../../src/core/report.js';
import { morningReport } from '../../../src/services/reports/morning.js';
import { contextWith, unused } from '../../support/context.js';
import { ana, anIncident, ben } from '../incidents/samples.js';
import { component, day, ended, hour, minute, morning, points, reportContext } from './site.js';

const look = { privately: false, plain: false };

function drawn(report: Report) {
  const message = renderReport(report, look);
  expect(checkMessage(message.blocks, message.text)).toEqual([]);
  return message;
}

const approver = {
  quorum: 1,
  by: ['approver' as const],
  typeTarget: false,
  expiresAt: morning + hour,
  remindAt: morning,
};

describe('the morning report', () => {
  it('says in a line that all is well, with who is on call and the head of the audit log', async () => {
    const report = await morningReport(reportContext());
    expect(report).toMatchObject({
      status: 'good',
      headline: 'All 2 components are good; nothing waits',
      findings: [],
      facts: [{ label: 'On call', value: 'ana' }],
      tables: [],
    });
    expect(report.notes?.join()).toContain(`Audit: 1,234 entries, head ${'ab'.repeat(32)}`);
    expect(drawn(report).overflow).toBeUndefined();
  });

  it('tells first what is red with the button, then what changed, and what waits for whom', async () => {
    const all = [
      component('finance-ppm', 'notion', { status: 'bad', since: morning - 48 * minute }),
      component('finance-ppm', 'kpis', { status: 'bad', since: morning - 3 * day }),
      component('oberaconnect', 'disk', { status: 'warning', said: '78 % full' }),
      component('oberaconnect', 'ready', { since: morning - 2 * hour }),
      component('wittwizz', 'sync-health', { since: morning - 2 * hour }),
    ];
    const base = contextWith();
    const asked: boolean[] = [];
    const context = reportContext({
      health: {
        components: all,
        check: async ({ onDemand }) => {
          asked.push(onDemand);
          return all;
        },
        last: unused,
        history: async (_system, name) => points(25, (ago) => name === 'ready' && ago === 5),
      },
      incidents: { ...base.incidents, list: async () => [anIncident()] },
      runs: {
        ...base.runs,
        active: async () => [
          { ...ended('R-000001', 'awaiting_approval'), approval: approver },
          { ...ended('R-000002', 'awaiting_approval'), approval: approver },
        ],
        recent: async () => [ended('R-000003', 'failed'), ended('R-000004', 'succeeded')],
      },
      syncState: {
        ...base.syncState,
        lastSyncs: async () => [],
        pauses: async () => [
          { system: 'wittwizz', by: 'ben', reason: 'migration', since: morning, until: null },
        ],
      },
      rotations: {
        ...base.rotations,
        list: async () => [
          {
            id: 'C-7K2QMF',
            credential: 'notion',
            startedAt: morning - day,
            startedBy: 'ana',
            done: [],
            state: 'open',
          },
        ],
      },
    });
    const report = await morningReport(context);
    expect(asked).toEqual([true]);
    expect(report.headline).toBe('2 red, 1 amber of 5; 1 incident open; 2 approvals wait');
    expect(report.status).toBe('bad');
    expect(report.findings?.[0]).toMatchObject({
      severity: 'bad',
      title: 'The notion (finance-ppm/notion) is red for 48 min',
      evidence: 'connection refused Owner: Data Platform.',
      suggestion: { operation: 'diagnose', input: { what: 'notion', system: 'finance-ppm' } },
    });
    expect(report.facts).toEqual([
      { label: 'Became red', value: 'finance-ppm/notion' },
      { label: 'Good again', value: 'oberaconnect/ready' },
      { label: 'Failed runs', value: '1: sync (R-000003)' },
      { label: 'On call', value: 'ana' },
    ]);
    expect(report.tables?.[0]?.rows.map(([what, whom]) => [what, whom])).toEqual([
      ['P2 I-7K2QMF: Notion sync is down', 'whoever takes the lead'],
      ['R-000001: sync', 'approver'],
      ['R-000002: sync', 'approver'],
      ['Syncs of wittwizz are paused: migration', 'ben'],
      ['Rotation of notion (C-7K2QMF)', 'ana'],
    ]);
    expect(report.charts?.[0]).toMatchObject({
      categories: ['finance-ppm', 'oberaconnect', 'wittwizz'],
      series: [
        { name: 'Red', values: [2, 0, 0] },
        { name: 'Amber', values: [0, 1, 0] },
        { name: 'Good', values: [0, 1, 1] },
      ],
    });
    expect(drawn(report).overflow).toBeUndefined();
  });

  it('names causes and not their effects: ten red components with one cause are one line', async () => {
    const all = ['notion', 'kpis', 'control-room'].map((name) =>
      component('finance-ppm', name, { status: 'bad' }),
    );
    const context = reportContext({
      health: { components: all, check: async () => all, last: unused, history: async () => [] },
    });
    const cause = (scenario: 'notion-401' | 'stale-data', severity: 'bad' | 'warning') => ({
      scenario,
      finding: {
        severity,
        title: `${scenario}!`,
        evidence: 'HTTP 401',
        fix: '1. A long list of steps.',
        suggestion: { label: 'Rotate', operation: 'rotate', input: { credential: 'notion' } },
      },
      offers: [],
    });
    const report = await morningReport({
      ...context,
      diagnose: async () => ({
        causes: [cause('notion-401', 'bad'), cause('stale-data', 'warning')],
        looked: [],
        missed: [],
      }),
    });
    expect(report.headline).toBe('notion-401!; 3 red of 3; nothing waits');
    expect(report.findings?.map(({ title }) => title)).toEqual(['notion-401!', 'stale-data!']);
    // The button leads to the steps.
    expect(report.findings?.every(({ fix }) => fix === undefined)).toBe(true);
    const many = Array.from({ length: 40 }, () => cause('notion-401', 'bad'));
    const crowded = await morningReport({
      ...context,
      diagnose: async () => ({ causes: many, looked: [], missed: [] }),
    });
    expect(crowded.headline).toContain('notion-401! and 39 more causes');
    expect(crowded.findings?.at(-1)?.title).toBe('34 more');
    expect(drawn(crowded).overflow).toBeUndefined();
  });

  it('compares with the last morning and not with a card of an hour ago', async () => {
    const posted = (at: number) => ({
      id: String(at),
      schedule: 'daily-health',
      operation: 'report',
      input: {},
      report: { status: 'good' as const, headline: '' },
      at,
    });
    const notesWith = async (...at: number[]) =>
      (await morningReport(reportContext({ postingsOf: async () => at.map(posted) }))).notes?.[0];
    expect(await notesWith(morning - hour, morning - 3 * day)).toBe(
      'Changes since 2026-11-17 09:00 UTC.',
    );
    expect(await notesWith(morning - hour)).toBe('Changes since 2026-11-19 09:00 UTC.');
    expect(await notesWith(morning - 20 * day)).toBe('Changes since 2026-11-19 09:00 UTC.');
  });

  it('names what is stale and nothing that is fresh', async () => {
    const base = contextWith();
    const mark = (databaseId: string, hours: number) => ({
      databaseId,
      syncedAt: morning - hours * hour,
      editedAt: null,
      pages: 3,
    });
    const watermarks = async () => [
      mark('11111111-2222-4333-8444-000000000001', 30),
      mark('11111111-2222-4333-8444-000000000009', 2),
    ];
    const report = await morningReport(reportContext({ bronze: { ...base.bronze, watermarks } }));
    expect(report.headline).toBe('All 2 components are good; 1 database stale');
    expect(report.findings).toEqual([
      {
        severity: 'bad',
        title: 'finance-ppm/projects is stale',
        evidence: 'finance-ppm/projects (30 h)',
        suggestion: {
          label: 'Sync projects',
          operation: 'sync',
          input: { system: 'finance-ppm', database: 'projects' },
        },
      },
    ]);
  });

  it('is a card though everything outside fails or never answers', async () => {
    const down = (): never => {
      throw new Problem('outside_unavailable', 'It does not answer.', 'Try again later.');
    };
    const base = contextWith();
    const failing = reportContext({
      health: {
        components: [],
        check: () => new Promise(() => undefined),
        last: async () => [component('finance-ppm', 'notion', { status: 'bad' })],
        history: async () => down(),
      },
      bronze: { ...base.bronze, watermarks: async () => down() },
      runs: { ...base.runs, active: async () => down(), recent: async () => down() },
      incidents: { ...base.incidents, list: async () => down() },
      oncall: { ...base.oncall, at: async () => down() },
      audit: { ...base.audit, query: async () => Promise.reject(new Error('a fault of ours')) },
      postingsOf: async () => down(),
    });
    const report = await morningReport({ ...failing, deadlineMs: 30 });
    expect(report.headline).toBe('1 red of 1; what waits is not known');
    expect(report.findings?.map(({ title }) => title)).toEqual(
      expect.arrayContaining([
        'Health as it is now: not known',
        'Freshness: not known',
        'Open incidents: not known',
        'Head of the audit log: not known',
      ]),
    );
    expect(JSON.stringify(report)).not.toContain('a fault of ours');
    expect(drawn(report).overflow).toBeUndefined();
  });

  it('stops when whoever asked no longer waits', async () => {
    const stopping = new AbortController();
    stopping.abort();
    await expect(
      morningReport({ ...reportContext(), signal: stopping.signal }),
    ).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('fits on one card however much is wrong', async () => {
    const base = contextWith();
    const long = 'x'.repeat(400);
    const all = Array.from({ length: 200 }, (_, place) =>
      component(`system-${place % 25}-with-a-name-that-is-too-long`, `component-${place}`, {
        status: place % 2 === 0 ? 'bad' : 'warning',
        said: long,
        title: long,
        since: morning - hour,
      }),
    );
    const incidents = Array.from({ length: 40 }, (_, place) =>
      anIncident('P1', {
        id: `I-${place}`,
        title: long,
        lead: place % 2 === 0 ? null : ben,
        breakGlass: [
          {
            run: 'R-1',
            by: ana,
            at: morning,
            reason: long,
            reviewBy: morning + day,
            reviewed: null,
          },
        ],
      }),
    );
    const report = await morningReport(
      reportContext({
        health: {
          components: all,
          check: async () => all,
          last: unused,
          history: async () => [],
        },
        incidents: { ...base.incidents, list: async () => incidents },
        runs: {
          ...base.runs,
          active: async () => [],
          recent: async () => Array.from({ length: 300 }, (_, at) => ended(`R-${at}`, 'failed')),
        },
      }),
    );
    expect(drawn(report).overflow).toBeUndefined();
    expect(report.tables?.[0]?.more).toContain('more');
  });
});
