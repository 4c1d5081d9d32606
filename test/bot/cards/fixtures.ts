// Runs in every state, made by the real state machine, and the checks that every drawing has to pass.
import type { ModalView } from '@slack/types';
import { checkBlocks } from '../../../sandbox/slack/blocks/check.js';
import { checkView as checkStrictly } from '../../../sandbox/slack/blocks/view.js';
import type { Actor } from '../../../src/core/actor.js';
import { planHash, type Plan } from '../../../src/core/plan.js';
import { applyEvent, type RunEvent } from '../../../src/core/run-machine.js';
import { newRun, type Run, type RunState } from '../../../src/core/run.js';
import type { Rendered } from '../../../src/bot/cards/fit.js';
import { checkMessage, checkView } from '../../../src/bot/cards/limits.js';
import type { RunLook } from '../../../src/bot/cards/run-card.js';

export const noon = Date.UTC(2026, 9, 5, 11);
export const minute = 60_000;
export const asker: Actor = { person: 'maya', slack: 'U0MAYA', via: 'slack' };
export const approver: Actor = { person: 'omar', slack: 'U0OMAR', via: 'slack' };
export const look: RunLook = {
  approverMentions: ['U0OMAR', 'S0LEADS'],
  operationSummary: 'Restore a Delta table to an earlier version',
  urgent: false,
  undoable: true,
  plain: false,
  now: noon,
};

export function aPlan(over: Partial<Plan> = {}): Plan {
  return {
    target: 'main.silver.projects',
    environment: 'prod',
    headline: 'Restore main.silver.projects from version 7 to version 5',
    facts: [
      { label: 'Rows then', value: '1,204', mono: true },
      { label: 'Files to restore', value: '12' },
    ],
    changes: [{ label: 'Rows', before: '1,180', after: '1,204' }],
    warnings: ['VACUUM ran two days ago.'],
    steps: [
      { id: 'pause', title: 'Pause the sync' },
      { id: 'restore', title: 'Restore the table' },
      { id: 'resume', title: 'Resume the sync' },
    ],
    undo: 'Restores version 7 again.',
    guard: { version: 7 },
    data: {},
    ...over,
  };
}

export function aRun(over: Partial<Run> = {}): Run {
  return {
    ...newRun({
      id: 'run_42',
      operation: 'table.restore',
      input: {},
      risk: 'critical',
      requestedBy: asker,
      channel: 'C0OPS',
      requestId: 'request_1',
      undoOf: null,
      quiet: false,
      createdAt: noon - minute,
    }),
    history: [],
    updatedAt: noon,
    ...over,
  };
}

const owner = 'worker';

/** The run after the events, a second apart. */
export function after(run: Run, events: RunEvent[]): Run {
  return events.reduce((now, event, place) => applyEvent(now, event, noon + place * 1000), run);
}

/** A run in each state, with the texts of `plan` and `said` wherever somebody else's words stand. */
export function runs(plan: Plan = aPlan(), said = 'because', over: Partial<Run> = {}) {
  const hash = planHash('table.restore', plan);
  const approval = {
    quorum: 1,
    by: ['approver' as const],
    typeTarget: true,
    expiresAt: noon + 30 * minute,
    remindAt: noon + 20 * minute,
  };
  const planned: RunEvent = { type: 'planned', plan, hash, approval };
  const approve: RunEvent = { type: 'approve', by: approver, hash };
  const begin: RunEvent[] = [
    { type: 'claim', owner, until: noon + 60 * minute },
    { type: 'begin', owner },
  ];
  const first = plan.steps[0]?.id ?? '';
  const stepped: RunEvent[] = [
    { type: 'step_started', owner, step: first },
    { type: 'step_done', owner, step: first, note: said },
    { type: 'step_started', owner, step: plan.steps[1]?.id ?? first },
  ];
  const problem = { code: 'outside_refused' as const, message: said, hint: said };
  const checks = [{ name: said, ok: true, expected: said, actual: said }];
  const bad = [...checks, { name: said, ok: false, expected: said, actual: said }];
  const run = aRun(over);
  const running = after(run, [planned, approve, ...begin, ...stepped]);
  const byState: Record<RunState, Run> = {
    planning: run,
    awaiting_approval: after(run, [planned]),
    approved: after(run, [planned, approve]),
    running,
    verifying: after(running, [{ type: 'ran', owner }]),
    unknown: after(running, [{ type: 'doubt', owner, evidence: said, retryAt: noon }]),
    succeeded: after(running, [
      { type: 'ran', owner },
      { type: 'verified', owner, checks },
    ]),
    failed: after(running, [{ type: 'fail', owner, problem }]),
    denied: after(run, [planned, { type: 'deny', by: approver, reason: said }]),
    expired: after(run, [planned, { type: 'expire' }]),
    cancelled: after(run, [planned, { type: 'cancel', by: asker, reason: said }]),
  };
  const stopping = after(running, [{ type: 'cancel', by: asker, reason: said }]);
  return {
    byState,
    others: [
      stopping,
      after(stopping, [{ type: 'stopped', owner }]),
      after(running, [
        { type: 'ran', owner },
        { type: 'verified', owner, checks: bad },
      ]),
      after(byState.succeeded, [{ type: 'undone', by: asker, run: said || 'run_43' }]),
    ],
  };
}

