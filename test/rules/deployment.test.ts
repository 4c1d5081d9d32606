// What brings the bot up elsewhere (Dockerfile, compose.yaml), held against the code: ports, paths, names of settings, how it is
// started, and that it is given the time to stop.
import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { socketSettings } from '../../src/config/settings.js';
import { all, stagesOf, variablesOf } from './dockerfile.js';
import { isSetting, npmStart, openServed, port, stopSeconds, type Served } from './served.js';

let served: Served;
beforeAll(async () => {
  served = await openServed();
});
afterAll(() => served.close());

describe('Dockerfile', () => {
  const stages = stagesOf(readFileSync('Dockerfile', 'utf8'));
  const last = stages.at(-1);
  const letIn = readFileSync('.dockerignore', 'utf8').split('\n');

  test('copies what exists and what .dockerignore lets in, from stages that there are', () => {
    expect(letIn).toContain('*');
    const copies = stages.flatMap((stage) => all(stage, 'COPY'));
    const names = stages.map(({ name }) => name);
    const origins = copies.flatMap((copy) => /^--from=(\S+)/.exec(copy)?.[1] ?? []);
    expect(origins.filter((origin) => !names.includes(origin))).toEqual([]);
    const sources = copies
      .filter((copy) => !copy.startsWith('--from='))
      .flatMap((copy) => copy.split(/\s+/).slice(0, -1));
    expect(sources).toContain('src');
    expect(sources.filter((source) => !existsSync(source))).toEqual([]);
    expect(sources.filter((source) => !letIn.includes(`!${source}`))).toEqual([]);
  });

  test('runs no install script, and has what runs in production only', () => {
    const installs = stages.flatMap((stage) => all(stage, 'RUN')).filter((run) => /npm/.test(run));
    expect(installs.length).toBeGreaterThan(1);
    for (const install of installs) expect(install).toContain('npm ci ');
    for (const install of installs) expect(install).toContain('--ignore-scripts');
    const copied = /--from=(\S+) \/app\/node_modules/.exec(all(last, 'COPY').join('\n'))?.[1];
    const modules = stages.find(({ name }) => name === copied);
    expect(all(modules, 'RUN').join()).toContain('--omit=dev');
  });

  test('starts the bot as npm start does, not as root, and can be stopped', () => {
    expect(JSON.parse(all(last, 'CMD').join())).toEqual(npmStart);
    expect(all(last, 'STOPSIGNAL')).toEqual(['SIGTERM']);
    expect(all(last, 'USER').join()).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    expect(all(last, 'ENTRYPOINT')).toEqual([]);
  });

  test('knows its port, its settings and a path that says that it is alive', async () => {
    expect(all(last, 'EXPOSE')).toEqual([String(port)]);
    expect(Object.keys(variablesOf(last)).filter((name) => !isSetting(name))).toEqual([]);
    expect(all(last, 'VOLUME')).toEqual([variablesOf(last)['PPM_DATA_DIR']]);
    const check = all(last, 'HEALTHCHECK').join();
    expect(check).toContain(`process.env.PORT || ${port}`);
    expect(await served.answerTo(/\}(\/[\w/]+)`/.exec(check)?.[1] ?? '')).toBe(200);
  });
});

describe('compose.yaml', () => {
  const service = z.looseObject({
    image: z.string(),
    build: z.string().optional(),
    pull_policy: z.string().optional(),
    user: z.string().optional(),
    env_file: z.array(z.string()).optional(),
    environment: z.record(z.string(), z.string()).default({}),
    volumes: z.array(z.string()).default([]),
    networks: z.array(z.string()),
    ports: z.array(z.string()).optional(),
    depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
    configs: z.array(z.object({ source: z.string() })).default([]),
    secrets: z.array(z.string()).default([]),
    command: z.array(z.string()).optional(),
    healthcheck: z.looseObject({}).optional(),
    stop_grace_period: z.string().optional(),
    read_only: z.boolean().optional(),
  });
  const compose = z
    .object({
      name: z.string(),
      services: z.record(z.string(), service),
      configs: z.record(z.string(), z.object({ content: z.string() })),
      secrets: z.record(z.string(), z.object({ file: z.string() })),
      networks: z.record(z.string(), z.object({ internal: z.boolean() }).nullable()),
      volumes: z.record(z.string(), z.null()),
    })
    .parse(parse(readFileSync('compose.yaml', 'utf8'), { merge: true }));
  const { services } = compose;
  const bots = Object.entries(services).filter(([, { image }]) => image === 'ppm-oncall');
  const caddyfile = compose.configs['caddyfile']?.content ?? '';

  test('three bots that differ in nothing; one of them makes the image, and nobody looks for it elsewhere', () => {
    expect(bots).toHaveLength(3);
    const alike = bots.map(([, bot]) => ({ ...bot, build: undefined }));
    for (const bot of alike) expect(bot).toEqual(alike[0]);
    expect(bots.flatMap(([, { build }]) => build ?? [])).toEqual(['.']);
    expect(alike[0]?.pull_policy).toBe('never');
  });

  test('the bots have settings that the bot knows and takes', () => {
    const environment = bots[0]?.[1].environment ?? {};
    expect(Object.keys(environment).filter((name) => !isSetting(name))).toEqual([]);
    const filled = Object.entries(environment).map(([name, value]) => [
      name,
      value.replaceAll(/\$\{\w+:\?\}/g, 'a1b2c3'),
    ]);
    const wanted = socketSettings('production').partial();
    expect(wanted.safeParse(Object.fromEntries(filled)).error).toBeUndefined();
    for (const name of ['MONGODB_URI', 'REDIS_URL']) expect(environment).toHaveProperty(name);
    const [, database, set] =
      /\/(\w+)\?replicaSet=(\w+)/.exec(environment['MONGODB_URI'] ?? '') ?? [];
    const members = Object.keys(services).filter((name) => /^mongo-\d$/.test(name));
    expect(environment['MONGODB_URI']?.match(/mongo-\d:27017/g)).toEqual(
      members.map((name) => `${name}:27017`),
    );
    for (const name of members) expect(services[name]?.command).toContain(`--replSet=${set}`);
    expect(compose.configs['mongo-set']?.content).toContain(`'${database}'`);
  });

  test('the bots get the time to stop, and can write to nothing but their volume', () => {
    for (const [, bot] of bots) {
      expect(Number(/^(\d+)s$/.exec(bot.stop_grace_period ?? '')?.[1])).toBeGreaterThan(
        stopSeconds,
      );
      expect(bot.read_only).toBe(true);
      expect(bot.volumes).toContain(`data:${bot.environment['PPM_DATA_DIR'] ?? ''}`);
      expect(bot.volumes).toContain(`./ppm.config.yaml:${bot.environment['PPM_CONFIG'] ?? ''}:ro`);
    }
  });

  test('where nothing can be written, no config has to be copied to', () => {
    const copied = Object.entries(services).flatMap(([name, { read_only, configs }]) =>
      read_only === true
        ? configs.filter(({ source }) => compose.configs[source]?.content).map(() => name)
        : [],
    );
    expect(copied).toEqual([]);
  });

  test('the balancer alone can be reached, and lets through what others have to reach', async () => {
    const open = Object.entries(services).filter(([, { ports }]) => ports !== undefined);
    expect(open.map(([name]) => name)).toEqual(['balancer']);
    expect(open[0]?.[1].networks).toEqual(['front']);
    expect(compose.networks['memory']).toEqual({ internal: true });
    for (const [name] of bots) expect(caddyfile).toContain(` ${name}:${port}`);
    expect(await served.answerTo(/health_uri (\S+)/.exec(caddyfile)?.[1] ?? '')).toBe(200);
    expect(/path (.*)/.exec(caddyfile)?.[1]).toBe('/webhooks/* /slack/events');
  });

  test('names nothing that is not there, and no password', () => {
    const each = Object.values(services);
    const missing = (names: readonly string[], known: object): string[] =>
      names.filter((name) => !Object.hasOwn(known, name));
    const needed = each.flatMap((one) => Object.entries(one.depends_on));
    expect(
      missing(
        needed.map(([name]) => name),
        services,
      ),
    ).toEqual([]);
    const wellFirst = needed.filter(([, { condition }]) => condition === 'service_healthy');
    // The bot's own check is the image's.
    const unchecked = wellFirst.filter(
      ([name]) => services[name]?.healthcheck === undefined && !name.startsWith('bot-'),
    );
    expect(unchecked).toEqual([]);
    const configs = each.flatMap((one) => one.configs.map(({ source }) => source));
    expect(missing(configs, compose.configs)).toEqual([]);
    expect(
      missing(
        each.flatMap(({ secrets }) => secrets),
        compose.secrets,
      ),
    ).toEqual([]);
    expect(
      missing(
        each.flatMap(({ networks }) => networks),
        compose.networks,
      ),
    ).toEqual([]);
    const mounts = each.flatMap(({ volumes }) => volumes.map((one) => one.split(':')[0] ?? ''));
    const paths = mounts.filter((mount) => mount.startsWith('.'));
    expect(paths.filter((path) => !existsSync(path))).toEqual([]);
    expect(
      missing(
        mounts.filter((mount) => !paths.includes(mount)),
        compose.volumes,
      ),
    ).toEqual([]);
    const secrets = each
      .flatMap(({ environment }) => Object.entries(environment))
      .filter(([name]) => /PASSWORD|TOKEN|SECRET/.test(name));
    expect(secrets.length).toBeGreaterThan(2);
    expect(secrets.filter(([, value]) => !/^\$\{\w+:\?\}$/.test(value))).toEqual([]);
  });
});
