// Asks Databricks for the run that a notification of a job names: when what failed had begun, and whether it has ended since.
// Nothing waits for it: the alert is there already, and stays as it is when there is no answer.
// (Databricks documentation, "Add notifications on a job": the notification tells no time)
import type { Jobs, JobRun } from '../databricks/jobs/jobs.js';
import { endedBadly, runIdOf } from '../databricks/jobs/run-words.js';
import type { Log } from '../log.js';
import type { AlertBatch, IncomingAlert } from './batch.js';
import { cleanedLink } from './cleaned.js';

/** For all tries and the waits between them, milliseconds. */
const deadlineMs = 10_000;

/** The batch with what its runs tell of its alerts; null where it is about no run. */
export type RunFetch = (batch: AlertBatch) => Promise<AlertBatch | null>;

/** @param options.jobs asked for at the first use: the alerts are there before their clients */
export function createRunFetch(options: { jobs: () => Pick<Jobs, 'run'>; log: Log }): RunFetch {
  const { jobs, log } = options;

  async function runNamed({ labels }: IncomingAlert): Promise<JobRun | null> {
    try {
      const id = runIdOf(labels['run_id'] ?? '');
      const run = await jobs().run(id, AbortSignal.timeout(deadlineMs));
      // A number of another workspace may be a run of something else here.
      return run.jobId === Number(labels['job_id']) ? run : null;
    } catch (error) {
      log.warn({ err: error }, 'Databricks did not tell about the run that a notification names');
      return null;
    }
  }

  return async (batch) => {
    if (batch.source !== 'databricks') return null;
    let { link } = batch;
    const alerts: IncomingAlert[] = [];
    for (const alert of batch.alerts) {
      const run = alert.untimed?.asked === false ? await runNamed(alert) : null;
      alerts.push(run ? asTold(alert, run) : asked(alert));
      link = cleanedLink(run?.url) ?? link;
    }
    return { ...batch, link, alerts };
  };
}

/** Nobody knew more: one that was resolved fires again then, since once too often is better than never. */
function asked(alert: IncomingAlert): IncomingAlert {
  return alert.untimed ? { ...alert, untimed: { ...alert.untimed, asked: true } } : alert;
}

function asTold(alert: IncomingAlert, run: JobRun): IncomingAlert {
  const isSlow = alert.labels['alertname'] === 'DatabricksJobSlow';
  const task = run.tasks.find(({ key }) => key === alert.labels['task']);
  const { state, ending, endedAt } = task ?? run;
  const tries = task ? [task] : run.repairs;
  const at = tries.findLastIndex((one) => (isSlow ? one.ending === null : endedBadly(one)));
  const begun = tries[at]?.startedAt ?? task?.startedAt ?? run.startedAt;
  const isOver = state === 'ended' && (isSlow || ending?.result === 'success');
  // A repair that came after it may go on by now: it had ended before that.
  const happenedAt = tries[at + 1]?.startedAt ?? endedAt ?? begun;
  return {
    ...alert,
    // 0: it has not begun.
    startsAt: begun || alert.startsAt,
    ...(isOver ? { status: 'resolved', endsAt: endedAt ?? alert.startsAt } : {}),
    untimed: { asked: true, happenedAt },
  };
}
