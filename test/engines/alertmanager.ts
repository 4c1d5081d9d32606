// A real Prometheus Alertmanager as a process of its own, with its data in a directory that goes away with it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { stringify } from 'yaml';
import { z } from 'zod';
import { until } from '../../sandbox/until.js';

/** Debian's name first, then upstream's. */
export const alertmanagerNames = ['prometheus-alertmanager', 'alertmanager'];

export interface PostedAlert {
  labels: Readonly<Record<string, string>>;
  annotations: Readonly<Record<string, string>>;
  /** Epoch milliseconds. */
  startsAt: number;
  /** Absent while it fires. */
  endsAt?: number;
}

export interface Alertmanager {
  /** What a monitoring system does: tells of alerts that fire or have ended. */
  post(alerts: readonly PostedAlert[]): Promise<void>;
  /** Notifications that it began so far; tries again of the same one are not counted. */
  notifications(): Promise<number>;
  /** How many lines of its log, of warnings and worse, say this. */
  said(what: string): number;
  close(): Promise<void>;
}

/**
 * Groups by alertname and system; tells at most once a second of what is new and after 5 s of what is not.
 * @param options.port of its API
 * @param options.receiver where it sends to, with a bearer
 */
export async function startAlertmanager(options: {
  path: string;
  port: number;
  receiver: { url: string; secret: string; maxAlerts: number };
}): Promise<Alertmanager> {
  const directory = await mkdtemp(join(tmpdir(), 'ppm-alertmanager-'));
  const config = join(directory, 'alertmanager.yml');
  await writeFile(config, stringify(configFor(options.receiver)));
  const listen = `127.0.0.1:${options.port}`;
  const running = spawn(
    options.path,
    [
      `--config.file=${config}`,
      `--storage.path=${join(directory, 'data')}`,
      `--web.listen-address=${listen}`,
      '--cluster.listen-address=',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const gone = once(running, 'exit');
  const log: string[] = [];
  createInterface({ input: running.stderr }).on('line', (line) => log.push(line));
  const url = `http://${listen}`;
  await until('Alertmanager is ready', async () => {
    if (running.exitCode !== null) throw new Error(`Alertmanager ended:\n${log.join('\n')}`);
    return (await fetch(`${url}/-/ready`).catch(() => null))?.ok;
  });

  return {
    async post(alerts) {
      const response = await fetch(`${url}/api/v2/alerts`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(alerts.map(asPosted)),
      });
      if (!response.ok)
        throw new Error(`Alertmanager: ${response.status} ${await response.text()}`);
    },
    async notifications() {
      const text = await (await fetch(`${url}/metrics`)).text();
      const count = /^alertmanager_notifications_total\{integration="webhook"\} (\S+)$/m.exec(text);
      return z.coerce.number().parse(count?.[1]);
    },
    said: (what) => log.filter((line) => line.includes(what)).length,
    async close() {
      running.kill('SIGTERM');
      await gone;
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function configFor({ url, secret, maxAlerts }: { url: string; secret: string; maxAlerts: number }) {
  return {
    route: {
      receiver: 'ppm-oncall',
      group_by: ['alertname', 'system'],
      group_wait: '1s',
      group_interval: '1s',
      repeat_interval: '5s',
    },
    receivers: [
      {
        name: 'ppm-oncall',
        webhook_configs: [
          {
            url,
            send_resolved: true,
            max_alerts: maxAlerts,
            http_config: { authorization: { type: 'Bearer', credentials: secret } },
          },
        ],
      },
    ],
  };
}

function asPosted({ labels, annotations, startsAt, endsAt }: PostedAlert) {
  return {
    labels,
    annotations,
    startsAt: new Date(startsAt).toISOString(),
    ...(endsAt === undefined ? {} : { endsAt: new Date(endsAt).toISOString() }),
  };
}
