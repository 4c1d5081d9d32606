// Messages with every block that a message can hold, and a form with every input, to look at and to test with.
import type { KnownBlock, ModalView } from '@slack/types';

type AnyBlock = KnownBlock | { type: 'data_visualization'; title: string; chart: object };

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const mrkdwn = (text: string) => ({ type: 'mrkdwn' as const, text });
const option = (value: string, text = value) => ({ text: plain(text), value });
const raw = (text: string) => ({ type: 'raw_text' as const, text });
const number = (value: number) => ({
  type: 'raw_number' as const,
  value,
  text: value.toLocaleString('en-GB'),
});
const rich = (text: string) => ({
  type: 'rich_text' as const,
  elements: [{ type: 'rich_text_section' as const, elements: [{ type: 'text' as const, text }] }],
});
const states = ['complete', 'error', 'in_progress', 'pending'] as const;
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun'];
const series = (name: string, values: number[]) => ({
  name,
  data: values.map((value, place) => ({ label: months[place] ?? '', value })),
});

/** Text in every dress. */
export const texts: AnyBlock[] = [
  { type: 'header', text: plain('A header :rotating_light:') },
  {
    type: 'section',
    text: mrkdwn(
      '*bold* _italic_ ~struck~ `code` <https://example.com|a link> <@U02BEN> <!subteam^S01ONCALL> <#C02GENERAL> <!here> :tada:\n&gt; quoted &amp; escaped\n```\nconst answer = 42;\n```\n<!date^1700000000^{date_short_pretty} {time}|2023-11-14>',
    ),
    accessory: {
      type: 'overflow',
      action_id: 'more',
      options: [option('copy', 'Copy'), option('hide', 'Hide')],
    },
  },
  { type: 'section', fields: ['*One*\n1', '*Two*\n2', '*Three*\n3'].map(mrkdwn) },
  { type: 'divider' },
  {
    type: 'rich_text',
    elements: [
      {
        type: 'rich_text_section',
        elements: [
          { type: 'text', text: 'Rich ' },
          { type: 'text', text: 'bold', style: { bold: true } },
          { type: 'text', text: ' and ' },
          { type: 'user', user_id: 'U01ANA' },
        ],
      },
      {
        type: 'rich_text_list',
        style: 'ordered',
        elements: ['first', 'second'].map((text) => ({
          type: 'rich_text_section',
          elements: [{ type: 'text', text }],
        })),
      },
      { type: 'rich_text_quote', elements: [{ type: 'text', text: 'A quote' }] },
    ],
  },
  { type: 'context', elements: [mrkdwn('Small print with `code` and <@U01ANA>')] },
];

/** Tasks in every state. */
export const tasks: AnyBlock[] = [
  {
    type: 'plan',
    title: '1 of 4 steps done',
    tasks: states.map((status) => ({
      type: 'task_card',
      task_id: status,
      title: `A step that is ${status.replace('_', ' ')}`,
      status,
      details: rich(`What is to be said about ${status}`),
    })),
  },
];

export const pagedTable: AnyBlock[] = [
  {
    type: 'data_table',
    caption: 'Rows of a table',
    page_size: 5,
    rows: [
      [raw('Name'), raw('Rows')],
      ...[30, 4, 100, 22, 1, 77, 8].map((rows, place) => [raw(`table ${place}`), number(rows)]),
    ],
  },
];

export const charts: AnyBlock[] = [
  {
    type: 'data_visualization',
    title: 'Rows by month',
    chart: {
      type: 'line',
      series: [
        series('projects', [420, 440, 460, 470, 480, 140]),
        series('tasks', [900, 960, 1010, 1100, 1180, 1200]),
      ],
      axis_config: { categories: months },
    },
  },
  {
    type: 'data_visualization',
    title: 'Share of budgets',
    chart: {
      type: 'pie',
      segments: [
        { label: 'Build', value: 52 },
        { label: 'Run', value: 31 },
        { label: 'Change', value: 17 },
      ],
    },
  },
];

