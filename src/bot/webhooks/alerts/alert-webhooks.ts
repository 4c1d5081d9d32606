// The addresses that alerts come in at, one for each sender.
import type { AlertSource, Intake } from '../../../services/alerts/batch.js';
import type { Log } from '../../../services/log.js';
import type { Webhooks } from '../webhook.js';
import { alertmanager } from './alertmanager.js';
import { databricks } from './databricks.js';
import { github } from './github.js';
import { grafana } from './grafana.js';
import { webhookOf } from './sender.js';

export interface AlertWebhookParts {
  intake: Intake;
  /** A sender without one is refused. */
  secrets: Readonly<Record<AlertSource, string | undefined>>;
  /** config.alerts.replaySeconds: how far off a signed time may be. */
  replaySeconds: number;
  /** Epoch milliseconds. */
  now: () => number;
  log: Log;
}

export function alertWebhooks(parts: AlertWebhookParts): Webhooks {
  const { secrets, now } = parts;
  return {
    '/webhooks/alertmanager': webhookOf(alertmanager(secrets.alertmanager, now), parts),
    '/webhooks/grafana': webhookOf(grafana(secrets.grafana, parts), parts),
    '/webhooks/databricks': webhookOf(databricks(secrets.databricks, now), parts),
    '/webhooks/github': webhookOf(github(secrets.github, now), parts),
  };
}
