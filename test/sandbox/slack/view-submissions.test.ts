import { expect, test } from 'vitest';
import { field, modal, plain, started } from './modals.js';
import { ana } from './support.js';

test('untouched inputs submit their initial values, and answers follow', async () => {
  const submissions: unknown[] = [];
  const { simulator, open, views } = await started((app) => {
    app.view('form', async ({ ack, view }) => {
      submissions.push(view.state.values);
      await ack();
    });
  });
  const options = ['dev', 'prod'].map((value) => ({ text: plain(value), value }));
  await open(
    modal(
      'Form',
      [
        field('name', { type: 'plain_text_input', initial_value: 'main.silver' }),
        field('env', { type: 'static_select', options, initial_option: options[0] }),
        field('flags', { type: 'checkboxes', options }),
        { ...field('note', { type: 'plain_text_input' }), optional: true },
      ].map((block) => (block.block_id === 'flags' ? { ...block, optional: true } : block)),
    ),
  );
  const viewId = views()[0]?.id ?? '';
  expect(
    await simulator.act(ana, {
      type: 'view_submit',
      viewId,
      values: { env: { a: { type: 'static_select', selected_option: options[1] } } },
    }),
  ).toMatchObject({ ok: true });
  expect(submissions).toEqual([
    {
      name: { a: { type: 'plain_text_input', value: 'main.silver' } },
      env: { a: { type: 'static_select', selected_option: options[1] } },
      flags: { a: { type: 'checkboxes', selected_options: [] } },
      note: { a: { type: 'plain_text_input', value: null } },
    },
  ]);
  expect(views()).toEqual([]);
});

test('the client holds back a form that is not filled in as it must be', async () => {
  const { simulator, open, views } = await started();
  const options = [{ text: plain('dev'), value: 'dev' }];
  await open(
    modal('Form', [
      field('empty', { type: 'plain_text_input' }),
      field('short', { type: 'plain_text_input', min_length: 3 }),
      field('number', { type: 'number_input', is_decimal_allowed: false, max_value: '5' }),
      field('choice', { type: 'static_select', options }),
      field('link', { type: 'url_text_input' }),
    ]),
  );
  const result = await simulator.act(ana, {
    type: 'view_submit',
    viewId: views()[0]?.id ?? '',
    values: {
      short: { a: { value: 'ab' } },
      number: { a: { value: '6' } },
      choice: { a: { selected_option: { value: 'prod' } } },
      link: { a: { value: 'not a url' } },
    },
  });
  expect(result).toEqual({ ok: false, error: 'invalid_input' });
  expect(Object.keys(views()[0]?.errors ?? {})).toEqual([
    'empty',
    'short',
    'number',
    'choice',
    'link',
  ]);
});

test('response_action errors, update, push and clear are honoured', async () => {
  const answers: Record<string, object> = {
    errors: { response_action: 'errors', errors: { name: 'No such table' } },
    update: { response_action: 'update', view: modal('Loading') },
    push: { response_action: 'push', view: modal('Next') },
    clear: { response_action: 'clear' },
  };
  let answer: object = {};
  const { simulator, open, views } = await started((app) => {
    app.view('form', ({ ack }) => Reflect.apply(ack, undefined, [answer]));
  });
  await open(modal('Form', [field('name', { type: 'plain_text_input', initial_value: 'x' })]));
  const submit = (kind: string) => {
    answer = answers[kind] ?? {};
    return simulator.act(ana, {
      type: 'view_submit',
      viewId: views().at(-1)?.id ?? '',
      values: {},
    });
  };

  await submit('errors');
  expect(views()).toMatchObject([{ title: 'Form', errors: { name: 'No such table' } }]);
  await submit('update');
  expect(views()).toMatchObject([{ title: 'Loading', errors: {} }]);
  await submit('push');
  expect(views()).toMatchObject([{ title: 'Loading' }, { title: 'Next' }]);
  await submit('clear');
  expect(views()).toEqual([]);
});

test('an answer to a submission that Slack does not understand leaves the form open', async () => {
  const { simulator, open, views } = await started((app) => {
    app.view('form', ({ ack }) => ack({ response_action: 'errors', errors: { other: 'x' } }));
  });
  await open(modal('Form', [field('name', { type: 'plain_text_input', initial_value: 'x' })]));
  const viewId = views()[0]?.id ?? '';
  expect(await simulator.act(ana, { type: 'view_submit', viewId, values: {} })).toEqual({
    ok: false,
    error: 'invalid_errors',
  });
  expect(views()).toHaveLength(1);
});
