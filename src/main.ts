// Start and stop of the bot. The order matters: nothing is accepted that could not be worked on, and what was accepted is
// finished before the process ends.
import { loadForBot } from './config/load.js';
import { ConfigurationError } from './config/problems.js';
import { operations } from './handlers/registry.js';
import { startBot, type Bot } from './start-bot.js';

function tell(error: unknown): void {
  if (!(error instanceof ConfigurationError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

async function main(): Promise<void> {
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    void bot.stop().then(() => process.exit());
  };
  const bot: Bot = await startBot(loadForBot(operations), (error) => {
    tell(error);
    stop();
  });
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

await main().catch(tell);
