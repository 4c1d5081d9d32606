import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSuggestion, suggestionIds } from '../../../src/bot/cards/actions.js';
import { renderReport, reportText } from '../../../src/bot/cards/report-card.js';
import type { Chart, Finding, Report, Suggestion, Table } from '../../../src/core/report.js';
import { actionsOn, liveIn, faultsOf, readable, strings } from './fixtures.js';
import { hostile } from './hostile.js';

const look = { privately: false, plain: false };
const suggestion: Suggestion = {
  label: 'Restore version 5',
  operation: 'table.restore',
  input: { table: 'main.silver.projects', version: 5 },
};
const versions = (rows: number): Table => ({
  title: 'Versions',
  columns: [{ label: 'Version', align: 'right' }, { label: 'Operation' }],
  rows: Array.from({ length: rows }, (_, place) => [`${1_000 + place}`, 'MERGE']),
});
const latency: Chart = {
  kind: 'line',
  title: 'p95 by hour',
  categories: ['09:00', '10:00'],
  series: [{ name: 'notion', values: [120, 4_500.5] }],
};
const report: Report = {
  status: 'bad',
  headline: 'Notion sync is stale',
  facts: [{ label: 'Hours since sync', value: '31', mono: true }],
  findings: [
    { severity: 'info', title: 'Cache is cold' },
    {
      severity: 'bad',
      title: '401 from Notion',
      evidence: 'GET /v1/users/me: 401',
      cause: 'The token was revoked.',
      fix: 'Rotate it.',
      suggestion,
    },
  ],
  suggestions: [{ ...suggestion, label: 'Retry the sync', operation: 'sync.retry' }],
  tables: [versions(3)],
  charts: [latency],
  sections: [{ title: 'Last lines', lines: ['a <b>', 'c'], code: true }],
  notes: ['Read at 11:00'],
};

function types(drawn: { blocks: { type: string }[] }): string[] {
  return drawn.blocks.map((block) => block.type);
}

describe('a report', () => {
  it.each([
    { privately: false, plain: false },
    { privately: true, plain: true },
  ])('shows everything, the worst first (%j)', (how) => {
    const drawn = renderReport(report, how);
    expect(faultsOf(drawn)).toEqual([]);
    const shown = readable(drawn);
    const inOrder = [
      ':red_circle: *Notion sync is stale*',
      '401 from Notion',
      '*Cause*: The token was revoked.',
      'Cache is cold',
      'Hours since sync',
      'Retry the sync',
      'Versions',
      'p95 by hour',
      'a &lt;b&gt;',
      'Read at 11:00',
    ].map((part) => shown.indexOf(part));
    expect(inOrder).not.toContain(-1);
    expect(inOrder).toEqual(inOrder.toSorted((a, b) => a - b));
    expect(shown.includes('Only visible to you')).toBe(how.privately);
    expect(drawn.overflow).toBeUndefined();
  });

  it('offers suggestions as buttons, each under an id of its own', () => {
    const drawn = renderReport(report, look);
    const found = actionsOn(drawn);
    expect(found).toEqual(['suggestion:0', 'suggestion:2']);
    expect(found.every((id) => suggestionIds.test(id))).toBe(true);
    const value = strings(drawn.blocks).find(({ key }) => key === 'value');
    expect(parseSuggestion(value?.text)).toEqual({
      operation: 'table.restore',
      input: suggestion.input,
    });
  });

  it('offers a line to copy where a button can not carry the input', () => {
    const big = { ...suggestion, input: { tables: 'x'.repeat(2_000) } };
    const drawn = renderReport(
      {
        status: 'info',
        headline: 'h',
        suggestions: [big],
        findings: [{ severity: 'bad', title: 't', suggestion: big }],
      },
      look,
    );
    expect(faultsOf(drawn)).toEqual([]);
    expect(actionsOn(drawn)).toEqual([]);
    expect(readable(drawn)).toContain('/ppm table restore --tables xxx');
    expect(drawn.overflow?.text).toContain('x'.repeat(2_000));
  });

  it('shows a dozen findings, each with its button beside it, the worst first', () => {
    const findings = Array.from({ length: 12 }, (_, n): Finding => ({
      severity: n === 11 ? 'bad' : 'warning',
      title: `${n + 1}: property Due of wittwizz/tasks is a rich_text, not a date`,
      evidence: `GET /v1/data_sources/0f1e2d3c4b5a69788796a5b4c3d2e1f${n}: 200`,
      cause: 'Somebody changed its type in Notion; new values are kept as text.',
      fix: 'Change it back in Notion, or let the sync add what is missing.',
      suggestion: {
        label: `Mend the schema of database ${n + 1}`,
        operation: 'notion.schema.fix',
        input: { database: `wittwizz/tasks-${n + 1}` },
      },
    }));
    for (const plain of [true, false]) {
      const facts = [{ label: 'Databases', value: '12' }];
      const notes = ['Read at 11:00'];
      const many = { status: 'bad' as const, headline: 'Schema mismatch', facts, findings, notes };
      const drawn = renderReport(many, { privately: true, plain });
      expect(faultsOf(drawn)).toEqual([]);
      expect(drawn.overflow).toBeUndefined();
      expect(actionsOn(drawn)).toEqual(findings.map((__, place) => `suggestion:${place}`));
      expect(readable(drawn).indexOf('*12: property')).toBeLessThan(
        readable(drawn).indexOf('*1: property'),
      );
      expect(drawn.text).toContain('9 more findings');
      const beside = drawn.blocks.filter((block) => 'accessory' in block);
      expect(beside).toHaveLength(12);
    }
  });

  it('moves findings that have no room to the rest, whole', () => {
    const findings = Array.from({ length: 60 }, (_, n): Finding => ({
      severity: 'bad',
      title: `Finding ${n}`,
      evidence: 'e'.repeat(300),
      suggestion: { ...suggestion, label: `Fix ${n}` },
    }));
    const drawn = renderReport({ status: 'bad', headline: 'h', findings }, look);
    expect(faultsOf(drawn)).toEqual([]);
    const both = `${readable(drawn)}\n${drawn.overflow?.text}`;
    for (const { title } of findings) expect(both).toContain(title);
    expect(drawn.overflow?.text).toContain('/ppm table restore');
  });

  it('says itself in a sentence or two', () => {
    expect(reportText(report)).toBe('Notion sync is stale. 401 from Notion. Cache is cold.');
  });
});

