// An incident's life as people type it, and what they are told when they mistype.
import { describe, expect, it } from 'vitest';
import { Problem } from '../../../src/core/problem.js';
import type { Report } from '../../../src/core/report.js';
import { parseRequest } from '../../../src/services/engine/parse/parse-request.js';
import { ben, minute, noon } from '../../services/incidents/samples.js';
import { incidentBench, operations } from './incident-bench.js';

const labels = (report: Report) => report.suggestions?.map(({ label }) => label);

it.each(operations.flatMap(({ id, examples }) => examples.map((text) => [text, id])))(
  '%s is %s',
  (text, id) => {
    expect(parseRequest(text, operations)).toMatchObject({ kind: 'parsed', operation: { id } });
  },
);

describe('incident open', () => {
  it('opens one, says until when somebody has to respond, and offers to acknowledge it', async () => {
    const { type, incidents } = incidentBench();
    const report = await type('incident open P1 The sync is down');
    const [opened] = await incidents.list('open', 10);
    expect(opened).toMatchObject({ severity: 'P1', title: 'The sync is down', system: null });
    expect(report.headline).toBe(`Opened P1 ${opened?.id} The sync is down`);
    expect(report.notes).toEqual(['Somebody has to respond by 2026-11-21 12:15 UTC.']);
    expect(report.suggestions?.[0]).toMatchObject({
      label: 'Acknowledge',
      operation: 'incident.ack',
      input: { incident: opened?.id },
    });
  });

  it('takes the system of its alerts, ties them, and names a lead', async () => {
    const { type, incidents, tied } = incidentBench();
    await type('incident open P2 --title "Stale figures" --alert g-7k2qmf --lead ben');
    const [opened] = await incidents.list('open', 10);
    expect(opened).toMatchObject({ system: 'finance-ppm', groups: ['G-7K2QMF'], lead: ben });
    expect(tied).toEqual([`G-7K2QMF ${opened?.id}`]);
  });

  it.each([
    ['incident open P1 Down --alert G-000000', 'not_found', 'alert'],
    ['incident open P1 Down --alert R-7K2QMF', 'invalid_input', 'alert'],
    ['incident open P1 Down --lead nobody', 'invalid_input', 'lead'],
    ['incident open P1 Down --system nowhere', 'invalid_input', 'system'],
    ['incident open P9 Down', 'invalid_input', 'severity'],
    [`incident open P1 ${'x'.repeat(201)}`, 'invalid_input', 'title'],
  ])('%s opens nothing', async (text, code, field) => {
    const { type, incidents } = incidentBench();
    await expect(type(text)).rejects.toMatchObject({ code, field });
    expect(await incidents.list('all', 10)).toEqual([]);
  });

  it('repeated by a door that is not sure opens one, with one lead', async () => {
    const { type, incidents } = incidentBench();
    const again = { requestId: 'the same' };
    await type('incident open P1 Down --lead ben', again);
    await type('incident open P1 Down --lead ben', again);
    const all = await incidents.list('all', 10);
    expect(all.map(({ timeline }) => timeline.length)).toEqual([2]);
  });
});

describe('incident list', () => {
  it('is calm when there is none', async () => {
    expect(await incidentBench().type('incident list')).toMatchObject({
      status: 'good',
      headline: 'No incident is open',
      tables: [],
    });
  });

  it('has the worst first, and the resolved ones when asked', async () => {
    const { type, opened } = incidentBench();
    const small = await opened();
    await type('incident open P0 Everything is down');
    const report = await type('incident list');
    expect(report).toMatchObject({ status: 'bad', headline: '2 open incidents' });
    expect(report.tables?.[0]?.rows.map((row) => row[1])).toEqual(['P0', 'P2']);
    await type(`incident resolve ${small} Fixed`);
    expect((await type('incident list')).tables?.[0]?.rows).toHaveLength(1);
    expect((await type('incident list --all')).tables?.[0]?.rows).toHaveLength(2);
  });
});

it('a life: acknowledged, worked on, worse, resolved, reopened', async () => {
  const { type, opened, incidents, clock } = incidentBench();
  const id = await opened();
  expect((await type(`incident ack ${id.toLowerCase()}`)).headline).toContain('you lead it');
  await expect(type(`incident ack ${id}`, { actor: ben })).rejects.toMatchObject({
    code: 'already_decided',
  });
  const noted = await type(`incident note ${id} Restarted the warehouse, it goes on`);
  expect(labels(noted)).toEqual(['Note', 'Update', 'Checklist', 'Resolve']);
  await type(`incident lead ${id} <@U02ABCDEF>`);
  await type(`incident assign ${id} U09STRANGER`);
  expect(labels(await type(`incident severity ${id} P1`))?.[0]).toBe('Acknowledge');
  await type(`incident escalate ${id} We need a decision`);
  clock.now = noon + 90 * minute;
  const resolved = await type(`incident resolve ${id} The token was renewed`);
  expect(resolved).toMatchObject({
    status: 'good',
    headline: `Resolved P1 ${id} Notion sync is down after 90 min`,
  });
  expect(labels(resolved)).toEqual(['Post-mortem', 'Post-mortem in Notion', 'Reopen']);
  await type(`incident reopen ${id} It fails again`);
  const incident = await incidents.get(id);
  expect(incident).toMatchObject({ state: 'open', severity: 'P1', lead: ben, asked: 1, round: 3 });
  expect(incident.assignees.map(({ person }) => person)).toEqual([
    'ana',
    'ben',
    'slack:U09STRANGER',
  ]);
  expect(incident.timeline.map(({ kind }) => kind)).toEqual([
    'opened',
    'acknowledged',
    'note',
    'lead',
    'assigned',
    'severity',
    'escalated',
    'resolved',
    'reopened',
  ]);
});

