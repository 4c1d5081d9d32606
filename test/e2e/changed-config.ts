// Another configuration than the company's own, for a bot that runs already.
import { readFile, writeFile } from 'node:fs/promises';
import { connected, type Stage } from './stage.js';

/**
 * Starts the bot anew with this changed in its configuration.
 * @param from as it stands in sandbox/ppm.config.yaml
 * @returns gives the configuration of before back; the bot has it from its next start
 */
export async function startsWith(
  stage: Stage,
  { from, to }: { from: string; to: string },
): Promise<() => Promise<void>> {
  const path = stage.botOptions.configPath;
  const before = await readFile(path, 'utf8');
  if (!before.includes(from)) throw new Error(`the configuration has no ${from}`);
  const back = (): Promise<void> => writeFile(path, before);
  await stage.bot.kill('SIGTERM');
  await writeFile(path, before.replace(from, to));
  try {
    await stage.bot.start();
    await connected(stage);
  } catch (error) {
    await back();
    throw error;
  }
  return back;
}
