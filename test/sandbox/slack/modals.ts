// Modals for the tests, and an app that can open them.
import type { App } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { ana, boltApp, oncall, slack, webClient } from './support.js';

export const plain = (text: string) => ({ type: 'plain_text' as const, text });
export const field = (block_id: string, element: object) => ({
  type: 'input',
  block_id,
  label: plain(block_id),
  element: { action_id: 'a', ...element },
});
export const modal = (title: string, blocks: object[] = [], more: object = {}): ModalView => ({
  type: 'modal',
  callback_id: 'form',
  title: plain(title),
  submit: plain('OK'),
  blocks: blocks.map((block) => ({ type: 'section', ...block })),
  ...more,
});

export async function started(listen: (app: App) => void = () => {}, now?: () => number) {
  const simulator = await slack(now ? { now } : {});
  const triggers: string[] = [];
  await boltApp(simulator, (app) => {
    app.command('/ppm', async ({ ack, body }) => {
      triggers.push(body.trigger_id);
      await ack();
    });
    listen(app);
  });
  const client = webClient(simulator);
  const trigger = async (user = ana) => {
    await simulator.act(user, { type: 'command', channel: oncall, text: '' });
    return triggers.at(-1) ?? '';
  };
  const open = async (view: ModalView, user = ana) =>
    client.views.open({ trigger_id: await trigger(user), view });
  const views = (user = ana) => simulator.state(user).views;
  return { simulator, client, trigger, open, views };
}
