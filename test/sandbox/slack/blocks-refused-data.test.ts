import { expect, test } from 'vitest';
import {
  plain,
  raw,
  rich,
  task,
  text,
  times,
  line,
  points,
  pie,
  dataTable,
  errors,
} from './block-samples.js';

/** What is wrong, the blocks, and the line that Slack would answer with. */
const refused: [string, object[], string][] = [
  [
    'an alert in a message',
    [{ type: 'alert', text: plain() }],
    'unsupported type: alert [json-pointer:/blocks/0/type]',
  ],
  [
    'a plan beside a task card',
    [{ type: 'plan', title: 'p' }, task('1')],
    'plan and task_card blocks are not allowed side by side [json-pointer:/blocks]',
  ],
  [
    'a task of unknown status',
    [task('1', { status: 'done' })],
    'must be a valid enum value [json-pointer:/blocks/0/status]',
  ],
  [
    'a task twice in a plan',
    [{ type: 'plan', title: 'p', tasks: [task('1'), task('1')] }],
    'task_id must be unique in a plan [json-pointer:/blocks/0/tasks]',
  ],
  [
    'task output of two parts',
    [task('1', { output: { ...rich(), elements: [...rich().elements, ...rich().elements] } })],
    'no more than 1 items allowed [json-pointer:/blocks/0/output/elements]',
  ],
  [
    '101 table rows',
    [{ type: 'table', rows: times(101, () => [raw('a')]) }],
    'no more than 100 items allowed [json-pointer:/blocks/0/rows]',
  ],
  [
    '21 columns',
    [{ type: 'table', rows: [times(21, () => raw('a'))] }],
    'no more than 20 items allowed [json-pointer:/blocks/0/rows/0]',
  ],
  [
    'two tables',
    times(2, () => ({ type: 'table', rows: [[raw('a')]] })),
    'only_one_table_allowed [json-pointer:/blocks]',
  ],
  [
    'table cells of over 10,000 characters',
    [{ type: 'table', rows: [[raw(text(10_001))]] }],
    'table cells must have less than 10001 characters in total [json-pointer:/blocks]',
  ],
  [
    'a data_table of a header only',
    [dataTable([[raw('a')]])],
    'must provide at least 2 items [json-pointer:/blocks/0/rows]',
  ],
  [
    'uneven rows',
    [dataTable([[raw('a')], [raw('a'), raw('b')]])],
    'all rows must have the same number of cells [json-pointer:/blocks/0/rows/1]',
  ],
  [
    'a rich header',
    [dataTable([[rich()], [raw('a')]])],
    'rich_text is not allowed in header cells [json-pointer:/blocks/0/rows/0/0]',
  ],
  [
    '101 rows on a page',
    [dataTable([[raw('a')], [raw('b')]], { page_size: 101 })],
    'must be less than 101 [json-pointer:/blocks/0/page_size]',
  ],
  [
    'a chart with a long title',
    [{ ...pie([{ label: 'a', value: 1 }]), title: text(51) }],
    'must be less than 51 characters [json-pointer:/blocks/0/title]',
  ],
  [
    'three charts',
    times(3, () => pie([{ label: 'a', value: 1 }])),
    'no more than 2 data_visualization blocks allowed [json-pointer:/blocks]',
  ],
  [
    '7 series',
    [
      line(
        times(7, (n) => ({ name: `s${n}`, data: points('a') })),
        ['a'],
      ),
    ],
    'no more than 6 items allowed [json-pointer:/blocks/0/chart/series]',
  ],
  [
    '21 categories',
    [line([{ name: 's', data: points('a') }], times(21, String))],
    'no more than 20 items allowed [json-pointer:/blocks/0/chart/axis_config/categories]',
  ],
  [
    'a missing point',
    [line([{ name: 's', data: points('a') }], ['a', 'b'])],
    'must have exactly one data point for each category [json-pointer:/blocks/0/chart/series/0/data]',
  ],
  [
    'two series of one name',
    [
      line(
        times(2, () => ({ name: 's', data: points('a') })),
        ['a'],
      ),
    ],
    'series names must be unique [json-pointer:/blocks/0/chart/series/1/name]',
  ],
  [
    'a long label',
    [line([{ name: text(21), data: points('a') }], ['a'])],
    'must be less than 21 characters [json-pointer:/blocks/0/chart/series/0/name]',
  ],
  [
    'an empty slice',
    [pie([{ label: 'a', value: 0 }])],
    'must be more than 0 [json-pointer:/blocks/0/chart/segments/0/value]',
  ],
  [
    'an unknown chart',
    [{ type: 'data_visualization', title: 't', chart: { type: 'donut' } }],
    'unsupported type: donut [json-pointer:/blocks/0/chart/type]',
  ],
  [
    'markdown of over 12,000 characters',
    times(2, () => ({ type: 'markdown', text: text(6001) })),
    'markdown blocks must have less than 12001 characters in total [json-pointer:/blocks]',
  ],
  [
    'a card of nothing',
    [{ type: 'card' }],
    'must define at least one of `hero_image`, `title`, `actions` or `body` [json-pointer:/blocks/0]',
  ],
  [
    'a container in a container',
    [{ type: 'container', title: plain(), child_blocks: [{ type: 'container' }] }],
    'unsupported type: container [json-pointer:/blocks/0/child_blocks/0/type]',
  ],
  [
    '6 context actions',
    [
      {
        type: 'context_actions',
        elements: times(6, () => ({ type: 'icon_button', icon: 'trash', text: plain() })),
      },
    ],
    'no more than 5 items allowed [json-pointer:/blocks/0/elements]',
  ],
];

test.each(refused)('refuses %s', (_, blocks, message) => {
  expect(errors(blocks)).toEqual(['invalid_blocks', message]);
});
