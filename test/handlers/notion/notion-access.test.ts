import { describe, expect, it } from 'vitest';
import { Problem } from '../../../src/core/problem.js';
import { notionAccess } from '../../../src/handlers/notion/notion-access.js';
import { connectionTo, fakeDatabase, fakeNotion, idOf } from '../../support/fake-notion.js';
import { bothDatabases, contextOf, customers, tasks } from './reading-context.js';

const failingFor = (id: string, problem: Problem) => {
  const { notion } = bothDatabases();
  notion.before = (call) => {
    if (call.startsWith('dataSource') && call.replaceAll('-', '').endsWith(id.replaceAll('-', '')))
      throw problem;
  };
  return notion;
};

describe('notion access', () => {
  it('asks who it is first, then names each database with its properties', async () => {
    const { notion } = bothDatabases();
    const report = await notionAccess.read({}, contextOf(notion));
    expect(notion.calls[0]).toBe('me');
    expect(report).toMatchObject({
      status: 'good',
      headline: 'The integration can read 2 of 2 configured databases',
      facts: [
        { label: 'Integration', value: 'PPM sync' },
        { label: 'Workspace', value: 'Meridian' },
      ],
      findings: [],
    });
    expect(report.tables?.[0]?.rows).toEqual([
      ['ops/customers', 'Customers', '3', 'yes'],
      ['build/tasks', 'Tasks', '4', 'yes'],
    ]);
  });

  it('one that is not shared: which, and where to share it', async () => {
    const report = await notionAccess.read({}, contextOf(fakeNotion(customers())));
    expect(report.status).toBe('warning');
    expect(report.headline).toBe('The integration can read 1 of 2 configured databases');
    expect(report.tables?.[0]?.rows[1]).toEqual(['build/tasks', '–', '–', 'not shared, or gone']);
    expect(report.findings).toEqual([
      expect.objectContaining({
        severity: 'bad',
        title: 'build/tasks is not shared with the integration, or gone',
        fix: expect.stringContaining('Connections > PPM sync'),
      }),
    ]);
  });

  it('one of the same title under another id is told', async () => {
    const anew = fakeDatabase(idOf(7), 'Tasks', { Name: 'title' });
    const report = await notionAccess.read({}, contextOf(fakeNotion(customers(), anew)));
    expect(report.findings?.[0]).toMatchObject({
      title: 'build/tasks is not there under its id',
      cause: expect.stringContaining(idOf(7)),
    });
  });

  it.each([
    [
      new Problem('invalid_input', 'It is the id of a page.', 'Use the database.'),
      'not a database',
      'bad',
    ],
    [new Problem('outside_refused', '403', 'Give it rights.'), 'refused', 'bad'],
    [new Problem('outside_unavailable', '503', 'Later.'), 'not known', 'warning'],
  ])('%s', async (problem, why, severity) => {
    const notion = failingFor(customers().source.databaseId, problem);
    const report = await notionAccess.read({}, contextOf(notion));
    expect(report.tables?.[0]?.rows[0]?.[3]).toBe(why);
    expect(report.findings?.[0]).toMatchObject({
      severity,
      evidence: problem.message,
      fix: problem.hint,
    });
  });

  it('no token at all: said plainly, and nothing is asked', async () => {
    const { notion } = bothDatabases();
    const report = await notionAccess.read(
      {},
      contextOf(notion, { notion: { ...connectionTo(notion), configured: false } }),
    );
    expect(report.status).toBe('bad');
    expect(report.headline).toContain('NOTION_API_KEY is not set');
    expect(notion.calls).toEqual([]);
  });

  it('a token that Notion refuses: one finding, and no database is asked for', async () => {
    const { notion } = bothDatabases();
    notion.before = () => {
      throw new Problem('outside_refused', '401 unauthorized', 'Make a new token.');
    };
    const report = await notionAccess.read({}, contextOf(notion));
    expect(report).toMatchObject({
      status: 'bad',
      findings: [{ evidence: '401 unauthorized', fix: 'Make a new token.' }],
    });
    expect(report.tables).toBeUndefined();
  });

  it('Notion out of reach is no answer about access', async () => {
    const { notion } = bothDatabases();
    notion.before = () => {
      throw new Problem('outside_unavailable', 'down', '');
    };
    await expect(notionAccess.read({}, contextOf(notion))).rejects.toMatchObject({
      code: 'outside_unavailable',
    });
  });

  it('is stopped by whoever asked', async () => {
    const stop = new AbortController();
    const notion = fakeNotion(customers(), tasks());
    notion.before = (call) => {
      if (call === 'me') stop.abort();
    };
    await expect(
      notionAccess.read({}, contextOf(notion, { signal: stop.signal })),
    ).rejects.toMatchObject({ code: 'cancelled' });
  });
});
