// A tiny bot to use the page with: a form, a button, a menu that asks it, a Home tab.
import { App, LogLevel, SocketModeReceiver, type Logger } from '@slack/bolt';
import { credentials } from '../../../sandbox/company.js';
import type { SlackSimulator } from '../../../sandbox/slack/index.js';
import { until } from '../../../sandbox/until.js';
import { everyInput } from './gallery.js';

const quiet: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  getLevel: () => LogLevel.ERROR,
  setName: () => undefined,
};

export interface PretendBot {
  app: App;
  /** What the last form held. */
  submitted: () => unknown;
  stop(): Promise<void>;
}

const cities = ['Berlin', 'Bergen', 'Madrid', 'Prague'];

export async function startPretendBot(slack: SlackSimulator): Promise<PretendBot> {
  const clientOptions = { slackApiUrl: slack.apiUrl };
  const receiver = new SocketModeReceiver({
    appToken: credentials.slackAppToken,
    installerOptions: { clientOptions },
    logger: quiet,
  });
  const app = new App({ token: credentials.slackBotToken, receiver, clientOptions, logger: quiet });
  let submitted: unknown = null;

  app.command('/ppm', async ({ ack, command, client, respond }) => {
    await ack();
    if (command.text !== 'form') {
      await respond(`You typed *${command.text}*`);
      return;
    }
    const { view } = await client.views.open({
      trigger_id: command.trigger_id,
      view: {
        type: 'modal',
        title: { type: 'plain_text', text: 'Every input' },
        blocks: [
          {
            type: 'section',
            text: { type: 'mrkdwn', text: ':hourglass_flowing_sand: One moment …' },
          },
        ],
      },
    });
    await client.views.update({ view_id: view?.id ?? '', view: everyInput });
  });
  app.view('every', async ({ ack, view }) => {
    const name = view.state.values['name']?.['name']?.value;
    if (name === 'taken') {
      await ack({ response_action: 'errors', errors: { name: 'This name is taken' } });
      return;
    }
    submitted = view.state.values;
    await ack();
  });
  app.options('city', async ({ ack, payload }) => {
    const found = cities.filter((city) =>
      city.toLowerCase().startsWith(payload.value.toLowerCase()),
    );
    await ack({
      options: found.map((city) => ({ text: { type: 'plain_text', text: city }, value: city })),
    });
  });
  app.action('deploy', async ({ ack, respond, body }) => {
    await ack();
    await respond({
      replace_original: true,
      text: 'done',
      blocks: [
        {
          type: 'section',
          text: { type: 'mrkdwn', text: `:white_check_mark: *Deployed* by <@${body.user.id}>` },
        },
      ],
    });
  });
  app.action(/.*/, async ({ ack }) => ack());
  app.event('app_home_opened', async ({ client, event }) => {
    await client.views.publish({
      user_id: event.user,
      view: {
        type: 'home',
        blocks: [{ type: 'section', text: { type: 'mrkdwn', text: '*Welcome home*' } }],
      },
    });
  });

  await app.start();
  await until('the bot is connected', () => slack.connections() > 0);
  return {
    app,
    submitted: () => submitted,
    async stop() {
      await app.stop();
      await until('the bot is gone', () => slack.connections() === 0);
    },
  };
}