export const controls: AnyBlock[] = [
  {
    type: 'actions',
    elements: [
      {
        type: 'button',
        text: plain('Deploy'),
        action_id: 'deploy',
        value: 'v1',
        style: 'primary',
        confirm: {
          title: plain('Deploy version 1?'),
          text: mrkdwn('It goes to *production*.'),
          confirm: plain('Deploy it'),
          deny: plain('Not now'),
          style: 'danger',
        },
      },
      { type: 'button', text: plain('Delete'), action_id: 'delete', style: 'danger' },
      {
        type: 'static_select',
        action_id: 'size',
        placeholder: plain('Size'),
        options: ['small', 'medium', 'large'].map((size) => option(size)),
      },
      { type: 'datepicker', action_id: 'day', initial_date: '2026-10-05' },
      { type: 'users_select', action_id: 'who', placeholder: plain('Somebody') },
    ],
  },
  {
    type: 'context_actions',
    elements: [
      {
        type: 'feedback_buttons',
        action_id: 'feedback',
        positive_button: { text: plain('Good answer'), value: 'good' },
        negative_button: { text: plain('Bad answer'), value: 'bad' },
      },
      { type: 'icon_button', action_id: 'trash', icon: 'trash', text: plain('Remove') },
    ],
  },
  { type: 'markdown', text: '**Markdown** with a [link](https://example.com)\n\n- one\n- two' },
];

/** Every kind of input. */
export const everyInput: ModalView = {
  type: 'modal',
  callback_id: 'every',
  title: plain('Every input'),
  submit: plain('Send'),
  close: plain('Cancel'),
  blocks: [
    { type: 'alert', text: plain('Mind the production data.'), level: 'warning' },
    field(
      'name',
      'Name',
      { type: 'plain_text_input', action_id: 'name', max_length: 40 },
      'As it is in the catalogue',
    ),
    field('note', 'Note', { type: 'plain_text_input', action_id: 'note', multiline: true }),
    field('count', 'Count', {
      type: 'number_input',
      action_id: 'count',
      is_decimal_allowed: false,
    }),
    field('mail', 'Email', { type: 'email_text_input', action_id: 'mail' }),
    field('link', 'Link', { type: 'url_text_input', action_id: 'link' }),
    field('table', 'Table', {
      type: 'static_select',
      action_id: 'table',
      option_groups: ['bronze', 'silver'].map((group) => ({
        label: plain(group),
        options: ['projects', 'tasks'].map((table) => option(`main.${group}.${table}`)),
      })),
    }),
    field('tags', 'Tags', {
      type: 'multi_static_select',
      action_id: 'tags',
      options: ['red', 'green', 'blue'].map((tag) => option(tag)),
    }),
    field('city', 'City', { type: 'external_select', action_id: 'city', min_query_length: 1 }),
    field('person', 'Person', { type: 'users_select', action_id: 'person' }),
    field('where', 'Where', { type: 'conversations_select', action_id: 'where' }),
    field('channel', 'Channel', { type: 'channels_select', action_id: 'channel' }),
    field('day', 'Day', { type: 'datepicker', action_id: 'day' }),
    field('hour', 'Hour', { type: 'timepicker', action_id: 'hour' }),
    field('moment', 'Moment', { type: 'datetimepicker', action_id: 'moment' }),
    field('flags', 'Flags', {
      type: 'checkboxes',
      action_id: 'flags',
      options: [option('dry', 'Dry run'), option('loud', 'Tell everybody')],
    }),
    field('speed', 'Speed', {
      type: 'radio_buttons',
      action_id: 'speed',
      options: [option('slow'), option('fast')],
    }),
  ],
};

type Input = Extract<ModalView['blocks'][number], { type: 'input' }>;

/** Only the name is required. */
function field(id: string, label: string, element: Input['element'], hint?: string): Input {
  return {
    type: 'input',
    block_id: id,
    label: plain(label),
    element,
    optional: id !== 'name',
    ...(hint === undefined ? {} : { hint: plain(hint) }),
  };
}
