// `deploy status`: what runs where, since when and by whom, and how far the branch is ahead of it.
// (Runbook 1, "Deploy Databricks Bundle", "Deploy Control Room")
import { z } from 'zod';
import type { Finding, Status } from '../../core/report.js';
import { defineQuery } from '../../services/context.js';
import { takesCommit, short } from '../../services/deploys/deploy-place.js';
import { placeNow, placesOf, type PlaceNow } from '../../services/deploys/deploy-status.js';
import type { Known } from '../../services/deploys/deploys.js';
import { stamp } from '../../services/sync/when.js';

export const deployStatus = defineQuery({
  id: 'deploy.status',
  family: 'Deploy',
  summary: 'What runs where: commit, when, by whom, and how far the branch is ahead',
  runbook: 'finance-ppm#deploy-control-room',
  examples: ['deploy status'],
  args: [],
  input: z.object({}),
  async read(_input, context) {
    const places = placesOf(context);
    if (places.length === 0)
      return {
        status: 'info',
        headline: 'Nothing is configured to be deployed',
        notes: ['Describe it in ppm.config.yaml under deploys.targets.'],
      };
    const all = await Promise.all(places.map((place) => placeNow(place, context)));
    const findings = all.flatMap(findingsOf);
    const failed = all.filter(({ standing }) => standing.last?.state === 'bad').length;
    return {
      status: statusOf(findings),
      headline:
        failed > 0
          ? `The last deployment failed at ${failed} of ${all.length} places`
          : `${all.length} places, ${all.filter(({ standing }) => standing.runs).length} with a good deployment`,
      findings,
      tables: [
        {
          title: 'Deployments',
          columns: [
            { label: 'What' },
            { label: 'Stage' },
            { label: 'Commit' },
            { label: 'When' },
            { label: 'By' },
            { label: 'State' },
            { label: 'Ahead', align: 'right' },
            { label: 'Link' },
          ],
          rows: all.flatMap(rowsOf),
        },
      ],
      notes: [
        'Ahead: commits of the branch that do not run there yet. From the deployments of GitHub and those of the bot.',
      ],
    };
  },
});

/** One for what runs, one more for what failed after it or is under way. */
function rowsOf({ place, standing, behindBy }: PlaceNow): string[][] {
  const { runs, last, underWay } = standing;
  const row = (known: Known, state: string, ahead: string): string[] => [
    place.what,
    place.stage,
    known.commit === null ? '–' : short(known.commit),
    stamp(known.at),
    known.by,
    state,
    ahead,
    known.url ?? '–',
  ];
  return [
    ...(runs
      ? [row(runs, 'runs', behindBy === null ? '–' : String(behindBy))]
      : [[place.what, place.stage, '–', '–', '–', 'not known', '–', '–']]),
    ...(last?.state === 'bad' ? [row(last, 'failed', '–')] : []),
    ...(underWay ? [row(underWay, 'under way', '–')] : []),
  ];
}

function findingsOf({ place, standing, behindBy, drift, unknown }: PlaceNow): Finding[] {
  const { what, stage, name, deployable } = place;
  const { runs, last } = standing;
  const findings: Finding[] = [];
  if (unknown !== null)
    findings.push({ severity: 'warning', title: `Not all is known of ${name}`, evidence: unknown });
  if (last?.state === 'bad')
    findings.push({
      severity: 'bad',
      title: `The last deployment of ${name} failed`,
      evidence: `${last.commit === null ? 'It' : short(last.commit)} by ${last.by}, ${stamp(last.at)}${last.url === null ? '' : `: ${last.url}`}`,
      cause: 'What runs there may be a part of it.',
      ...(takesCommit(deployable.way, true) && runs
        ? {
            fix: 'Go back to the last good deployment.',
            suggestion: {
              label: 'Roll back',
              operation: 'deploy.rollback',
              input: { what, stage },
            },
          }
        : { fix: 'Correct it, and deploy again.' }),
    });
  if (drift !== null && runs?.commit)
    findings.push({
      severity: 'warning',
      title: `GitHub and the bot disagree on what runs on ${name}`,
      evidence: `GitHub: ${short(drift)}. The bot deployed ${short(runs.commit)}, ${stamp(runs.at)}.`,
      cause: 'It was deployed past GitHub, or the workflow names no environment.',
      fix: 'Look what runs there, and deploy what should.',
    });
  if (behindBy !== null && behindBy > 0)
    findings.push({
      severity: 'info',
      title: `${name} is ${behindBy} ${behindBy === 1 ? 'commit' : 'commits'} behind ${deployable.way.ref}`,
      suggestion: { label: `Deploy to ${stage}`, operation: `deploy.${what}`, input: { stage } },
    });
  return findings;
}

function statusOf(findings: readonly Finding[]): Status {
  if (findings.some(({ severity }) => severity === 'bad')) return 'bad';
  return findings.some(({ severity }) => severity === 'warning') ? 'warning' : 'good';
}
