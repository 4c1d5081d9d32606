// A tiny receiver in the bot's place: it keeps what it gets, and answers as it is told.
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { startAlertSenders, type AlertSenders } from '../../../sandbox/alerts/index.js';

const texts = z.record(z.string(), z.string());
/** As strict as the real one's form allows: nothing more, nothing less. */
export const notificationSchema = z.strictObject({
  version: z.literal('4'),
  groupKey: z.string(),
  truncatedAlerts: z.int(),
  status: z.enum(['firing', 'resolved']),
  receiver: z.string(),
  groupLabels: texts,
  commonLabels: texts,
  commonAnnotations: texts,
  externalURL: z.url(),
  alerts: z.array(
    z.strictObject({
      status: z.enum(['firing', 'resolved']),
      labels: texts,
      annotations: texts,
      startsAt: z.iso.datetime(),
      endsAt: z.iso.datetime(),
      generatorURL: z.url(),
      fingerprint: z.string().regex(/^[0-9a-f]{16}$/),
    }),
  ),
});

export interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface Bench {
  alerts: AlertSenders;
  received: Received[];
  /** What Alertmanager sent. */
  notifications(): z.output<typeof notificationSchema>[];
  /** The next requests are answered so; null: not at all. Afterwards 200. */
  answer(...statuses: (number | null)[]): void;
}

export const secrets = {
  alertmanager: 'bearer-of-alertmanager',
  grafana: 'key-of-grafana-0001',
  databricks: 'password-of-databricks',
  github: 'key-of-github-00001',
};

/** Senders and their receiver, which end with the test. */
export async function bench(): Promise<Bench> {
  const received: Received[] = [];
  let planned: (number | null)[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      received.push({ path: request.url ?? '', headers: request.headers, body });
      const [status = 200, ...others] = planned;
      planned = others;
      if (status === null) request.socket.destroy();
      else response.writeHead(status).end('{}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  const alerts = await startAlertSenders({
    botUrl: () => url,
    secrets,
    groupWait: 5,
    firstRetry: 1,
  });
  onTestFinished(async () => {
    await alerts.close();
    server.close();
    server.closeAllConnections();
  });
  return {
    alerts,
    received,
    notifications: () => received.map(({ body }) => notificationSchema.parse(JSON.parse(body))),
    answer: (...statuses) => {
      planned = statuses;
    },
  };
}
