// Which runs a list of runs is about. (docs.github.com, "List workflow runs for a repository"; `created` as in a search by
// date: >=, <=, >, <, from..until, a day)
import type { Run } from '../state/runs.js';
import { unprocessable } from './call.js';

export interface RunFilter {
  isOn: boolean;
  fits(run: Run): boolean;
}

const statuses = ['completed', 'in_progress', 'queued', 'requested', 'waiting', 'pending'];
const conclusions =
  'action_required cancelled failure neutral skipped stale success timed_out'.split(' ');

/** @throws ApiError 422 for a status or a time that is none */
export function runFilter(query: URLSearchParams): RunFilter {
  const [event, branch, status] = ['event', 'branch', 'status'].map((name) => query.get(name));
  const [sha, actor, created] = ['head_sha', 'actor', 'created'].map((name) => query.get(name));
  if (status && ![...statuses, ...conclusions].includes(status))
    throw unprocessable(`Invalid value for parameter: status "${status}"`);
  const isInTime = created ? spanOf(created) : () => true;
  return {
    isOn: [event, branch, status, sha, actor, created].some(Boolean),
    fits: (run) =>
      (!event || run.event === event) &&
      (!branch || run.branch === branch) &&
      (!status || run.status === status || run.conclusion === status) &&
      (!sha || run.sha === sha) &&
      (!actor || run.actor === actor) &&
      isInTime(Math.floor(run.createdAt / 1_000) * 1_000),
  };
}

/** GitHub's own times are whole seconds: one within the second that a run was made in is later than the run. */
function spanOf(text: string): (at: number) => boolean {
  const [, from, until] = /^(.+)\.\.(.+)$/.exec(text) ?? [];
  if (from !== undefined && until !== undefined) {
    const [first, last] = [
      from === '*' ? null : spanIn(from),
      until === '*' ? null : spanIn(until),
    ];
    return (at) => (!first || at >= first.start) && (!last || at <= last.end);
  }
  const [, operator = '', moment = ''] = /^(>=|<=|>|<)?(.+)$/.exec(text) ?? [];
  const { start, end } = spanIn(moment);
  switch (operator) {
    case '>=':
      return (at) => at >= start;
    case '>':
      return (at) => at > end;
    case '<=':
      return (at) => at <= end;
    case '<':
      return (at) => at < start;
    default:
      return (at) => at >= start && at <= end;
  }
}

const day = /^\d{4}-\d\d-\d\d$/;
const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

function spanIn(text: string): { start: number; end: number } {
  const start = day.test(text) || moment.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(start)) throw unprocessable(`Invalid value for parameter: created "${text}"`);
  return { start, end: day.test(text) ? start + 86_400_000 - 1 : start };
}