describe('tables', () => {
  it('are a table when short, paged when long, and text after the first', () => {
    const draw = (...tables: Table[]) =>
      renderReport({ status: 'info', headline: 'h', tables }, look);
    expect(types(draw(versions(3)))).toContain('table');
    const long = draw(versions(40), versions(2));
    expect(faultsOf(long)).toEqual([]);
    expect(long.blocks.find((block) => block.type === 'data_table')).toMatchObject({
      caption: 'Versions',
      page_size: 10,
    });
    expect(types(long)).not.toContain('table');
    expect(readable(long)).toContain('Version  Operation\n   1000  MERGE');
  });

  it('sort columns of numbers as numbers', () => {
    const drawn = renderReport({ status: 'info', headline: 'h', tables: [versions(11)] }, look);
    const table = drawn.blocks.find((block) => block.type === 'data_table');
    expect(table && 'rows' in table && table.rows[1]).toEqual([
      { type: 'raw_number', value: 1_000, text: '1000' },
      { type: 'raw_text', text: 'MERGE' },
    ]);
  });

  it('say when there are no rows, and what was left out', () => {
    const none = renderReport({ status: 'info', headline: 'h', tables: [versions(0)] }, look);
    expect(readable(none)).toContain('No rows.');
    const more = { ...versions(2), more: '470 more rows' };
    for (const plain of [true, false])
      expect(
        readable(
          renderReport({ status: 'info', headline: 'h', tables: [more] }, { ...look, plain }),
        ),
      ).toContain('470 more rows');
  });

  it('are whole in the thread when they have too much for a message', () => {
    for (const plain of [true, false]) {
      const drawn = renderReport(
        { status: 'info', headline: 'h', tables: [versions(5_000)] },
        { ...look, plain },
      );
      expect(faultsOf(drawn)).toEqual([]);
      expect(drawn.overflow?.text).toContain('5999');
      expect(readable(drawn)).toContain('… the rest is in the thread.');
    }
  });
});

