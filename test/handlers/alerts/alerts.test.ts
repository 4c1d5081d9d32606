// What `alerts` and `alert show` tell.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { alertShow } from '../../../src/handlers/alerts/alert-show.js';
import { alerts } from '../../../src/handlers/alerts/alerts.js';
import {
  alerts as alertRows,
  type Alert,
  type AlertGroup,
} from '../../../src/services/alerts/records.js';
import type { Context } from '../../../src/services/context.js';
import {
  ana,
  group,
  hour,
  minute,
  start,
  storm,
  type World,
} from '../../services/alerts/silencing/samples.js';
import { openAlerts } from './alert-context.js';

let world: World;
let context: Context;
beforeEach(() => {
  ({ world, context } = openAlerts());
});
afterEach(() => world.close());

describe('alerts', () => {
  const read = (input: object = {}) => alerts.read(input, context);

  test('that are none are good news', async () => {
    expect(await read()).toMatchObject({ status: 'good', headline: 'Nothing fires', tables: [] });
  });

  test('are a table, newest first, with who has them; the first ones can be acknowledged', async () => {
    await world.put(
      group('G-AAAAAA', { severity: 'P3', acknowledged: { by: ana, at: start } }),
      group('G-BBBBBB', { createdAt: start + minute, firing: 12, system: null }),
      group('G-CCCCCC', {
        createdAt: start + 2 * minute,
        hold: { kind: 'maintenance', id: 'M-AAAAAA' },
      }),
    );
    world.clock.at = start + hour;
    const report = await read();
    expect(report).toMatchObject({
      status: 'bad',
      headline: '3 alerts firing, 1 that nobody has acknowledged',
    });
    expect(report.tables?.[0]?.rows).toEqual([
      expect.arrayContaining(['G-CCCCCC', 'firing, held by maintenance (M-AAAAAA)']),
      ['G-BBBBBB', 'P1', 'G-BBBBBB is down', '', '12', '2026-11-21 09:01 UTC (59 min)', 'firing'],
      expect.arrayContaining(['G-AAAAAA', 'P3', 'firing, acknowledged by ana']),
    ]);
    expect(report.suggestions).toEqual([
      { label: 'Acknowledge G-BBBBBB', operation: 'alert.ack', input: { alert: 'G-BBBBBB' } },
    ]);
  });

  test('that somebody has, and lesser ones, are no outage', async () => {
    await world.put(group('G-AAAAAA', { acknowledged: { by: ana, at: start } }));
    expect((await read()).status).toBe('info');
    await world.put(group('G-BBBBBB', { severity: 'P3' }));
    expect((await read()).status).toBe('warning');
  });

  test('beyond the limit are counted', async () => {
    await world.put(...['A', 'B', 'C'].map((letter) => group(`G-${letter.repeat(6)}`)));
    const report = await read({ limit: 2 });
    expect(report.headline).toBe('3 alerts firing, at least 2 that nobody has acknowledged');
    expect(report.tables?.[0]).toMatchObject({ more: '1 more' });
  });

  test('that are over are listed when asked for', async () => {
    await world.put(group('G-AAAAAA', { state: 'resolved' }), group('G-BBBBBB'));
    const report = await read({ resolved: true });
    expect(report).toMatchObject({ status: 'info', headline: '1 alert resolved', suggestions: [] });
    expect(report.tables?.[0]?.rows.map(([id]) => id)).toEqual(['G-AAAAAA']);
  });

  test('come with the storm under way and one button for all of it', async () => {
    await world.putStorm(storm('T-SSSSSS', { groups: 240, firing: 200, alerts: 900 }));
    await world.put(group('G-AAAAAA'), group('G-BBBBBB', { storm: 'T-SSSSSS' }));
    const report = await read();
    expect(report.findings).toMatchObject([
      {
        severity: 'bad',
        title: 'Storm T-SSSSSS since 2026-11-21 09:00 UTC: 240 groups, 200 firing, 900 alerts',
        evidence: 'By name: APIDown 2. By system: obera 2',
        suggestion: { operation: 'alerts', input: { storm: 'T-SSSSSS' } },
      },
    ]);
    expect(report.suggestions?.[0]).toMatchObject({ input: { alert: 'T-SSSSSS' } });
    const one = await read({ storm: 't-ssssss' });
    expect(one.tables?.[0]?.rows.map(([id]) => id)).toEqual(['G-BBBBBB']);
    await expect(read({ storm: 'T-ZZZZZZ' })).rejects.toMatchObject({ field: 'storm' });
  });

  test('come with the silences in force, their ends and reasons', async () => {
    await world.put(group('G-AAAAAA'));
    const [made] = await context.alerts.silence({
      id: null,
      match: { alertname: 'APIDown' },
      reason: 'migration',
      until: start + hour,
      by: ana,
      requestId: 'r',
    });
    expect((await read()).sections).toEqual([
      {
        title: 'Silences in force',
        lines: [
          `${made?.id} · alertname=APIDown · until 2026-11-21 10:00 UTC · by ana: migration · 1 held`,
        ],
      },
    ]);
    world.clock.at = start + hour;
    expect((await read()).sections).toEqual([]);
  });
});

