// What went wrong with deliveries: a deployment whose last one failed, and backups that fail or are too old. (Runbook 1 "Deploy
// Control Room"; runbook 4 "Backup Best Practices": alert on backup failures)
import type { Run } from '../../core/run.js';
import type { Context } from '../context.js';
import type { DeployableName } from '../deploys/deploys.js';
import { stamp } from '../sync/when.js';
import { signOf, type Sign } from './sign.js';

/** A backup is made each day; some hours may pass. Milliseconds. */
const oldAfter = 26 * 60 * 60_000;
/** Runs among which a failed backup is looked for. */
const lookedAt = 100;

/** Of everything that is deployed for one of the systems. */
export async function diagnoseDeploys(
  { deploys, deployRules, signal }: Pick<Context, 'deploys' | 'deployRules' | 'signal'>,
  systems: readonly string[],
): Promise<Sign[]> {
  const names: readonly DeployableName[] = ['bundle', 'control-room'];
  const places = names.flatMap((what) => {
    const target = deployRules.targets[what];
    const { system } = target ?? {};
    if (!target || system === undefined || !systems.includes(system)) return [];
    return Object.keys(target.stages).map((stage) => ({
      what,
      stage,
      system,
      title: target.title,
    }));
  });
  const each = await Promise.all(
    places.map(async ({ what, stage, system, title }) => {
      const [newest] = await deploys.known(what, stage, signal);
      if (newest?.state !== 'bad') return [];
      const commit = newest.commit === null ? '' : ` of ${newest.commit.slice(0, 7)}`;
      return [
        signOf(
          'deploy-fails',
          `${title}, ${stage}: the deployment${commit} by ${newest.by} failed`,
          {
            system,
            what: `${title} (${stage})`,
            since: newest.at,
          },
        ),
      ];
    }),
  );
  return each.flat();
}

type BackupParts = Pick<Context, 'mongoBackups' | 'now' | 'runs'>;

/** Of the databases of the systems that are backed up. One that never was is for `backups` to say. */
export async function diagnoseBackups(
  parts: BackupParts,
  systems: readonly string[],
): Promise<Sign[]> {
  const { mongoBackups, now } = parts;
  const targets = mongoBackups.targets.filter(({ system }) => systems.includes(system));
  if (targets.length === 0) return [];
  const runs = await parts.runs.recent(lookedAt);
  const each = await Promise.all(
    targets.map(async ({ system, database }) => {
      const [newest] = await mongoBackups.list(database);
      const failed = runs.find((run) => isFailedBackup(run, newest?.endedAt ?? 0));
      const about = { system, what: database };
      if (failed)
        return [
          signOf(
            'backup-fails',
            `${failed.id}: ${failed.problem?.message ?? 'a check did not hold'}`,
            {
              ...about,
              since: failed.updatedAt,
            },
          ),
        ];
      if (newest && now() - newest.endedAt > oldAfter)
        return [
          signOf(
            'backup-stale',
            `the newest is ${newest.name}, of ${stamp(newest.endedAt)}`,
            about,
          ),
        ];
      return [];
    }),
  );
  return each.flat();
}

function isFailedBackup({ operation, state, updatedAt }: Run, after: number): boolean {
  return operation === 'backup.now' && state === 'failed' && updatedAt > after;
}
