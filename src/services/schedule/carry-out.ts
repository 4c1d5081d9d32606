// Does a slot that this process has taken, keeps the lease meanwhile, sends its card and writes down what came of it. Whatever
// dies in between is done again under the same ids. @throws what keeps it from being written down: it stays due then
import { randomUUID } from 'node:crypto';
import { systemActor } from '../../core/actor.js';
import { asProblem } from '../../core/problem.js';
import { heartbeat } from '../heartbeat.js';
import { post } from '../postings/postings.js';
import { update } from '../store/update.js';
import { lease } from './attend-slot.js';
import type { Ended, Planned, ScheduleParts } from './schedule-parts.js';
import { scheduleRows, type Claim, type ScheduleRow } from './schedule-records.js';
import { failedReport, isPosted, missedReport, wasTold } from './slot-cards.js';
import { slotWork, type SlotResult } from './slot-work.js';

export const newToken = randomUUID;

/** @param stopping aborted when the process stops. @returns null where it is left to another process */
export async function carryOut(
  parts: ScheduleParts,
  schedule: Planned,
  claim: Claim,
  stopping: AbortSignal,
): Promise<Ended | null> {
  const lost = new AbortController();
  const quit = AbortSignal.any([stopping, lost.signal]);
  const stopBeating = heartbeat(
    lease / 3,
    async () => {
      const isMine = await mine(parts, schedule, claim, (row, running) => ({
        ...row,
        running: { ...running, leaseUntil: parts.now() + lease },
      }));
      if (!isMine) lost.abort();
    },
    (error) => parts.log.warn({ err: error, schedule: schedule.name }, 'a lease was not kept'),
  );
  try {
    const result = await resultOf(parts, schedule, claim, quit);
    if (result === null) {
      if (stopping.aborted) await mine(parts, schedule, claim, givenBack);
      return null;
    }
    const told = await sendCard(parts, schedule, claim, result);
    return await writeDown(parts, schedule, claim, { ...result, told });
  } finally {
    stopBeating();
  }
}

type Result = SlotResult & { failed: boolean };

async function resultOf(
  parts: ScheduleParts,
  schedule: Planned,
  claim: Claim,
  quit: AbortSignal,
): Promise<Result | null> {
  if (claim.what === 'tell') {
    const report = missedReport(schedule, claim);
    return { outcome: 'missed', said: 'No process of ppm-oncall was up', report, failed: false };
  }
  try {
    return { ...(await slotWork(parts, schedule, claim, quit)), failed: false };
  } catch (error) {
    if (quit.aborted) return null;
    const problem = asProblem(error);
    // Nothing can be written down either: it is done again when the store is back.
    if (problem.code === 'store_unavailable') throw error;
    if (problem.code === 'internal')
      parts.log.error({ err: error, schedule: schedule.name }, 'a schedule failed');
    const report = failedReport(schedule, problem);
    return { outcome: 'failed', said: problem.message, report, failed: true };
  }
}

/** @returns whether a failure was told now */
async function sendCard(
  parts: ScheduleParts,
  schedule: Planned,
  claim: Claim,
  { report, outcome, said, failed }: Result,
): Promise<boolean> {
  if (report === null || !isPosted(schedule, outcome)) return false;
  const row = failed ? await parts.store.get(scheduleRows, schedule.name) : null;
  if (row && claim.by.via === 'system' && wasTold(row.doc, said, parts.now())) return false;
  await post(parts, {
    id: claim.request,
    schedule: schedule.name,
    operation: schedule.operation,
    input: schedule.input,
    channel: schedule.channel ?? parts.channel,
    report,
  });
  if (!failed) await fileReport(parts, schedule, claim);
  return failed;
}

/** A page in Notion for what was told, where that is configured; a run of its own, with a card only when it fails. */
async function fileReport(
  { runs, log, filesReports }: ScheduleParts,
  { name, operation, input }: Planned,
  { request }: Claim,
): Promise<void> {
  if (!filesReports || operation !== 'report') return;
  try {
    const file = { operation: 'report.file', input, actor: systemActor, quiet: true };
    await runs.request({ ...file, requestId: `${request}:file` });
  } catch (error) {
    // It has been filed today, or Notion is away: the card in the channel has said everything.
    const { code, message } = asProblem(error);
    log.info({ schedule: name, code, reason: message }, 'a report was not filed');
  }
}

async function writeDown(
  parts: ScheduleParts,
  schedule: Planned,
  claim: Claim,
  { outcome, said, told }: Ended & { told: boolean },
): Promise<Ended | null> {
  const at = parts.now();
  const worked = outcome === 'ok' || outcome === 'problems';
  let ended: Ended = { outcome, said };
  const isMine = await mine(parts, schedule, claim, (row, running) => {
    const { slot, request } = running;
    ended = { outcome, said: `${said}${asides(running)}` };
    return {
      ...row,
      running: null,
      last: { ...ended, slot, at, request },
      succeededAt: worked ? at : row.succeededAt,
      told: told ? { said, at } : worked ? null : row.told,
    };
  });
  if (!isMine) return null;
  parts.metrics.ended(schedule.name, outcome);
  parts.log.info({ schedule: schedule.name, slot: claim.slot, outcome }, 'a schedule has run');
  return ended;
}

/** What became of the slots around it. */
function asides({ missed, what, skipped }: Claim): string {
  const also = what === 'tell' ? ' too' : '';
  const parts = [
    ...(missed > 0 ? [`${missed} earlier ${ones(missed)} missed${also}`] : []),
    ...(skipped > 0 ? [`${skipped} later ${ones(skipped)} skipped meanwhile`] : []),
  ];
  return parts.length === 0 ? '' : ` (${parts.join('; ')})`;
}

function ones(count: number): string {
  return count === 1 ? 'one was' : 'ones were';
}

/** As if nobody had begun: another process takes it at once. */
function givenBack(row: ScheduleRow, running: Claim): ScheduleRow {
  return { ...row, running: { ...running, leaseUntil: 0, attempts: running.attempts - 1 } };
}

/** Changes the row as long as the slot is this process's own. @returns false where it no longer is */
async function mine(
  { store }: Pick<ScheduleParts, 'store'>,
  { name }: Planned,
  { token }: Claim,
  change: (row: ScheduleRow, running: Claim) => ScheduleRow,
): Promise<boolean> {
  let isMine = false;
  await update(store, scheduleRows, name, (row) => {
    isMine = row.running?.token === token;
    return row.running?.token === token ? change(row, row.running) : row;
  });
  return isMine;
}
