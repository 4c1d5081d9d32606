// The loops behind alerts and incidents, for the bot's process: any number of replicas may run them.
import type { Registry } from 'prom-client';
import type { Config } from '../../config/schema.js';
import { systemActor } from '../../core/actor.js';
import type { Report } from '../../core/report.js';
import { startDiagnosing } from '../alerts/diagnosing/diagnosing.js';
import { startAlertRetention } from '../alerts/retention.js';
import { startSilenceSweep } from '../alerts/silencing/silence-sweep.js';
import type { AuditLog } from '../audit/entry.js';
import type { Redraw } from '../cards/rows.js';
import type { SettingOf } from '../commands/environment.js';
import type { Engine } from '../engine/engine.js';
import { startIncidentSweep } from '../incidents/incident-sweep.js';
import type { Log } from '../log.js';
import { startMaintenance } from '../maintenance/start-maintenance.js';
import { startPageCheck } from '../paging/page-check.js';
import { escalationLateness } from '../paging/paging-metrics.js';
import { startPaging } from '../paging/start-paging.js';
import type { Replicas } from '../replicas/replicas.js';
import type { Store } from '../store/store.js';
import { startTimers } from '../timers/start-timers.js';
import type { Response } from './response.js';

export interface LoopParts {
  response: Response;
  store: Store;
  config: Pick<Config, 'alerts' | 'maintenance' | 'paging'>;
  channel: string;
  ask: Engine['ask'];
  audit: AuditLog;
  log: Log;
  now: () => number;
  registry: Registry;
  redraw: Redraw;
  settingOf: SettingOf;
  replicas: Pick<Replicas, 'queue' | 'election'>;
}

export function startResponse(parts: LoopParts): { stop(): Promise<void> } {
  const { response, store, config, log, now, registry, redraw, replicas } = parts;
  const { alertEngine, escalation } = response;
  const { reconsider } = alertEngine;
  const shared = { store, now, log, redraw };
  const outside = { registry, fetch };
  alertEngine.start();
  const timers = startTimers({
    ...shared,
    work: escalation.work,
    lateness: escalationLateness(registry),
    isLeader: replicas.election.isLeader,
  });
  replicas.queue.attend('timers', async () => timers.wake());
  response.onTimer(() => replicas.queue.wake('timers', 'due'));
  const loops = [
    timers,
    { stop: () => alertEngine.stop() },
    startDiagnosing({
      ...shared,
      ask: parts.ask,
      isLeader: replicas.election.isLeader,
    }),
    startSilenceSweep({ ...shared, reconsider }),
    startAlertRetention({
      ...shared,
      keepDays: config.alerts.keepDays,
      isLeader: replicas.election.isLeader,
    }),
    startIncidentSweep({ ...shared, audit: parts.audit, follow: escalation.follow }),
    startPaging({
      ...shared,
      ...outside,
      fallback: config.paging.fallback,
      settingOf: parts.settingOf,
      overtaken: escalation.overtaken,
    }),
    startPageCheck({ ...shared, ...outside, deadMan: config.paging.deadMan }),
    startMaintenance({
      ...shared,
      config: config.maintenance,
      channel: parts.channel,
      audit: parts.audit,
      released: reconsider,
      checkHealth: (system) => healthOf(parts.ask, system, now),
    }),
  ];
  return {
    async stop() {
      await Promise.all(loops.map((loop) => loop.stop()));
    },
  };
}

/** What a health check says about a system, or about all of them. */
async function healthOf(
  ask: Engine['ask'],
  system: string,
  now: () => number,
): Promise<{ status: Report['status']; lines: string[] }> {
  const answer = await ask({
    actor: systemActor,
    requestId: `maintenance:${system}:${now()}`,
    signal: AbortSignal.timeout(60_000),
    words: {
      operation: 'health',
      input: system === '*' ? {} : { system },
    },
  });
  if (answer.kind !== 'report') throw new Error('health gave no report');
  const { status, headline, findings = [] } = answer.report;
  return { status, lines: [headline, ...findings.slice(0, 10).map(({ title }) => title)] };
}
