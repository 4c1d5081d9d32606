// What a post-mortem says, and that nobody's words change its shape.
import { describe, expect, it } from 'vitest';
import { applyIncidentEvent, type IncidentEvent } from '../../../src/core/incident-machine.js';
import { postmortemBlocks } from '../../../src/services/incidents/postmortem-blocks.js';
import { postmortemMarkdown } from '../../../src/services/incidents/postmortem-markdown.js';
import { postmortemOf } from '../../../src/services/incidents/postmortem.js';
import { ana, anIncident, ben, minute, noon } from './samples.js';

const linked = {
  alerts: [{ id: 'G-000001', title: 'NotionSyncUnhealthy', state: 'resolved' }],
  runs: [{ id: 'R-000001', title: 'Full sync', state: 'has succeeded' }],
};

function lived(...events: IncidentEvent[]) {
  return events.reduce(
    (incident, event, index) =>
      applyIncidentEvent(incident, event, noon + (index + 1) * 10 * minute),
    anIncident('P1'),
  );
}

const whole = lived(
  { type: 'acknowledge', by: ben },
  { type: 'check', by: ben, step: 'assess.impact' },
  { type: 'note', by: ana, text: 'a | b\n# not a heading <!channel> [x](http://evil) `c`' },
  { type: 'break_glass', by: ben, run: 'R-000001', reason: 'Night', reviewBy: noon },
  { type: 'resolve', by: ben, text: 'The token was renewed.' },
);

describe('the Markdown', () => {
  const markdown = postmortemMarkdown(postmortemOf(whole, linked, noon));

  it.each([
    '# Post-mortem I-7K2QMF: Notion sync is down',
    '| Severity | P1 |',
    '| Time to acknowledge | 10 min |',
    '| Time to resolve | 50 min |',
    '| Lead | ben |',
    '| How it ended | The token was renewed. |',
    '| R-000001 | ben | Night | due |',
    '| 2026-11-21 12:10:00 | ben | acknowledged | Acknowledged, and leads it. |',
    '| G-000001 | NotionSyncUnhealthy | resolved |',
    '| R-000001 | Full sync | has succeeded |',
    '- [x] Assess: Estimate user impact (ben, 2026-11-21 12:20 UTC)',
    '- [ ] Document: Write post-mortem',
    '## Root cause',
    '## Action items',
  ])('has %j', (line) => {
    expect(markdown.split('\n')).toContain(line);
  });

  it('takes nobody’s words as Markdown', () => {
    expect(markdown).toContain(
      String.raw`| a \| b<br>\# not a heading \<\!channel\> \[x\](http://evil) \`c\` |`,
    );
    expect(markdown.split('\n').filter((line) => line.startsWith('# '))).toHaveLength(1);
  });

  it('says what is not known yet', () => {
    const draft = postmortemMarkdown(
      postmortemOf(anIncident(), { alerts: [], runs: [] }, noon + 5 * minute),
    );
    expect(draft).toContain('| Time to acknowledge | not yet |');
    expect(draft).toContain('| Duration | 5 min |');
    expect(draft).toContain('## Alerts\n\nNone.');
  });
});

describe('the blocks of a Notion page', () => {
  interface Shape {
    type: string;
    table?: { table_width: number; children: { table_row: { cells: unknown[][] } }[] };
  }
  const long = lived(
    ...Array.from({ length: 510 }, (): IncidentEvent => ({
      type: 'note',
      by: ana,
      text: '"ü"'.repeat(900),
    })),
  );
  const words = postmortemBlocks(postmortemOf(long, linked, noon));
  const blocks: Shape[] = JSON.parse(JSON.stringify(words));
  const tables = blocks.flatMap(({ table }) => (table ? [table] : []));

  it('stay within what one request may have, however long the timeline is', () => {
    expect(blocks.length).toBeLessThanOrEqual(100);
    const rows = tables.reduce((sum, { children }) => sum + children.length, 0);
    expect(blocks.length + rows).toBeLessThanOrEqual(1_000);
    expect(rows).toBeGreaterThan(500);
    expect(Math.max(...tables.map(({ children }) => children.length))).toBeLessThanOrEqual(100);
    expect(Buffer.byteLength(JSON.stringify(words))).toBeLessThan(500_000);
  });

  it('have rows that are as wide as their tables', () => {
    for (const { table_width: width, children } of tables)
      expect(children.every(({ table_row: { cells } }) => cells.length === width)).toBe(true);
  });
});
