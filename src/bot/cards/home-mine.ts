// What waits for the person who looks at the Home tab: approvals, incidents, reviews, and their own runs.
import type { KnownBlock } from '@slack/types';
import type { Run } from '../../core/run.js';
import { whatHappened } from '../../core/run-state.js';
import type { Suggestion } from '../../core/report.js';
import type { Dashboard } from '../../services/dashboard/dashboard.js';
import { suggestionButton } from './actions.js';
import { severityIcons } from './alert-words.js';
import { header, section } from './blocks.js';
import type { HomePart, LinkTo } from './home-part.js';
import { titleOf } from './run-words.js';
import { clipMarkup, code, dateToken, inertLine } from './text.js';

const most = { approvals: 5, incidents: 5, reviews: 3, runs: 4 };

export function homeMine({ mine }: Dashboard, linkTo: LinkTo, first: number): HomePart {
  const { approvals, incidents, reviews, runs } = mine;
  let buttons = 0;
  const row = (text: string, suggestion: Suggestion | null): KnownBlock => {
    const button = suggestion === null ? null : suggestionButton(suggestion, first + buttons);
    if (button !== null) buttons += 1;
    return section(text, button ?? undefined);
  };
  const rows: KnownBlock[] = [
    ...approvals.slice(0, most.approvals).map((run) =>
      row(`:raised_hand: ${waiting(run)}${link(linkTo('run', run.id))}`, {
        label: 'Look and decide',
        operation: 'approve',
        input: { run: run.id },
      }),
    ),
    ...incidents
      .slice(0, most.incidents)
      .map(({ id, severity, title, lead, state }) =>
        row(
          `${severityIcons[severity]} *${severity}* ${clipMarkup(inertLine(title), 200)} (${inertLine(id)}), ${lead === null ? '*nobody leads it*' : state}${link(linkTo('incident', id))}`,
          state === 'open'
            ? { label: 'Acknowledge', operation: 'incident.ack', input: { incident: id } }
            : { label: 'Show', operation: 'incident.show', input: { incident: id } },
        ),
      ),
    ...reviews
      .slice(0, most.reviews)
      .map(({ incident, run, by, reviewBy }) =>
        row(
          `:mag: ${inertLine(run)} was approved by ${inertLine(by)} alone; its review is due ${dateToken(reviewBy)}`,
          { label: 'Review', operation: 'incident.review', input: { incident, run } },
        ),
      ),
    ...runs
      .slice(0, most.runs)
      .map((run) =>
        row(
          `:hourglass_flowing_sand: ${code(run.id)} ${clipMarkup(inertLine(titleOf(run)), 200)}: ${inertLine(whatHappened(run))}${link(linkTo('run', run.id))}`,
          null,
        ),
      ),
  ];
  const total = approvals.length + incidents.length + reviews.length + runs.length;
  const left = total - rows.length;
  return {
    buttons,
    blocks: [
      header('Waiting for you'),
      ...(total === 0 ? [section('Nothing. :relieved:')] : rows),
      ...(left > 0 ? [section(`… and ${left} more: ${code('/ppm approvals')}`)] : []),
    ],
  };
}

function waiting(run: Run): string {
  const expires = run.approval === null ? '' : `, expires ${dateToken(run.approval.expiresAt)}`;
  return `${code(run.id)} *${clipMarkup(inertLine(titleOf(run)), 200)}*, asked by ${inertLine(run.requestedBy.person)}${expires}`;
}

const link = (address: string | null): string => (address === null ? '' : ` · <${address}|card>`);
