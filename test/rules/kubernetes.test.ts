// The example for Kubernetes (docs/kubernetes/), held against the code: ports, probes, names of settings, the configuration in it,
// and that the bot is given the time to stop.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { checkConfiguration } from '../../src/config/check.js';
import { operations } from '../../src/handlers/registry.js';
import { all, stagesOf } from './dockerfile.js';
import { isSetting, npmStart, openServed, port, stopSeconds, type Served } from './served.js';

let served: Served;
beforeAll(async () => {
  served = await openServed();
});
afterAll(() => served.close());

describe('docs/kubernetes/ppm-oncall.yaml', () => {
  const text = readFileSync('docs/kubernetes/ppm-oncall.yaml', 'utf8');
  const documents = parseAllDocuments(text).map((one): unknown => one.toJS());
  const meta = z.object({ name: z.literal('ppm-oncall'), namespace: z.literal('ppm-oncall') });
  const of = <Shape extends z.ZodRawShape>(kind: string, shape: Shape) => {
    const schema = z.looseObject({ kind: z.literal(kind), metadata: meta.loose(), ...shape });
    const found = documents.filter(
      (one) => z.looseObject({ kind: z.literal(kind) }).safeParse(one).success,
    );
    expect([kind, found.length]).toEqual([kind, 1]);
    return schema.parse(found[0]);
  };
  const probe = z.looseObject({ httpGet: z.object({ path: z.string(), port: z.literal('http') }) });
  const container = z.looseObject({
    ports: z.tuple([z.object({ name: z.literal('http'), containerPort: z.literal(port) })]),
    env: z.array(z.object({ name: z.string(), value: z.string() })),
    envFrom: z.array(z.object({ secretRef: z.object({ name: z.string() }) })),
    startupProbe: probe,
    livenessProbe: probe,
    readinessProbe: probe,
    lifecycle: z.object({ preStop: z.object({ sleep: z.object({ seconds: z.number() }) }) }),
    resources: z.object({
      requests: z.object({ memory: z.string().regex(/^\d+Mi$/) }).loose(),
      limits: z.object({ memory: z.string().regex(/^\d+Mi$/) }),
    }),
    securityContext: z.object({
      allowPrivilegeEscalation: z.literal(false),
      readOnlyRootFilesystem: z.literal(true),
      capabilities: z.object({ drop: z.tuple([z.literal('ALL')]) }),
    }),
    volumeMounts: z.array(z.object({ name: z.string(), mountPath: z.string() }).loose()),
  });
  const labels = z.object({ app: z.literal('ppm-oncall') });
  const deployment = of('Deployment', {
    spec: z.looseObject({
      replicas: z.number(),
      selector: z.object({ matchLabels: labels }),
      strategy: z.object({ rollingUpdate: z.object({ maxSurge: z.number() }).loose() }),
      template: z.object({
        metadata: z.looseObject({ labels, annotations: z.record(z.string(), z.string()) }),
        spec: z.looseObject({
          terminationGracePeriodSeconds: z.number(),
          securityContext: z.looseObject({ runAsNonRoot: z.literal(true), runAsUser: z.number() }),
          containers: z.tuple([container]),
          volumes: z.array(z.looseObject({ name: z.string() })),
        }),
      }),
    }),
  }).spec;
  const pod = deployment.template.spec;
  const [bot] = pod.containers;
  const variable = (name: string): string => bot.env.find((one) => one.name === name)?.value ?? '';
  const mounted = (name: string): string =>
    bot.volumeMounts.find((one) => one.name === name)?.mountPath ?? '';

  test('probes ask for paths that the bot answers, and alerts do not wait for Slack', async () => {
    for (const { httpGet } of [bot.startupProbe, bot.livenessProbe, bot.readinessProbe])
      expect([httpGet.path, await served.answerTo(httpGet.path)]).toEqual([httpGet.path, 200]);
    expect(bot.readinessProbe.httpGet.path).toBe('/ready/webhooks');
    expect(deployment.template.metadata.annotations['prometheus.io/port']).toBe(String(port));
    expect(
      await served.answerTo(deployment.template.metadata.annotations['prometheus.io/path'] ?? ''),
    ).toBe(200);
  });

  test('there is time to stop, and always enough of them', () => {
    const { seconds } = bot.lifecycle.preStop.sleep;
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(seconds + stopSeconds);
    const budget = of('PodDisruptionBudget', {
      spec: z.object({ minAvailable: z.number(), selector: z.object({ matchLabels: labels }) }),
    });
    expect(budget.spec.minAvailable).toBeLessThan(deployment.replicas);
    // Slack gives ten connections to an app.
    expect(deployment.replicas + deployment.strategy.rollingUpdate.maxSurge).toBeLessThanOrEqual(
      10,
    );
  });

  test('the same user as in the image, and more memory than the heap may have', () => {
    const user = all(stagesOf(readFileSync('Dockerfile', 'utf8')).at(-1), 'USER').join();
    expect(user.split(':')[0]).toBe(String(pod.securityContext.runAsUser));
    const heap = Number(/--max-old-space-size=(\d+)/.exec(npmStart.join(' '))?.[1]);
    expect(Number.parseInt(bot.resources.limits.memory, 10)).toBeGreaterThan(1.5 * heap);
  });

  test('settings that the bot knows, files where they say, and a configuration that it takes', () => {
    expect(bot.env.filter(({ name }) => !isSetting(name))).toEqual([]);
    expect(Number(variable('PORT'))).toBe(port);
    expect(variable('PPM_CONFIG')).toBe(`${mounted('config')}/ppm.config.yaml`);
    expect(variable('PPM_DATA_DIR')).toBe(mounted('data'));
    expect(pod.volumes.map(({ name }) => name).toSorted()).toEqual(
      bot.volumeMounts.map(({ name }) => name).toSorted(),
    );
    const { data } = of('ConfigMap', { data: z.object({ 'ppm.config.yaml': z.string() }) });
    const folder = mkdtempSync(join(tmpdir(), 'ppm-kubernetes-'));
    const path = join(folder, 'ppm.config.yaml');
    writeFileSync(path, data['ppm.config.yaml']);
    const checked = checkConfiguration(path, operations);
    rmSync(folder, { recursive: true });
    expect(checked).toMatchObject({ ok: true });
    expect(checked.lines.slice(1)).toEqual([]);
  });

  test('who comes from outside reaches webhooks and Slack’s requests, and nothing else', () => {
    const ingress = of('Ingress', {
      spec: z.looseObject({
        rules: z.array(
          z.object({
            host: z.string(),
            http: z.object({
              paths: z.array(
                z.object({
                  path: z.string(),
                  pathType: z.string(),
                  backend: z.object({
                    service: z.object({ name: z.string(), port: z.object({ name: z.string() }) }),
                  }),
                }),
              ),
            }),
          }),
        ),
      }),
    });
    const paths = ingress.spec.rules.flatMap(({ http }) => http.paths);
    expect(paths.map(({ path }) => path)).toEqual(['/webhooks', '/slack/events']);
    const service = of('Service', {
      spec: z.object({
        selector: labels,
        ports: z.tuple([
          z.object({ name: z.string(), port: z.number(), targetPort: z.literal('http') }),
        ]),
      }),
    });
    for (const { backend } of paths)
      expect(backend.service).toEqual({
        name: service.metadata.name,
        port: { name: service.spec.ports[0].name },
      });
  });
});
