import { expect, test } from 'vitest';
import {
  plain,
  mrkdwn,
  section,
  actions,
  button,
  option,
  text,
  times,
  image,
  errors,
} from './block-samples.js';

/** What is wrong, the blocks, and the line that Slack would answer with. */
const refused: [string, object[], string][] = [
  [
    'an unknown block',
    [{ type: 'hologram' }],
    'unsupported type: hologram [json-pointer:/blocks/0/type]',
  ],
  ['a block without a type', [{}], 'missing required field: type [json-pointer:/blocks/0]'],
  [
    'an unknown property',
    [{ ...section(), colour: 'red' }],
    'invalid additional property: colour [json-pointer:/blocks/0]',
  ],
  [
    '51 blocks',
    times(51, () => ({ type: 'divider' })),
    'no more than 50 items allowed [json-pointer:/blocks]',
  ],
  [
    'a long section',
    [section(text(3001))],
    'must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
  ],
  [
    'an empty section',
    [section('')],
    'must be more than 0 characters [json-pointer:/blocks/0/text/text]',
  ],
  [
    'a section of nothing',
    [{ type: 'section' }],
    'must define either `text` or `fields` [json-pointer:/blocks/0]',
  ],
  [
    '11 fields',
    [{ type: 'section', fields: times(11, () => mrkdwn()) }],
    'no more than 10 items allowed [json-pointer:/blocks/0/fields]',
  ],
  [
    'a long field',
    [{ type: 'section', fields: [mrkdwn(text(2001))] }],
    'must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]',
  ],
  [
    'a long header',
    [{ type: 'header', text: plain(text(151)) }],
    'must be less than 151 characters [json-pointer:/blocks/0/text/text]',
  ],
  [
    'mrkdwn in a header',
    [{ type: 'header', text: mrkdwn() }],
    'must be a valid enum value [json-pointer:/blocks/0/text/type]',
  ],
  [
    '11 context elements',
    [{ type: 'context', elements: times(11, () => mrkdwn()) }],
    'no more than 10 items allowed [json-pointer:/blocks/0/elements]',
  ],
  [
    '26 actions',
    [actions(...times(26, () => button()))],
    'no more than 25 items allowed [json-pointer:/blocks/0/elements]',
  ],
  ['no actions', [actions()], 'must provide at least 1 items [json-pointer:/blocks/0/elements]'],
  [
    'a long button',
    [actions(button({ text: plain(text(76)) }))],
    'must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]',
  ],
  [
    'a long value',
    [actions(button({ value: text(2001) }))],
    'must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]',
  ],
  [
    'a number as value',
    [actions(button({ value: 5 }))],
    'must provide a string [json-pointer:/blocks/0/elements/0/value]',
  ],
  [
    'a long action_id',
    [actions(button({ action_id: text(256) }))],
    'must be less than 256 characters [json-pointer:/blocks/0/elements/0/action_id]',
  ],
  [
    'a made-up style',
    [actions(button({ style: 'warning' }))],
    'must be a valid enum value [json-pointer:/blocks/0/elements/0/style]',
  ],
  [
    'a text input among actions',
    [actions({ type: 'plain_text_input' })],
    'unsupported type: plain_text_input [json-pointer:/blocks/0/elements/0/type]',
  ],
  [
    'a confirm dialog without a title',
    [actions(button({ confirm: { text: plain(), confirm: plain(), deny: plain() } }))],
    'missing required field: title [json-pointer:/blocks/0/elements/0/confirm]',
  ],
  [
    '101 options',
    [actions({ type: 'static_select', options: times(101, (n) => option(String(n))) })],
    'no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]',
  ],
  [
    'a long option',
    [actions({ type: 'static_select', options: [{ ...option('a'), text: plain(text(76)) }] })],
    'must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/text/text]',
  ],
  [
    'options and groups',
    [actions({ type: 'static_select' })],
    'must define either `options` or `option_groups` [json-pointer:/blocks/0/elements/0]',
  ],
  [
    '6 overflow options',
    [actions({ type: 'overflow', options: times(6, (n) => option(String(n))) })],
    'no more than 5 items allowed [json-pointer:/blocks/0/elements/0/options]',
  ],
  [
    'an initial option not offered',
    [actions({ type: 'static_select', options: [option('a')], initial_option: option('b') })],
    'initial option must exactly match one of the options [json-pointer:/blocks/0]',
  ],
  [
    'an impossible date',
    [actions({ type: 'datepicker', initial_date: '2026-02-30' })],
    'must be a date as YYYY-MM-DD [json-pointer:/blocks/0/elements/0/initial_date]',
  ],
  [
    'an image of two sources',
    [{ type: 'image', ...image, slack_file: { id: 'F1' } }],
    'must define either `image_url` or `slack_file` [json-pointer:/blocks/0]',
  ],
  [
    'the same action_id twice',
    [actions(button({ action_id: 'a' })), actions(button({ action_id: 'a' }))],
    'action_id "a" already exists [json-pointer:/blocks/1]',
  ],
  [
    'the same block_id twice',
    [
      { type: 'divider', block_id: 'b' },
      { type: 'divider', block_id: 'b' },
    ],
    'block_id "b" already exists [json-pointer:/blocks/1]',
  ],
  [
    'a file',
    [{ type: 'file', external_id: 'x', source: 'remote' }],
    'unsupported type: file [json-pointer:/blocks/0/type]',
  ],
];

test.each(refused)('refuses %s', (_, blocks, message) => {
  expect(errors(blocks)).toEqual(['invalid_blocks', message]);
});

test('all problems are told at once', () => {
  expect(errors([section(''), { type: 'header' }])).toEqual([
    'invalid_blocks',
    'must be more than 0 characters [json-pointer:/blocks/0/text/text]',
    'missing required field: text [json-pointer:/blocks/1]',
  ]);
});

test('all blocks together have a limit of their own', () => {
  expect(errors(times(4, () => section(text(3000))))).toEqual([]);
  expect(errors(times(5, () => section(text(2641))))).toEqual(['msg_blocks_too_long']);
});
