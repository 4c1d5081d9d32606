// A real Prometheus as a process of its own, with the rules that we ship and little patience.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { until } from '../../sandbox/until.js';

export interface Prometheus {
  close(): Promise<void>;
}

export const rulesPath = fileURLToPath(
  new URL('../../monitoring/prometheus/alerts.yml', import.meta.url),
);

/**
 * Scrapes the bot each second. The rules are those of monitoring/, except that nothing has to last to be an alert.
 * @param options.bot `host:port` of the bot, and of Alertmanager's API
 */
export async function startPrometheus(options: {
  path: string;
  port: number;
  bot: string;
  alertmanager: string;
}): Promise<Prometheus> {
  const directory = await mkdtemp(join(tmpdir(), 'ppm-prometheus-'));
  const rules = (await readFile(rulesPath, 'utf8')).replaceAll(/^( +)for: \d+m$/gm, '$1for: 1s');
  await writeFile(join(directory, 'alerts.yml'), rules);
  const config = join(directory, 'prometheus.yml');
  await writeFile(config, stringify(configFor(options)));
  const listen = `127.0.0.1:${options.port}`;
  const running = spawn(
    options.path,
    [
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(directory, 'data')}`,
      `--web.listen-address=${listen}`,
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const gone = once(running, 'exit');
  const log: string[] = [];
  createInterface({ input: running.stderr }).on('line', (line) => log.push(line));
  await until('Prometheus is ready', async () => {
    if (running.exitCode !== null) throw new Error(`Prometheus ended:\n${log.join('\n')}`);
    return (await fetch(`http://${listen}/-/ready`).catch(() => null))?.ok;
  });
  return {
    async close() {
      running.kill('SIGTERM');
      await gone;
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function configFor({ bot, alertmanager }: { bot: string; alertmanager: string }) {
  const every = { scrape_interval: '1s', evaluation_interval: '1s' };
  return {
    global: every,
    rule_files: ['alerts.yml'],
    alerting: { alertmanagers: [{ static_configs: [{ targets: [alertmanager] }] }] },
    scrape_configs: [{ job_name: 'ppm-oncall', static_configs: [{ targets: [bot] }] }],
  };
}
