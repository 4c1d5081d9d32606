// Remembers a deployment of the bot's own, for what GitHub doesn't know: commands, and what was found bad afterwards.
import type { Context } from '../context.js';
import type { DeployData } from './deploy-data.js';
import type { Deployed } from './deploys.js';

/** Harmless to repeat: there is one record for each run. */
export async function recordDeploy(
  { context, data }: { context: Context & { run: string }; data: DeployData },
  { outcome, url, commit }: Pick<Deployed, 'outcome' | 'url' | 'commit'>,
): Promise<void> {
  const { what, stage, ref } = data;
  const { run, actor, now, deploys } = context;
  await deploys.record({
    what,
    stage,
    commit,
    ref,
    run,
    url,
    by: actor.person,
    at: now(),
    outcome,
  });
}