let nextId = 0;
const strict = { refused: [], makeId: () => `id${(nextId += 1)}` };

/** Why Slack would not take it: by our own checker, and by the sandbox's, which knows nothing of it. */
export function faultsOf({ blocks, text }: Rendered): string[] {
  const checked = checkBlocks(JSON.parse(JSON.stringify(blocks)), {
    ...strict,
    surface: 'message',
    prefix: ['blocks'],
  });
  return [...checkMessage(blocks, text), ...(checked.ok ? [] : [checked.error, ...checked.errors])];
}

/** `faultsOf` a form. */
export function faultsOfView(view: ModalView): string[] {
  const checked = checkStrictly(JSON.parse(JSON.stringify(view)), view.type, strict);
  return [...checkView(view), ...(checked.ok ? [] : checked.errors)];
}

/** Every string in a payload with the key it stands under. */
export function strings(value: unknown, key = ''): { key: string; text: string }[] {
  if (typeof value === 'string') return [{ key, text: value }];
  if (Array.isArray(value)) return value.flatMap((item) => strings(item, key));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, item]) => strings(item, name));
}

/** All that can be read on a message, in one string. */
export function readable(message: Rendered): string {
  return strings(message.blocks)
    .filter(({ key }) => key !== 'type' && key !== 'value')
    .map(({ text }) => text)
    .join('\n');
}

/** The action ids on a message, in order. */
export function actionsOn(message: Rendered): string[] {
  return strings(message.blocks)
    .filter(({ key }) => key === 'action_id')
    .map(({ text }) => text);
}

const controls = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}]/u;

/**
 * What has an effect that we didn't mean: tokens other than our own dates and the mentions of `ids`, characters that
 * can't be seen, and mrkdwn in which Slack would make links of bare words.
 */
export function liveIn(payload: unknown, text: string, ids: readonly string[]): string[] {
  const mention = new RegExp(`^<(@(${ids.join('|')})|!subteam\\^(${ids.join('|')}))>$`);
  const date = /^<!date\^\d+\^\{date_short_pretty\} \{time\}\|[\dTZ:-]+>$/;
  const markup = markupIn(payload);
  const tokens = [text, ...markup.map((element) => element.text)]
    .flatMap((shown) => shown.match(/<[^>]*>?/g) ?? [])
    .filter((token) => !mention.test(token) && !date.test(token));
  const unseen = strings(payload)
    .filter(({ key }) => !['value', 'private_metadata', 'initial_value'].includes(key))
    .map((shown) => shown.text)
    .filter((shown) => controls.test(shown));
  const parsed = markup.filter((element) => !element.verbatim).map((element) => element.text);
  return [...tokens, ...unseen, ...parsed];
}

function markupIn(value: unknown): { text: string; verbatim: boolean }[] {
  if (Array.isArray(value)) return value.flatMap(markupIn);
  if (typeof value !== 'object' || value === null) return [];
  if ('type' in value && value.type === 'mrkdwn' && 'text' in value)
    return [{ text: String(value.text), verbatim: 'verbatim' in value && value.verbatim === true }];
  return Object.values(value).flatMap(markupIn);
}
