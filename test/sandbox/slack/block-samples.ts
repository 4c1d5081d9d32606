// Short ways to write blocks, right and wrong, for the tests of the checker.
import { checkBlocks, type Surface } from '../../../sandbox/slack/blocks/check.js';

export const plain = (text = 'text') => ({ type: 'plain_text', text });
export const mrkdwn = (text = 'text') => ({ type: 'mrkdwn', text });
export const section = (text = 'text') => ({ type: 'section', text: mrkdwn(text) });
export const actions = (...elements: object[]) => ({ type: 'actions', elements });
export const button = (more: object = {}) => ({ type: 'button', text: plain(), ...more });
export const option = (value: string) => ({ text: plain(value), value });
export const raw = (text: string) => ({ type: 'raw_text', text });
export const number = (value: number) => ({ type: 'raw_number', value, text: String(value) });
export const rich = (text = 'text') => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text }] }],
});
export const task = (id: string, more: object = {}) => ({
  type: 'task_card',
  task_id: id,
  title: 'Step',
  status: 'complete',
  ...more,
});
export const input = (element: object, more: object = {}) => ({
  type: 'input',
  label: plain(),
  element,
  ...more,
});
export const text = (length: number) => 'x'.repeat(length);
export const times = <Item>(count: number, make: (index: number) => Item) =>
  Array.from({ length: count }, (_, index) => make(index));

export const line = (series: object[], categories: string[], more: object = {}) => ({
  type: 'data_visualization',
  title: 'Latency',
  chart: { type: 'line', series, axis_config: { categories, ...more } },
});
export const points = (...labels: string[]) => labels.map((label, value) => ({ label, value }));
export const pie = (segments: object[]) => ({
  type: 'data_visualization',
  title: 'Share',
  chart: { type: 'pie', segments },
});
export const dataTable = (rows: object[][], more: object = {}) => ({
  type: 'data_table',
  caption: 'Runs',
  rows,
  ...more,
});
export const image = { image_url: 'https://x.example/a.png', alt_text: 'a' };

export function check(blocks: unknown, surface: Surface = 'message', refused: string[] = []) {
  let ids = 0;
  const makeId = () => `id${(ids += 1)}`;
  return checkBlocks(blocks, { surface, refused, makeId, prefix: ['blocks'] });
}
export const errors = (blocks: unknown, surface?: Surface) => {
  const checked = check(blocks, surface);
  return checked.ok ? [] : [checked.error, ...checked.errors];
};
