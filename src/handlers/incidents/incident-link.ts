// `incident link`: alerts or a run that belong to an incident; both stand in its timeline and its post-mortem.
import { z } from 'zod';
import { incidentId, linkedAlert, linkedRun } from '../../core/incident-id.js';
import { Problem } from '../../core/problem.js';
import { defineCommand } from '../../services/context.js';
import { answer } from '../../services/incidents/incident-report.js';
import { alertOrStorm } from '../../services/incidents/linked.js';

export const incidentLink = defineCommand({
  id: 'incident.link',
  family: 'Incidents',
  summary: 'Link a run or alerts to an incident',
  examples: ['incident link I-7K2QMF --run R-7K2QMF', 'incident link I-7K2QMF --alert G-7K2QMF'],
  args: ['incident'],
  risk: 'routine',
  input: z.object({
    incident: incidentId,
    run: linkedRun.optional(),
    alert: linkedAlert.optional(),
  }),
  async act({ incident: id, run: runId, alert }, context) {
    const { incidents, alerts, runs, actor, requestId } = context;
    if (runId === undefined && alert === undefined)
      throw new Problem(
        'invalid_input',
        'A run or alerts are needed.',
        'Write --run R-… or --alert G-….',
        { field: 'run' },
      );
    // Both are looked at first: a wrong one changes nothing.
    let incident = await incidents.get(id);
    const run = runId === undefined ? null : await runs.get(runId);
    if (runId !== undefined && run === null)
      throw new Problem('not_found', `There is no run ${runId}.`, '`status` shows the last ones.', {
        field: 'run',
      });
    const cause = alert === undefined ? null : await alertOrStorm(alerts, alert);
    if (run !== null)
      incident = await incidents.change(
        id,
        { type: 'link_run', by: actor, run: run.id, text: run.plan?.headline ?? run.operation },
        `${requestId}:run`,
      );
    if (alert !== undefined && cause !== null) {
      incident = await incidents.change(
        id,
        { type: 'link_alert', by: actor, group: alert, text: cause.title },
        `${requestId}:alert`,
      );
      await alerts.tie(alert, incident.id);
    }
    const moved = cause?.incident != null && cause.incident !== incident.id;
    return answer(
      incident,
      `${[run?.id, alert].filter((one) => one !== undefined).join(' and ')} ${run !== null && alert !== undefined ? 'belong' : 'belongs'} to ${incident.id}`,
      moved ? [`${alert} belonged to ${cause.incident} before.`] : [],
    );
  },
});
