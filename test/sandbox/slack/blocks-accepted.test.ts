import { describe, expect, test } from 'vitest';
import type { Surface } from '../../../sandbox/slack/blocks/check.js';
import {
  plain,
  mrkdwn,
  section,
  actions,
  button,
  option,
  raw,
  number,
  rich,
  task,
  input,
  text,
  times,
  line,
  points,
  pie,
  dataTable,
  image,
  check,
  errors,
} from './block-samples.js';

const accepted: [string, Surface, object[]][] = [
  [
    'section with fields and accessory',
    'message',
    [{ ...section(), fields: times(10, () => mrkdwn(text(200))), accessory: button() }],
  ],
  [
    'header, divider, context, image',
    'home',
    [
      { type: 'header', text: plain(text(150)) },
      { type: 'divider' },
      { type: 'context', elements: [mrkdwn(), { type: 'image', ...image }] },
      { type: 'image', ...image, title: plain() },
    ],
  ],
  ['25 buttons', 'message', [actions(...times(25, (n) => button({ action_id: `a${n}` })))]],
  [
    'every input',
    'modal',
    [
      { type: 'plain_text_input', multiline: true, max_length: 3000 },
      { type: 'number_input', is_decimal_allowed: false, min_value: '0' },
      { type: 'email_text_input' },
      { type: 'url_text_input' },
      { type: 'rich_text_input' },
      { type: 'file_input', max_files: 1 },
      { type: 'static_select', options: times(100, (n) => option(String(n))) },
      { type: 'multi_static_select', option_groups: [{ label: plain(), options: [option('a')] }] },
      { type: 'external_select', min_query_length: 0 },
      { type: 'users_select', initial_user: 'U1' },
      { type: 'conversations_select', default_to_current_conversation: true },
      { type: 'channels_select' },
      { type: 'datepicker', initial_date: '2026-08-06' },
      { type: 'timepicker', initial_time: '23:59' },
      { type: 'datetimepicker', initial_date_time: 1_754_500_000 },
      { type: 'checkboxes', options: [{ text: mrkdwn(), value: 'a' }] },
      { type: 'radio_buttons', options: [option('a')], initial_option: option('a') },
    ].map((element) => input(element)),
  ],
  ['alert', 'modal', [{ type: 'alert', level: 'warning', text: mrkdwn() }]],
  [
    'plan',
    'message',
    [
      {
        type: 'plan',
        title: 'Restore',
        tasks: [
          task('1', { details: rich(), output: rich() }),
          task('2', { sources: [{ type: 'url', url: 'https://x.example', text: 'x' }] }),
          { task_id: '3', title: 'Step', status: 'pending' },
        ],
      },
    ],
  ],
  ['task cards', 'message', [task('1'), task('2', { status: 'error' })]],
  [
    'table',
    'message',
    [
      {
        type: 'table',
        rows: [
          [raw('a'), rich()],
          [number(1), raw('b')],
        ],
        column_settings: [null],
      },
    ],
  ],
  [
    'data_table',
    'message',
    [
      dataTable(
        times(101, () => [raw('a'), number(1)]),
        { page_size: 100 },
      ),
    ],
  ],
  [
    'charts',
    'message',
    [
      line([{ name: 'p95', data: points('b', 'a') }], ['a', 'b'], { y_label: 'ms' }),
      pie([{ label: 'ok', value: 0.5 }]),
    ],
  ],
  [
    'context_actions',
    'message',
    [
      {
        type: 'context_actions',
        elements: [{ type: 'icon_button', icon: 'trash', text: plain() }],
      },
    ],
  ],
  [
    'rich text',
    'modal',
    [
      {
        type: 'rich_text',
        elements: [
          {
            type: 'rich_text_section',
            elements: [
              { type: 'user', user_id: 'U1' },
              { type: 'date', timestamp: 1, format: '{time}' },
              { type: 'link', url: 'https://x.example', style: { bold: true } },
            ],
          },
          { type: 'rich_text_preformatted', elements: [{ type: 'text', text: 'x' }] },
          {
            type: 'rich_text_list',
            style: 'ordered',
            elements: [{ type: 'rich_text_section', elements: [{ type: 'emoji', name: 'fire' }] }],
          },
        ],
      },
    ],
  ],
  [
    'card and carousel',
    'message',
    [{ type: 'carousel', elements: [{ type: 'card', title: mrkdwn(), actions: [button()] }] }],
  ],
  [
    'container',
    'message',
    [{ type: 'container', title: plain(), is_collapsible: true, child_blocks: [section()] }],
  ],
  [
    'video',
    'message',
    [
      {
        type: 'video',
        alt_text: 'v',
        title: plain(),
        video_url: 'https://x.example',
        thumbnail_url: 'https://x.example/t.png',
      },
    ],
  ],
  ['markdown', 'message', [{ type: 'markdown', text: text(12_000) }]],
];

test.each(accepted)('accepts %s', (_, surface, blocks) => {
  expect(errors(blocks, surface)).toEqual([]);
});

describe('surfaces', () => {
  test('modals and Home tabs take 100 blocks', () => {
    const dividers = (count: number) => times(count, () => ({ type: 'divider' }));
    for (const surface of ['modal', 'home'] as const) {
      expect(errors(dividers(100), surface)).toEqual([]);
      expect(errors(dividers(101), surface)).toHaveLength(2);
    }
  });

  test.each(['table', 'plan', 'context_actions', 'markdown', 'data_visualization'])(
    '%s stands in messages only',
    (type) => {
      const example = accepted
        .flatMap(([, , blocks]) => blocks)
        .find((block) => 'type' in block && block.type === type);
      expect(errors([example])).toEqual([]);
      for (const surface of ['modal', 'home'] as const)
        expect(errors([example], surface)).toEqual([
          'invalid_blocks',
          `unsupported type: ${type} [json-pointer:/blocks/0/type]`,
        ]);
    },
  );

  test('in a view an action_id may come back in another block, not in the same', () => {
    const twice = button({ action_id: 'a' });
    expect(errors([actions(twice), actions(twice)], 'home')).toEqual([]);
    expect(errors([actions(twice, twice)], 'home')).toHaveLength(2);
  });
});

test('ids are filled in where they are missing, also inside other blocks', () => {
  const checked = check([
    {
      type: 'container',
      title: plain(),
      child_blocks: [actions(button({ action_id: 'mine' }), button())],
    },
  ]);
  expect(checked).toMatchObject({
    ok: true,
    blocks: [
      {
        block_id: expect.stringMatching(/^id\d$/),
        child_blocks: [
          {
            block_id: expect.stringMatching(/^id\d$/),
            elements: [{ action_id: 'mine' }, { action_id: expect.stringMatching(/^id\d$/) }],
          },
        ],
      },
    ],
  });
});
