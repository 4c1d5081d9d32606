// Asks Slack who is in the user groups that ppm.config.yaml gives roles to, at the start and every five minutes.
import type { WebClient } from '@slack/web-api';
import type { Config } from '../config/schema.js';
import { every, type Loop } from '../services/every.js';
import type { Groups } from '../services/identity/groups.js';
import type { Log } from '../services/log.js';

const refreshMillis = 5 * 60_000;

/** Nobody holds a role by a group until the first answer has come; while Slack is away the last known members do. */
export function startGroupRefresh(
  client: WebClient,
  config: Config,
  groups: Groups,
  log: Log,
  now: () => number,
): Loop {
  const wanted = [...new Set(Object.values(config.roles).flat())].filter((id) =>
    id.startsWith('S'),
  );
  async function refresh(): Promise<void> {
    for (const group of wanted) {
      const answer = await client.usergroups.users.list({ usergroup: group });
      await groups.remember(group, answer.users ?? [], now());
    }
  }
  return every(refreshMillis, refresh, (error) =>
    log.warn({ err: error }, 'user groups could not be read from Slack'),
  );
}
