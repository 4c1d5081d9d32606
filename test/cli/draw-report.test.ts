import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/core/report.js';
import { canvasFor } from '../../src/cli/canvas.js';
import { shellLine } from '../../src/cli/command-line.js';
import { drawJson } from '../../src/cli/draw-json.js';
import { drawProblem } from '../../src/cli/draw-problem.js';
import { drawReport } from '../../src/cli/draw-report.js';
import { widthOf } from '../../src/cli/text.js';
import { Problem } from '../../src/core/problem.js';

const canvas = { width: 80, colour: false };

const report: Report = {
  status: 'warning',
  headline: 'Two tables are stale',
  facts: [
    { label: 'Warehouse', value: 'running' },
    { label: 'Asked', value: '2 tables' },
  ],
  findings: [
    {
      severity: 'bad',
      title: 'main.silver.projects is 30 hours old',
      cause: 'The sync stopped',
      suggestion: { label: 'Sync', operation: 'sync', input: { system: 'finance', full: true } },
    },
  ],
  tables: [
    {
      title: 'Tables',
      columns: [{ label: 'Table' }, { label: 'Hours', align: 'right' }],
      rows: [
        ['main.silver.projects', '30'],
        ['main.silver.tasks', '7'],
      ],
      more: '3 more rows',
    },
  ],
  charts: [
    {
      kind: 'line',
      title: 'Lag',
      categories: ['Mon', 'Tue', 'Wed'],
      series: [{ name: 'hours', values: [0, 7, 14] }],
    },
    {
      kind: 'pie',
      title: 'Rows',
      segments: [
        { label: 'a', value: 3 },
        { label: 'b', value: 1 },
      ],
    },
  ],
  sections: [{ title: 'Query', lines: ['SELECT  1'], code: true }],
  notes: ['Asked now.'],
};

describe('drawReport', () => {
  it('draws every part', () => {
    expect(drawReport(canvas, report)).toBe(`▲ Two tables are stale

Warehouse  running
Asked      2 tables

✖ main.silver.projects is 30 hours old
  Cause  The sync stopped
  Do     ppm sync --system finance --full

Tables
Table                 Hours
main.silver.projects     30
main.silver.tasks         7
… 3 more rows

Lag  Mon to Wed
  hours  ▁▅█  0 to 14, last 14

Rows
  a  ███████████████████████ 75 %
  b  ████████ 25 %

Query
  SELECT  1

Asked now.`);
  });

  it('wraps wide cells and cuts nothing', () => {
    const long = 'x'.repeat(200);
    const table = {
      title: '',
      columns: [{ label: 'A' }, { label: 'B' }],
      rows: [[long, 'some words '.repeat(20)]],
    };
    const drawn = drawReport(canvas, { status: 'info', headline: 'h', tables: [table] });
    expect(Math.max(...drawn.split('\n').map(widthOf))).toBeLessThanOrEqual(80);
    expect(drawn.replaceAll(/[^x]/g, '')).toHaveLength(200);
  });

  it('aligns wide letters', () => {
    const table = {
      title: '',
      columns: [{ label: 'A' }, { label: 'B' }],
      rows: [
        ['日本', '1'],
        ['abcd', '2'],
      ],
    };
    expect(drawReport(canvas, { status: 'info', headline: 'h', tables: [table] })).toContain(
      '日本  1\nabcd  2',
    );
  });

  it('lets no outside text act upon the terminal', () => {
    const text = fc
      .array(
        fc.constantFrom(
          '\u001b[2J',
          '\u009b31m',
          '\u001b]0;title\u0007',
          '\r',
          '\b',
          '\n',
          '\u202e',
          '\u2066',
          'word',
          ' ',
        ),
        { minLength: 1, maxLength: 8 },
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (hostile) => {
        const drawn = drawReport(canvas, {
          status: 'bad',
          headline: hostile,
          facts: [{ label: hostile, value: hostile }],
          findings: [
            {
              severity: 'bad',
              title: hostile,
              fix: hostile,
              suggestion: { label: hostile, operation: 'a.b', input: { x: hostile } },
            },
          ],
          tables: [
            { title: hostile, columns: [{ label: hostile }], rows: [[hostile]], more: hostile },
          ],
          charts: [
            {
              kind: 'bar',
              title: hostile,
              categories: [hostile],
              series: [{ name: hostile, values: [1] }],
            },
          ],
          sections: [{ title: hostile, lines: [hostile], code: true }],
          suggestions: [{ label: hostile, operation: 'a.b', input: {} }],
          notes: [hostile],
          attachment: { name: hostile, text: '' },
        });
        expect(drawn).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
      }),
    );
  });

  it('has colours only when they are asked for', () => {
    expect(drawReport(canvas, report)).not.toContain('\u001b');
    expect(drawReport({ ...canvas, colour: true }, report)).toContain('\u001b[33m▲\u001b[0m');
    expect(canvasFor({ isTTY: false }, true)).toEqual({ width: 100, colour: false });
    expect(canvasFor({ isTTY: true, columns: 300 }, true)).toEqual({ width: 120, colour: true });
    expect(canvasFor({ isTTY: true, columns: 20 }, false)).toEqual({ width: 80, colour: false });
  });
});

describe('drawProblem', () => {
  it('says what happened and what to do', () => {
    expect(drawProblem(canvas, new Problem('not_found', 'There is no run.', 'Try `status`.'))).toBe(
      '✖ There is no run.\n  Try `status`.',
    );
  });
});

describe('shellLine', () => {
  it('can be pasted into a shell', () => {
    expect(
      shellLine({
        operation: 'table.restore',
        input: { table: 'a.b.c', dryRun: false, reason: "it's $HOME", more: '--x' },
      }),
    ).toBe(
      String.raw`ppm table restore --table a.b.c --no-dry-run --reason 'it'\''s $HOME' --more=--x`,
    );
  });
});

describe('drawJson', () => {
  it('is the record, with what would act escaped', () => {
    const hostile = { status: 'info' as const, headline: '\u009b2J\u202e\u{e0001}' };
    const drawn = drawJson({ report: hostile });
    expect(drawn).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
    expect(JSON.parse(drawn)).toEqual(hostile);
  });

  it('has a problem under error', () => {
    const problem = new Problem('invalid_input', 'Wrong.', 'Usage: …', { field: 'table' });
    expect(JSON.parse(drawJson({ problem }))).toEqual({ error: problem.toRecord() });
  });
});