describe('alert show', () => {
  const read = (alert = 'G-AAAAAA') => alertShow.read({ alert }, context);
  const row = (at: number, given: Partial<Alert> = {}): Alert => ({
    group: 'G-AAAAAA',
    source: 'alertmanager',
    fingerprint: `f${at}`,
    status: 'firing',
    startsAt: start + at,
    endsAt: null,
    component: 'api',
    labels: { alertname: 'APIDown', instance: `i${at}` },
    annotations: {},
    link: null,
    receivedAt: start,
    ...given,
  });
  const putRows = async (...rows: Alert[]): Promise<void> => {
    for (const one of rows) await world.store.insert(alertRows, one.fingerprint, one);
  };
  const put = (given: Partial<AlertGroup>): Promise<void> => world.put(group('G-AAAAAA', given));

  test('tells facts, components and alerts, runbook and link as text', async () => {
    await put({
      runbook: 'oberaconnect#api-down',
      link: 'https://alerts.example/x',
      components: [{ name: 'api', firing: 2 }],
      firing: 2,
      resolved: 1,
    });
    await putRows(
      row(1),
      row(2, { annotations: { summary: 'It is down' } }),
      row(3, { status: 'resolved' }),
    );
    const report = await read('g-aaaaaa');
    expect(report).toMatchObject({ status: 'bad', headline: 'P1 G-AAAAAA is down' });
    expect(report.facts).toEqual(
      expect.arrayContaining([
        { label: 'Alerts', value: '2 firing, 1 resolved' },
        { label: 'Runbook', value: 'oberaconnect#api-down' },
        { label: 'Link', value: 'https://alerts.example/x' },
      ]),
    );
    expect(report.tables?.map(({ rows }) => rows)).toEqual([
      [['api', '2']],
      [
        ['firing', 'api', '2026-11-21 09:00 UTC', 'It is down'],
        ['firing', 'api', '2026-11-21 09:00 UTC', 'instance=i1'],
        ['resolved', 'api', '2026-11-21 09:00 UTC', 'instance=i3'],
      ],
    ]);
  });

  test('lists 50 alerts and counts the rest', async () => {
    await put({ firing: 60 });
    await putRows(...Array.from({ length: 60 }, (_, at) => row(at)));
    const table = (await read()).tables?.[0];
    expect(table?.rows).toHaveLength(50);
    expect(table?.more).toBe('10 more');
  });

  test('tells what was found out, and that it flaps or was cut', async () => {
    const fix = { label: 'Sync', operation: 'sync', input: { system: 'obera' } };
    await put({
      flips: [start, start + minute],
      truncated: 7,
      diagnosis: {
        operation: 'sync.status',
        input: {},
        state: 'done',
        status: 'bad',
        headline: 'The sync is stuck',
        findings: [{ severity: 'bad', title: 'A stale lock', suggestion: fix }],
        at: start,
      },
    });
    expect((await read()).findings).toMatchObject([
      { severity: 'bad', title: 'The sync is stuck', suggestion: { operation: 'sync.status' } },
      { severity: 'bad', title: 'A stale lock', suggestion: fix },
      { title: 'It flaps', evidence: expect.stringContaining('2 times') },
      { title: 'Its sender left out 7 of its alerts' },
    ]);
  });

  test.each([
    ['waiting', 'It is still looked into', undefined],
    ['failed', 'The diagnosis failed', 'No such system.'],
  ] as const)('a diagnosis that is %s is said', async (state, title, evidence) => {
    await put({
      diagnosis: {
        operation: 'sync.status',
        input: {},
        state,
        status: 'info',
        headline: 'No such system.',
        findings: [],
        at: null,
      },
    });
    const [finding] = (await read()).findings ?? [];
    expect(finding?.title).toBe(title);
    expect(finding?.evidence).toBe(evidence);
  });

  test('offers to acknowledge, to silence, an incident prefilled, and what its route says', async () => {
    const action = { label: 'Restart', operation: 'service.restart', input: { system: 'obera' } };
    await put({ title: 'x\n'.repeat(300), actions: [action] });
    const { suggestions = [] } = await read();
    expect(suggestions.map(({ operation }) => operation)).toEqual([
      'alert.ack',
      'alert.silence',
      'incident.open',
      'service.restart',
    ]);
    expect(suggestions[1]?.input).toEqual({ alert: 'G-AAAAAA', for: '1h' });
    const { title, ...rest } = suggestions[2]?.input ?? {};
    expect(rest).toEqual({ severity: 'P1', system: 'obera', alert: 'G-AAAAAA' });
    expect(title).toMatch(/^(x )+x?…$/);
  });

  test('offers what is left: the incident there is, the end of its silence', async () => {
    await put({
      acknowledged: { by: ana, at: start },
      hold: { kind: 'silence', id: 'S-AAAAAA' },
      incident: 'I-AAAAAA',
    });
    const report = await read();
    expect(report.status).toBe('info');
    expect(report.suggestions).toEqual([
      {
        label: 'End the silence',
        operation: 'alert.unsilence',
        input: { silence: 'S-AAAAAA' },
      },
      { label: 'Show I-AAAAAA', operation: 'incident.show', input: { incident: 'I-AAAAAA' } },
    ]);
  });

  test('of an unknown one is refused', async () => {
    await expect(read('G-ZZZZZZ')).rejects.toMatchObject({ code: 'not_found', field: 'alert' });
  });
});