describe('charts', () => {
  const draw = (charts: Chart[], plain = false) => {
    const drawn = renderReport({ status: 'info', headline: 'h', charts }, { ...look, plain });
    expect(faultsOf(drawn)).toEqual([]);
    return drawn;
  };

  it('are drawn up to two, the others are text', () => {
    const drawn = draw([latency, latency, latency]);
    expect(types(drawn).filter((type) => type === 'data_visualization')).toHaveLength(2);
    expect(readable(drawn)).toContain('10:00  4,500.5');
    expect(types(draw([latency], true))).not.toContain('data_visualization');
  });

  it.each<[string, Chart]>([
    ['a long label', { ...latency, categories: ['x'.repeat(21), 'y'] }],
    [
      'too many series',
      {
        ...latency,
        series: Array.from({ length: 7 }, (_, n) => ({ name: `s${n}`, values: [1, 2] })),
      },
    ],
    ['a point missing', { ...latency, series: [{ name: 's', values: [1] }] }],
    ['a category twice', { ...latency, categories: ['a', 'a'] }],
    ['not a number', { ...latency, series: [{ name: 's', values: [Number.NaN, 1] }] }],
    ['an empty slice', { kind: 'pie', title: 'Sizes', segments: [{ label: 'a', value: 0 }] }],
  ])('are text with %s', (_, chart) => {
    expect(types(draw([chart]))).not.toContain('data_visualization');
  });

  it.each(['line', 'bar'] as const)('may be a %s with twenty points and several series', (kind) => {
    const categories = Array.from({ length: 20 }, (_, n) => `2026-10-${n + 1}`);
    const values = categories.map((_, n) => n * 1.5);
    const series = ['Done', 'Benchmark'].map((name) => ({ name, values }));
    const drawn = draw([{ kind, title: 'Pages done per day', categories, series }]);
    expect(drawn.overflow).toBeUndefined();
    expect(drawn.blocks.find(({ type }) => type === 'data_visualization')).toMatchObject({
      title: 'Pages done per day',
      chart: {
        type: kind,
        axis_config: { categories },
        series: [
          { name: 'Done', data: categories.map((label, n) => ({ label, value: n * 1.5 })) },
          { name: 'Benchmark' },
        ],
      },
    });
  });

  it('may be a pie', () => {
    const segments = [
      { label: 'daily', value: 3 },
      { label: 'weekly', value: 1 },
    ];
    expect(types(draw([{ kind: 'pie', title: 'Backups', segments }]))).toContain(
      'data_visualization',
    );
  });
});

describe('hostile and many words', () => {
  const texts = (most: number) => fc.array(hostile, { maxLength: most });
  const optional = <Value>(arbitrary: fc.Arbitrary<Value>) =>
    fc.option(arbitrary, { nil: '' as const });
  const suggested = fc.record({
    label: hostile,
    operation: hostile,
    input: fc.dictionary(hostile, hostile, { maxKeys: 3 }),
  });
  const finding: fc.Arbitrary<Finding> = fc.record({
    severity: fc.constantFrom('bad' as const, 'warning' as const, 'info' as const),
    title: hostile,
    evidence: optional(hostile),
    cause: optional(hostile),
    fix: optional(hostile),
    suggestion: suggested,
  });
  const table = fc.record({
    title: hostile,
    columns: fc.array(
      fc.record({ label: hostile, align: fc.constantFrom('left' as const, 'right' as const) }),
      { maxLength: 25 },
    ),
    rows: fc.array(texts(6), { maxLength: 30 }),
    more: hostile,
  });
  const plotted = fc.record({
    kind: fc.constantFrom('line' as const, 'bar' as const),
    title: hostile,
    categories: texts(4),
    series: fc.array(
      fc.record({ name: hostile, values: fc.array(fc.double(), { maxLength: 4 }) }),
      { maxLength: 3 },
    ),
  });
  const anyReport: fc.Arbitrary<Report> = fc.record({
    status: fc.constantFrom('good' as const, 'bad' as const),
    headline: hostile,
    facts: fc.array(fc.record({ label: hostile, value: hostile, mono: fc.boolean() }), {
      maxLength: 25,
    }),
    findings: fc.array(finding, { maxLength: 60 }),
    suggestions: fc.array(suggested, { maxLength: 30 }),
    tables: fc.array(table, { maxLength: 3 }),
    charts: fc.array(plotted, { maxLength: 4 }),
    sections: fc.array(fc.record({ title: hostile, lines: texts(4), code: fc.boolean() }), {
      maxLength: 4,
    }),
    notes: texts(4),
  });

  it('have no effect and always fit', () => {
    fc.assert(
      fc.property(anyReport, fc.boolean(), (given, plain) => {
        const drawn = renderReport(given, { privately: plain, plain });
        expect([...faultsOf(drawn), ...liveIn(drawn.blocks, drawn.text, ['U0NOBODY'])]).toEqual([]);
      }),
      { numRuns: 150, endOnFailure: true },
    );
  });

  it('are whole between the card and the thread', () => {
    const findings = Array.from({ length: 80 }, (_, place) => ({
      severity: 'warning' as const,
      title: `finding ${place}`,
      evidence: `${'word '.repeat(700)}end of ${place}.`,
      suggestion,
    }));
    const drawn = renderReport({ status: 'bad', headline: 'h', findings }, look);
    expect(faultsOf(drawn)).toEqual([]);
    const all = `${readable(drawn)}\n${drawn.overflow?.text}`;
    for (const place of findings.keys()) expect(all).toContain(`end of ${place}.`);
    expect(drawn.overflow?.text).toContain(
      '/ppm table restore --table main.silver.projects --version 5',
    );
  });

  it('say where the rest of a private answer is', () => {
    const drawn = renderReport(
      { status: 'info', headline: 'h', sections: [{ title: 't', lines: ['x'.repeat(5_000)] }] },
      { privately: true, plain: false },
    );
    expect(readable(drawn)).toContain('… the rest follows in another message.');
  });
});
