import type { ModalView } from '@slack/types';
import { describe, expect, it } from 'vitest';
import { button, plainText, section } from '../../../src/bot/cards/blocks.js';
import { fit, type Part } from '../../../src/bot/cards/fit.js';
import { checkMessage, checkView, messageSize } from '../../../src/bot/cards/limits.js';
import { buttonsPart, prosePart } from '../../../src/bot/cards/parts.js';
import { readable } from './fixtures.js';

const raw = (type: string, text: string) => ({ type, text });
const option = { text: raw('plain_text', 'a'), value: 'a' };
const cells = (count: number) => Array.from({ length: count }, () => raw('raw_text', 'a'));

describe('checkMessage', () => {
  it.each<[string, object[]]>([
    ['51 blocks', Array.from({ length: 51 }, () => ({ type: 'divider' }))],
    ['an unknown block', [{ type: 'marquee' }]],
    [
      'a section of 3,001 characters',
      [{ type: 'section', text: raw('mrkdwn', 'x'.repeat(3_001)) }],
    ],
    ['an empty section', [{ type: 'section' }]],
    ['an empty text', [{ type: 'section', text: raw('mrkdwn', '') }]],
    [
      '11 fields',
      [{ type: 'section', fields: Array.from({ length: 11 }, () => raw('mrkdwn', 'a')) }],
    ],
    ['a field of 2,001', [{ type: 'section', fields: [raw('mrkdwn', 'x'.repeat(2_001))] }]],
    ['a header of 151', [{ type: 'header', text: raw('plain_text', 'x'.repeat(151)) }]],
    [
      '11 context elements',
      [{ type: 'context', elements: Array.from({ length: 11 }, () => raw('mrkdwn', 'a')) }],
    ],
    [
      '26 buttons',
      [
        {
          type: 'actions',
          elements: Array.from({ length: 26 }, (_, n) => button('a', `a${n}`, '')),
        },
      ],
    ],
    ['a value of 2,001', [{ type: 'actions', elements: [button('a', 'a', 'x'.repeat(2_001))] }]],
    [
      'a label of 76',
      [
        {
          type: 'actions',
          elements: [{ ...button('a', 'a', ''), text: raw('plain_text', 'x'.repeat(76)) }],
        },
      ],
    ],
    [
      'an action id twice',
      [section('a', button('a', 'same', '')), section('b', button('b', 'same', ''))],
    ],
    ['an action id of 256', [section('a', button('a', 'x'.repeat(256), ''))]],
    [
      '101 options',
      [
        {
          type: 'actions',
          elements: [
            {
              type: 'static_select',
              action_id: 'a',
              options: Array.from({ length: 101 }, () => option),
            },
          ],
        },
      ],
    ],
    [
      'an input',
      [
        {
          type: 'input',
          label: raw('plain_text', 'a'),
          element: { type: 'datepicker', action_id: 'a' },
        },
      ],
    ],
    ['101 table rows', [{ type: 'table', rows: Array.from({ length: 101 }, () => cells(1)) }]],
    ['21 columns', [{ type: 'table', rows: [cells(21)] }]],
    [
      'two tables',
      [
        { type: 'table', rows: [cells(1)] },
        { type: 'data_table', caption: 'c', rows: [cells(1), cells(1)] },
      ],
    ],
    [
      'a table of 10,001 characters',
      [{ type: 'table', rows: [[raw('raw_text', 'x'.repeat(10_001))]] }],
    ],
    [
      'rows of different lengths',
      [{ type: 'data_table', caption: 'c', rows: [cells(1), cells(2)] }],
    ],
    ['a table without rows', [{ type: 'data_table', caption: 'c', rows: [cells(1)] }]],
    [
      'a task twice',
      [
        {
          type: 'plan',
          title: 't',
          tasks: [1, 2].map(() => ({
            type: 'task_card',
            task_id: 'a',
            title: 'a',
            status: 'pending',
          })),
        },
      ],
    ],
    [
      'three charts',
      Array.from({ length: 3 }, () => ({
        type: 'data_visualization',
        title: 't',
        chart: { type: 'pie', segments: [{ label: 'a', value: 1 }] },
      })),
    ],
    ['13,001 characters together', Array.from({ length: 5 }, () => section('x'.repeat(2_900)))],
  ])('finds %s', (_, blocks) => {
    expect(checkMessage(blocks, 'text')).not.toEqual([]);
  });

  it('finds a text that is missing or too long', () => {
    expect(checkMessage([section('a')], 'text')).toEqual([]);
    expect(checkMessage([section('a')], ' ')).toHaveLength(1);
    expect(checkMessage([section('a')], 'x'.repeat(40_001))).toHaveLength(1);
  });
});

describe('checkView', () => {
  const sound: ModalView = {
    type: 'modal',
    title: plainText('Title', 24),
    blocks: [section('a')],
  };
  const input = {
    type: 'input',
    label: raw('plain_text', 'a'),
    element: { type: 'datepicker', action_id: 'a' },
  };
  it.each<[string, Partial<ModalView>]>([
    ['a long title', { title: plainText('x'.repeat(25), 99) }],
    ['a long submit', { submit: plainText('x'.repeat(25), 99) }],
    ['a long close', { close: plainText('x'.repeat(25), 99) }],
    ['long metadata', { private_metadata: 'x'.repeat(3_001) }],
    ['inputs without submit', { blocks: [input] }],
    ['a block for messages only', { blocks: [{ type: 'plan' }] }],
    ['101 blocks', { blocks: Array.from({ length: 101 }, () => section('a')) }],
  ])('finds %s', (_, over) => {
    expect(checkView(sound)).toEqual([]);
    expect(checkView({ ...sound, ...over })).not.toEqual([]);
  });
});

describe('fit', () => {
  const draft = (parts: Part[]) => ({
    text: 'A text.',
    title: 'Title',
    rest: 'is in the thread',
    parts,
  });
  const buttons = buttonsPart([button('Approve', 'run.approve', 'v')]);

  it('leaves alone what fits', () => {
    const part = prosePart('short', 'short');
    expect(fit(draft([part, buttons]))).toEqual({
      text: 'A text.',
      blocks: [...part.blocks, ...buttons.blocks],
    });
  });

  it('moves out from the end, keeps what decides, and says where the rest is', () => {
    const parts = Array.from({ length: 30 }, (_, n) =>
      prosePart(`part ${n} ${'x'.repeat(900)}`, `part ${n} in full`),
    );
    const drawn = fit(draft([...parts, buttons]));
    expect(checkMessage(drawn.blocks, drawn.text)).toEqual([]);
    expect(messageSize(drawn.blocks)).toBeGreaterThan(10_000);
    expect(readable(drawn)).toContain('part 0 ');
    expect(readable(drawn)).toContain('run.approve');
    expect(readable(drawn)).toContain('… the rest is in the thread.');
    expect(drawn.overflow?.title).toBe('Title');
    for (const n of parts.keys())
      expect(`${readable(drawn)} ${drawn.overflow?.text} `).toMatch(new RegExp(`part ${n} `));
  });

  it('brings the whole of a part that its blocks had to cut', () => {
    const drawn = fit(draft([prosePart('x'.repeat(4_000), `${'x'.repeat(4_000)} end`)]));
    expect(drawn.overflow?.text).toMatch(/end$/);
  });
});