describe('incident update', () => {
  it.each([
    ['P2', '', 240],
    ['P2', ' --next 30m', 30],
    ['P4', '', null],
  ])('of a %s with "%s" promises the next in %s minutes', async (severity, next, minutes) => {
    const { type, incidents } = incidentBench();
    await type(`incident open ${severity} Down`);
    const id = (await incidents.list('open', 1))[0]?.id ?? '';
    await type(`incident update ${id} --text "40 pages are left"${next}`);
    expect((await incidents.get(id)).nextUpdateAt).toBe(
      minutes === null ? null : noon + minutes * minute,
    );
  });

  it('with a span that is none changes nothing', async () => {
    const { type, opened, incidents } = incidentBench();
    const id = await opened();
    await expect(type(`incident update ${id} Soon --next later`)).rejects.toMatchObject({
      code: 'invalid_input',
      field: 'next',
    });
    expect((await incidents.get(id)).timeline).toHaveLength(1);
  });
});

describe('incident checklist', () => {
  it('shows the steps, marks one, and offers the next', async () => {
    const { type, opened } = incidentBench();
    const id = await opened();
    const shown = await type(`incident checklist ${id}`);
    expect(shown.headline).toMatch(/^0 of \d+ steps/);
    const done = await type(`incident checklist ${id} 1`);
    expect(done.headline).toMatch(/^Done: Confirm it.* \(1 of \d+\)$/);
    expect(done.tables?.[0]?.rows[0]?.at(-1)).toBe('ana, 2026-11-21 12:00 UTC');
    expect(done.suggestions?.[0]?.input).toEqual({ incident: id, step: 'assess.components' });
    await expect(type(`incident checklist ${id} 99`)).rejects.toMatchObject({ field: 'step' });
  });
});

describe('incident link', () => {
  it('links a run and alerts, and says where those were before', async () => {
    const { type, opened, incidents, tied } = incidentBench();
    const id = await opened();
    const report = await type(`incident link ${id} --run r-7k2qmf --alert G-7K2QMF`);
    expect(report.headline).toBe(`R-7K2QMF and G-7K2QMF belong to ${id}`);
    expect(report.notes).toEqual(['G-7K2QMF belonged to I-000000 before.']);
    expect(await incidents.get(id)).toMatchObject({ runs: ['R-7K2QMF'], groups: ['G-7K2QMF'] });
    expect(tied).toEqual([`G-7K2QMF ${id}`]);
  });

  it.each([
    ['', 'run'],
    ['--run R-000000', 'run'],
    ['--run R-7K2QMF --alert G-000000', 'alert'],
  ])('with "%s" links nothing', async (flags, field) => {
    const { type, opened, incidents } = incidentBench();
    const id = await opened();
    await expect(type(`incident link ${id} ${flags}`)).rejects.toMatchObject({ field });
    expect((await incidents.get(id)).timeline).toHaveLength(1);
  });
});

it('incident show has all there is, what nobody knows any more included', async () => {
  const { type, opened, incidents } = incidentBench();
  const id = await opened();
  await type(`incident link ${id} --run R-7K2QMF --alert G-7K2QMF`);
  await incidents.change(id, { type: 'link_alert', by: ben, group: 'G-GONE00', text: 'Old' });
  await incidents.change(id, {
    type: 'break_glass',
    by: ben,
    run: 'R-000002',
    reason: 'Night',
    reviewBy: noon + 60 * minute,
  });
  const report = await type(`incident show ${id}`);
  expect(report.tables?.map(({ title }) => title)).toEqual([
    'Timeline',
    'Checklist',
    'Linked alerts',
    'Linked runs',
  ]);
  expect(report.tables?.[2]?.rows).toEqual([
    ['G-7K2QMF', 'The Notion sync is unhealthy', 'firing'],
    ['G-GONE00', '', 'no longer known'],
  ]);
  expect(report.findings?.[0]).toMatchObject({
    title: 'ben approved R-000002 alone: Night',
    suggestion: { operation: 'incident.review', input: { incident: id, run: 'R-000002' } },
  });
});

it('incident postmortem hands over a file', async () => {
  const { type, opened } = incidentBench();
  const id = await opened();
  const report = await type(`incident postmortem ${id}`);
  expect(report.attachment?.name).toBe(`postmortem-${id}.md`);
  expect(report.attachment?.text).toContain(`# Post-mortem ${id}: Notion sync is down`);
  expect(report.notes?.[0]).toContain('draft');
});

it.each([
  'incident show I-000000',
  'incident ack I-000000',
  'incident note I-000000 Hello',
  'incident update I-000000 Hello',
  'incident checklist I-000000',
  'incident link I-000000 --run R-7K2QMF',
  'incident resolve I-000000 Over',
  'incident reopen I-000000 Back',
  'incident postmortem I-000000',
])('%s finds nothing', async (text) => {
  await expect(incidentBench().type(text)).rejects.toMatchObject({
    code: 'not_found',
    field: 'incident',
  });
});

it('what is no incident is told so', async () => {
  await expect(incidentBench().type('incident ack R-7K2QMF')).rejects.toThrow(Problem);
  await expect(incidentBench().type('incident ack R-7K2QMF')).rejects.toThrow(
    'an incident such as I-7K2QMF',
  );
});
