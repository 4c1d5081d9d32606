// What happens every few minutes: all components are asked, except those that cost. (Runbook 2 "Monitoring Integration")
import type { Health } from '../health/health.js';
import type { CredentialUses } from '../rotation/uses.js';
import type { Ended } from '../schedule/schedule-parts.js';

export async function probeSystems(
  health: Pick<Health, 'check'>,
  uses: Pick<CredentialUses, 'note'>,
  signal: AbortSignal,
): Promise<Ended> {
  const all = await health.check({ onDemand: false, signal });
  if (all.some(({ kind, status }) => kind === 'notion' && status !== 'bad'))
    await uses.note('notion');
  const sick = all.filter(({ status }) => status !== 'good');
  const named = sick.slice(0, 5).map(({ system, component }) => `${system}/${component}`);
  return {
    outcome: sick.length === 0 ? 'ok' : 'problems',
    said:
      sick.length === 0
        ? `${all.length} components are good`
        : `${sick.length} of ${all.length} are not good: ${named.join(', ')}`,
  };
}
