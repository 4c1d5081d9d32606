// Start and stop of the bot: configuration, wiring, Slack. The order matters: nothing is accepted that could not be
// worked on, and what was accepted is finished before the process ends.
import { ConfigurationError } from './config/problems.js';
import { loadForBot } from './config/load.js';
import { startBot, type Bot } from './start-bot.js';

async function main(): Promise<void> {
  let bot: Bot;
  try {
    bot = await startBot(loadForBot());
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
    return;
  }
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    void bot.stop().then(() => process.exit(0));
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

await main();
