// How the syncs are, for /health/sync: what runbook 3 asks of a sync system ("Health Check Endpoint": `.notion.status`).
// From what the bot remembers; nothing outside is asked, since monitors call this every few seconds.
import type { Context } from '../context.js';
import { staleAfterMs } from './freshness.js';

type Word = 'healthy' | 'degraded' | 'unhealthy';

export interface SyncHealth {
  status: Word;
  notion: { status: Word; message: string };
  /** By key of ppm.config.yaml; systems that were never synced are left out. */
  systems: Record<
    string,
    { status: Word; last_sync: string; outcome: string; failed_pages: number; paused: boolean }
  >;
}

type Parts = Pick<Context, 'syncState' | 'health' | 'circuits' | 'now'>;

/** @throws Problem store_unavailable */
export async function syncHealth({ syncState, health, circuits, now }: Parts): Promise<SyncHealth> {
  const [last, failed, pauses, components] = await Promise.all([
    syncState.lastSyncs(),
    syncState.failedPages(),
    syncState.pauses(),
    health.last(),
  ]);
  const systems: SyncHealth['systems'] = {};
  for (const name of new Set(last.map(({ system }) => system))) {
    const own = last.filter(({ system }) => system === name);
    const endedAt = Math.max(...own.map((sync) => sync.endedAt));
    const worst = own.find(({ outcome }) => outcome === 'failed') ?? own[0];
    const failedPages = failed.filter(({ system }) => system === name).length;
    const isLate = now() - endedAt > staleAfterMs;
    systems[name] = {
      status:
        worst?.outcome === 'failed' || isLate
          ? 'unhealthy'
          : failedPages > 0
            ? 'degraded'
            : 'healthy',
      last_sync: new Date(endedAt).toISOString(),
      outcome: worst?.outcome ?? 'succeeded',
      failed_pages: failedPages,
      paused: pauses.some(({ system }) => system === name || system === '*'),
    };
  }
  const probe = components.find(({ kind }) => kind === 'notion');
  const circuit = circuits.list().find(({ name }) => name === 'notion');
  const notion: SyncHealth['notion'] =
    circuit?.state === 'open'
      ? { status: 'unhealthy', message: 'Calls fail one after another; its circuit is open.' }
      : probe === undefined
        ? { status: 'healthy', message: 'No call has failed.' }
        : { status: words[probe.status], message: probe.said };
  return { status: worstOf([notion, ...Object.values(systems)]), notion, systems };
}

const words = { good: 'healthy', warning: 'degraded', bad: 'unhealthy' } as const;

function worstOf(all: readonly { status: Word }[]): Word {
  if (all.some(({ status }) => status === 'unhealthy')) return 'unhealthy';
  return all.some(({ status }) => status === 'degraded') ? 'degraded' : 'healthy';
}
