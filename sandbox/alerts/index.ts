// The systems that tell the bot when something is wrong: an Alertmanager with its API, Grafana, Databricks and GitHub.
import { once } from 'node:events';
import { createAlertmanager, mostAlerts } from './alertmanager.js';
import { createApiServer } from './api.js';
import { createDelivery } from './delivery.js';
import { createOthers } from './others.js';
import type { AlertSenderOptions, AlertSenders, AlertSpec } from './protocol.js';
import { until } from '../until.js';

export type { AlertSenders, AlertSpec, SentRequest } from './protocol.js';
export { mostAlerts } from './alertmanager.js';
export { runbookAlert, runbookAlerts } from './runbook-alerts.js';

/** How long a flap waits for the bot to come back, milliseconds. */
const flapPatience = 120_000;

const flapping: AlertSpec = {
  labels: { alertname: 'ReplicaLagging', system: 'notion-bot-api', severity: 'warning' },
  annotations: { summary: 'MongoDB replica lags behind by more than 10 s' },
};
const systems = ['finance-ppm', 'oberaconnect', 'wittwizz', 'notion-bot-api', 'orchestra'];

/** Listens on 127.0.0.1 for the API; sends nothing until it is told to. */
export async function startAlertSenders(options: AlertSenderOptions): Promise<AlertSenders> {
  const { botUrl, secrets, now = Date.now, groupWait = 20, firstRetry = 50 } = options;
  const delivery = createDelivery({ botUrl, firstRetry, now });
  let url = '';
  const alertmanager = createAlertmanager({
    delivery,
    secret: secrets.alertmanager,
    externalUrl: () => url,
    groupWait,
    now,
  });
  const server = createApiServer(alertmanager.firing, now);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  const closing = new AbortController();

  const isTold = (): boolean => closing.signal.aborted || alertmanager.pending() === 0;

  return {
    url,
    fire: alertmanager.fire,
    resolve: alertmanager.resolve,
    firing: alertmanager.firing,
    repeat: alertmanager.repeat,
    resolveAll() {
      for (const alert of alertmanager.firing()) alertmanager.resolve(alert);
    },
    storm(groups) {
      for (let number = 0; number < groups; number += 1) alertmanager.fire(stormAlert(number));
    },
    async flap(times) {
      for (let number = 0; number < times && !closing.signal.aborted; number += 1) {
        alertmanager.fire(flapping);
        await until('the alert is told of', isTold, flapPatience);
        alertmanager.resolve(flapping);
        await until('its end is told of', isTold, flapPatience);
      }
    },
    truncated(leftOut) {
      for (let number = 0; number < mostAlerts + leftOut; number += 1)
        alertmanager.fire(componentDown(number));
    },
    ...createOthers({ delivery, secrets, now }),
    again: delivery.again,
    traffic: (after = 0) => delivery.traffic(after),
    pending: () => Math.max(delivery.pending(), alertmanager.pending()),
    async close() {
      closing.abort();
      server.close();
      server.closeAllConnections();
      await delivery.close();
    },
  };
}

/** Alertnames of their own, so that each is a group. */
function stormAlert(number: number): AlertSpec {
  const name = String(number + 1).padStart(3, '0');
  return {
    labels: {
      alertname: `HostUnreachable${name}`,
      system: systems[number % systems.length] ?? '',
      severity: 'warning',
      instance: `node-${name}.meridian-finance.example:9100`,
    },
    annotations: { summary: `node-${name} does not answer` },
  };
}

function componentDown(number: number): AlertSpec {
  const component = `component_${String(number + 1).padStart(2, '0')}`;
  return {
    labels: { alertname: 'ComponentDown', system: 'oberaconnect', severity: 'warning', component },
    annotations: { summary: `Component ${component} is down` },
  };
}
