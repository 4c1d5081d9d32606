// SIGTERM with work under way, as a rollout sends it: nothing new is taken, running work ends here or is left to the others at
// once, and nobody who asks is turned away.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BotProcess } from '../../sandbox/bot-process.js';
import { credentials } from '../../sandbox/company.js';
import { until } from '../../sandbox/until.js';
import {
  approvesSomehow,
  auditIsWhole,
  cardsOf,
  closeStage,
  comesBack,
  isAlone,
  openReplicaStage,
  patience,
  type ReplicaStage,
} from './replica-hands.js';
import {
  asks,
  good,
  plans,
  projects,
  reads,
  restoredVersions,
  restores,
  runOf,
  says,
} from './stage.js';

const drainSeconds = 6;
/** Longer than any test waits: who goes on sooner has not waited for a lease to end. */
const leaseSeconds = 200;

let stage: ReplicaStage;
let first: BotProcess;
beforeAll(async () => {
  stage = await openReplicaStage(
    { 'engine.drainSeconds': drainSeconds, 'engine.leaseSeconds': leaseSeconds },
    { github: { paceMs: 3_000 } },
  );
  first = stage.bots[0] ?? expect.fail('there are three');
}, 180_000);
afterAll(() => closeStage(stage));

test('what runs is ended first, by the process that was told to stop; the exit code is 0', async () => {
  const before = restoredVersions(stage);
  const card = await plans(stage.ana, `/ppm table restore ${projects} --version ${good}`);
  await isAlone(stage, first);
  stage.warehouse.faults.set({ slow: { match: String.raw`^\s*RESTORE`, millis: 3_000 } });
  await approvesSomehow(stage, card);
  await until('the RESTORE is under way', () => restores(stage).length === 1);
  const gone = first.kill('SIGTERM');
  await until('Slack is left first', () => stage.slack.connections() === 0, patience);
  expect(first.state()).toBe('running');
  await gone;
  expect(first.exitCode()).toBe(0);
  expect(restoredVersions(stage)).toBe(before + 1);
  stage.warehouse.faults.set({});
  await comesBack(stage);
  await says(stage.ana, card, /has succeeded/, patience);
  expect(restores(stage)).toHaveLength(1);
  expect(cardsOf(stage, card)).toHaveLength(1);
}, 300_000);

test('what takes longer than it may is left to the others, who go on at once', async () => {
  await isAlone(stage, first);
  stage.github.setFault({ hangRuns: { job: 'build', step: 'Test', count: 1 } });
  const card = await plans(stage.ana, '/ppm deploy control-room staging');
  await until('it hangs', () => stage.github.faults().hangRuns?.count === 0, patience);
  await comesBack(stage);
  const told = performance.now();
  await first.kill('SIGTERM');
  expect(first.exitCode()).toBe(0);
  // Some more for a machine that is busy.
  expect(performance.now() - told).toBeLessThan((drainSeconds + 15) * 1000);
  await asks(stage, stage.ana, `/ppm cancel ${runOf(card)}`);
  await says(stage.ana, card, /was cancelled|has been cancelled/, patience);
  expect(stage.github.runs()[0]).toMatchObject({ status: 'completed', conclusion: 'cancelled' });
  await comesBack(stage);
  await auditIsWhole(stage);
}, 300_000);

test('all are restarted one after the other while alerts come in without a pause: each is taken', async () => {
  const statuses: number[] = [];
  const over = new AbortController();
  const sending = (async () => {
    while (!over.signal.aborted) statuses.push(await alert(statuses.length));
  })();
  try {
    for (const bot of stage.bots) {
      const { balancer } = stage.replicas;
      await bot.kill('SIGTERM');
      expect(bot.exitCode()).toBe(0);
      await comesBack(stage);
      await until('it is in again', () => balancer?.ready().includes(bot.name), patience);
    }
  } finally {
    over.abort();
    await sending;
  }
  expect(statuses.length).toBeGreaterThan(20);
  expect(statuses.filter((status) => status !== 200)).toEqual([]);
  expect(await reads(stage, stage.eve, '/ppm alerts')).toContain('HostLost');
}, 300_000);

/** One instance more of an alert, by way of the balancer; the status of the answer, 0 for none. */
async function alert(number: number): Promise<number> {
  const labels = {
    alertname: 'HostLost',
    system: 'wittwizz',
    severity: 'warning',
    instance: `node-${number}`,
  };
  const fired = {
    status: 'firing',
    labels,
    annotations: {},
    startsAt: new Date().toISOString(),
    endsAt: '0001-01-01T00:00:00Z',
    generatorURL: '',
    fingerprint: number.toString(16).padStart(16, '0'),
  };
  const body = {
    version: '4',
    groupKey: '{}:{alertname="HostLost"}',
    truncatedAlerts: 0,
    status: 'firing',
    receiver: 'ppm-oncall',
    groupLabels: { alertname: 'HostLost' },
    commonLabels: {},
    commonAnnotations: {},
    externalURL: 'http://alertmanager.meridian-finance.example',
    alerts: [fired],
  };
  const answer = await fetch(`${stage.replicas.url()}/webhooks/alertmanager`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${credentials.alertmanagerSecret}`,
    },
    body: JSON.stringify(body),
  }).catch(() => null);
  await answer?.text();
  return answer?.status ?? 0;
}
